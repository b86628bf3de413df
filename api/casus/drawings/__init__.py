"""Drawings in SVG: pure functions from what is said to marks on paper."""
