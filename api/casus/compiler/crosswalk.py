"""What ties records of imported datasets to those of the sources: the identifiers that curators gave, with strength.

A scheme of identifiers says which record an import makes of what has the identifier (casus:recordTemplate). It is never
said that two records are the same.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from rdflib import URIRef
from rdflib.term import Node

from casus.compiler.triples import Triple, Triples
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD

_INVERSE: Final = {
    CODE["match-strength/broad"]: CODE["match-strength/narrow"],
    CODE["match-strength/narrow"]: CODE["match-strength/broad"],
}
"""What is broader than the one is narrower seen from the other."""


Tie = tuple[str, str, str, str]
"""A record, and the scheme, the value and the match strength of an identifier of it."""


def counterparts(union: Triples, imported: Iterable[Tie], known: Callable[[set[str]], set[str]]) -> Iterator[Triple]:
    """A node inside each of two records that an identifier ties, which names the other.

    The identifiers are those of the union and those of records that are `imported`; `known` tells which records there
    are among the imported ones.
    """
    templates: dict[str, list[str]] = {}
    for of, template in union.subject_objects(CASUS.recordTemplate):
        templates.setdefault(str(of), []).append(RECORD + str(template))
    found = [
        (record, other, scheme, strength)
        for record, scheme, value, strength in (*_ties(union, templates), *imported)
        for other in (template.replace("{value}", value.replace(".", "-")) for template in templates.get(scheme, ()))
    ]
    there = known({other for _, other, _, _ in found})
    for one, other, scheme, strength in found:
        if other in there:
            match = URIRef(strength)
            yield from _counterpart(URIRef(one), URIRef(other), URIRef(scheme), match)
            yield from _counterpart(URIRef(other), URIRef(one), URIRef(scheme), _INVERSE.get(match, match))


def _ties(union: Triples, schemes: Iterable[str]) -> Iterator[Tie]:
    for scheme in schemes:
        for identifier in union.subjects(CASUS.scheme, URIRef(scheme)):
            strength = union.value(identifier, CASUS.matchStrength)
            for value in union.objects(identifier, CASUS.value):
                for owner in union.subjects(CASUS.identifier, identifier):
                    if strength is not None:
                        yield str(owner), scheme, str(value), str(strength)


def _counterpart(record: Node, other: Node, scheme: Node, strength: Node) -> Iterator[Triple]:
    name = str(other).removeprefix(RECORD).replace("/", "-")
    node = URIRef(f"{record}#counterpart-{name}")
    yield record, CASUS.counterpart, node
    yield node, RDF.type, CASUS.Counterpart
    yield node, CASUS.counterpartRecord, other
    yield node, CASUS.matchStrength, strength
    yield node, CASUS.scheme, scheme
