"""All attacks at once, round after round, and what is left of them.

`.venv/bin/python -m tests.hostile.endurance` prints the figures of docs/operating.md. It attacks a server of its own,
on the current release in `var`.
"""

import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

from casus.settings import Settings
from tests.conftest import running_server
from tests.hostile import test_queries as queries
from tests.hostile.measure import measure, table
from tests.hostile.server import LIMITS, Server, query_path, request_head

SLOW_READERS, STALLED, HANG_UPS, SILENT = 24, 40, 40, 60
_BIG = queries.RESULT_BOMBS["large values"] + " LIMIT 400"
"""24 MB, below the limit."""


def attack(server: Server, random_order: random.Random) -> None:
    """One round: every query of the hostile set, in any order, eight at a time, among clients of every bad kind."""
    texts = list(_hostile_queries())
    random_order.shuffle(texts)
    with ExitStack() as held, ThreadPoolExecutor(8) as clients:
        for _ in range(SILENT):
            held.enter_context(server.sent(b"GET /v1/sta"))
        for _ in range(STALLED):
            head = request_head("POST", "/sparql", Content_Type="application/sparql-query", Content_Length=99)
            held.enter_context(server.sent(head + b"ASK"))
        asked = [clients.submit(_ask, server, text, f"127.0.68.{n + 1}") for n, text in enumerate(texts)]
        for number in range(SLOW_READERS):
            head = request_head("GET", query_path(_BIG), Accept="text/csv")
            held.enter_context(server.sent(head, f"127.0.67.{number + 1}", receive_buffer=4096))
        for number in range(HANG_UPS):
            server.sent(request_head("GET", query_path(texts[number])[:60_000])).close()
            server.sent(request_head("GET", "/v1/claims?limit=100")).close()
        for answer in asked:
            answer.result()


def _hostile_queries() -> Iterator[str]:
    for group in (
        queries.SERVICE,
        queries.ESCAPED,
        queries.UPDATES,
        queries.DEEP,
        queries.TOO_LONG,
        queries.RECURSIVE,
        queries.ENDLESS_WORK,
        queries.MEMORY_BOMBS,
        queries.EXPLOSIONS,
        queries.RESULT_BOMBS,
    ):
        yield from group.values()


def _ask(server: Server, text: str, source: str) -> None:
    """Ask until there is a place for the query; what becomes of it is told by other tests."""
    body = text.encode()
    head = request_head("POST", "/sparql", Content_Type="application/sparql-query", Content_Length=len(body))
    for _ in range(20):
        with suppress(OSError), server.connect(source) as connection:
            connection.sendall(head + body)
            if b" 503 " not in connection.recv(1000)[:20]:
                return
        time.sleep(0.2)


def main(rounds: int = 10) -> None:
    running = running_server(Settings.from_environment().var_dir, **LIMITS)
    with running as url:
        server = Server(url, running.process.pid)
        server.warm_up()
        measures = {"before": measure(server)}
        order = random.Random(1)
        for number in range(1, rounds + 1):
            attack(server, order)
            if number in (1, rounds // 2, rounds):
                measures[f"after {number} round{'s' * (number > 1)}"] = measure(server)
    sys.stdout.write(table(measures) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
