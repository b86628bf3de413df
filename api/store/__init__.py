"""The store layer: user SPARQL, inspected before any parser sees it and run in killable worker processes (no HTTP)."""
