"""Two copies against one: how many times as much they answer, when nothing is in a cache.

Each copy is one web process with one query worker, on a core of its own; in front of either stands nginx. wrk and nginx
have no core for themselves, but next to what is computed here they take little.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from casus.release.manifest import Release
from tools.bench import queries
from tools.bench.copies import behind_nginx, copies
from tools.bench.servers import Server

ONE, TWO = "one copy", "two copies"
LISTS: Final = "lists, computed"
QUERIES: Final = "grouped count, first reads"
_RESULTS: Final = "application/sparql-results+json"
_SETTINGS: Final = {
    "CASUS_WEB_WORKERS": "1",
    "CASUS_QUERY_WORKERS": "1",
    "CASUS_CACHE_MIB": "0",
    "CASUS_CLIENT_REQUESTS": "8",
    "CASUS_QUERY_WAIT_S": "30",
}
Ask = Callable[[Server, list[str], int, bool, str], float]
"""Requests a second: of a server, for these paths, from a number on, fresh or not, as that media type."""


def measured(release: Release, rounds: int, ask: Ask) -> Iterator[tuple[str, str, float]]:
    """What, by how many copies, how many a second: in turns, round after round."""
    lists = queries.lists(release.id)
    grouped = queries.paths("/sparql", [queries.GROUPED])
    with _running(release) as servers:
        for number in range(rounds):
            for server in servers:
                yield LISTS, server.name, ask(server, lists, number * 500, False, "*/*")
            for server in servers:
                yield QUERIES, server.name, ask(server, grouped, number * 10_000_000, True, _RESULTS)


def cores() -> list[int]:
    """Those that this process may use."""
    return sorted(os.sched_getaffinity(0))


@contextmanager
def _running(release: Release) -> Iterator[list[Server]]:
    """nginx before one copy, and before two. Where there is one core alone, all are on it."""
    first, last = {cores()[0]}, {cores()[-1]}
    with ExitStack() as stack:
        found = []
        for name, each in ((ONE, [first]), (TWO, [first, last])):
            of = stack.enter_context(copies(len(each), [release], each, **_SETTINGS))
            url = stack.enter_context(behind_nginx(of))
            found.append(Server(name, url, "/sparql", os.getpid(), 0.0))
        yield found
