"""The competency questions as RDF, where tools of the SIB's sparql-examples look for them."""

from typing import Any, Final

from flask import Response
from rdflib import URIRef
from rdflib.namespace import RDF, SDO, SH

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.representations import Representation, chosen
from casus.http.urls import root_url
from casus.records.formats import rdf
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import RECORD

_OFFERS: Final = tuple(rdf.GRAPHS)


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the examples."""
    blp = StrictBlueprint("sparql-examples", __name__, description="The competency questions as RDF.")

    @blp.route("/.well-known/sparql-examples")
    @blp.doc(operationId="sparqlExamples", summary="The competency questions as RDF (sh:SPARQLExecutable)")
    @blp.arguments({"format": parameters.representation(_OFFERS)})
    @blp.answers({}, _OFFERS, "The examples.")
    def sparql_examples(arguments: dict[str, Any]) -> Response:
        return _examples(opened(), chosen(arguments, _OFFERS))

    api.register_blueprint(blp)


def _examples(release: OpenRelease, representation: Representation) -> Response:
    graph = rdf.graph_of(release.model, release.dataset.triples(fixed(__package__, "sparql-examples")))
    graph.bind("question", RECORD["questions/"])
    graph.bind("sh", SH)
    graph.bind("schema", SDO)
    for question in list(graph.subjects(RDF.type, SH.SPARQLExecutable)):
        graph.add((question, SDO.target, URIRef(f"{root_url()}/sparql")))
    return Response(rdf.GRAPHS[representation](graph), content_type=representation.content_type)
