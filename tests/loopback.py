"""HTTP servers that tests stand up themselves: for what calls out, or is called in the place of Casus."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class Handler(BaseHTTPRequestHandler):
    """Says nothing of what it is asked: the output is that of the test that runs just then."""

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class LoopbackServer(ThreadingHTTPServer):
    """Listens on a free port of the loopback interface from its making on, and answers within `with`."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is told of nowhere: it may do so during another test, which looks at what is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)
