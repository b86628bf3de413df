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
    MethodNotAllowed,
    NotAcceptable,
    UnsupportedMediaType,
    documented,
)
from casus.http.representations import JSON, choose, not_acceptable
from casus.store.open_release import OpenRelease

PATH: Final = "/mcp"
_EXTENSION: Final = "casus-assistants"
_MESSAGE: Final = {
    "type": "object",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0"},
        "id": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        "method": {"type": "string", "examples": ["tools/list"]},
        "params": {"type": "object"},
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


def register(api: CasusApi, _: OpenRelease) -> None:
    """Add the route."""
    blp = Blueprint("mcp", __name__, description="The Model Context Protocol, for assistants: docs/assistants.md.")

    @blp.route(PATH, methods=["POST"])
    @blp.doc(
        operationId="mcp",
        summary="One message of the Model Context Protocol (streamable HTTP, stateless)",
        requestBody={"required": True, "content": {JSON.media_type: {"schema": _MESSAGE}}},
        responses={
            "200": {"description": "The answer.", "content": {JSON.media_type: {"schema": _ANSWER}}},
            "202": {"description": "A notification was taken."},
            **documented(
                BadRequest, OriginRefused, MethodNotAllowed, NotAcceptable, BodyTooLarge, UnsupportedMediaType
            ),
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
