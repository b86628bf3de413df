"""The errors that HTTP itself makes, and the one place that writes any (RFC 9457).

A problem is raised wherever it is noticed, each kind by the room that it belongs to; `render` turns it, and whatever
werkzeug raises, into application/problem+json. Protocol headers (Allow, Retry-After) are kept. docs/problems.md
explains each. (Flask has no such body, flask-smorest 0.47 one of its own.)
"""

import json
import logging
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any, Final, Self

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException

from casus.telemetry import logs, metrics
from casus.terms.problem import PROBLEM_BASE
from casus.terms.problem import NotAcceptable as NotAcceptable
from casus.terms.problem import Problem as Problem

MEDIA_TYPE: Final = "application/problem+json"
_PAGE: Final = "text/html"
"""For whom asks for pages: casus/pages/problems.py draws them."""
_JSON_RPC: Final = "application/json"
_SPEAKS_JSON_RPC: Final = "/mcp"
_REQUEST_IS_WRONG, _SERVER_REFUSES = -32600, -32000
"""JSON-RPC 2.0, section 5.1."""
UNFORESEEN: Final = "This is our fault; it has been logged."

_MOST_NEAR: Final = 5
_LEAST_NEAR: Final = 0.7
_MOST_LETTERS: Final = 100

log = logging.getLogger(__name__)


class InvalidParameters(Problem):
    """A parameter is unknown, or has a value that it cannot have; `errors` lists each with what is allowed."""

    status, slug, title = 422, "invalid-parameters", "A parameter is not as it should be"

    @classmethod
    def of(cls, name: str, value: Any, detail: str, **extra: Any) -> Self:
        """The problem of one parameter, with what else helps, such as `allowed`."""
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


class BadRequest(Problem):
    """The request is not one that HTTP or this path understands."""

    status, slug, title = 400, "bad-request", "The request is not understood"


class UnsupportedMediaType(Problem):
    """The body has a media type that the path does not take; `accepted` lists those that it takes."""

    status, slug, title = 415, "unsupported-media-type", "This body is of the wrong media type"


class PreconditionFailed(Problem):
    """The request is meant for another state of the page than the one that is here (If-Match)."""

    status, slug, title = 412, "precondition-failed", "This is not what you expected"


class BodyTooSlow(Problem):
    """The body of the request does not arrive, or more slowly than this service waits for."""

    status, slug, title = 408, "body-too-slow", "The body does not arrive"


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


class NetworkTooLarge(Problem):
    """The network has more edges than are sent at once; filter it, or page through the edges of one actor."""

    status, slug, title = 413, "network-too-large", "The network is too large"


class TooManyRequests(Problem):
    """This client has as many requests here as one client may have; the Retry-After header says when to come back."""

    status, slug, title = 429, "too-many-requests", "You have too many requests at once"


_BY_STATUS: Final[dict[int, type[Problem]]] = {
    400: BadRequest,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
}


def render(error: Exception) -> Response:
    """The answer to any error at all; what nobody foresaw is logged in full and told without its innards."""
    if isinstance(error, HTTPException) and error.code is not None:
        return _of_http(error, error.code)
    if not isinstance(error, Problem):
        log.exception("unforeseen error", exc_info=error)
        error = unforeseen()
    if error.log is not None:
        log.error("%s: %s", type(error).__name__, error.log)
    return _response(body_of(error, request.path), error.headers)


def unforeseen() -> Problem:
    """What the client is told of an error that nobody foresaw: the id of the request, which its record in the log has.

    Only here: the other problems are understood without the log, and may be the answer to several requests at once.
    """
    metrics.add(metrics.UNFORESEEN)
    ids = logs.REQUEST.get()
    extra: dict[str, Any] = {} if ids is None else {"request_id": ids.request_id}
    return Problem(UNFORESEEN, **extra)


def body_of(problem: Problem, path: str) -> dict[str, Any]:
    """The body of the problem that was met at the path."""
    return _body(problem.slug, problem.title, problem.status, problem.detail, path, problem.extra)


def text_of(body: dict[str, Any]) -> str:
    """The body as it is sent."""
    return json.dumps(body, ensure_ascii=False) + "\n"


def written(body: dict[str, Any], method: str, path: str) -> tuple[str, str]:
    """Media type and text of the body as it is sent.

    Whoever sends messages of JSON-RPC understands its errors alone: there the problem is the data of one.
    """
    if method != "POST" or path.rstrip("/") != _SPEAKS_JSON_RPC:
        return MEDIA_TYPE, text_of(body)
    code = _REQUEST_IS_WRONG if body["status"] < 429 else _SERVER_REFUSES
    error = {"code": code, "message": f"{body['title']}: {body['detail']}", "data": body}
    return _JSON_RPC, text_of({"jsonrpc": "2.0", "id": None, "error": error})


def _of_http(error: HTTPException, status: int) -> Response:
    """What werkzeug raises: as the problem of that status, or as one of its own."""
    if error.response is not None or status < 400:
        return Response(error.get_response(request.environ).response, status, error.get_headers())
    kind = _BY_STATUS.get(status)
    slug, title = (kind.slug, kind.title) if kind else (f"http-{status}", HTTPStatus(status).phrase)
    allowed = getattr(error, "valid_methods", None)
    extra: dict[str, Any] = {"allowed": sorted(allowed)} if allowed else {}
    if kind is NotFound and (near := near_names("/".join(request.path.lower().split("/")[:3]), _places())):
        extra["similar"] = [{"id": path, "label": path} for path in near]
    headers = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")}
    return _response(_body(slug, title, status, error.description or title, request.path, extra), headers)


def near_names(name: str, names: Iterable[str]) -> list[str]:
    """Those of the names that may have been meant, the likest first."""
    return get_close_matches(name[:_MOST_LETTERS], list(names), _MOST_NEAR, _LEAST_NEAR)


def _places() -> Iterator[str]:
    """The paths that have no part to fill in."""
    return (rule.rule for rule in current_app.url_map.iter_rules() if not rule.arguments)


def _response(body: dict[str, Any], headers: dict[str, str]) -> Response:
    media_type, text = written(body, request.method, request.path)
    return Response(text, body["status"], headers, content_type=media_type)


def _body(slug: str, title: str, status: int, detail: str, path: str, extra: dict[str, Any]) -> dict[str, Any]:
    """The body of a problem; SCHEMA says the same to the OpenAPI document."""
    return {
        "type": PROBLEM_BASE + slug,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": path,
        **extra,
    }


SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "An error (RFC 9457). Further members help to mend the request.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "The kind of problem; docs/problems.md explains it.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened, and what to do."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "request_id": {
            "type": "string",
            "description": "Of an error that is our fault: what the log names it by, as X-Request-Id does.",
        },
        "similar": {
            "type": "array",
            "description": "What may have been meant, the likest first: records, or paths of this service.",
            "maxItems": 5,
            "items": {
                "type": "object",
                "required": ["id", "label"],
                "properties": {
                    "id": {"type": "string", "description": "Of a record, `collection/slug`; or a path."},
                    "type": {"type": ["string", "null"], "description": "The class of the record."},
                    "label": {"type": ["string", "null"]},
                    "status": {"$ref": "#/components/schemas/AnyCode"},
                },
                "additionalProperties": False,
            },
        },
        "errors": {
            "type": "array",
            "description": "For parameters: each with what is wrong and what is allowed.",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {
                    "parameter": {"type": "string"},
                    "value": {},
                    "detail": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}},
                    "similar": {
                        "type": "array",
                        "description": "Which of those, or which ids, may have been meant.",
                        "items": {"type": "string"},
                    },
                },
                "additionalProperties": False,
            },
        },
    },
}


def documented(*kinds: type[Problem]) -> dict[str, Any]:
    """The responses of an operation that can meet these problems, by status."""
    return {str(kind.status): {"$ref": f"#/components/responses/{kind.__name__}"} for kind in kinds}


def described(kind: type[Problem]) -> dict[str, Any]:
    """The response of the OpenAPI document that is this kind of problem."""
    text = (kind.__doc__ or "").strip()
    example = _body(kind.slug, kind.title, kind.status, text, "/v1/armed-forces", {})
    as_json = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {
        "description": f"{HTTPStatus(kind.status).phrase}: {text}",
        "content": {MEDIA_TYPE: as_json, _PAGE: {"schema": {"type": "string"}}},
    }
