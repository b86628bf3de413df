"""Casus: an open knowledge service about armed conflict."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
ONTOLOGY_DIR: Final = next(
    (folder for folder in (_PACKAGE / "ontology", _PACKAGE.parents[1] / "ontology") if folder.is_dir()),
    _PACKAGE / "ontology",
)
"""The sources that ship with the package: inside it when it is installed, beside `api/` in a checkout."""
DOCS_DIR: Final = next(
    (folder for folder in (_PACKAGE / "docs", _PACKAGE.parents[1] / "docs") if folder.is_dir()), _PACKAGE / "docs"
)
"""The guides, likewise."""
