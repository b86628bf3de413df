"""Lists and pages of collections: parameters, selection, description, JSON, facets, what is gone."""
