"""The SPARQL endpoint: request, answer, page, descriptions."""
