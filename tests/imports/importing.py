"""Importing made-up rows, and reading what came of them."""

import csv
import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from casus import ONTOLOGY_DIR
from casus.imports.catalogue import DATASETS
from casus.release.artefact import PARTS, Artefact, Report
from casus.terms.namespaces import BASE
from tests.imports import made_up

DATA = ONTOLOGY_DIR.parent.parent / "shared" / "data"
"""Where real files lie, if they are there."""


class Imported:
    """What an import said, by record or node: its values by property, in short."""

    def __init__(self, artefact: Artefact) -> None:
        self.report: Report = artefact.report
        self.said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for part in PARTS:
            for line in gzip.decompress(artefact.quads(part).read_bytes()).decode().removesuffix("\n").split("\n"):
                subject, predicate, rest = line.split(" ", 2)
                value = rest.rsplit(" <", 1)[0]
                self.said[_short(subject)][_short(predicate)].add(_short(value))

    def coded(self, record: str) -> dict[str, str]:
        """The coded values of the record."""
        nodes = (self.said[node] for node in self.said[record]["codedValue"])
        return {variable: value for node in nodes for variable in node["variable"] for value in node["value"]}


def _short(term: str) -> str:
    """The IRI without what all have in common, or the text of the literal."""
    if term.startswith("<"):
        iri = term[1:-1].removeprefix(BASE)
        return iri.removeprefix("id/").removeprefix("code/").removeprefix("ontology#").rpartition("core#")[2]
    return term[1 : term.rindex('"')]


def imported(dataset: str, path: Path, *, version: str | None = None) -> Imported:
    """What came of the file."""
    return Imported(made_up.imported(dataset, path, path.parent / "var", version=version))


def written(path: Path, columns: Iterable[str], *rows: Mapping[str, str]) -> Path:
    """A CSV file with these columns; what a row does not say is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def tried(*datasets: str) -> Sequence[tuple[str, str, str, int]]:
    """The real files on which these datasets were tried: dataset, version, SHA-256 and rows."""
    return [
        (name, each.version, each.sha256, each.rows)
        for name in datasets
        for layout in DATASETS[name].layouts
        for each in layout.tried
    ]


@cache
def real_files() -> Mapping[str, Path]:
    """The real files that are there, by SHA-256."""
    found = (path for path in DATA.rglob("*") if path.suffix in (".csv", ".xlsx"))
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in found}
