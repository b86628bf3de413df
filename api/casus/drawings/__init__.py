"""Drawings: data classes in, SVG out, by pure functions that know neither HTTP nor the store."""
