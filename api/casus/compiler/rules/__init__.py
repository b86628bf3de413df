"""What the sources must hold."""
