"""Everything dated, in order."""
