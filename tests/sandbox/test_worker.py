"""A worker process, asked by its pipes: what it answers, and when it ends."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from casus.sandbox import protocol
from casus.sandbox.errors import QuerySyntax, UnknownFunction
from casus.sandbox.limits import ResultTooLarge
from casus.sandbox.nursery_process import Nursery
from casus.sandbox.process import NurseryFailed, WorkerDied, WorkerProcess
from casus.sandbox.query import Query
from casus.terms.names import BASE
from casus.terms.problem import NotAcceptable
from tests.sandbox.conftest import ENDLESS, EXAMPLE, LIMITS, SOLUTIONS, ask, error, rows, running
from tests.waiting import eventually


def test_an_answer_is_chunks_and_an_end(worker: WorkerProcess) -> None:
    answer = ask(worker, "ASK {}")
    assert [kind for kind, _ in answer] == [protocol.CHUNK, protocol.END]
    assert json.loads(answer[0][1])["boolean"] is True


def test_an_empty_result_is_an_end(worker: WorkerProcess) -> None:
    answer = ask(worker, "CONSTRUCT WHERE { <urn:no> ?p ?o }", "application/n-triples")
    assert [kind for kind, _ in answer] == [protocol.END]


@pytest.mark.parametrize(
    ("query", "media_type", "sign"),
    [
        ("SELECT (1 AS ?x) {}", "application/sparql-results+json", b'"bindings"'),
        ("SELECT (1 AS ?x) {}", "application/sparql-results+xml", b"</sparql>"),
        ("SELECT (1 AS ?x) {}", "text/csv", b"x\r\n1\r\n"),
        ("SELECT (1 AS ?x) {}", "text/tab-separated-values", b"?x\n1\n"),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", "text/turtle", b"<urn:s> <urn:p> 1 ."),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", "application/n-triples", b"XMLSchema#integer> ."),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", "application/ld+json", b'"@id":"urn:s"'),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", "application/rdf+xml", b"</rdf:RDF>"),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", "application/trig", b"<urn:s> <urn:p> 1 ."),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", "application/n-quads", b"XMLSchema#integer> ."),
        ("DESCRIBE <http://example.org/s1>", "text/turtle", b'"value 1"'),
    ],
)
def test_every_format_is_written(worker: WorkerProcess, query: str, media_type: str, sign: bytes) -> None:
    answer = ask(worker, query, media_type)
    assert answer[-1][0] == protocol.END
    assert sign in b"".join(payload for kind, payload in answer if kind == protocol.CHUNK)


@pytest.mark.parametrize(("query", "media_type"), [("ASK {}", "text/turtle"), ("DESCRIBE <urn:x>", SOLUTIONS)])
def test_a_media_type_of_the_other_forms_is_an_error(worker: WorkerProcess, query: str, media_type: str) -> None:
    problem = error(ask(worker, query, media_type))
    assert isinstance(problem, NotAcceptable)
    assert problem.detail == f"The result cannot be written as '{media_type}'."


def test_a_syntax_error_comes_with_its_place(worker: WorkerProcess) -> None:
    problem = error(ask(worker, "SELEKT * {}"))
    assert isinstance(problem, QuerySyntax)
    assert problem.extra == {"line": 1, "column": 1}


def test_a_failure_before_the_first_8_kib_is_an_error_and_nothing_else(blind: WorkerProcess) -> None:
    """A SERVICE that is overlooked fails as it is evaluated, when the head of the result is written."""
    answer = ask(blind, "SELECT * { ?s ?p ?o SERVICE <http://127.0.0.1:9999/> {} }", "text/csv")
    assert [kind for kind, _ in answer] == [protocol.ERROR]


def test_an_unknown_function_is_told_from_a_crash(worker: WorkerProcess) -> None:
    problem = error(ask(worker, "SELECT (<urn:f>(1) AS ?x) {}"))
    assert isinstance(problem, UnknownFunction)
    assert "<urn:f>" in problem.detail


def test_the_byte_cap_ends_the_evaluation(worker: WorkerProcess) -> None:
    answer = ask(worker, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert isinstance(error(answer), ResultTooLarge)
    assert sum(len(payload) for kind, payload in answer if kind == protocol.CHUNK) <= LIMITS.result_max_bytes
    assert ask(worker, "ASK {}")[-1][0] == protocol.END


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("query", "request_members", "count"),
    [
        (COUNT, {}, "300"),
        (COUNT, {"default_graphs": [EXAMPLE + "odd"]}, "150"),
        (COUNT, {"default_graphs": [EXAMPLE + "odd", EXAMPLE + "even"]}, "300"),
        (COUNT, {"named_graphs": [EXAMPLE + "odd"]}, "0"),
        (COUNT_NAMED, {}, "300"),
        (COUNT_NAMED, {"named_graphs": [EXAMPLE + "odd"]}, "150"),
        (COUNT_NAMED, {"default_graphs": [EXAMPLE + "odd"]}, "0"),
        (f"SELECT (COUNT(*) AS ?n) FROM <{EXAMPLE}odd> {{ ?s ?p ?o }}", {}, "150"),
        (f"SELECT (COUNT(*) AS ?n) FROM NAMED <{EXAMPLE}odd> {{ ?s ?p ?o }}", {}, "0"),
        (f"SELECT (COUNT(*) AS ?n) FROM <{EXAMPLE}odd> {{ ?s ?p ?o }}", {"default_graphs": [EXAMPLE + "none"]}, "0"),
    ],
)
def test_the_dataset_is_the_requests_then_the_querys_then_all(
    worker: WorkerProcess, query: str, request_members: dict[str, Any], count: str
) -> None:
    assert rows(ask(worker, query, **request_members)) == [count]


def test_relative_iris_start_from_the_base_of_the_data_unless_the_query_has_its_own(worker: WorkerProcess) -> None:
    assert rows(ask(worker, "SELECT (IRI('a') AS ?x) {}")) == [f"{BASE}a"]
    assert rows(ask(worker, "SELECT ?x { VALUES ?x { <id/states/libya> } }")) == [f"{BASE}id/states/libya"]
    assert rows(ask(worker, "BASE <http://example.org/> SELECT ?x { VALUES ?x { <a> } }")) == ["http://example.org/a"]


def ended(pid: int) -> bool:
    """Whether there is no such process, or it is a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_an_idle_worker_ends_when_its_stdin_closes(worker: WorkerProcess) -> None:
    worker.close_pipes()
    assert eventually(lambda: not worker.alive(), within_s=1)


def test_a_worker_ends_with_its_nursery_in_the_middle_of_a_query(store_path: Path) -> None:
    nursery = Nursery(store_path, LIMITS)
    worker = nursery.worker()
    worker.wait_ready(time.monotonic() + 10)
    worker.submit(Query(ENDLESS, SOLUTIONS, deadline_s=60))
    time.sleep(0.2)
    assert worker.alive()
    nursery.close()
    assert eventually(lambda: not worker.alive(), within_s=1)
    worker.reap()


def test_the_worker_ends_soon_after_a_deadline_that_nobody_enforces(worker: WorkerProcess) -> None:
    worker.submit(Query(ENDLESS, SOLUTIONS, deadline_s=0.2))
    with pytest.raises(WorkerDied) as caught:
        worker.next_frame(time.monotonic() + 3)
    assert caught.value.cause == "deadline"


def test_no_worker_outlives_a_parent_that_is_killed(store_path: Path) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\n"
            "from casus.sandbox.limits import Limits\n"
            "from casus.sandbox.nursery_process import Nursery\n"
            "from casus.sandbox.query import Query\n"
            "worker = Nursery(sys.argv[1], Limits()).worker()\n"
            "worker.wait_ready(time.monotonic() + 10)\n"
            "worker.submit(Query(sys.argv[2], 'text/csv', deadline_s=60))\n"
            "print(worker.pid, flush=True)\n"
            "time.sleep(60)\n",
            str(store_path),
            ENDLESS,
        ],
        stdout=subprocess.PIPE,
    )
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: ended(pid), within_s=1)


def test_a_store_that_is_not_there_is_told_by_the_last_words(tmp_path: Path) -> None:
    with pytest.raises(WorkerDied, match="nothing"), running(Nursery(tmp_path / "nothing", LIMITS)):
        pass


def test_data_that_cannot_be_read_are_told_by_the_last_words(tmp_path: Path) -> None:
    damaged = tmp_path / "quads.nq.gz"
    damaged.write_bytes(b"no gzip")
    with pytest.raises(NurseryFailed, match="gzip"):
        Nursery(damaged, LIMITS)


def test_every_table_of_a_fragmented_store_stays_readable(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path))
    for part in range(40):
        store.bulk_load(
            "".join(f'<urn:s{part}-{n}> <urn:p{n % 3}> "{part}-{n}" <urn:g{n % 2}> .\n' for n in range(20)).encode(),
            format=ox.RdfFormat.N_QUADS,
        )
    del store
    assert len(list(tmp_path.glob("*.sst"))) > 16, "RocksDB opens 16 with the store: this one shows nothing"
    with running(Nursery(tmp_path, LIMITS)) as worker:
        for pattern in ("?x ?p ?o", "<urn:s7-7> ?p ?x", "?x <urn:p1> ?o", "?x ?p '33-3'", "?x <urn:p2> '9-2'"):
            for query in (f"SELECT ?x {{ {pattern} }}", f"SELECT ?x {{ GRAPH <urn:g1> {{ {pattern} }} }}"):
                rows(ask(worker, query))
        assert len(rows(ask(worker, "SELECT ?x { ?x ?p ?o }"))) == 800
