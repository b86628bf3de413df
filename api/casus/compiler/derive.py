"""What the build computes from what curators wrote; it lives in a graph of its own.

Superclasses as types, direct codes from identifiers, EDTF from the dates of datasets, date bounds from EDTF, the
records that a claim is about, the folded names that searches and sorts use, and how often each code is used. A date
that cannot be read is left to `validate`, which reports it.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from casus.compiler.coded_dates import coded_when
from casus.compiler.graphs import new_graph
from casus.terms.dates import Bounds, bounds
from casus.terms.names import fold
from casus.terms.namespaces import CASUS, CODE, RDF, RDFS, RECORD, SKOS, XSD

Triple = tuple[Node, Node, Node]


def derive(union: Graph) -> Graph:
    """The derived triples, without those that the sources hold already; they are added to the union too."""
    derived = new_graph()
    for step in (superclasses, shortcuts, codings, dates, subjects_of_claims, names, uses):
        for triple in list(step(union)):
            if triple not in union:
                derived.add(triple)
                union.add(triple)
    return derived


def superclasses(graph: Graph) -> Iterator[Triple]:
    """Every instance gets the superclasses of its class as types, so that a query needs no path over them."""
    ancestors = {
        cls: {ancestor for ancestor in graph.transitive_objects(cls, RDFS.subClassOf) if ancestor is not None}
        for cls in set(graph.objects(None, RDF.type))
    }
    for subject, cls in graph.subject_objects(RDF.type):
        for ancestor in ancestors[cls]:
            yield subject, RDF.type, ancestor


def shortcuts(graph: Graph) -> Iterator[Triple]:
    """An exact identifier becomes a plain value (`casus:cowCode 620`) where its scheme names a property for it."""
    exact = CODE["match-strength/exact"]
    for scheme, shortcut in graph.subject_objects(CASUS.shortcut):
        datatype = URIRef(str(graph.value(shortcut, RDFS.range, default=XSD.string)))
        for node in graph.subjects(CASUS.scheme, scheme):
            if (node, CASUS.matchStrength, exact) in graph:
                for owner, value in product(graph.subjects(CASUS.identifier, node), graph.objects(node, CASUS.value)):
                    yield owner, shortcut, Literal(str(value), datatype=datatype)


def codings(graph: Graph) -> Iterator[Triple]:
    """When a dataset says that its record was: EDTF from its own dates and precision codes."""
    for coding in graph.subjects(RDF.type, CASUS.Coding):
        try:
            when = coded_when(graph, coding)
        except ValueError:
            continue
        if when is not None:
            yield coding, CASUS.when, Literal(when)


def dates(graph: Graph) -> Iterator[Triple]:
    """The four bounds of everything dated, and how its end is known unless a curator said so."""
    for subject in set(graph.subjects(CASUS.when)):
        try:
            (when,) = graph.objects(subject, CASUS.when)
            found = bounds(str(when))
        except ValueError:  # two dates, or one that is none
            continue
        written = graph.value(subject, CASUS.endKnown)
        if written is None:
            yield subject, CASUS.endKnown, CODE[f"end-known/{found.end_known}"]
        elif written == CODE["end-known/censored"]:
            found = replace(found, latest_end=None)  # the data stop there, not the thing
        yield from _bounds(subject, found)


def _bounds(subject: Node, found: Bounds) -> Iterator[Triple]:
    for name, day in (
        (CASUS.earliestStart, found.earliest_start),
        (CASUS.latestStart, found.latest_start),
        (CASUS.earliestEnd, found.earliest_end),
        (CASUS.latestEnd, found.latest_end),
    ):
        if day is not None:
            yield subject, name, Literal(day.isoformat(), datatype=XSD.date)


def subjects_of_claims(graph: Graph) -> Iterator[Triple]:
    """A claim is about every actor, conflict, place, event, agreement or negotiation that one of its fields names."""
    for claim in graph.subjects(RDF.type, CASUS.Claim):
        for value in set(graph.objects(claim, None)):
            if (value, RDF.type, CASUS.Sourced) in graph:
                yield claim, CASUS.about, value


def names(graph: Graph) -> Iterator[Triple]:
    """The folded names of every record, to search, and its folded English name, to sort: @en, or else any of @en-..."""
    for record in graph.subjects(RDF.type, CASUS.Record):
        labels = [label for label in graph.objects(record, SKOS.prefLabel) if isinstance(label, Literal)]
        for name in (*labels, *graph.objects(record, SKOS.altLabel)):
            yield record, CASUS.searchKey, Literal(fold(str(name)))
        english = sorted(
            (label for label in labels if str(label.language).startswith("en")), key=lambda n: str(n.language)
        )
        for label in english[:1]:
            yield record, CASUS.sortKey, Literal(fold(str(label)))


def uses(graph: Graph) -> Iterator[Triple]:
    """How many records, and nodes inside records, have each code as a value. What codes say of codes is no use."""
    for code in set(graph.subjects(RDF.type, CASUS.Code)):
        users = {subject for subject in graph.subjects(None, code) if str(subject).startswith(RECORD)}
        yield code, CASUS.uses, Literal(len(users))
