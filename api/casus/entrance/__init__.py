"""What one meets first: `/`, the documentation, the vocabulary, health."""
