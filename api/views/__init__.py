"""HTTP: one noun per module. No SPARQL text here."""
