"""What a request to /sparql asks for: the SPARQL 1.1 Protocol, query operation (sections 2.1.1 to 2.1.4).

A form is read like a URL, and what stands in either counts. Parameters that the protocol does not know are ignored:
clients send `format`, `output`, `results` and more of their own, and mean well.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import pyoxigraph
from flask import Request

from casus.http.limits import FORM_FIELDS
from casus.http.problems import BadRequest, InvalidParameters, UnsupportedMediaType
from casus.sparql.problems import QueryMissing, UpdateRefused

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_UTF8: Final = ("utf-8", "utf8", "us-ascii")

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class QueryRequest:
    """One query and what goes with it."""

    query: str
    default_graphs: list[str]
    named_graphs: list[str]
    timeout_s: float
    """What the client is ready to wait; the deadline of the service holds if it is shorter."""
    accept: str | None
    """The parameter, which goes before the header of that name: for links, and for forms in a browser."""


def url_parameters(request: Request) -> Parameters:
    """What stands in the URL. Raises BadRequest for what is not UTF-8."""
    return _decoded(request.query_string, "URL")


def read_request(request: Request, parameters: Parameters) -> QueryRequest:
    """The query of a GET, or of a POST in either of its two ways; the parameters are those of the URL.

    A byte order mark before it, as editors write it, is no part of it. Raises QueryMissing unless there is exactly one
    query, UpdateRefused, UnsupportedMediaType, BadRequest for what is not UTF-8 or not whole and for a graph that is no
    absolute IRI, and InvalidParameters for a timeout that is no number of seconds.
    """
    queries: list[str] = []
    if request.method == "POST":
        if _media_type_of_body(request) == FORM:
            parameters = [*parameters, *_decoded(_body(request), "form")]
        else:
            queries = [_utf8(_body(request), "body")]
    if any(name == "update" for name, _ in parameters):
        raise UpdateRefused("The data are read-only: send a query, not an update.")
    queries = [query.removeprefix("\ufeff") for query in (*queries, *_values(parameters, "query"))]
    if len(queries) != 1 or not queries[0].strip():
        raise QueryMissing(_needed(len(queries)))
    return QueryRequest(
        query=queries[0],
        default_graphs=_graphs(parameters, "default-graph-uri"),
        named_graphs=_graphs(parameters, "named-graph-uri"),
        timeout_s=_timeout(_values(parameters, "timeout")),
        accept=accepted(parameters, request),
    )


def asks_for_the_service(parameters: Parameters) -> bool:
    """Whether there is nothing in the URL but what any question may have: then the service itself is asked for."""
    return all(name in ("release", "accept", "lang") for name, _ in parameters)


def accepted(parameters: Parameters, request: Request) -> str | None:
    """What the client takes: by the parameter, else by the header."""
    return ",".join(_values(parameters, "accept")) or request.headers.get("Accept")


def _media_type_of_body(request: Request) -> str:
    """One of the two that carry a query, in UTF-8 and not compressed."""
    media_type = request.mimetype
    if media_type == _UPDATE:
        raise UpdateRefused("The data are read-only: send a query, not an update.")
    if media_type not in (FORM, DIRECT):
        what = f"of type '{media_type}'" if media_type else "without a Content-Type"
        raise UnsupportedMediaType(f"A body {what} is not a query.", accepted=[FORM, DIRECT])
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in _UTF8:
        raise UnsupportedMediaType(f"A query is sent in UTF-8, not in '{charset}'.", accepted=[FORM, DIRECT])
    coding = request.headers.get("Content-Encoding", "identity")
    if coding.lower() != "identity":
        raise UnsupportedMediaType(
            f"A query is sent as it is, not in the coding '{coding}'.",
            accepted=[FORM, DIRECT],
            headers={"Accept-Encoding": "identity"},  # RFC 9110, section 15.5.16
        )
    return media_type


def _body(request: Request) -> bytes:
    """All of the body: the server in front takes the end of a connection for the end of what was sent on it.

    Half a query may be one too: `LIMIT 1000` that breaks off is `LIMIT 10`.
    """
    body = request.get_data()
    if request.content_length is not None and len(body) < request.content_length:
        raise BadRequest(f"The body breaks off after {len(body)} of its {request.content_length} bytes.")
    return body


def _decoded(encoded: bytes, where: str) -> Parameters:
    """Names and values of an encoded query string or form."""
    try:
        return parse_qsl(_utf8(encoded, where), keep_blank_values=True, errors="strict", max_num_fields=FORM_FIELDS)
    except UnicodeDecodeError as error:
        raise _not_utf8(where, error) from error
    except ValueError as error:
        raise BadRequest(f"The {where} has more than {FORM_FIELDS} parameters.") from error


def _utf8(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(where, error) from error


def _not_utf8(where: str, error: UnicodeDecodeError) -> BadRequest:
    return BadRequest(f"The {where} is not UTF-8: {error.reason}, byte 0x{error.object[error.start]:02X}.")


def _values(parameters: Parameters, wanted: str) -> list[str]:
    return [value for name, value in parameters if name == wanted]


def _graphs(parameters: Parameters, name: str) -> list[str]:
    """An empty value names no graph: entry forms send the field whether it is filled in or not."""
    try:
        return [pyoxigraph.NamedNode(iri).value for iri in _values(parameters, name) if iri]
    except ValueError as error:
        raise BadRequest(f"A graph name is not an absolute IRI: {error}") from error


def _needed(count: int) -> str:
    if count > 1:
        return f"There are {count} queries in the request; send one."
    return "There is no query in the request; send one, as the parameter or field 'query' or as the body."


def _timeout(values: list[str]) -> float:
    if not values:
        return math.inf
    try:
        (seconds,) = map(float, values)
        if not 0 < seconds < math.inf:
            raise ValueError
    except ValueError as error:
        detail = "takes one number of seconds above 0; give it once or not at all"
        raise InvalidParameters(
            "The timeout is not as it should be.",
            errors=[{"parameter": "timeout", "value": values, "detail": detail}],
        ) from error
    return seconds
