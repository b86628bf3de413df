"""The competency questions as RDF, where tools of the SIB's sparql-examples look for them."""

from typing import Any

import marshmallow as ma
from flask import Response
from flask.views import MethodView
from rdflib import URIRef
from rdflib.namespace import RDF, SDO, SH

from api import negotiation
from api.formats import record_rdf
from api.queries.fixed import fixed
from api.service import Service, service
from api.views import parameters
from api.views.representation import chosen, content_type
from api.views.strict import StrictBlueprint
from api.views.urls import root_url
from ontology.namespaces import RECORD

_OFFERS = (negotiation.TURTLE, negotiation.N_TRIPLES, negotiation.JSON_LD)


def blueprint() -> StrictBlueprint:
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
            return _examples(service(), chosen(arguments, _OFFERS))

    return blp


def _examples(casus: Service, offer: negotiation.Offer) -> Response:
    graph = record_rdf.graph_of(casus.model, casus.knowledge.triples(fixed("sparql-examples")))
    graph.bind("question", RECORD["questions/"])
    graph.bind("sh", SH)
    graph.bind("schema", SDO)
    for question in list(graph.subjects(RDF.type, SH.SPARQLExecutable)):
        graph.add((question, SDO.target, URIRef(f"{root_url()}/sparql")))
    return Response(record_rdf.write(graph, offer), content_type=content_type(offer))
