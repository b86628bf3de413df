"""The outlines of the land on maps."""
