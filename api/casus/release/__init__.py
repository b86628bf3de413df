"""What a release is on disk, for who writes it and who reads it."""
