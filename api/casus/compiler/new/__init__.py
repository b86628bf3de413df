"""`casus new`: a record to fill in, made from the shapes, with the place where it belongs."""
