"""Turtle to a release: load, derive, check, write."""
