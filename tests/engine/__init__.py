"""What speaks to an engine, tried on Oxigraph's server; the other engines are in tests/engines."""
