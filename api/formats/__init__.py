"""Representations of records: one module each."""
