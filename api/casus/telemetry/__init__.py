"""What an operator sees of a running service: what is counted, what is logged, and the id of a request in both."""
