"""Bringing in a dataset file that the user has: from its rows to an artefact that the build takes in."""
