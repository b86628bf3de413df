"""The knowledge: Turtle first (`casus.ttl`, `shapes.ttl`, `codes/`, `data/`), and what compiles it (`build/`)."""

from pathlib import Path

ONTOLOGY_DIR = Path(__file__).parent
"""The Turtle that ships with the package."""
