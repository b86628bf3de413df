"""Every error that a client can get, as one tree, and the one place that writes them (RFC 9457).

A problem is raised wherever it is noticed; `render` turns it, and whatever werkzeug raises, into
application/problem+json. Protocol headers (Allow, Retry-After) are kept. docs/problems.md explains each.
"""

import json
import logging
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Response, request
from werkzeug.exceptions import HTTPException

from casus.sandbox import errors as store_errors

PROBLEM_BASE = "https://w3id.org/casus/problem/"
MEDIA_TYPE = "application/problem+json"

log = logging.getLogger(__name__)


class Problem(Exception):
    """An error as the client sees it; `extra` members help to mend the request."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "The server failed"

    def __init__(self, detail: str, *, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.extra = extra


class InvalidParameters(Problem):
    """A parameter is unknown, or has a value that it cannot have; `errors` lists each with what is allowed."""

    status, slug, title = 422, "invalid-parameters", "A parameter is not as it should be"

    @classmethod
    def of(cls, name: str, value: Any, detail: str, **extra: Any) -> "InvalidParameters":
        """The problem of one parameter: `value` as `name` `detail`."""
        error = {"parameter": name, "value": value, "detail": detail, **extra}
        return cls(f"'{value}' as {name} {detail}.", errors=[error])


class NotFound(Problem):
    """There is nothing at this path."""

    status, slug, title = 404, "not-found", "Nothing is here"


class Gone(Problem):
    """The record with this id was removed or split; `reason` says why, `successors` what to take instead."""

    status, slug, title = 410, "gone", "It was here, and is gone"


class MethodNotAllowed(Problem):
    """The path exists, but not for this method; the Allow header lists those that it has."""

    status, slug, title = 405, "method-not-allowed", "This method is not for this path"


class NotAcceptable(Problem):
    """No representation fits the Accept header; `offered` lists those that there are."""

    status, slug, title = 406, "not-acceptable", "No representation fits"


class BadRequest(Problem):
    """The request is not one that HTTP or this path understands."""

    status, slug, title = 400, "bad-request", "The request is not understood"


class UnsupportedMediaType(Problem):
    """The body has a media type that the path does not take; `accepted` lists those that it takes."""

    status, slug, title = 415, "unsupported-media-type", "This body is of the wrong media type"


class PreconditionFailed(Problem):
    """The request is meant for another state of the page than the one that is here (If-Match)."""

    status, slug, title = 412, "precondition-failed", "This is not what you expected"


class BodyTooLarge(Problem):
    """The body of the request is larger than any query that is accepted."""

    status, slug, title = 413, "body-too-large", "The body is too large"


class UrlTooLong(Problem):
    """The URL is longer than any that this service has a use for."""

    status, slug, title = 414, "url-too-long", "The URL is too long"


class HeadersTooLarge(Problem):
    """The headers are longer than any that this service has a use for."""

    status, slug, title = 431, "headers-too-large", "The headers are too large"


class BatchTooLarge(Problem):
    """A batch has more parts than one request may have; `most` says how many."""

    status, slug, title = 413, "batch-too-large", "The batch is too large"


class QueryMissing(Problem):
    """There is no query in the request, or there is more than one."""

    status, slug, title = 400, "query-missing", "One query is needed"


class QuerySyntax(Problem):
    """The query is not SPARQL 1.1; `line` and `column` tell where, as far as the parser knows."""

    status, slug, title = 400, "query-syntax", "The query is not SPARQL 1.1"


class UnknownFunction(Problem):
    """The query calls a function or an aggregate that SPARQL 1.1 does not define and this service does not add."""

    status, slug, title = 400, "unknown-function", "A function is not known here"


class QueryTooDeep(Problem):
    """The brackets of the query are nested deeper than the limit."""

    status, slug, title = 400, "query-too-deep", "The query is nested too deep"


class QueryTooLong(Problem):
    """The query is longer than the limit."""

    status, slug, title = 413, "query-too-long", "The query is too long"


class ServiceRefused(Problem):
    """The query uses SERVICE; this endpoint never calls another one."""

    status, slug, title = 403, "service-refused", "SERVICE is refused"


class UpdateRefused(Problem):
    """The request is an update; the data are read-only."""

    status, slug, title = 403, "update-refused", "Updates are refused"


class QueryTimeout(Problem):
    """The query ran until the deadline and was ended; nothing of its result is given."""

    status, slug, title = 504, "query-timeout", "The query took too long"


class QueryMemory(Problem):
    """The query needed more memory than it may use and was ended."""

    status, slug, title = 422, "query-memory", "The query needs too much memory"


class QueryCrashed(Problem):
    """The query made the engine fail; only that query was harmed."""

    status, slug, title = 422, "query-crashed", "The query made the engine fail"


class ResultTooLarge(Problem):
    """The result is larger than the limit; nothing of it is given, because a cut result would look whole."""

    status, slug, title = 413, "result-too-large", "The result is too large"


class NetworkTooLarge(Problem):
    """The network has more edges than are sent at once; filter it, or page through the edges of one actor."""

    status, slug, title = 413, "network-too-large", "The network is too large"


class TooManyRequests(Problem):
    """This client has as many requests here as one client may have; the Retry-After header says when to come back."""

    status, slug, title = 429, "too-many-requests", "You have too many requests at once"


class Busy(Problem):
    """All query processes are at work; the Retry-After header says when to come back."""

    status, slug, title = 503, "busy", "Too many queries at once"


class Unavailable(Problem):
    """The query processes cannot be started; the rest of the API goes on."""

    status, slug, title = 503, "unavailable", "The SPARQL endpoint is out of order"


def every_problem() -> list[type[Problem]]:
    """All kinds of problem, the internal one first; the docs and the OpenAPI document list them."""
    return [Problem, *Problem.__subclasses__()]


_BY_STATUS: dict[int, type[Problem]] = {
    400: BadRequest,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
}

_FROM_STORE: dict[type[store_errors.QueryError], type[Problem]] = {
    store_errors.QueryTooLong: QueryTooLong,
    store_errors.QueryTooDeep: QueryTooDeep,
    store_errors.UnsupportedFunction: UnknownFunction,
    store_errors.QuerySyntaxError: QuerySyntax,
    store_errors.ServiceRefused: ServiceRefused,
    store_errors.UpdateRefused: UpdateRefused,
    store_errors.QueryTimeout: QueryTimeout,
    store_errors.QueryMemoryExceeded: QueryMemory,
    store_errors.QueryCrashed: QueryCrashed,
    store_errors.ResultTooLarge: ResultTooLarge,
    store_errors.SandboxBusy: Busy,
    store_errors.SandboxUnavailable: Unavailable,
    store_errors.UnsupportedMediaType: NotAcceptable,
    store_errors.NotExpressible: NotAcceptable,
    store_errors.GraphNameInvalid: BadRequest,
}


def from_store(error: store_errors.QueryError) -> Problem:
    """The problem that an error of the query layer is to the client."""
    if (reason := getattr(error, "reason", None)) is not None:
        log.error("%s: %r", type(error).__name__, reason)
    kind = next((problem for cls, problem in _FROM_STORE.items() if isinstance(error, cls)), Problem)
    extra = {name: getattr(error, name) for name in ("line", "column") if getattr(error, name, None) is not None}
    retry = getattr(error, "retry_after_s", None)
    return kind(str(error), headers={"Retry-After": str(max(1, round(retry)))} if retry is not None else None, **extra)


def render(error: Exception) -> Response:
    """The answer to any error at all; what nobody foresaw is logged in full and told without its innards."""
    if isinstance(error, store_errors.QueryError):
        error = from_store(error)
    if isinstance(error, Problem):
        return _response(error.status, error.slug, error.title, error.detail, error.headers, error.extra)
    if isinstance(error, HTTPException) and error.code is not None:
        if error.response is not None or error.code < 400:
            return Response(error.get_response(request.environ).response, error.code, error.get_headers())
        kind = _BY_STATUS.get(error.code)
        kept = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")}
        slug = kind.slug if kind else f"http-{error.code}"
        title = kind.title if kind else HTTPStatus(error.code).phrase
        allowed = getattr(error, "valid_methods", None)
        extra = {"allowed": sorted(allowed)} if allowed else {}
        return _response(error.code, slug, title, error.description or title, kept, extra)
    log.exception("unforeseen error", exc_info=error)
    return _response(500, Problem.slug, Problem.title, "This is our fault; it has been logged.", {}, {})


def _response(
    status: int, slug: str, title: str, detail: str, headers: dict[str, str], extra: dict[str, Any]
) -> Response:
    body = {
        "type": PROBLEM_BASE + slug,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        **extra,
    }
    text = json.dumps(body, ensure_ascii=False) + "\n"
    if request.content_length or "Transfer-Encoding" in request.headers:
        # The body may not have been read; the server then ends the connection, and the client should know of it.
        headers = {**headers, "Connection": "close"}
    return Response(text, status, headers, content_type=MEDIA_TYPE)
