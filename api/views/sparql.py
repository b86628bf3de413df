"""The SPARQL 1.1 Protocol, query operation: GET and POST, run in the limited workers and nowhere else."""

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.datastructures import MultiDict

from api import negotiation
from api.problems import (
    BadRequest,
    NotAcceptable,
    QueryMissing,
    UnsupportedMediaType,
    UpdateRefused,
    every_problem,
)
from api.service import service
from api.sparql import inspect, run
from api.views.slots import query_slot

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_PARAMETERS = [
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
]
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
                return _answer(request.args.getlist("query"), request.args)

        @blp.doc(
            operationId="queryPost",
            summary="Run a query that is sent as a form or as it is",
            requestBody={
                "required": True,
                "content": {
                    _FORM: {
                        "schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
                    },
                    _DIRECT: {"schema": {"type": "string"}},
                },
            },
            responses={**_responses(), "415": {"$ref": "#/components/responses/UnsupportedMediaType"}},
        )
        def post(self) -> Response:
            with query_slot():
                return _answer(*_posted())

    return blp


def _posted() -> tuple[list[str], MultiDict[str, str]]:
    """The queries in the body, and the parameters that go with them (SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3)."""
    if request.mimetype == _FORM:
        if "update" in request.form:
            raise UpdateRefused("The data are read-only: send a query, not an update.")
        return request.form.getlist("query"), request.form
    if request.mimetype == _DIRECT:
        return [_utf8(request.get_data())], request.args
    raise UnsupportedMediaType(f"A body of type '{request.mimetype}' is not a query.", accepted=[_FORM, _DIRECT])


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The query is not UTF-8: {error.reason} at byte {error.start}.") from error


def _answer(queries: list[str], parameters: MultiDict[str, str]) -> Response:
    if len(queries) != 1 or not queries[0].strip():
        raise QueryMissing(f"There are {len(queries)} queries in the request; send one, as 'query'.")
    casus = service()
    reading, offers = inspect(queries[0], casus.settings)
    offer = negotiation.choose(request.headers.get("Accept"), offers)
    if offer is None:
        raise NotAcceptable(
            f"'{request.headers['Accept']}' fits no result of {reading.form.name}.",
            offered=[offer.media_type for offer in offers],
        )
    graphs = [parameters.getlist(f"{role}-graph-uri") for role in ("default", "named")]
    result = run(casus.sandbox, queries[0], reading, offer, *graphs)
    return Response(result.read(), content_type=_content_type(offer.media_type))


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
