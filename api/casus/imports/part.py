"""One of the two parts of an artefact: the quads of records that were checked, and their entries beside them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from casus.compiler.list_entries import key_of, moment
from casus.compiler.list_index import document
from casus.imports.draft import Values
from casus.imports.gzipped import Gzipped
from casus.imports.nt import LABEL, SEARCH_KEY, TYPE, WHEN, iri, lexical, node
from casus.imports.plan import Plan
from casus.release import entries
from casus.release.entries import Entry, Kept
from casus.terms.names import fold
from casus.terms.namespaces import BOUNDS, RECORD, XSD

DAYS: Final = tuple(iri(str(each)) for each in BOUNDS.values())
"""The properties that bound a time, in the order of BOUNDS."""
_NUMBER: Final = tuple(f'"^^<{XSD[name]}>' for name in ("integer", "decimal"))


class Checked(NamedTuple):
    """A record that keeps all rules, with what follows from it."""

    cls: str
    """The name of its class."""
    nodes: list[tuple[str, Values]]
    """What it and the nodes inside it say: the record first."""
    further: dict[str, dict[str, Any]]
    """Its values by filter, number and sort where they lie more than one step away."""
    rank: int
    search: dict[str, Any] | None
    """What a search finds it by; None: no search is for it."""


@dataclass
class Told:
    """What a part has to say of itself."""

    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: dict[str, list[int]] = field(default_factory=dict)
    """Triples and subjects, by property."""
    digest: str = ""
    """Of all records in their order."""


class Part:
    """The files of a part, while they are written."""

    def __init__(self, folder: Path, name: str, graph: str, plan: Callable[[str], Plan]) -> None:
        """`plan` knows the plan of a class by its name."""
        self._folder, self._name, self._plan = folder, name, plan
        self._graph = f" <{graph}> .\n"
        self._stack = ExitStack()
        self._digest = hashlib.sha256()
        self._told = Told(properties=defaultdict(lambda: [0, 0]))

    def __enter__(self) -> Self:
        self._quads = self._stack.enter_context(closing(Gzipped(self._folder / f"{self._name}.nq.gz")))
        self._entries = self._stack.enter_context((self._folder / f"{self._name}.jsonl").open("w", encoding="utf-8"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def put(self, record: Checked) -> None:
        """Raises OSError for what cannot be written."""
        lines = [
            f"{about} {predicate} {term}"
            for about, values in record.nodes
            for predicate, terms in values.items()
            for term in terms
        ]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        self._digest.update(digest.encode())
        block = (self._graph.join(lines) + self._graph).encode()
        self._quads.write(block)
        self._count(record.nodes, len(lines))
        plan = self._plan(record.cls)
        if plan.collection is not None:
            entry = _entry(record, plan, plan.collection.name)
            entries.write(self._entries, Kept(entry, digest[:24], len(block), record.rank, record.search))

    def _count(self, nodes: list[tuple[str, Values]], triples: int) -> None:
        told = self._told
        told.triples += triples
        told.subjects += len(nodes)
        for _, values in nodes:
            told.classes.update(values[TYPE])
            for predicate, terms in values.items():
                count = told.properties[predicate]
                count[0] += len(terms)
                count[1] += 1

    def told(self) -> Told:
        """All that was put."""
        told = self._told
        return Told(told.triples, told.subjects, told.classes, dict(told.properties), self._digest.hexdigest())


def _entry(record: Checked, plan: Plan, collection: str) -> Entry:
    about, said = record.nodes[0]
    filters = {name: [*map(lexical, said[step])] for name, step in plan.filters if step in said}
    numbers = {name: float(lexical(said[step][0])) for name, step in plan.numbers if step in said}
    keys = {name: _key(said[step][0]) for name, step in plan.sorts if step in said}
    for known, kind in ((filters, "filters"), (numbers, "numbers"), (keys, "sorts")):
        known.update(record.further.get(kind, {}))
    bounds = tuple(lexical(said[each][0]) if each in said else None for each in DAYS) if WHEN in said else None
    label, start = fold(lexical(said[LABEL][0])), f"<{RECORD}"
    return Entry(
        iri=about[1:-1],
        collection=collection,
        label=label,
        keys=keys,
        moment=moment(bounds),
        document=document(
            *(about[1:-1], collection, plan.type.name),
            names=[*map(lexical, said.get(SEARCH_KEY, ()))] or [label],
            filters=filters,
            numbers=numbers,
            bounds=bounds,
            mentions={term[1:-1] for terms in said.values() for term in terms if term.startswith(start)},
        ),
    )


def _key(term: str) -> Any:
    """A value that compares as SPARQL's ORDER BY does."""
    return key_of(node(term)) if term.endswith(_NUMBER) else lexical(term)
