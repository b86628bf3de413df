"""A server of one web process in a thread of this one: the real connections, over an application of the test's own."""

import io
import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from typing import Any

from flask import Flask, Response, stream_with_context
from flask import request as asked

from casus.http import every_request
from casus.http.problems import render
from casus.server.gateway import Gateway
from casus.server.web_process import WebProcess, configured
from casus.settings import Settings
from casus.terms import deadline
from casus.terms.deadline import OutOfTime


@dataclass(frozen=True)
class Answered:
    """One answer, whole."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def problem(self) -> str:
        """The kind of problem that it is; its body says the same status."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body[:300]
        told = json.loads(self.body)
        assert told["status"] == self.status
        return str(told["type"]).rsplit("/", 1)[1]


class _Reader(io.BufferedReader):
    """What was read too far with one answer belongs to the next: http.client closes it after each."""

    def close(self) -> None:
        pass


class Connected(socket.socket):
    """A connection of a client, closed by `with`."""

    def __init__(self) -> None:
        super().__init__()
        self._reader = _Reader(socket.SocketIO(self, "r"))

    def makefile(self, *_: Any, **__: Any) -> Any:
        return self._reader

    def answer(self, method: str = "GET") -> Answered:
        """The next answer. Raises what http.client raises for one that is not whole."""
        response = HTTPResponse(self, method=method)
        response.begin()
        body = response.read()
        response.close()
        return Answered(response.status, response.headers, body)

    def rest(self) -> bytes:
        """Everything until the server closes."""
        return self._reader.read()

    def reset(self) -> None:
        """Leave so that the server hears of it at once, whatever it still has for this client."""
        self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()


class InThread(WebProcess):
    """A web process without a process: whoever started it gives it no signals."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return _nothing()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@dataclass(frozen=True)
class Running:
    """A running server."""

    port: int
    server: InThread

    def connect(self, source: str = "127.0.0.1", receive_buffer: int | None = None) -> Connected:
        connection = Connected()
        connection.settimeout(10)
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.bind((source, 0))
        connection.connect(("127.0.0.1", self.port))
        return connection

    def sent(self, data: bytes, source: str = "127.0.0.1", receive_buffer: int | None = None) -> Connected:
        """A connection on which this was sent."""
        connection = self.connect(source, receive_buffer)
        connection.sendall(data)
        return connection

    def ask(
        self, path: str, method: str = "GET", source: str = "127.0.0.1", body: bytes = b"", **headers: str
    ) -> Answered:
        """The answer to a request on a connection of its own."""
        with self.sent(request(path, method, body, **headers), source) as connection:
            return connection.answer(method)


def request(path: str, method: str = "GET", body: bytes = b"", version: str = "1.1", **headers: str) -> bytes:
    """A request as it is sent; header names are written with underscores."""
    told = {"Host": "casus.test", **({"Content-Length": str(len(body))} if body else {})}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/{version}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


class Small:
    """An application with what every answer has, views that do what a test tells them, and a log of what they did."""

    def __init__(self, settings: Settings) -> None:
        self.calls: list[str] = []
        self.go = threading.Event()
        """What `/slow` waits for."""
        self.given_up = threading.Event()
        """Set when it gave up, since nobody waits any more."""
        self.pulled = 0
        """How many pieces of an endless stream were made."""
        self.closed = threading.Event()
        """Set when a stream was closed."""
        app = self.app = Flask("small")
        app.register_error_handler(Exception, render)
        app.add_url_rule("/healthz", view_func=lambda: "alive")
        app.add_url_rule("/quick", view_func=self._quick)
        app.add_url_rule("/own", view_func=self._own)
        app.add_url_rule("/slow", view_func=self._slow)
        app.add_url_rule("/stuck", view_func=self._stuck)
        app.add_url_rule("/body", view_func=self._body, methods=["POST"])
        app.add_url_rule("/large", view_func=self._large)
        app.add_url_rule("/stream", view_func=self._stream)
        app.add_url_rule("/fails", view_func=self._fails)
        app.add_url_rule("/breaks", view_func=self._breaks)
        every_request.register(app, settings)

    def _quick(self) -> str:
        self.calls.append("quick")
        return f"{len(self.calls)} {asked.query_string.decode()}"

    def _own(self) -> Response:
        """For nobody else."""
        self.calls.append("own")
        return Response(str(len(self.calls)), headers={"Cache-Control": "no-store"})

    def _slow(self) -> str:
        """Until `go`, looking at the deadline all the time; and when that says no, it takes until `go` to end."""
        self.calls.append("slow")
        try:
            while not self.go.wait(0.005):
                deadline.check()
        except OutOfTime:
            self.given_up.set()
            self.go.wait(5)
            raise
        return "slow"

    def _stuck(self) -> str:
        """Until `go`, whatever the deadline says."""
        self.calls.append("stuck")
        assert self.go.wait(10)
        return "stuck"

    def _body(self) -> str:
        self.calls.append("body")
        return f"{len(asked.get_data())} {asked.headers.get('Content-Length')}"

    def _large(self) -> Response:
        return Response(bytes(int(asked.args["bytes"])), content_type="application/octet-stream")

    def _stream(self) -> Response:
        """Pieces of 16 KiB that name their place, of a type that is not compressed; the first one waits for `go`."""
        self.calls.append("stream")
        number = int(asked.args["pieces"])

        def pieces() -> Iterator[bytes]:
            try:
                if "wait" in asked.args:
                    self.calls.append("waits")
                    assert self.go.wait(10)
                for place in range(number):
                    self.pulled += 1
                    yield b"%16d" % place * 1024
            finally:
                self.closed.set()

        response = Response(stream_with_context(pieces()), content_type="application/octet-stream")
        if "length" in asked.args:
            response.headers["Content-Length"] = str(number * 16 * 1024)
        return response

    def _breaks(self) -> str:
        """By an error that nobody foresaw, with `wait` after `go`."""
        self.calls.append("breaks")
        assert "wait" not in asked.args or self.go.wait(10)
        return [""][1]

    def _fails(self) -> Response:
        """After so many bytes."""
        before = int(asked.args["after"])

        def pieces() -> Iterator[bytes]:
            if before:
                yield bytes(before)
            raise RuntimeError("in the middle")

        return Response(pieces(), content_type="application/octet-stream")


@contextmanager
def running_small(**changed: Any) -> Iterator[tuple[Running, Small]]:
    """The small application behind the gateway."""
    settings = Settings(**changed)
    small = Small(settings)
    try:
        with running(Gateway(small.app, settings), settings) as server:
            yield server, small
    finally:
        small.go.set()


@contextmanager
def running(application: Any, settings: Settings | None = None) -> Iterator[Running]:
    """A server of the ASGI application."""
    settings = settings or Settings()
    here, there = socket.socketpair()
    listening = socket.create_server(("127.0.0.1", 0))
    there.setblocking(False)
    server = InThread(*configured(application, settings), there)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    port = listening.getsockname()[1]
    thread.start()
    try:
        yield Running(port, server)
    finally:
        for connection in list(server.server_state.connections):
            connection.loop.call_soon_threadsafe(connection.transport.abort)
        server.should_exit = True
        thread.join(10)
        here.close()
        there.close()
        assert not thread.is_alive(), "the server does not end"
