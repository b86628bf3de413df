"""What a query cannot do in a worker: reach out, read files, take memory, crash."""

import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from casus.sandbox import protocol
from casus.sandbox.errors import ServiceRefused
from casus.sandbox.limits import Limits
from casus.sandbox.nursery_process import Nursery
from casus.sandbox.process import DeadlinePassed, WorkerDied, WorkerProcess
from tests.sandbox.conftest import LIMITS, ask, error, rows, running

pytestmark = pytest.mark.slow


def test_the_worker_has_given_up_its_rights(worker: WorkerProcess) -> None:
    limits = Path(f"/proc/{worker.pid}/limits").read_text()
    soft_and_hard = {line[:26].strip(): line[26:68].split() for line in limits.splitlines()[1:]}
    for name in ("Max open files", "Max core file size", "Max processes"):
        assert soft_and_hard[name] == ["0", "0"]
    assert soft_and_hard["Max address space"][0].isdigit()


def test_the_worker_sees_no_environment_of_ours(
    store_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    monkeypatch.setenv("TOKEN", "secret")
    with running(Nursery(store_path, LIMITS)) as worker:
        names = {entry.split(b"=")[0] for entry in Path(f"/proc/{worker.pid}/environ").read_bytes().split(b"\0")}
        ours = {b"PYTHONPATH", b"PYTHONUTF8", b"RUST_BACKTRACE", b"GLIBC_TUNABLES"}
        assert names <= {b"", b"LD_LIBRARY_PATH", b"LC_CTYPE", *ours}


def test_the_worker_has_no_descriptors_but_its_pipes(worker: WorkerProcess) -> None:
    assert worker.alive()
    there = {int(entry.name): str(entry.readlink()) for entry in Path(f"/proc/{worker.pid}/fd").iterdir()}

    assert all(there[number].startswith("pipe:") for number in (0, 1, 2))
    assert not [name for name in there.values() if name.startswith("socket:")]


def reached(listener: socket.socket, call: Callable[[], object], wait_s: float) -> bool:
    """Whether anyone connects to the listener while the call runs in a thread."""
    thread = threading.Thread(target=call)
    thread.start()
    listener.settimeout(wait_s)
    try:
        listener.accept()[0].close()
    except TimeoutError:
        return False
    finally:
        thread.join()
    return True


def test_a_service_that_is_overlooked_reaches_nothing(blind: WorkerProcess) -> None:
    """The kernel forbids the socket: a worker that does not know the word SERVICE tries it and fails."""
    answer: list[tuple[bytes, bytes]] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        call = f"SERVICE SILENT <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?s ?p ?o }}"
        loud = call.replace("SILENT", "")
        unlimited = ox.Store()
        assert reached(listener, lambda: list(unlimited.query(f"SELECT * {{ {call} }}")), wait_s=5), "no control"  # type: ignore[arg-type]
        assert not reached(listener, lambda: ask(blind, f"SELECT * {{ {call} }}"), wait_s=0.5)
        assert not reached(listener, lambda: answer.extend(ask(blind, f"SELECT * {{ {loud} }}")), wait_s=0.5)
    assert os.strerror(errno.EMFILE) in str(error(answer).log)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize("form", ["SELECT *", "ASK"])
def test_a_service_is_refused_and_not_tried(worker: WorkerProcess, scheme: str, silent: str, form: str) -> None:
    """Tried, silent ones would answer an empty row, and https would panic where no certificates can be read."""
    problem = error(ask(worker, f"{form} {{\n SERVICE {silent} <{scheme}://127.0.0.1:9999/> {{}} }}"))
    assert isinstance(problem, ServiceRefused)
    assert problem.extra == {"line": 2, "column": 2}
    assert ask(worker, "ASK {}")[-1][0] == protocol.END


def test_from_reads_no_file(worker: WorkerProcess, tmp_path: Path) -> None:
    file = tmp_path / "secret.nt"
    file.write_text("<urn:s> <urn:p> <urn:secret> .\n")
    assert rows(ask(worker, f"SELECT ?o FROM <{file.as_uri()}> {{ ?s ?p ?o }}")) == []
    assert rows(ask(worker, f"SELECT ?o FROM NAMED <{file.as_uri()}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")) == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a",
        "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 1 OFFSET 20000000",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i)); separator='" + "x" * 1000 + "') AS ?all)"
        " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT (STRLEN(?v24) AS ?n) { BIND('0123456789abcdef' AS ?v0) "
        + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(24))
        + " }",
    ],
    ids=["order by", "distinct", "group_concat", "doubled string"],
)
def test_a_memory_bomb_ends_the_worker_by_its_limit(worker: WorkerProcess, query: str) -> None:
    with pytest.raises(WorkerDied) as caught:
        ask(worker, query, deadline_s=30.0)
    assert caught.value.cause == "memory"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {" * 1000 + "}" * 1000,
        "SELECT * " + "{" * 32_000 + "}" * 32_000,
        "SELECT * { FILTER(" + "(" * 32_000 + "1" + ")" * 32_000 + ") }",
        "SELECT * { FILTER(" + "!" * 65_000 + "true) }",
        "SELECT * { FILTER(" + "?s||" * 10_000 + "true) }",
        "SELECT * { ?s " + "<a:>|" * 10_000 + "<a:> ?o }",
        "SELECT * {" + "{}UNION" * 5_000 + "{}}",
        "SELECT * {" + "OPTIONAL{?s ?p ?o}" * 600 + "}",
        "SELECT " + "".join(f"(1 AS ?v{n})" for n in range(3_000)) + " {}",
    ],
    ids=["syntax", "{", "(", "!", "||", "|", "UNION", "OPTIONAL", "AS"],
)
def test_on_the_large_stack_recursion_does_not_crash_the_parser(store_path: Path, query: str) -> None:
    """Some of these take a second of work, and many more on a busy machine: what is still running has not crashed."""
    assert len(query) <= 65_536
    with running(Nursery(store_path, Limits())) as worker:
        with suppress(DeadlinePassed):
            answer = ask(worker, query, "text/csv", wait_s=60, deadline_s=90.0)
            assert answer[-1][0] in (protocol.END, protocol.ERROR)
        assert worker.alive()


def test_the_nursery_imports_neither_flask_nor_rdflib() -> None:
    code = "import sys, casus.sandbox.nursery; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "pyoxigraph" in modules
    assert not {"flask", "werkzeug", "rdflib", "oxrdflib", "subprocess"} & set(modules)
