"""Which records the codes of other schemes stand for: one row for each identifier, of records and of codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.identifiers.schemes import Scheme
from casus.records.period import Period, unless_outside
from casus.store.dataset import ReleaseDataset
from casus.store.query_terms import term, values
from casus.terms.names import slug_of
from casus.terms.namespaces import CASUS, CODE, XSD

_DETAILS: Final = {
    "schemeVersion": "scheme_version",
    "schemeLabel": "scheme_label",
    "when": "when",
    "earliestStart": "earliest_start",
    "latestStart": "latest_start",
    "earliestEnd": "earliest_end",
    "latestEnd": "latest_end",
    "endKnown": "end_known",
}
"""Properties of an identifier that it may lack, by their names in the vocabulary, and the attributes below."""


@dataclass(frozen=True)
class Identifier:
    """One code of a scheme, and the record or code of ours that it stands for."""

    owner: URIRef
    scheme: URIRef
    value: str
    match_strength: str
    """Slug of the strength of the match."""
    scheme_version: str | None = None
    scheme_label: str | None = None
    when: str | None = None
    earliest_start: str | None = None
    latest_start: str | None = None
    earliest_end: str | None = None
    latest_end: str | None = None
    end_known: str | None = None
    """Slug of how the end is known."""


@dataclass(frozen=True)
class Choice:
    """Which identifiers are wanted."""

    scheme: Scheme | None = None
    values: tuple[str, ...] | None = None
    """One of these; None: any."""
    owners: tuple[URIRef, ...] | None = None
    """Of one of these; None: of any."""
    matches: tuple[str, ...] = ()
    """Slugs of strengths; none given: any."""
    period: Period | None = None
    """Valid on some day of it, or without a span."""
    against: Scheme | None = None
    """Each with the identifiers that its owner has in that scheme for a time that may overlap, or with none."""
    limit: int | None = None
    offset: int = 0

    def rows_query(self) -> str:
        """SELECT: the identifiers by value, numbers as numbers; then by owner and time."""
        names = ["?id", "?scheme", "?value", "?match_strength", *(f"?{name}" for name in _DETAILS.values())]
        optional = _details("node", "")
        # Virtuoso 7.2.5 takes a value that is always the same for the number of a column, which there is not.
        is_one = self.values is not None and len(set(self.values)) == 1
        by_value = "" if is_one else f"{term(XSD.integer)}(?value) ?value "
        order = f"{by_value}?id ?earliest_start ?node"
        other = ""
        if self.against is not None:
            names += [f"?against_{name}" for name in ("value", "match_strength", *_DETAILS.values())]
            other = f"OPTIONAL {{ {self._against(self.against)} {_details('against', 'against_')} }}"
            order += " ?against_earliest_start ?against"
        part = "" if self.limit is None else f" LIMIT {int(self.limit)}"
        part += f" OFFSET {int(self.offset)}" if self.offset else ""
        return f"SELECT {' '.join(names)} WHERE {{ {self._where()} {optional} {other} }} ORDER BY {order}{part}"

    def count_query(self) -> str:
        """SELECT ?count: how many rows there are on all pages."""
        other = "" if self.against is None else f"OPTIONAL {{ {self._against(self.against)} }}"
        return f"SELECT (COUNT(*) AS ?count) WHERE {{ {self._where()} {other} }}"

    def _where(self) -> str:
        parts = []
        if self.values is not None:
            parts.append(values("value", map(Literal, self.values)))
        if self.owners is not None:
            parts.append(values("id", self.owners))
        if self.scheme is not None:
            parts.append(values("scheme", [self.scheme.iri]))
        properties = [("scheme", CASUS.scheme), ("value", CASUS.value), ("match_strength", CASUS.matchStrength)]
        parts.append(f"?id {term(CASUS.identifier)} ?node .")
        parts.extend(f"?node {term(iri)} ?{name} ." for name, iri in properties)
        if self.matches:
            parts.append(values("match_strength", (CODE[f"match-strength/{slug}"] for slug in self.matches)))
        if self.period is not None:
            parts.extend(unless_outside("node", self.period))
        return " ".join(parts)

    def _against(self, scheme: Scheme) -> str:
        """The other identifiers of the owner whose spans may overlap with this one's."""
        node = f"?id {term(CASUS.identifier)} ?against . ?against {term(CASUS.scheme)} {term(scheme.iri)} ; "
        node += f"{term(CASUS.value)} ?against_value ; {term(CASUS.matchStrength)} ?against_match_strength ."
        apart = [
            f"FILTER NOT EXISTS {{ ?{one} {term(CASUS.latestEnd)} ?end . ?{other} {term(CASUS.earliestStart)} ?start . "
            "FILTER(?end < ?start) }"
            for one, other in (("node", "against"), ("against", "node"))
        ]
        if self.matches:
            apart.append(values("against_match_strength", (CODE[f"match-strength/{slug}"] for slug in self.matches)))
        if self.period is not None:
            apart.extend(unless_outside("against", self.period))
        return " ".join([node, *apart])


def _details(node: str, prefix: str) -> str:
    return " ".join(
        f"OPTIONAL {{ ?{node} {term(CASUS[name])} ?{prefix}{column} }}" for name, column in _DETAILS.items()
    )


Pair = tuple[Identifier, Identifier | None]
"""An identifier, and the one that stands against it."""


def find(dataset: ReleaseDataset, choice: Choice) -> Iterator[Pair]:
    """The rows of the choice."""
    for owner, scheme, *rest in dataset.select(choice.rows_query()):
        if owner is None or scheme is None:
            continue
        count = len(_DETAILS) + 2
        other = _identifier(owner, choice.against.iri, rest[count:]) if choice.against and rest[count] else None
        yield _identifier(owner, scheme, rest[:count]), other


def _identifier(owner: Node, scheme: Node, cells: list[Node | None]) -> Identifier:
    value, match, *rest = cells
    details = {name: None if cell is None else _text(cell) for name, cell in zip(_DETAILS.values(), rest, strict=True)}
    return Identifier(URIRef(str(owner)), URIRef(str(scheme)), str(value), _text(match), **details)


def _text(cell: Node | None) -> str:
    """A literal's text; a code's slug."""
    return slug_of(cell) if isinstance(cell, URIRef) else str(cell)
