"""The SPARQL 1.1 Protocol, query operation: GET and POST, run in the limited workers and nowhere else.

Without a query the endpoint describes itself to machines, and is a page to people.
"""

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint

from casus.http import headers
from casus.http import representations as negotiation
from casus.http.admission import admission
from casus.http.compression import NotMade
from casus.http.openapi import CasusApi
from casus.http.opened import opened
from casus.http.problems import NotAcceptable, QueryMissing, every_problem
from casus.http.strict import RELEASE
from casus.sandbox.repeatable import is_repeatable
from casus.sandbox.spool import Spool
from casus.sparql.descriptions import endpoint_description
from casus.sparql.page import query_page
from casus.sparql.query import inspect, result_tag, run
from casus.sparql.representations import GRAPH_RESULTS, SELECT_RESULTS
from casus.sparql.request import DIRECT, FORM, QueryRequest, accepted, asks_for_the_service, read_request
from casus.store.open_release import OpenRelease

_ENTRANCE = (*GRAPH_RESULTS, negotiation.HTML)
_PARAMETERS: list[dict[str, Any]] = [
    {
        "in": "query",
        "name": "query",
        "schema": {"type": "string", "minLength": 1},
        "description": "A SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE. Without any parameter the answer is "
        "the service description, or for browsers a page to write queries on.",
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
    {
        "in": "query",
        "name": "accept",
        "schema": {"type": "string"},
        "description": "What an Accept header would say, before which it goes: for links, and for forms in a browser.",
        "example": "text/csv",
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


def _responses(*others: negotiation.Representation) -> dict[str, object]:
    """The results in every media type, and the refusals by status."""
    results = (*SELECT_RESULTS, *GRAPH_RESULTS, *others)
    by_name = {problem.__name__: problem for problem in every_problem()}
    return {
        "200": {
            "description": "The result.",
            "content": {offer.media_type: {"schema": {}} for offer in results},
        },
        **{str(by_name[name].status): {"$ref": f"#/components/responses/{name}"} for name in _REFUSALS},
    }


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint())


def _blueprint() -> Blueprint:
    blp = Blueprint("sparql", __name__, description="SPARQL 1.1 over the union of all graphs. Read-only, no SERVICE.")

    @blp.route("/sparql")
    class Sparql(MethodView):
        @blp.doc(
            operationId="queryGet",
            summary="Run a query; without one, what the endpoint is",
            parameters=[*_PARAMETERS, RELEASE],
            responses=_responses(negotiation.HTML),
        )
        def get(self) -> Response:
            if asks_for_the_service(request):
                return _entrance(negotiation.choose(accepted(request), _ENTRANCE))
            admission().admit_long()
            return _answer()

        @blp.doc(
            operationId="queryPost",
            summary="Run a query that is sent as a form or as it is",
            parameters=[*_PARAMETERS[1:], RELEASE],
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
            admission().admit_long()
            return _answer()

    return blp


def _entrance(offer: negotiation.Representation | None) -> Response:
    """Without any parameter: the service description (its section 2), or the page for people."""
    if offer is None:
        raise QueryMissing(
            "There is no query in the request. Send one, or ask for the service description or the page for people.",
            offered=[offer.media_type for offer in _ENTRANCE],
        )
    return query_page() if offer is negotiation.HTML else endpoint_description(offer)


def _answer() -> Response:
    release = opened()
    asked = read_request(request)
    with admission().inspection():
        reading, offers = inspect(asked.query, release.settings)
        repeatable = request.method != "POST" and is_repeatable(asked.query, reading.form)
    offer = negotiation.choose(asked.accept, offers if request.method == "POST" else (*offers, negotiation.HTML))
    if offer is None:
        raise NotAcceptable(
            f"'{asked.accept}' fits no result of {reading.form.name}.",
            offered=[offer.media_type for offer in offers],
        )
    if offer is negotiation.HTML:
        return query_page(asked.query)
    tag = _tag(release.id, asked, offer.media_type) if repeatable else None
    if tag is not None and (not_modified := headers.unchanged(tag)) is not None:
        return not_modified
    with admission().query():
        result = Spool(
            run(
                release.sandbox,
                asked.query,
                reading,
                offer,
                default_graphs=asked.default_graphs,
                named_graphs=asked.named_graphs,
                deadline_s=asked.timeout_s,
                head=request.method == "HEAD",
            )
        )
    response = _response(result, offer.content_type)
    if tag is not None:
        response.set_etag(tag)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _tag(release: str, asked: QueryRequest, media_type: str) -> str:
    """The ETag of the result; not for a POST, and not for a query whose result is another one each time."""
    return result_tag(release, media_type, asked.query, asked.default_graphs, asked.named_graphs)


def _response(result: Spool, content_type: str) -> Response:
    """The result: at once where it is small, else piece by piece as the client takes it."""
    if request.method == "HEAD":
        return NotMade(iter(()), content_type=content_type)
    if result.is_small:
        return Response(result.read(), content_type=content_type)
    return Response(result, headers={"Content-Length": str(result.length)}, content_type=content_type)
