"""/mcp: the Model Context Protocol over streamable HTTP, stateless, each answer one JSON body.

GET and DELETE are 405: there is no stream to open and no session to end (Transports, Streamable HTTP).
"""

from typing import Any, Final

from flask import Flask, Response, current_app, request
from flask_smorest import Blueprint

from casus.assistants.origins import OriginRefused, refuse_foreign
from casus.http.current_release import releases
from casus.http.openapi import CasusApi
from casus.http.problems import (
    BadRequest,
    BodyTooLarge,
    BodyTooSlow,
    HeadersTooLarge,
    NotFound,
    TooManyRequests,
    UnsupportedMediaType,
    UrlTooLong,
)
from casus.http.representations import JSON, choose, not_acceptable
from casus.sandbox.errors import Busy
from casus.store.open_release import OpenRelease
from casus.terms.problem import NotAcceptable

PATH: Final = "/mcp"
_EXTENSION: Final = "casus-assistants"
_MESSAGE: Final = {
    "type": "object",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"description": "A text or a whole number; a notification has none."},
        "method": {"type": "string", "examples": ["tools/list"]},
        "params": {"description": "What the method takes."},
    },
}
_ANSWER: Final = {
    "type": "object",
    "required": ["jsonrpc"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"type": ["string", "integer", "null"]},
        "result": {"type": "object"},
        "error": {"type": "object"},
    },
}
_CONTENT: Final = {"content": {JSON.media_type: {"schema": _ANSWER}}}
_REFUSALS: Final = (
    *(BadRequest, OriginRefused, NotFound, NotAcceptable, BodyTooSlow, BodyTooLarge, UrlTooLong),
    *(UnsupportedMediaType, TooManyRequests, HeadersTooLarge, Busy),
)
"""Each is an error of JSON-RPC here; 404 is that of a method that there is not, since 2026."""


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the route."""
    blp = Blueprint("mcp", __name__, description="The Model Context Protocol, for assistants: docs/assistants.md.")

    @blp.route(PATH, methods=["POST"])
    @blp.doc(
        operationId="mcp",
        summary="One message of the Model Context Protocol (streamable HTTP, stateless)",
        requestBody={"required": True, "content": {JSON.media_type: {"schema": _MESSAGE}}},
        responses={
            "200": {"description": "The answer.", **_CONTENT},
            "202": {"description": "A notification was taken."},
            **{str(each.status): {"description": (each.__doc__ or "").strip(), **_CONTENT} for each in _REFUSALS},
        },
    )
    def mcp() -> Response:
        refuse_foreign(request.headers.get("Origin"), releases().served.settings)
        if choose(request.headers.get("Accept"), (JSON,)) is None:
            raise not_acceptable("Answers are JSON.", (JSON,))
        if request.mimetype != JSON.media_type:
            raise UnsupportedMediaType("A message is JSON.", accepted=[JSON.media_type])
        from casus.assistants.exchange import answered  # late: 35 MiB and half a second, for those who are asked

        return answered(_server(current_app), request)

    api.register_blueprint(blp)


def _server(app: Flask) -> Any:
    """The server of the application, made for the first message."""
    if _EXTENSION not in app.extensions:
        from casus.assistants.protocol import server_over

        async def here(compute: Any) -> Any:
            return compute()

        app.extensions[_EXTENSION] = server_over(here)
    return app.extensions[_EXTENSION]
