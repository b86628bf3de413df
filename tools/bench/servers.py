"""The servers that are compared, each started on a free port of the loopback interface, with its settings."""

import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

import pyoxigraph as ox

from casus.release.manifest import Release

PEERS: Final = Path(__file__).parents[2] / ".venv-bench" / "bin"
PROCESSES: Final = 2
CASUS_SETTINGS: Final = {
    "CASUS_WEB_WORKERS": str(PROCESSES),
    "CASUS_CLIENT_REQUESTS": "8",
    "CASUS_CLIENT_QUERIES": "2",
    "CASUS_QUERY_WAIT_S": "30",
}
"""All requests come from one address here, which by default would have a share of the processes and no more."""


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    name: str
    url: str
    endpoint: str
    """The path of its SPARQL endpoint."""
    pid: int
    start_s: float
    """From the command to the first answer."""

    def memory_mib(self) -> int:
        """Proportional set size of all its processes: what they share is counted once (proc_pid_smaps(5))."""
        return sum(_pss_kib(pid) for pid in tree(self.pid)) // 1024


@contextmanager
def casus(release: Release, var: Path) -> Iterator[Server]:
    """`casus serve` with the settings above."""
    command = [str(Path(sys.executable).with_name("casus")), "serve", "--no-build"]
    settings = {**CASUS_SETTINGS, "CASUS_VAR_DIR": str(var), "CASUS_RELEASE": release.id}
    with _running("Casus", command, "/sparql", "/readyz", settings, "PORT") as server:
        yield server


@contextmanager
def oxigraph(release: Release, *, in_memory: bool) -> Iterator[Server]:
    """Oxigraph's own server: its store on disk, loaded before, or in memory, loaded over HTTP."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        quads = Path(folder) / "quads.nq"
        quads.write_bytes(_n_quads(release))
        where = [] if in_memory else ["--location", folder + "/store"]
        if not in_memory:
            load = [str(PEERS / "oxigraph"), "load", *where, "--file", str(quads)]
            subprocess.run(load, check=True, capture_output=True)
        kind = "serve" if in_memory else "serve-read-only"
        command = [str(PEERS / "oxigraph"), kind, *where, "--union-default-graph", "--bind", "127.0.0.1:{port}"]
        name = "Oxigraph, in memory" if in_memory else "Oxigraph"
        server = stack.enter_context(_running(name, command, "/query", "/query?query=ASK%7B%7D"))
        if in_memory:
            body = quads.read_bytes()
            headers = {"Content-Type": "application/n-quads"}
            urlopen(Request(f"{server.url}/store", body, headers, method="POST")).close()
        yield server


@contextmanager
def rdflib_endpoint(release: Release) -> Iterator[Server]:
    """rdflib-endpoint over rdflib's store in memory; triples, since it has no union of graphs."""
    with tempfile.TemporaryDirectory() as folder:
        triples = Path(folder) / "triples.nt"
        store = ox.Store()
        store.bulk_load(_n_quads(release), ox.RdfFormat.N_QUADS)
        triples.write_bytes(b"".join(f"{quad.triple} .\n".encode() for quad in store))
        command = [str(PEERS / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", "{port}", str(triples)]
        with _running("rdflib-endpoint", command, "/", "/?query=ASK%7B%7D") as server:
            yield server


@contextmanager
def bare(answer_of: str, accept: str = "*/*") -> Iterator[Server]:
    """The bare handler, with the bytes that Casus answers at this URL when it is asked again."""
    request = Request(answer_of, headers={"Accept": accept})
    urlopen(request).close()
    with tempfile.TemporaryDirectory() as folder, urlopen(request) as answer:
        own = ("date", "connection")
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in own]
        told = {"headers": kept, "body": answer.read().decode("latin-1")}
        file = Path(folder) / "answer.json"
        file.write_text(json.dumps(told), "utf-8")
        command = [sys.executable, "-m", "tools.bench.bare", "{port}", str(PROCESSES), str(file)]
        with _running("a bare ASGI handler", command, "/", "/") as server:
            yield server


def _n_quads(release: Release) -> bytes:
    return gzip.decompress(release.quads_path.read_bytes())


@contextmanager
def _running(
    name: str,
    command: list[str],
    endpoint: str,
    ready: str,
    settings: dict[str, str] | None = None,
    port_variable: str | None = None,
) -> Iterator[Server]:
    port = _free_port()
    environment = {**os.environ, **(settings or {})}
    if port_variable:
        environment[port_variable] = str(port)
    start = time.monotonic()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        env=environment,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urlopen(url + ready, timeout=60).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > start + 120:
                    raise RuntimeError(f"{name} did not start: {' '.join(command)}") from None
                time.sleep(0.01)
        yield Server(name, url, endpoint, process.pid, time.monotonic() - start)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def tree(pid: int) -> Iterator[int]:
    """The process and all that it has started."""
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))
    except OSError:
        return


def _pss_kib(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return int(text.split("\nPss:")[1].split()[0])


def wrk_there() -> bool:
    """Whether the client of the benchmark is installed."""
    return shutil.which("wrk") is not None
