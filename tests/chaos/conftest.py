"""Fixtures: `small` and `other` of tests/engines/fixtures.py, two releases of a few records."""

from tests.engines.fixtures import other, small

__all__ = ["other", "small"]
