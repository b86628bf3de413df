"""The competency questions as RDF, where tools of the SIB's sparql-examples look for them."""

from typing import Any

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from rdflib import URIRef
from rdflib.namespace import RDF, SDO, SH

from casus.http import negotiation
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.representation import chosen, content_type
from casus.http.strict import StrictBlueprint
from casus.http.urls import root_url
from casus.records import parameters
from casus.records.formats import rdf
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD

_OFFERS = (negotiation.TURTLE, negotiation.N_TRIPLES, negotiation.JSON_LD)


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint())


def _blueprint() -> StrictBlueprint:
    blp = StrictBlueprint("sparql-examples", __name__, description="The competency questions as RDF.")
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
            return _examples(opened(), chosen(arguments, _OFFERS))

    return blp


def _examples(release: OpenRelease, offer: negotiation.Offer) -> Response:
    graph = rdf.graph_of(release.model, release.dataset.triples(fixed(__package__, "sparql-examples")))
    graph.bind("question", RECORD["questions/"])
    graph.bind("sh", SH)
    graph.bind("schema", SDO)
    for question in list(graph.subjects(RDF.type, SH.SPARQLExecutable)):
        graph.add((question, SDO.target, URIRef(f"{root_url()}/sparql")))
    return Response(rdf.write(graph, offer), content_type=content_type(offer))
