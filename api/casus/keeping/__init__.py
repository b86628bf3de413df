"""Releases as an operator keeps them: in packs, on a shelf, and no longer than they are needed."""
