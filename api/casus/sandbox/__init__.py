"""Untrusted queries, run in killable worker processes whose limits the kernel holds. (No HTTP.)"""
