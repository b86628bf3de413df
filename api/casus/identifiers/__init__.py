"""Codes of other schemes: schemes, lookup, crosswalks."""
