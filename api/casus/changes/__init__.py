"""The releases that are kept, and what one says differently from another."""
