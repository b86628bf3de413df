"""The competency questions as RDF, where tools of the SIB's sparql-examples look for them."""

from typing import Any

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SDO, SH

from api import negotiation
from api.formats import record_rdf
from api.queries.fixed import fixed
from api.service import Service, service
from api.views import parameters, strict
from api.views.collections import CollectionBlueprint, representation
from api.views.urls import root_url
from ontology.namespaces import RECORD

_OFFERS = tuple(offer for offer in negotiation.GRAPH_RESULTS if offer.name in ("turtle", "ntriples", "jsonld"))


def blueprint() -> CollectionBlueprint:
    blp = CollectionBlueprint("sparql-examples", __name__, description="The competency questions as RDF.")
    schema = ma.Schema.from_dict({"format": parameters.representation_field(_OFFERS)}, name="ExamplesParameters")()

    @blp.route("/.well-known/sparql-examples")
    class Examples(MethodView):
        @blp.doc(operationId="sparqlExamples", summary="The competency questions as RDF (sh:SPARQLExecutable)")
        @blp.arguments(schema, location="query")
        @blp.response(200, {"type": "string"}, content_type="text/turtle", description="The examples.")
        @blp.alt_response(
            200, schema={"type": "string"}, content_type="application/n-triples", description="The same.", success=True
        )
        @blp.alt_response(200, schema={}, content_type="application/ld+json", description="The same.", success=True)
        @blp.alt_response(406, "NotAcceptable")
        @blp.alt_response(422, "InvalidParameters")
        def get(self, arguments: dict[str, Any]) -> Response:
            strict.once(schema)
            return _examples(service(), representation(arguments, _OFFERS))

    return blp


def _examples(casus: Service, offer: negotiation.Offer) -> Response:
    graph = record_rdf.graph_of(casus.model, casus.knowledge.triples(fixed("sparql-examples")))
    graph.bind("question", RECORD["questions/"])
    graph.bind("sh", SH)
    graph.bind("schema", SDO)
    for question in list(graph.subjects(RDF.type, SH.SPARQLExecutable)):
        graph.add((question, SDO.target, URIRef(f"{root_url()}/sparql")))
    if offer.name == "jsonld":
        return Response(record_rdf.json_ld(graph), content_type=offer.media_type)
    text = record_rdf.turtle(graph) if offer is negotiation.TURTLE else _n_triples(graph)
    return Response(text, content_type=f"{offer.media_type}; charset=utf-8")


def _n_triples(graph: Graph) -> str:
    """RDF 1.1 N-Triples, in the order of the lines, so that the same release gives the same text."""
    return "".join(sorted(graph.serialize(format="nt").splitlines(keepends=True)))
