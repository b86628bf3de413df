"""One message over HTTP: the SDK's own transport, stateless and in JSON, driven for this request alone.

The gateway has read the body and gives the turn; here, in its thread, an event loop lives for one message. So there is
no second path beside Flask's, no session, and nothing that another process would have to know.
(mcp 2.3: some 2 ms, of which the loop and the transport are one and a half. docs/decisions/0040-assistants.md)
"""

import asyncio
from typing import Any, Final

from flask import Request, Response
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

_READ: Final = ("content-type", "mcp-")
"""What the transport reads of the head, by how it begins; whether JSON is taken was asked before."""
_TAKEN: Final = (b"accept", b"application/json, text/event-stream")


def answered(server: Server[Any], request: Request) -> Response:
    """The answer of the server to the message in the request."""
    return asyncio.run(_Exchange(request).run(server))


class _Exchange:
    """The request as ASGI has it, and what is sent back."""

    def __init__(self, request: Request) -> None:
        self._body: bytes | None = request.get_data()
        self._status = 500
        self._headers: list[tuple[str, str]] = []
        self._sent = bytearray()
        told = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers
            if name.lower().startswith(_READ)
        ]
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.scheme,
            "path": request.path,
            "raw_path": request.path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [*told, _TAKEN],
            "client": None,
            "server": None,
        }

    async def run(self, server: Server[Any]) -> Response:
        manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        async with manager.run():
            await manager.handle_request(self._scope, self._receive, self._send)
        response = Response(bytes(self._sent), self._status)
        del response.headers["Content-Type"]
        for name, value in self._headers:
            response.headers[name] = value
        return response

    async def _receive(self) -> Any:
        """The body; after that nothing, until the exchange is over."""
        body, self._body = self._body, None
        if body is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": body, "more_body": False}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = int(message["status"])
            told = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"])
            self._headers = [(name, value) for name, value in told if name.lower() == "content-type"]
        else:
            self._sent += message.get("body", b"")
