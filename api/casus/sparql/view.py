"""The SPARQL 1.1 Protocol, query operation: GET and POST, run in the limited workers and nowhere else.

Without a query the endpoint describes itself to machines, and is a page to people.
"""

from typing import Any, Final

from flask import Response, request
from flask_smorest import Blueprint
from werkzeug.wsgi import FileWrapper

from casus.http import headers
from casus.http.blueprint import RELEASE
from casus.http.compression import NotMade
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.problems import NotAcceptable, UnsupportedMediaType, documented
from casus.http.representations import HTML, Representation, choose, not_acceptable
from casus.http.turns import Turn, need
from casus.sandbox.errors import Busy, ServiceRefused
from casus.sandbox.limits import QueryMemory, QueryTimeout, QueryTooLong
from casus.sandbox.query import Query
from casus.sparql import representations
from casus.sparql.descriptions import endpoint_description
from casus.sparql.page import query_page
from casus.sparql.problems import QueryMissing
from casus.sparql.reading import form_of
from casus.sparql.repeatable import is_repeatable, result_tag
from casus.sparql.representations import GRAPHS, SOLUTIONS
from casus.sparql.request import (
    DIRECT,
    FORM,
    Parameters,
    accepted,
    asks_for_the_service,
    read_request,
    url_parameters,
)
from casus.sparql.spool import MEMORY_BYTES, spooled
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import PREFIXES

_ENTRANCE: Final = (*GRAPHS, HTML)
_CHUNK_BYTES: Final = 256 * 1024
"""Of a large result. Granian holds four of them for a client that reads slowly."""
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
_REFUSALS = documented(QueryMissing, NotAcceptable, ServiceRefused, QueryTooLong, QueryMemory, Busy, QueryTimeout)


def _responses(*others: Representation) -> dict[str, object]:
    """The results in every media type, and the refusals by status."""
    return {
        "200": {
            "description": "The result.",
            "content": {written.media_type: {"schema": written.schema} for written in (*SOLUTIONS, *GRAPHS, *others)},
        },
        **_REFUSALS,
    }


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the routes of the feature."""
    api.register_blueprint(_blueprint())


def _blueprint() -> Blueprint:
    blp = Blueprint("sparql", __name__, description="SPARQL 1.1 over the union of all graphs. Read-only, no SERVICE.")

    @blp.route("/sparql", methods=["GET"])
    @blp.doc(
        operationId="queryGet",
        summary="Run a query; without one, what the endpoint is",
        parameters=[*_PARAMETERS, RELEASE],
        responses=_responses(HTML),
    )
    def query_get() -> Response:
        parameters = url_parameters(request)
        if asks_for_the_service(parameters):
            return _entrance(choose(accepted(parameters, request), _ENTRANCE))
        need(Turn.QUERY)
        return _answer(parameters, pages=(HTML,))

    @blp.route("/sparql", methods=["POST"])
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
        responses={**_responses(), **documented(UnsupportedMediaType)},
    )
    def query_post() -> Response:
        need(Turn.QUERY)
        return _answer(url_parameters(request))

    return blp


def _entrance(chosen: Representation | None) -> Response:
    """Without any parameter: the service description (its section 2), or the page for people."""
    if chosen is None:
        raise QueryMissing(
            "There is no query in the request. Send one, or ask for the service description or the page for people.",
            offered=[written.media_type for written in _ENTRANCE],
        )
    return query_page() if chosen is HTML else endpoint_description(chosen)


def _answer(parameters: Parameters, pages: tuple[Representation, ...] = ()) -> Response:
    """The result of the request's query, or a page with the query in it."""
    release = opened()
    asked = read_request(request, parameters)
    form = form_of(asked.query, release.settings.query.max_chars)
    results = representations.of(form)
    chosen = choose(asked.accept, (*results, *pages))
    if chosen is None:
        raise not_acceptable(f"'{asked.accept}' fits no result of {form.name}.", results)
    if chosen is HTML:
        return query_page(asked.query)
    tag = None
    if request.method != "POST" and is_repeatable(asked.query, form):
        data = f"{release.id} {release.settings.store}".strip()  # engines give rows that have no order in their own
        tag = result_tag(data, chosen.media_type, asked.query, asked.default_graphs, asked.named_graphs)
        if (not_modified := headers.unchanged(tag)) is not None:
            return not_modified
    query = Query(
        asked.query,
        chosen.media_type,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        prefixes=PREFIXES if results is GRAPHS else {},
        head=request.method == "HEAD",
        deadline_s=asked.timeout_s,
    )
    response = _run(release, query, chosen.content_type)
    if tag is not None:
        response.set_etag(tag)
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _run(release: OpenRelease, query: Query, content_type: str) -> Response:
    """The result: at once where it is small, else piece by piece as the client takes it."""
    result = spooled(release.sandbox.run(query))
    length = result.tell()
    result.seek(0)
    if query.head:
        return NotMade(iter(()), content_type=content_type)
    if length <= MEMORY_BYTES:
        return Response(result.read(), content_type=content_type)
    return Response(
        FileWrapper(result, _CHUNK_BYTES), headers={"Content-Length": str(length)}, content_type=content_type
    )
