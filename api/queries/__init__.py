"""SPARQL: fixed queries as .rq files, lists and descriptions built from typed terms. No Flask, no text of a user."""
