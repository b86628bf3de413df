"""The SPARQL 1.1 Protocol, query operation: GET and POST, run in the limited workers and nowhere else."""

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from api import negotiation
from api.problems import NotAcceptable, every_problem
from api.service import service
from api.sparql import inspect, run
from api.views.slots import query_slot
from api.views.sparql_request import DIRECT, FORM, read_request

_PARAMETERS: list[dict[str, Any]] = [
    {
        "in": "query",
        "name": "query",
        "required": True,
        "schema": {"type": "string", "minLength": 1},
        "description": "A SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.",
        "example": "SELECT ?force WHERE { ?force a <https://w3id.org/casus/ontology#ArmedForce> } LIMIT 5",
    },
    *(
        {
            "in": "query",
            "name": f"{role}-graph-uri",
            "schema": {"type": "array", "items": {"type": "string", "format": "uri"}},
            "description": f"A graph of the query's dataset, as {role} graph; repeated: all of them. Goes before FROM.",
        }
        for role in ("default", "named")
    ),
    {
        "in": "query",
        "name": "timeout",
        "schema": {"type": "number", "exclusiveMinimum": 0},
        "description": "Seconds to wait for the result; it shortens the deadline of the service, never lengthens it.",
        "example": 5,
    },
]
_FIELDS = {parameter["name"]: parameter["schema"] for parameter in _PARAMETERS}
_REFUSALS = (
    "QueryMissing",
    "NotAcceptable",
    "ServiceRefused",
    "QueryTooLong",
    "QueryMemory",
    "Busy",
    "QueryTimeout",
)


def _responses() -> dict[str, object]:
    """The results in every media type, and the refusals by status."""
    results = (*negotiation.SELECT_RESULTS, *negotiation.GRAPH_RESULTS)
    by_name = {problem.__name__: problem for problem in every_problem()}
    return {
        "200": {
            "description": "The result.",
            "content": {offer.media_type: {"schema": {}} for offer in results},
        },
        **{str(by_name[name].status): {"$ref": f"#/components/responses/{name}"} for name in _REFUSALS},
    }


def blueprint() -> Blueprint:
    blp = Blueprint("sparql", __name__, description="SPARQL 1.1 over the union of all graphs. Read-only, no SERVICE.")

    @blp.route("/sparql")
    class Sparql(MethodView):
        @blp.doc(operationId="queryGet", summary="Run a query", parameters=_PARAMETERS, responses=_responses())
        def get(self) -> Response:
            with query_slot():
                return _answer()

        @blp.doc(
            operationId="queryPost",
            summary="Run a query that is sent as a form or as it is",
            parameters=_PARAMETERS[1:],
            requestBody={
                "required": True,
                "content": {
                    FORM: {"schema": {"type": "object", "required": ["query"], "properties": _FIELDS}},
                    DIRECT: {"schema": {"type": "string"}},
                },
            },
            responses={**_responses(), "415": {"$ref": "#/components/responses/UnsupportedMediaType"}},
        )
        def post(self) -> Response:
            with query_slot():
                return _answer()

    return blp


def _answer() -> Response:
    casus = service()
    asked = read_request(request)
    reading, offers = inspect(asked.query, casus.settings)
    offer = negotiation.choose(request.headers.get("Accept"), offers)
    if offer is None:
        raise NotAcceptable(
            f"'{request.headers['Accept']}' fits no result of {reading.form.name}.",
            offered=[offer.media_type for offer in offers],
        )
    result = run(
        casus.sandbox,
        asked.query,
        reading,
        offer,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        deadline_s=asked.timeout_s,
    )
    return Response(result.read(), content_type=_content_type(offer.media_type))


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
