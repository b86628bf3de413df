"""Where it happened and who held it: events and claims by place, on a day or in a period."""
