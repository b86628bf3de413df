"""A proxy that keeps what a client sends to a server: the server's own answers, and a list of the requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import parse_qs, urlsplit

from tests.loopback import Handler, LoopbackServer

_OF_THE_CONNECTION = {"connection", "content-length", "transfer-encoding"}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def query(self) -> str | None:
        """The SPARQL query that it carries, in the URL, in a form or as it is."""
        if self.headers.get("content-type", "").startswith("application/sparql-query"):
            return self.body
        sent = parse_qs(urlsplit(self.path).query) | parse_qs(self.body)
        return sent["query"][0] if "query" in sent else None


class Recorder(LoopbackServer):
    """A server on a free port that passes everything on to the one at `origin`.

    The first requests, as many as `busy`, are refused as a service that has too much to do refuses them. With
    `breaks_off`, answers end in their middle.
    """

    def __init__(self, origin: str, *, busy: int = 0, breaks_off: bool = False) -> None:
        self.requests: list[Request] = []
        self._busy = busy
        self._breaks_off = breaks_off
        self._origin = urlsplit(origin).netloc
        super().__init__(self._handler())

    def _handler(self) -> type[Handler]:
        recorder = self

        class PassingOn(Handler):
            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                recorder.requests.append(Request(self.command, self.path, headers, body.decode()))
                if len(recorder.requests) <= recorder._busy:
                    self.refuse()
                    return
                connection = HTTPConnection(recorder._origin)
                kept = {name: value for name, value in headers.items() if name not in _OF_THE_CONNECTION}
                connection.request(self.command, self.path, body or None, kept)
                self.answer(connection.getresponse())
                connection.close()

            def answer(self, answer: HTTPResponse) -> None:
                body = answer.read()
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in _OF_THE_CONNECTION:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if recorder._breaks_off else body)

            def refuse(self) -> None:
                body = json.dumps({"type": "https://w3id.org/casus/problem/busy", "title": "Busy", "status": 503})
                self.send_response_only(503)
                self.send_header("Retry-After", "0")
                self.send_header("Content-Type", "application/problem+json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            do_GET = do_HEAD = do_POST = do_OPTIONS = pass_on

        return PassingOn
