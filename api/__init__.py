"""The service: a release, served as documented JSON and SPARQL."""
