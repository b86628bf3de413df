"""How many records of a list there are by the values of its fields, and by year or month: `/v1/counts/<list>`."""
