"""The page of metrics of a real service: what it says is what was asked, whatever becomes of the processes."""

import gc
import os
import shutil
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from tests.command import casus, free_port, invoke, says
from tests.conftest import Workshop
from tests.hostile.server import ENDLESS
from tests.server.test_reload import web_processes
from tests.server.test_serve import ONE, Served, serving
from tests.waiting import eventually

pytestmark = pytest.mark.slow

PATIENCE_S = 60

Samples = dict[str, dict[tuple[str, ...], float]]


class Scraped:
    """A service and what its page says."""

    def __init__(self, served: Served, port: int) -> None:
        self.served = served
        self.page = f"http://127.0.0.1:{port}/metrics"

    def text(self) -> str:
        answer = requests.get(self.page, timeout=10)
        assert answer.status_code == 200
        return answer.text

    def samples(self) -> Samples:
        """All samples: by name, and by the values of their labels in the order of the labels' names."""
        found: Samples = {}
        for family in text_string_to_metric_families(self.text()):
            for sample in family.samples:
                labels = tuple(value for _, value in sorted(sample.labels.items()))
                found.setdefault(sample.name, {})[labels] = sample.value
        return found

    def requests(self) -> dict[tuple[str, str, str], int]:
        """How many were answered, by route, method and status."""
        told = self.samples().get("casus_http_requests_total", {})
        return {(route, method, code): int(value) for (code, method, route), value in told.items()}

    def value(self, name: str, *labels: str) -> float:
        return self.samples()[name][labels]


@contextmanager
def scraped(log: Path, var: Path, **settings: str) -> Iterator[Scraped]:
    port = free_port()
    with serving(log, var, "--no-build", CASUS_METRICS_PORT=str(port), **settings) as served:
        served.wait_until_ready()
        yield Scraped(served, port)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workshop = Workshop(tmp_path_factory.mktemp("folder"))
    workshop.build()
    return workshop.var


@pytest.fixture(scope="module")
def service(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scraped]:
    """For tests that look at what changes."""
    settings = {"CASUS_QUERY_DEADLINE_S": "1", "CASUS_CLIENT_WAIT_S": "2", "CASUS_SLOW_QUERY_S": "0.000001"}
    with scraped(tmp_path_factory.mktemp("service") / "log", folder, **settings, **ONE) as found:
        yield found


ASKED = [
    ("GET", "/v1/states", "/v1/states", "200"),
    ("GET", "/v1/states?limit=1", "/v1/states", "200"),
    ("HEAD", "/v1/states", "/v1/states", "200"),
    ("GET", "/v1/states/libya", "/v1/states/<slug>", "200"),
    ("GET", "/v1/states/nobody", "/v1/states/<slug>", "404"),
    ("GET", "/v1/states?no=1", "/v1/states", "422"),
    ("GET", "/nowhere", "unknown", "404"),
    ("GET", "/nowhere/either%0A%22", "unknown", "404"),
    ("DELETE", "/v1/states", "unknown", "405"),
    ("PROPFIND", "/v1/states", "unknown", "405"),
    ("OPTIONS", "/v1/states", "/v1/states", "200"),
    ("GET", "/healthz", "/healthz", "200"),
    ("GET", f"/sparql?query={quote('ASK {}')}", "/sparql", "200"),
    ("GET", "/sparql?query=nonsense", "/sparql", "400"),
    ("GET", "/v1/states?format=ndjson", "/v1/states", "200"),
]
METHODS = {"DELETE": "other", "PROPFIND": "other"}


def load(url: str, rounds: int) -> Counter[tuple[str, str, str]]:
    """Ask all of it so many times, from eight threads; what must be counted for it."""

    def ask(asked: tuple[str, str, str, str]) -> None:
        method, path, _, code = asked
        answer = requests.request(method, url + path, timeout=30)
        assert answer.status_code == int(code), (method, path, answer.text)

    all_of_it = ASKED * rounds
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, all_of_it))
    return Counter((route, METHODS.get(method, method), code) for method, _, route, code in all_of_it)


def test_what_was_asked_is_what_is_counted_across_a_killed_process_and_reloads(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "var"
    shutil.copytree(folder, own, symlinks=True, ignore=shutil.ignore_patterns("servers"))
    patient = {"CASUS_QUERY_WAIT_S": "20", "CASUS_CLIENT_REQUESTS": "8"}
    with scraped(tmp_path / "log", own, **patient) as service:
        served = service.served
        expected = Counter({("/readyz", "GET", "200"): service.requests()["/readyz", "GET", "200"]})
        expected += load(served.url, 3)
        assert eventually(lambda: service.requests() == expected), (service.requests(), expected)
        gc.collect()  # clients that nobody holds any more hold their connections
        held = [kept_open(served) for _ in range(20)]  # for as long as the service keeps what says nothing
        expected["/healthz", "GET", "200"] += 20
        assert eventually(lambda: service.value("casus_connections_open") == 20), service.value(
            "casus_connections_open"
        )
        assert eventually(lambda: service.requests() == expected), (service.requests(), expected)

        before = web_processes(served)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: service.value("casus_web_processes_replaced_total", "ended") == 2, PATIENCE_S)
        assert service.requests() == expected
        assert service.value("casus_connections_open") == 0
        assert eventually(lambda: service.value("casus_web_processes", "serving") == 2, PATIENCE_S)
        expected += load(served.url, 2)
        assert eventually(lambda: service.requests() == expected), (service.requests(), expected)

        second = web_processes(served)
        assert casus(own, "reload").returncode == 0
        expected += load(served.url, 2)
        assert eventually(lambda: set(web_processes(served)).isdisjoint(second), PATIENCE_S)
        assert eventually(lambda: service.requests() == expected), (service.requests(), expected)
        assert service.value("casus_reloads_total", "ok") == 1

        found = service.samples()
        by_route, could_be_kept = Counter[str](), 0
        for (route, method, _), number in expected.items():
            by_route[route] += number
            could_be_kept += number if method in ("GET", "HEAD") and route != "/healthz" else 0
        durations = found["casus_http_request_duration_seconds_count"]
        assert {route: int(value) for (route,), value in durations.items()} == by_route
        assert found["casus_cache_requests_total"]["hit",] > 0
        assert sum(found["casus_cache_requests_total"].values()) == could_be_kept
        assert found["casus_sparql_queries_total"]["ok",] >= 1
        assert found["casus_connections_accepted_total"][()] >= expected.total()

        (own / "current" / "store" / "CURRENT").unlink()
        assert casus(own, "reload").returncode == 1
        assert service.value("casus_reloads_total", "failed") == 1
        assert service.requests() == expected
        for client in held:
            client.close()


def kept_open(served: Served) -> socket.socket:
    """A connection on which something was answered."""
    client = socket.create_connection(("127.0.0.1", served.port))
    client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert client.recv(1000)
    return client


def test_hostile_paths_make_no_metrics(service: Scraped) -> None:
    url = service.served.url
    load(url, 1)
    before = {name: set(found) for name, found in service.samples().items()}
    with requests.Session() as session:
        for number in range(300):
            session.get(f"{url}/x{number}/y", timeout=10)
            session.get(f"{url}/v1/states/x{number}", timeout=10)
            session.request(f"M{number}", f"{url}/v1/states", timeout=10)
    after = {name: set(found) for name, found in service.samples().items()}
    new = {(name, labels) for name, found in after.items() for labels in found - before.get(name, set())}

    assert {name for name, _ in new} <= {"casus_http_requests_total", "casus_connections_ended_total"}
    assert len(new) <= 4
    assert "x299" not in service.text()


def test_what_becomes_of_queries_and_of_their_workers_is_told(service: Scraped) -> None:
    url, before = service.served.url, service.samples()
    answer = requests.get(f"{url}/sparql", {"query": ENDLESS}, timeout=20)
    assert answer.status_code == 504

    assert eventually(lambda: grown(service, before, "casus_query_workers_ended_total", "deadline") == 1)
    assert grown(service, before, "casus_sparql_queries_total", "query-timeout") == 1
    assert grown(service, before, "casus_sparql_query_duration_seconds_sum") > 1
    assert eventually(lambda: service.value("casus_query_workers", "idle") >= 1, PATIENCE_S)

    for worker in workers(service):
        worker.kill()
    for _ in range(2):
        assert requests.post(f"{url}/sparql", {"query": "ASK {}"}, timeout=20).status_code == 200
    assert eventually(lambda: grown(service, before, "casus_query_workers_ended_total", "idle") >= 1)
    assert grown(service, before, "casus_sparql_queries_total", "ok") == 2


def grown(service: Scraped, before: Samples, name: str, *labels: str) -> float:
    return service.value(name, *labels) - before[name][labels]


def workers(service: Scraped) -> list[psutil.Process]:
    found = psutil.Process(service.served.process.pid).children(recursive=True)
    return [process for process in found if process.name() == "casus-worker"]


def test_why_a_connection_was_ended_is_told(service: Scraped) -> None:
    before = service.samples()
    silent = socket.create_connection(("127.0.0.1", service.served.port))
    faulty = socket.create_connection(("127.0.0.1", service.served.port))
    faulty.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert faulty.recv(100).startswith(b"HTTP/1.1 400")

    assert eventually(lambda: grown(service, before, "casus_connections_ended_total", "idle") >= 1)
    assert grown(service, before, "casus_connections_ended_total", "bad-request") == 1
    assert service.requests()["unknown", "GET", "400"] >= 1
    silent.close()
    faulty.close()


def test_the_service_and_its_processes_are_told(service: Scraped) -> None:
    requests.get(f"{service.served.url}/sparql", {"query": "ASK {}"}, timeout=20)
    assert eventually(lambda: service.samples()["casus_processes"].get(("query-worker",), 0) >= 1)
    found = service.samples()
    ready = requests.get(f"{service.served.url}/readyz", timeout=5).json()

    ((built_at, release, version),) = found["casus_release_info"]
    assert (release, version) == (ready["release"], "0.1.0")
    assert built_at.startswith("20")
    assert found["casus_release_built_timestamp_seconds"][()] > 1.7e9
    assert found["casus_processes"]["parent",] == 1
    assert found["casus_processes"]["web",] == 1
    for name in ("casus_resident_memory_bytes", "casus_proportional_memory_bytes"):
        assert found[name]["web",] > 20 * 1024**2
    assert found["casus_proportional_memory_bytes"]["web",] <= found["casus_resident_memory_bytes"]["web",]
    assert found["casus_open_fds"]["web",] > 10


def test_the_public_port_tells_no_metrics_and_the_others_nothing_without_a_setting(
    service: Scraped, folder: Path, tmp_path: Path
) -> None:
    assert requests.get(f"{service.served.url}/metrics", timeout=5).status_code == 404
    with serving(tmp_path / "log", folder, "--no-build", **ONE) as served:
        served.wait_until_ready()
        listening = [
            each.laddr.port
            for each in psutil.Process(served.process.pid).net_connections("tcp")
            if each.status == psutil.CONN_LISTEN
        ]
        assert listening == [served.port]


def test_a_port_of_metrics_that_is_taken_is_reported(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        told = invoke(folder, "serve", "--no-build", PORT=str(free_port()), CASUS_METRICS_PORT=port)
    says(told, 2, f"cannot listen on 127.0.0.1:{port}", "CASUS_METRICS_PORT")


def test_a_slow_query_is_a_line_with_the_hash_of_its_text(service: Scraped, tmp_path: Path) -> None:
    text = "SELECT * WHERE { ?secret ?p ?o } LIMIT 1\n"
    answer = requests.post(f"{service.served.url}/sparql", {"query": text}, timeout=20)
    assert answer.status_code == 200
    sent = tmp_path / "query.rq"
    sent.write_text(text)
    by_hand = subprocess.run(f"sha256sum {sent} | cut -c -16", shell=True, capture_output=True, text=True, check=True)

    written = service.served.log.read_text("utf-8")
    (line,) = (line for line in written.splitlines() if answer.headers["X-Request-Id"] in line)
    assert "slow query" in line
    assert f"query_sha256={by_hand.stdout.strip()}" in line
    assert "outcome=ok" in line
    assert "secret" not in written
