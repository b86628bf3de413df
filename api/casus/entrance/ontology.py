"""`/ontology`: the vocabulary as Turtle, and as a page with an anchor for each class and property."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from flask import Response, request
from flask_smorest import Blueprint
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SDO, SKOS
from rdflib.term import Node

from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.representations import HTML, choose
from casus.http.urls import in_format, url
from casus.pages.html import is_web, page
from casus.records.formats import rdf
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE, short

_TURTLE: Final = rdf.TURTLE.representation
_OFFERS: Final = (_TURTLE, HTML)
_GROUPS: Final = {"classes": (OWL.Class,), "properties": (OWL.ObjectProperty, OWL.DatatypeProperty)}
"""The parts of the page, with the keys of their headings."""
_HEADING: Final = frozenset((RDF.type, RDFS.label, RDFS.isDefinedBy, SKOS.definition))
_FIRST: Final = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, SDO.domainIncludes, RDFS.range)


class _Value(NamedTuple):
    text: str
    url: str | None


class _Term(NamedTuple):
    name: str
    """The last part of its IRI, which is its anchor."""
    label: str
    definition: str
    said: list[tuple[str, list[_Value]]]
    """What else is said of it, by the names of the properties that say it."""


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the vocabulary."""
    blp = Blueprint("ontology", __name__, description="What the terms mean.")

    @blp.route("/ontology")
    @blp.doc(operationId="ontology", summary="The vocabulary: every class and property, with definitions")
    @blp.response(200, {"type": "string"}, content_type="text/turtle", description="The vocabulary as Turtle.")
    @blp.alt_response(200, schema={"type": "string"}, content_type="text/html", description="A page.", success=True)
    def ontology() -> Response:
        named = next((offer for offer in _OFFERS if offer.name == request.args.get("format")), None)
        if (named or choose(request.headers.get("Accept"), _OFFERS)) is HTML:
            return page("ontology.html", **opened().once(_shown), turtle=in_format(url("/ontology"), _TURTLE.name))
        return Response(opened().once(_text), content_type=_TURTLE.content_type)

    api.register_blueprint(blp)


def _graph(release: OpenRelease) -> Graph:
    return rdf.graph_of(release.model, release.dataset.triples(fixed(__package__, "ontology")))


def _text(release: OpenRelease) -> str:
    return rdf.turtle(_graph(release))


def _shown(release: OpenRelease) -> dict[str, Any]:
    """What the page shows: `about`, and `groups` of terms by the alphabet."""
    graph = _graph(release)
    (whole,) = graph.subjects(RDF.type, OWL.Ontology)
    groups = [
        {"key": key, "terms": sorted({iri: _term(graph, iri) for iri in _of(graph, types)}.values())}
        for key, types in _GROUPS.items()
    ]
    return {"about": str(graph.value(whole, DCTERMS.description)), "groups": groups}


def _of(graph: Graph, types: tuple[URIRef, ...]) -> Iterator[URIRef]:
    for each in types:
        yield from (iri for iri in graph.subjects(RDF.type, each) if isinstance(iri, URIRef))


def _term(graph: Graph, iri: URIRef) -> _Term:
    said: dict[Node, list[_Value]] = defaultdict(list)
    for predicate, value in sorted(graph.predicate_objects(iri)):
        if predicate not in _HEADING:
            members = graph.items(value) if (value, RDF.first, None) in graph else (value,)
            said[predicate] += [_Value(*_named(member)) for member in members]
    ordered = sorted(said, key=lambda each: (_FIRST.index(each) if each in _FIRST else len(_FIRST), str(each)))
    return _Term(
        str(iri).removeprefix(str(CASUS)),
        str(graph.value(iri, RDFS.label)),
        str(graph.value(iri, SKOS.definition)),
        [(_in_words(str(predicate)), said[predicate]) for predicate in ordered],
    )


def _named(value: Node) -> tuple[str, str | None]:
    """What a value is called, and where it is explained: our terms on this page, our codes on theirs."""
    if not isinstance(value, URIRef):
        return str(value), None
    if value in CASUS:
        name = str(value).removeprefix(str(CASUS))
        return name, f"#{name}"
    if value in CODE:
        name = str(value).removeprefix(str(CODE))
        return name, f"/v1/codes/{name.replace('/', '#')}"
    return short(str(value)).strip("<>"), str(value) if is_web(str(value)) else None


def _in_words(predicate: str) -> str:
    """sub class of, for rdfs:subClassOf."""
    local = re.split(r"[/#]", predicate)[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()
