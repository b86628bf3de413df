"""The service: a release, served as documented JSON and SPARQL."""

from importlib.metadata import version

__version__ = version("casus")
