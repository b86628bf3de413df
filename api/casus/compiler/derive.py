"""What the build computes from what curators wrote; it lives in a graph of its own.

The parts that actors had in talks and texts, superclasses as types, direct codes from identifiers, EDTF from the dates
of datasets, date bounds from EDTF, what a source has of its publisher, the records that a claim is about, how much
evidence it has, the folded names that searches and sorts use, how often each code is used, and the lists of codes as
concept schemes. A date that cannot be read is left to `rules/dates`, which reports it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.coded_dates import coded_when
from casus.compiler.parts import parts
from casus.compiler.triples import Triple, Triples
from casus.terms.dates import Bounds, bounds
from casus.terms.names import fold
from casus.terms.namespaces import CASUS, CODE, DCTERMS, RDF, RDFS, RECORD, SKOS, XSD

_CENSORED: Final = CODE["end-known/censored"]
_OTHER_NAMES: Final = (SKOS.altLabel, CASUS.officialName)
_BOUNDS: Final = (CASUS.earliestStart, CASUS.latestStart, CASUS.earliestEnd, CASUS.latestEnd)


def derive(union: Triples) -> Triples:
    """The derived triples, without those that the sources hold already; they are added to the union too."""
    derived = Triples()
    for step in _STEPS:
        for triple in list(step(union)):
            if union.add(triple):
                derived.add(triple)
    return derived


def superclasses(graph: Triples) -> Iterator[Triple]:
    """Every instance gets the superclasses of its class as types, so that a query needs no path over them."""
    for cls in list(graph.values_of(RDF.type)):
        for ancestor in graph.transitive_objects(cls, RDFS.subClassOf)[1:]:
            for subject in graph.subjects(RDF.type, cls):
                yield subject, RDF.type, ancestor


def shortcuts(graph: Triples) -> Iterator[Triple]:
    """An exact identifier becomes a plain value (`casus:cowCode 620`) where its scheme names a property for it."""
    exact = CODE["match-strength/exact"]
    for scheme, shortcut in graph.subject_objects(CASUS.shortcut):
        datatype = URIRef(str(graph.value(shortcut, RDFS.range) or XSD.string))
        for node in graph.subjects(CASUS.scheme, scheme):
            if (node, CASUS.matchStrength, exact) in graph:
                for owner, value in product(graph.subjects(CASUS.identifier, node), graph.objects(node, CASUS.value)):
                    yield owner, shortcut, Literal(str(value), datatype=datatype)


def codings(graph: Triples) -> Iterator[Triple]:
    """When a dataset says that its record was: EDTF from its own dates and precision codes."""
    for coding in graph.subjects(RDF.type, CASUS.Coding):
        try:
            when = coded_when(graph, coding)
        except ValueError:
            continue
        if when is not None:
            yield coding, CASUS.when, Literal(when)


def dates(graph: Triples) -> Iterator[Triple]:
    """The four bounds of everything dated, and how its end is known unless a curator said so."""
    horizon = _horizon(graph)
    for subject in dict.fromkeys(subject for subject, _ in graph.subject_objects(CASUS.when)):
        try:
            (when,) = graph.objects(subject, CASUS.when)
            found = bounds(str(when))
        except ValueError:  # two dates, or one that is none
            continue
        written = graph.value(subject, CASUS.endKnown)
        if written is None:
            yield subject, CASUS.endKnown, CODE[f"end-known/{found.end_known}"]
        elif written == _CENSORED:
            found = replace(found, latest_end=None)  # the data stop there, not the thing
        if horizon is not None and found.end_known == "open" and not _is_of_another(graph, subject):
            found = replace(found, earliest_end=max(horizon, found.earliest_start or horizon))
        yield from _bounds(subject, found)


def _horizon(graph: Triples) -> date | None:
    """The day on which the dataset was closed: what was still so then is certain no later."""
    found = [value for _, value in graph.subject_objects(CASUS.horizon) if isinstance(value, Literal)]
    return min((value.value for value in found if value.datatype == XSD.date and not value.ill_typed), default=None)


def _is_of_another(graph: Triples, subject: Node) -> bool:
    """Whether the span is that of another dataset, whose horizon is not ours."""
    return any((subject, RDF.type, cls) in graph for cls in (CASUS.Identifier, CASUS.Coding))


def _bounds(subject: Node, found: Bounds) -> Iterator[Triple]:
    days = (found.earliest_start, found.latest_start, found.earliest_end, found.latest_end)
    for name, day in zip(_BOUNDS, days, strict=True):
        if day is not None:
            yield subject, name, _date(day)


@cache
def _date(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def publishers(graph: Triples) -> Iterator[Triple]:
    """Of a source, what is said of its publisher: the English name, and to whom it is near."""
    for source, publisher in graph.subject_objects(CASUS.publishedBy):
        for name in graph.objects(publisher, SKOS.prefLabel):
            if isinstance(name, Literal) and name.language == "en":
                yield source, DCTERMS.publisher, Literal(str(name))
        yield from ((source, CASUS.nearTo, actor) for actor in graph.objects(publisher, CASUS.nearTo))


def subjects_of_claims(graph: Triples) -> Iterator[Triple]:
    """A claim is about every actor, conflict, place, event, agreement or negotiation that one of its fields names."""
    sourced = set(graph.subjects(RDF.type, CASUS.Sourced))
    for claim in graph.subjects(RDF.type, CASUS.Claim):
        for _, value in graph.predicate_objects(claim):
            if value in sourced:
                yield claim, CASUS.about, value


def evidence_counts(graph: Triples) -> Iterator[Triple]:
    """How many pieces of evidence speak for a claim, and how many against it."""
    for claim in graph.subjects(RDF.type, CASUS.Claim):
        stances = [graph.value(evidence, CASUS.stance) for evidence in graph.objects(claim, CASUS.evidence)]
        yield claim, CASUS.evidenceFor, Literal(stances.count(CODE["stance/affirms"]))
        yield claim, CASUS.evidenceAgainst, Literal(stances.count(CODE["stance/denies"]))


def names(graph: Triples) -> Iterator[Triple]:
    """The folded names of every record, to search, and its folded English name, to sort: @en, or else any of @en-...

    What datasets call it, beside its codes there, is a name too.
    """
    for record in graph.subjects(RDF.type, CASUS.Record):
        labels = [label for label in graph.objects(record, SKOS.prefLabel) if isinstance(label, Literal)]
        others = (name for predicate in _OTHER_NAMES for name in graph.objects(record, predicate))
        elsewhere = (
            name for code in graph.objects(record, CASUS.identifier) for name in graph.objects(code, CASUS.schemeLabel)
        )
        for name in (*labels, *others, *elsewhere):
            yield record, CASUS.searchKey, Literal(fold(str(name)))
        english = sorted(
            (label for label in labels if str(label.language).startswith("en")), key=lambda n: str(n.language)
        )
        for label in english[:1]:
            yield record, CASUS.sortKey, Literal(fold(str(label)))


def uses(graph: Triples) -> Iterator[Triple]:
    """How many records, and nodes inside records, have each code as a value. What codes say of codes is no use."""
    for code in graph.subjects(RDF.type, CASUS.Code):
        users = {subject for subject, _ in graph.subject_predicates(code) if str(subject).startswith(RECORD)}
        yield code, CASUS.uses, Literal(len(users))


def concept_schemes(graph: Triples) -> Iterator[Triple]:
    """What browsers of SKOS (Skosmos, SkoHub) ask of a list of codes: its title, its top codes, the way down from them.

    A code without a broader one is at the top (SKOS Reference, sections 4 and 8).
    """
    for code_list in graph.subjects(RDF.type, CASUS.CodeList):
        yield from ((code_list, DCTERMS.title, label) for label in graph.objects(code_list, SKOS.prefLabel))
        for code in graph.subjects(SKOS.inScheme, code_list):
            broader = graph.objects(code, SKOS.broader)
            yield from ((above, SKOS.narrower, code) for above in broader)
            if not broader:
                yield code_list, SKOS.hasTopConcept, code
                yield code, SKOS.topConceptOf, code_list


_STEPS: Final[tuple[Callable[[Triples], Iterator[Triple]], ...]] = (
    parts,
    superclasses,
    shortcuts,
    codings,
    dates,
    publishers,
    subjects_of_claims,
    evidence_counts,
    names,
    uses,
    concept_schemes,
)
