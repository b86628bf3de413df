"""What engines offer beside SPARQL 1.1, tried on each as it comes and through the service that stands before it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import requests
from flask.testing import FlaskClient

from tests.engines.engine import Engine
from tests.loopback import Handler, LoopbackServer

DOORS: Final = {
    "`SERVICE`": "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "`SERVICE SILENT`": "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "`FROM <http:...>`": "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "`FROM <file:...>`": "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
    "`DEFINE get:soft`": 'DEFINE get:soft "replace" SELECT * FROM <{url}> {{ ?s ?p ?o }}',
    "`DEFINE input:default-graph-uri`": "DEFINE input:default-graph-uri <http://www.openlinksw.com/schemas/virtrdf#> "
    "SELECT * {{ ?s ?p ?o }} LIMIT 1",
    "`bif:http_get`": 'SELECT (bif:http_get("{url}") AS ?x) {{}}',
    "`<bif:http_get>`": 'SELECT (<bif:http_get>("{url}") AS ?x) {{}}',
    "`bif:exec`": 'SELECT (bif:exec("select 1") AS ?x) {{}}',
    "`java:` functions": "SELECT (<java:org.apache.jena.sparql.function.library.now>() AS ?x) {{}}",
    "ARQ's property functions": "SELECT * {{ ?s <http://jena.apache.org/ARQ/property#strSplit> ('a b' ' ') }}",
    "`LET`": "SELECT * {{ LET (?x := 1) }}",
    "all graphs of ARQ": "SELECT * {{ GRAPH <urn:x-arq:UnionGraph> {{ ?s ?p ?o }} }} LIMIT 1",
    "graphs of others": "SELECT * {{ GRAPH <http://www.openlinksw.com/schemas/virtrdf#> {{ ?s ?p ?o }} }} LIMIT 1",
}
CALLED, ANSWERED, NOTHING, REFUSED = "calls out", "answers", "nothing", "refuses"


class Listener:
    """Whoever calls it is counted."""

    def __init__(self, server: LoopbackServer) -> None:
        self.url = f"{server.url}/"
        self.calls = 0


@contextmanager
def listening() -> Iterator[Listener]:
    class Counting(Handler):
        def do_GET(self) -> None:
            listener.calls += 1
            self.send_error(404)

        do_POST = do_HEAD = do_GET

    with LoopbackServer(Counting) as server:
        listener = Listener(server)
        yield listener


def tried(engine: Engine, query: str, listener: Listener) -> str:
    """What the engine does by itself with the query."""
    before = listener.calls
    answer = requests.post(
        engine.query_url,
        data={"query": query.format(url=listener.url)},
        headers={"Accept": "application/sparql-results+json"},
        timeout=60,
    )
    if listener.calls > before:
        return CALLED
    if answer.status_code != 200:
        return REFUSED
    return ANSWERED if any(row for row in answer.json()["results"]["bindings"]) else NOTHING


def tried_through(client: FlaskClient, query: str, listener: Listener) -> str:
    """What the service that reads from the engine does with it."""
    before = listener.calls
    answer = client.post("/sparql", data={"query": query.format(url=listener.url)}, headers={"Accept": "text/csv"})
    if listener.calls > before:
        return CALLED
    if answer.status_code != 200:
        return f"{answer.status_code} `{answer.json['type'].rpartition('/')[2]}`"
    return ANSWERED if any(answer.get_data(as_text=True).splitlines()[1:]) else NOTHING
