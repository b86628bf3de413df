"""The processes behind the port."""
