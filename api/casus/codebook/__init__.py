"""The code book of a release as one document: every collection, field and code, as the shapes define them."""
