"""What ties records of imported datasets to those of the sources: the identifiers that curators gave, with strength.

A scheme of identifiers says which record an import makes of what has the identifier (casus:recordTemplate). It is never
said that two records are the same.
"""

from collections.abc import Callable, Iterator
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


def counterparts(union: Triples, is_imported: Callable[[str], bool]) -> Iterator[Triple]:
    """A node inside each of two records that an identifier ties, which names the other."""
    for scheme, template in union.subject_objects(CASUS.recordTemplate):
        for identifier in union.subjects(CASUS.scheme, scheme):
            strength = union.value(identifier, CASUS.matchStrength)
            for value in union.objects(identifier, CASUS.value):
                slug = str(value).replace(".", "-")  # COW has wars 502.1 and 502
                other = URIRef(RECORD + str(template).replace("{value}", slug))
                if strength is None or not is_imported(str(other)):
                    continue
                for owner in union.subjects(CASUS.identifier, identifier):
                    yield from _counterpart(owner, other, scheme, strength)
                    yield from _counterpart(other, owner, scheme, _INVERSE.get(URIRef(str(strength)), strength))


def _counterpart(record: Node, other: Node, scheme: Node, strength: Node) -> Iterator[Triple]:
    name = str(other).removeprefix(RECORD).replace("/", "-")
    node = URIRef(f"{record}#counterpart-{name}")
    yield record, CASUS.counterpart, node
    yield node, RDF.type, CASUS.Counterpart
    yield node, CASUS.counterpartRecord, other
    yield node, CASUS.matchStrength, strength
    yield node, CASUS.scheme, scheme
