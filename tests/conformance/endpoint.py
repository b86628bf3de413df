"""A real server (`casus serve` in a process of its own) over a release that holds data made for tests.

All data sets are in one store, each file as the graph of its IRI, beside a small release of Casus itself. A request
names the graphs that it is about (`default-graph-uri`, `named-graph-uri`: SPARQL 1.1 Protocol, section 2.1.4), so it
sees no other. A server for each of 300 data sets would take minutes and show nothing more.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from casus.release.dumps import write_dumps
from casus.release.integrity import files_of
from casus.release.manifest import Release, current
from tests.conftest import Workshop, running_server

_SYNTAXES: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
}


@dataclass(frozen=True)
class Request:
    """An HTTP request; the target is the path and the query string."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    url: str
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type without its parameters."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip().lower()

    @property
    def problem(self) -> str | None:
        """The last part of the type, when the answer is a problem (RFC 9457)."""
        if self.media_type != "application/problem+json":
            return None
        return str(json.loads(self.body)["type"]).rpartition("/")[2]


class Endpoint:
    """The client's side of one connection, which stays open. Sends what a request says, Host and Content-Length."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=60)

    def send(self, request: Request) -> Answer:
        connection = self._connection
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        for name, value in request.headers.items():
            connection.putheader(name, value)
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        response = connection.getresponse()
        return Answer(self.url + request.target, response.status, response.headers, response.read())

    def close(self) -> None:
        self._connection.close()


@contextmanager
def running_endpoint(
    folder: Path,
    graphs: Iterable[tuple[str, Path]],
    publish: Callable[[Release], Mapping[str, str]] = lambda release: {},
) -> Iterator[Endpoint]:
    """A server on a release that holds each file as the graph of that name; a graph of no triples is none.

    `publish` may put the release somewhere, and returns the environment of the server that finds it there.
    """
    workshop = Workshop(folder)
    release = workshop.build()
    store = ox.Store(str(release.store_path))
    for name, file in dict(graphs).items():
        graph = ox.NamedNode(name)
        triples = ox.parse(path=str(file), format=_SYNTAXES[file.suffix], base_iri=name, rename_blank_nodes=True)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in triples)
    store.flush()
    shutil.rmtree(release.path / "dumps")
    dumps = write_dumps(release.path / "dumps", release.id, store)
    counts = Counter(quad.graph_name.value for quad in store)
    del store
    manifest = replace(release.manifest, dumps=dumps, graphs=dict(counts), triples=counts.total())
    replace(manifest, files=files_of(release.path)).write(release.path)
    with running_server(workshop.var, **publish(current(workshop.var))) as url:
        endpoint = Endpoint(url)
        try:
            yield endpoint
        finally:
            endpoint.close()
