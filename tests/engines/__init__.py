"""Casus over engines of others: real ones, each started for the tests, and what each of them can and cannot."""
