"""How often the fields of a type are used: the records, or nodes, that have a value."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from casus.model.fields import Path, Step
from casus.model.types import RecordType
from casus.store.dataset import ReleaseDataset


@dataclass(frozen=True)
class Uses:
    """Counts of one type."""

    records: int
    fields: Mapping[Path, int]
    """How many of them have a value, by the path of the field."""


def uses_of(dataset: ReleaseDataset, of: RecordType) -> Uses:
    """The counts. Properties are counted all at once, and paths of several steps one by one."""
    one = f"?record a {of.cls.n3()} ."
    steps = {
        **_by_property(dataset, f"{one} ?record ?property ?value", inverse=False),
        **_by_property(dataset, f"{one} ?value ?property ?record", inverse=True),
    }
    fields = {}
    for path in {field.path for field in of.fields}:
        pattern = f"{one} ?record {path.n3()} ?value"
        found = steps.get(path[0], 0) if len(path) == 1 else dataset.number(_count(pattern))
        fields[path] = found
    return Uses(dataset.number(_count(one)), fields)


def _count(pattern: str) -> str:
    return f"SELECT (COUNT(DISTINCT ?record) AS ?count) WHERE {{ {pattern} }}"


def _by_property(dataset: ReleaseDataset, pattern: str, *, inverse: bool) -> dict[Step, int]:
    query = f"SELECT ?property (COUNT(DISTINCT ?record) AS ?count) WHERE {{ {pattern} }} GROUP BY ?property"
    return {Step(URIRef(str(name)), inverse): int(str(count)) for name, count in dataset.select(query)}
