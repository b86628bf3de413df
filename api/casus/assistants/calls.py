"""A call of this service by itself: in the same process, by the same application, under the limits of whoever asks.

What a tool answers is what the path of the same name answers: its parameters, its problems, its releases, its turns.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlencode

from flask import current_app, request
from werkzeug.wrappers import Response

from casus.http.every_request import DEADLINE
from casus.http.problems import Problem
from casus.http.turns import GIVEN, NEEDED
from casus.model.json_schema import Json

_KEPT: Final = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "REMOTE_ADDR", "HTTP_HOST", DEADLINE, GIVEN)
"""What the call has from the request that it is made for: who asks, by which name, until when, in which turn."""

Pairs = Sequence[tuple[str, str]]


class Refused(Exception):
    """The service answered with a problem (RFC 9457)."""

    def __init__(self, problem: Json, retry_after_s: str | None = None) -> None:
        super().__init__(problem["title"])
        self.problem = problem
        self.retry_after_s = retry_after_s

    @classmethod
    def by(cls, problem: Problem, body: Json) -> "Refused":
        """What a problem that was raised here would have been answered with."""
        return cls(body, problem.headers.get("Retry-After"))


def asked(path: str, pairs: Pairs = ()) -> Json:
    """What the path answers in JSON. Raises Refused."""
    answer = called(path, pairs, accept="application/json")
    found: Json = json.loads(b"".join(pieces(answer)))
    return found


def called(path: str, pairs: Pairs = (), *, accept: str, query: str | None = None) -> Response:
    """The answer of a path; `query`: what is sent to it, a query in SPARQL. Raises Refused."""
    outer = request.environ
    body = b"" if query is None else query.encode()
    environ: dict[str, Any] = {
        **{name: value for name, value in outer.items() if name in _KEPT or name.startswith("wsgi.")},
        "REQUEST_METHOD": "GET" if query is None else "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": urlencode(pairs),
        "HTTP_ACCEPT": accept,
        "wsgi.input": BytesIO(body),
    }
    if query is not None:
        environ |= {"CONTENT_TYPE": "application/sparql-query", "CONTENT_LENGTH": str(len(body))}
    answer = _answer(environ)
    if (needed := environ.get(NEEDED)) is not None:
        outer[NEEDED] = needed  # whoever gives turns asks again, with that one
    if answer.status_code >= 300:
        raise Refused(_problem(answer), answer.headers.get("Retry-After"))
    return answer


def _answer(environ: dict[str, Any]) -> Response:
    """The answer of the application. (werkzeug's `run_wsgi_app` gives it a copy, in which nobody sees what it says.)"""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], object]:
        started.append((status, headers))
        return _write

    body = current_app.wsgi_app(environ, start_response)
    status, headers = started[-1]
    return Response(body, status, headers)


def _write(_: bytes) -> object:
    raise NotImplementedError("what PEP 3333 keeps for old frameworks")


def pieces(answer: Response) -> Iterable[bytes]:
    """The body, as it is made; closed at its end."""
    try:
        yield from answer.iter_encoded()
    finally:
        answer.close()


def _problem(answer: Response) -> Json:
    """The problem; where a record has moved, one that says where to."""
    body = b"".join(pieces(answer))
    if answer.status_code < 400:
        moved = {"title": "It goes by another id now", "detail": "Ask for it by that id.", "status": answer.status_code}
        return {**moved, "location": answer.headers["Location"]}
    found: Json = json.loads(body)
    return found
