"""Who stands where Casus stands and writes down what a proxy says to it: what Casus itself tells nobody."""

from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self


class Listener:
    """Answers everything with 204; `with` ends it."""

    def __init__(self) -> None:
        self.heard: list[dict[str, list[str]]] = []
        """The headers of each request, by their names in small letters."""
        heard = self.heard

        class Hearing(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = defaultdict(list)
                for name, value in self.headers.items():
                    headers[name.lower()].append(value)
                heard.append(headers)
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Hearing)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
