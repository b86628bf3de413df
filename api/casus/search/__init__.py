"""Names and words in any script, with typing errors."""
