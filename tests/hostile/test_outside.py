"""No query reaches a file or a socket: not through the service, not past what the service reads of it, and no SERVICE
when the sandbox overlooks it too.

A listening socket notices whoever connects. A pipe with a name notices whoever opens it, and holds him: so a reader
would be caught even if he told nobody what he read. Controls show that both notice the engines without a sandbox.
"""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import requests
from rdflib import Dataset

from casus.release.manifest import Release
from casus.sandbox import protocol
from casus.sandbox.errors import ServiceRefused
from casus.sandbox.limits import Limits
from casus.sandbox.process import WorkerDied
from casus.sandbox.query import Query
from casus.sandbox.sandbox import Sandbox
from casus.terms.problem import Problem
from tests.conftest import running_server
from tests.hostile.server import Server, problem
from tests.hostile.test_queries import ELSEWHERE, SERVICE, cases
from tests.sandbox.conftest import ask, blind_nursery, running
from tests.waiting import eventually

pytestmark = pytest.mark.slow  # nothing is measured: this needs no machine for itself

RESULTS = "application/sparql-results+json"
TRIPLE = "<urn:s> <urn:p> <urn:secret> .\n"
COUNT = "SELECT (COUNT(*) AS ?n) {clause} {{ ?s ?p ?o }}"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) {clause} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
KINDS = ["file", "file:", "http", "data"]


class Outside:
    """What lies outside of a sandbox, and whether anyone was there."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "secret.nt"
        self.file.write_text(TRIPLE)
        self.pipe = folder / "pipe.nt"
        os.mkfifo(self.pipe)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.3)
        self.endpoint = f"http://127.0.0.1:{self.listener.getsockname()[1]}/sparql"

    def iri(self, kind: str) -> str:
        return {
            "file": self.file.as_uri(),
            "file:": self.pipe.as_uri(),
            "http": self.endpoint,
            "data": "data:application/n-triples," + quote(TRIPLE),
        }[kind]

    def was_called(self) -> bool:
        with suppress(TimeoutError):
            self.listener.accept()[0].close()
            return True
        return False

    def is_opened(self) -> bool:
        """Whether somebody waits for what the pipe has to say; he is let go."""
        try:
            os.close(os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # ENXIO: nobody
            return False
        return True


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    there = Outside(tmp_path)
    with there.listener:
        yield there


@pytest.fixture(scope="module")
def service(var: Path) -> Iterator[Server]:
    running = running_server(var, CASUS_WEB_WORKERS="1")
    with running as url:
        yield Server(url, running.process.pid)


@pytest.fixture(scope="module")
def sandbox(release: Release) -> Iterator[Sandbox]:
    box = Sandbox(release.store_path, workers=1, queue_wait_s=5, limits=Limits())
    yield box
    box.close()


def in_background(call: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        with suppress(Exception):
            call()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def count_in(sandbox: Sandbox, query: str) -> str:
    """The number that a query counts which the service did not read before."""
    found: str = json.loads(sandbox.run(Query(query, RESULTS)).read())["results"]["bindings"][0]["n"]["value"]
    return found


def services(outside: Outside, query: str) -> Iterator[tuple[str, str]]:
    """The query with the endpoint outside, by http and by https, and how its result is written."""
    for endpoint in (outside.endpoint, outside.endpoint.replace("http:", "https:")):
        text = query.replace(ELSEWHERE, f"<{endpoint}>")
        yield text, "text/turtle" if "CONSTRUCT" in text or "DESCRIBE" in text else RESULTS


# Controls: without a sandbox they are reached


def test_control_the_engine_calls_a_service(outside: Outside) -> None:
    query = f"SELECT * {{ SERVICE SILENT <{outside.endpoint}> {{ ?s ?p ?o }} }}"
    calling = in_background(lambda: ox.Store().query(query).serialize(format=ox.QueryResultsFormat.CSV))  # type: ignore[union-attr]
    outside.listener.settimeout(5)
    assert outside.was_called()
    calling.join(5)


def test_control_rdflib_reads_a_file(outside: Outside) -> None:
    assert len(Dataset().query(f"SELECT * FROM <{outside.iri('file')}> {{ ?s ?p ?o }}")) == 1


def test_control_rdflib_opens_the_pipe(outside: Outside) -> None:
    reading = in_background(lambda: Dataset().query(f"SELECT * FROM <{outside.iri('file:')}> {{ ?s ?p ?o }}"))
    assert eventually(outside.is_opened), "the pipe does not notice a reader"
    reading.join(5)


# SERVICE


def test_no_service_is_called_by_the_service(service: Server, outside: Outside) -> None:
    for query in SERVICE.values():
        assert problem(service.query(query.replace(ELSEWHERE, f"<{outside.endpoint}>"))) == (403, "service-refused")
    assert not outside.was_called()


@cases(SERVICE)
def test_no_service_is_called_by_the_sandbox(sandbox: Sandbox, outside: Outside, query: str) -> None:
    for text, media_type in services(outside, query):
        with pytest.raises(ServiceRefused):
            sandbox.run(Query(text, media_type))
    assert not outside.was_called()


@cases(SERVICE)
def test_no_service_is_called_when_it_is_overlooked(
    release: Release, outside: Outside, tmp_path: Path, query: str
) -> None:
    """By https the engine may panic: it can read no certificates any more."""
    with running(blind_nursery(release.store_path, tmp_path)) as blind:
        http, https = services(outside, query)
        kind, payload = ask(blind, *http)[-1]
        assert kind == protocol.END or not isinstance(protocol.unpack_problem(payload), ServiceRefused)
        with suppress(WorkerDied):
            ask(blind, *https)
    assert not outside.was_called()


# Graphs


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("template", [COUNT, COUNT_NAMED])
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_names_graphs_of_the_data_and_nothing_else(
    service: Server, sandbox: Sandbox, outside: Outside, kind: str, template: str, clause: str
) -> None:
    query = template.format(clause=f"{clause} <{outside.iri(kind)}>")
    answer = service.query(query)
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "0"
    assert count_in(sandbox, query) == "0"
    assert not outside.is_opened()
    assert not outside.was_called()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_the_graphs_of_a_request_are_graphs_of_the_data(
    service: Server, outside: Outside, kind: str, parameter: str
) -> None:
    query = (COUNT if parameter.startswith("default") else COUNT_NAMED).format(clause="")
    answer = requests.get(f"{service.url}/sparql", {"query": query, parameter: outside.iri(kind)}, timeout=30)
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "0"
    form = urlencode({"query": query, parameter: outside.iri(kind)})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{service.url}/sparql", form, headers=headers, timeout=30)
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "0"
    assert not outside.is_opened()
    assert not outside.was_called()


@pytest.mark.parametrize("iri", ["/etc/passwd", "../secret", "", "file: //x", "<>"])
def test_a_graph_without_an_absolute_iri_is_a_problem_or_nothing(service: Server, iri: str) -> None:
    parameters = {"query": COUNT.format(clause=""), "named-graph-uri": iri}
    answer = requests.get(f"{service.url}/sparql", parameters, timeout=30)
    assert answer.status_code == 200 if iri == "" else problem(answer) == (400, "bad-request")


@pytest.mark.parametrize("kind", KINDS)
def test_load_is_no_query_to_the_sandbox_either(service: Server, sandbox: Sandbox, outside: Outside, kind: str) -> None:
    load = f"LOAD <{outside.iri(kind)}>"
    assert problem(service.query(load)) == (403, "update-refused")
    with pytest.raises(Problem):
        sandbox.run(Query(load, RESULTS))
    assert not outside.is_opened()
    assert not outside.was_called()


def test_every_query_worker_of_the_server_can_open_nothing(service: Server) -> None:
    assert service.query("ASK {}").status_code == 200
    workers = service.query_workers()
    assert workers
    for pid in workers:
        lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
        (open_files,) = [line.split()[3:5] for line in lines if line.startswith("Max open files")]
        assert open_files == ["0", "0"]
        assert not any("socket:" in str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir())
