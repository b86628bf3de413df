"""The way from Turtle to a release: load -> derive -> validate -> release."""
