"""What an import reads in the sources: the shapes, the codes that values of datasets stand for, the states."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.freshness import mapping_of
from casus.compiler.load import load
from casus.compiler.sources import shapes_of
from casus.compiler.triples import Triples
from casus.model.rules import Rules
from casus.model.shapes import read_model
from casus.model.types import Model
from casus.release.garbage import uncollected
from casus.terms.coded_dates import when_of
from casus.terms.dates import Bounds, bounds
from casus.terms.namespaces import API, CASUS, CODE, RDF, RDFS, RECORD

_EXACT: Final = CODE["match-strength/exact"]


class Vocabulary:
    """The sources below a folder. Raises BuildError for those that cannot be read."""

    def __init__(self, root: Path) -> None:
        with uncollected():
            files = load(root)
            self.union = Triples(triple for file in files for triple in file.graph)
            shapes = shapes_of(files, self.union)
            self.model: Model = read_model(shapes)
            self.rules = Rules(shapes)
            self.mapping = mapping_of(files)
            """The version of what this makes of datasets."""

    @cached_property
    def _codes(self) -> dict[tuple[str, str], str]:
        """Codes as N-Triples writes them, by scheme and value: only exact matches stand for each other."""
        found: dict[tuple[str, str], str] = {}
        for code in self.union.subjects(RDF.type, CASUS.Code):
            for node in self.union.objects(code, CASUS.identifier):
                if (node, CASUS.matchStrength, _EXACT) in self.union:
                    scheme, value = (self.union.value(node, each) for each in (CASUS.scheme, CASUS.value))
                    found[str(scheme).removeprefix(f"{CODE}identifier-scheme/"), str(value)] = f"<{code}>"
        return found

    def codes(self, scheme: str) -> dict[str, str]:
        """The codes that the values of a scheme of identifiers stand for, as N-Triples writes them."""
        return {value: code for (of, value), code in self._codes.items() if of == scheme}

    def columns(self, dataset: str) -> dict[str, re.Pattern[str] | None]:
        """The columns of the dataset that have no field of their own; None: anything can stand there."""
        found: dict[str, re.Pattern[str] | None] = {}
        for columns in self.union.subjects(API.dataset, Literal(dataset)):
            values = self.union.value(columns, API["values"])
            pattern = None if values is None else re.compile(str(values))
            found |= {str(column): pattern for column in self.union.objects(columns, API.column)}
        return found

    @cache  # noqa: B019 - one for a process
    def pattern(self, precision: str) -> str:
        """What a date with that precision, a code as N-Triples writes it, can mean; nothing where it says nothing."""
        return str(self.union.value(URIRef(precision[1:-1]), CASUS.edtfPattern) or "")

    @cache  # noqa: B019
    def when(self, start: str, start_precision: str | None, end: str, end_precision: str | None) -> tuple[str, Bounds]:
        """EDTF and the days that bound it. Raises ValueError for dates that are none, or say nothing."""
        patterns = ("" if each is None else self.pattern(each) for each in (start_precision, end_precision))
        found = when_of(start, next(patterns), end, next(patterns))
        if found is None:
            raise ValueError("has no date")
        return found, bounds(found)

    @cached_property
    def templates(self) -> dict[str, list[str]]:
        """Schemes of identifiers as N-Triples writes them, with the records that imports make of what has a value."""
        found = defaultdict(list)
        for scheme, template in self.union.subject_objects(CASUS.recordTemplate):
            found[f"<{scheme}>"].append(RECORD + str(template))
        return found

    def classes(self, name: str) -> tuple[URIRef, ...]:
        """The class of that name in our vocabulary and all above it, the class first."""
        return self.lineage(CASUS[name])

    @cache  # noqa: B019
    def lineage(self, cls: URIRef) -> tuple[URIRef, ...]:
        """The class and all above it, the class first."""
        return tuple(URIRef(str(each)) for each in self.union.transitive_objects(cls, RDFS.subClassOf))

    def types(self, record: Node) -> list[Node]:
        """The classes of a record or code of the sources."""
        found: list[Node] = []
        for cls in self.union.objects(record, RDF.type):
            found.extend(self.lineage(URIRef(str(cls))))
        return found

    def is_there(self, iri: str) -> bool:
        """Whether the sources have that record."""
        return (URIRef(iri), None, None) in self.union

    @cached_property
    def _states(self) -> dict[tuple[str, str], list[tuple[str, Bounds | None]]]:
        found: dict[tuple[str, str], list[tuple[str, Bounds | None]]] = defaultdict(list)
        for state in self.union.subjects(RDF.type, CASUS.State):
            for node in self.union.objects(state, CASUS.identifier):
                if (node, CASUS.matchStrength, _EXACT) not in self.union:
                    continue
                scheme, value, when = (self.union.value(node, each) for each in (CASUS.scheme, CASUS.value, CASUS.when))
                name = str(scheme).removeprefix(f"{CODE}identifier-scheme/")
                found[name, str(value)].append((f"<{state}>", None if when is None else bounds(str(when))))
        return found

    @cache  # noqa: B019
    def state(self, scheme: str, value: str, year: int) -> str | None:
        """The state that had that code in the year, else the one that had it last; None where none ever had it."""
        known = self._states.get((scheme, value), [])
        for iri, span in known:
            first, last = (span.earliest_start, span.latest_end) if span else (None, None)
            if (first is None or first.year <= year) and (last is None or year <= last.year):
                return iri
        return known[-1][0] if known else None


def names_of(iris: Iterable[str]) -> tuple[str, ...]:
    """The records among these, in order."""
    return tuple(sorted(iri for iri in iris if iri.startswith(RECORD)))
