"""Who stands where Casus stands and writes down what a proxy says to it: what Casus itself tells nobody."""

from collections import defaultdict

from tests.loopback import Handler, LoopbackServer


class Listener(LoopbackServer):
    """Answers everything with 204; `with` ends it."""

    def __init__(self) -> None:
        self.heard: list[dict[str, list[str]]] = []
        """The headers of each request, by their names in small letters."""
        heard = self.heard

        class Hearing(Handler):
            def do_GET(self) -> None:
                headers = defaultdict(list)
                for name, value in self.headers.items():
                    headers[name.lower()].append(value)
                heard.append(headers)
                self.send_response(204)
                self.end_headers()

        super().__init__(Hearing)
