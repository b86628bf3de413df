"""Claims as edges between actors."""
