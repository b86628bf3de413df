"""A running service under attack, seen from outside: by its users, by those who mean harm, and by its operator."""

import json
import socket
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import requests

from casus.sandbox import nursery, worker
from tests.waiting import eventually
from tools.bench.servers import tree

LIMITS = {
    "CASUS_CLIENT_WAIT_S": "2",
    "CASUS_QUERY_DEADLINE_S": "1",
    "CASUS_QUERY_WAIT_S": "0.5",
    "CASUS_QUERY_MEMORY_BYTES": str(256 * 1024**2),
    "CASUS_RESULT_MAX_BYTES": str(40 * 1024**2),
}
ATTACKER = "127.0.66.6"
"""Where attackers come from, unless they come from many places."""
LIGHT = "SELECT ?state { ?state a <https://w3id.org/casus/ontology#State> } LIMIT 1"


def product(factors: int, values: int) -> str:
    """A query that counts values ^ factors solutions in little memory, some millions of them a second."""
    lists = (f"VALUES ?v{number} {{ {' '.join(map(str, range(values)))} }}" for number in range(factors))
    return f"SELECT (COUNT(*) AS ?n) {{ {' '.join(lists)} }}"


ENDLESS = product(6, 300)


@dataclass(frozen=True)
class Server:
    """A running service, as its users and its operator see it."""

    url: str
    pid: int

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def query(self, query: str, **options: Any) -> requests.Response:
        """The answer to a query that is sent by POST, as it is."""
        headers = {"Content-Type": "application/sparql-query", **options.pop("headers", {})}
        return requests.post(f"{self.url}/sparql", query.encode(), headers=headers, timeout=60, **options)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.url + path, timeout=60)

    def connect(self, source: str = ATTACKER, receive_buffer: int | None = None) -> socket.socket:
        """A connection from an address of the loopback network."""
        connection = socket.socket()
        connection.settimeout(30)
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.bind((source, 0))
        connection.connect(("127.0.0.1", self.port))
        return connection

    def sent(self, data: bytes, source: str = ATTACKER, receive_buffer: int | None = None) -> socket.socket:
        """A connection on which this was sent."""
        connection = self.connect(source, receive_buffer)
        connection.sendall(data)
        return connection

    def processes(self) -> dict[int, str]:
        """The command line of every living process of the service, by number."""
        return {pid: command for pid in tree(self.pid) if (command := _command(pid))}

    def query_workers(self) -> list[int]:
        return [pid for pid in self.processes() if _called(pid) == worker.NAME]

    def nurseries(self) -> list[int]:
        return [pid for pid in self.processes() if _called(pid) == nursery.NAME]

    def web_processes(self) -> list[int]:
        return [pid for pid, command in self.processes().items() if "casus.server.web_process" in command]

    def warm_up(self) -> None:
        """Ask until every web process has answered a query and so holds what it holds from then on."""

        def is_warm() -> bool:
            return self.light_ms(1) > 0 and len(self.query_workers()) >= len(self.web_processes())

        assert eventually(is_warm, within_s=30)

    def light_ms(self, times: int = 9) -> float:
        """The median time of a light query in milliseconds; every one is answered, on a connection of its own."""
        taken = []
        for _ in range(times):
            start = time.perf_counter()
            answer = self.query(LIGHT)
            taken.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["results"]["bindings"]) == 1
        return statistics.median(taken)


def request_head(method: str, path: str, **headers: object) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: casus.test",
        *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def query_path(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


def read_all(connection: socket.socket) -> bytes:
    """Everything until the other side closes."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def problem(response: requests.Response) -> tuple[int, str]:
    """Status and kind of a problem; its body is what RFC 9457 says."""
    assert response.headers["Content-Type"] == "application/problem+json", response.text[:200]
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    return response.status_code, body["type"].removeprefix("https://w3id.org/casus/problem/")


def _called(pid: int) -> str:
    """What `ps` calls it."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def _command(pid: int) -> str:
    """Empty when the process has ended, though nobody may have noticed yet."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
