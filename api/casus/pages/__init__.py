"""HTML: templates and what browsers load with them."""
