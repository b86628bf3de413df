"""Reading a release: its rdflib dataset, its search index, and how terms enter a query."""
