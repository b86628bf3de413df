"""Runs the benchmark and writes docs/performance.md: `make bench`, a quarter of an hour of an idle machine.

Servers are started once and asked in turns, round after round, so that what slows the machine down slows all of them;
a ratio is the median of the ratios of the rounds.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

from casus.release.manifest import Release, current
from casus.settings import Settings
from tools.bench import queries, servers, two
from tools.bench.copies import NGINX
from tools.bench.servers import Server

_ROUNDS: Final = 7
_SECONDS: Final = 3
_CONNECTIONS: Final = 8
_HERE: Final = Path(__file__).parent
_SCRIPT: Final = _HERE / "requests.lua"
_PAGE: Final = _HERE.parents[1] / "docs" / "performance.md"
_JSON: Final = "application/sparql-results+json"


@dataclass(frozen=True)
class Case:
    """Something that is asked of several servers."""

    name: str
    queries: list[str]
    fresh: bool
    """Whether no two of the queries are alike."""


@dataclass
class Figures:
    """Requests a second: of each case, of each server, in each round."""

    rounds: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def median(self, case: str, server: str) -> float:
        return statistics.median(self.rounds[case][server])

    def ratio(self, case: str, server: str, peer: str) -> float:
        """The median of the rounds' ratios."""
        pairs = zip(self.rounds[case][server], self.rounds[case][peer], strict=True)
        return statistics.median(one / other for one, other in pairs)


SPARQL: Final = [
    Case("point query, repeated", queries.points(), fresh=False),
    Case("grouped count, repeated", [queries.GROUPED], fresh=False),
    Case("join with labels, repeated", [queries.JOIN], fresh=False),
    Case("point query, first reads", queries.points(), fresh=True),
    Case("grouped count, first reads", [queries.GROUPED], fresh=True),
    Case("join with labels, first reads", [queries.JOIN], fresh=True),
]
REST: Final = {
    "a record, repeated": "/v1/states/libya",
    "50 claims (60 KB), repeated": "/v1/claims",
    "agreements, repeated": "/v1/agreements",
}


def main(rounds: int = _ROUNDS) -> int:
    if not servers.wrk_there():
        print("the benchmark asks with wrk: apt-get install wrk", file=sys.stderr)
        return 2
    if NGINX is None:
        print("copies of the service stand behind nginx: apt-get install nginx-light", file=sys.stderr)
        return 2
    settings = Settings.from_environment()
    release = current(settings.var_dir)
    figures = Figures()
    first_reads = [_first_reads(release, settings.var_dir) for _ in range(3)]
    with ExitStack() as stack:
        ours = stack.enter_context(servers.casus(release, settings.var_dir))
        on_disk = stack.enter_context(servers.oxigraph(release, in_memory=False))
        in_memory = stack.enter_context(servers.oxigraph(release, in_memory=True))
        rdflib = stack.enter_context(servers.rdflib_endpoint(release))
        peers = [ours, on_disk, in_memory, rdflib]
        _agree(peers)
        for case in SPARQL:
            with _ceiling(ours, case) as ceiling:
                _measure(figures, case, [*peers, *ceiling], rounds)
        for name, path in REST.items():
            with servers.bare(ours.url + path) as ceiling:
                for number in range(rounds):
                    for server in (ours, ceiling):
                        rate = _ask(server, [path], number, fresh=False, accept="*/*")
                        figures.rounds[name][server.name].append(rate)
        memory = {server.name: server.memory_mib() for server in peers}
        starts = {server.name: server.start_s for server in peers}
    for name, copies, rate in two.measured(release, rounds, _asked):
        figures.rounds[name][copies].append(rate)
    starts[ours.name] = statistics.median(_start_s(release, settings.var_dir) for _ in range(5))
    _PAGE.write_text(_page(figures, memory, starts, statistics.median(first_reads)), encoding="utf-8")
    print(f"{_PAGE} is written")
    return 0


def _agree(peers: list[Server]) -> None:
    """All servers have the same data: they answer with as many rows. Raises RuntimeError."""
    for query in (queries.points()[0], queries.GROUPED, queries.JOIN):
        counts = {server.name: _rows(server, query) for server in peers}
        if len(set(counts.values())) != 1:
            raise RuntimeError(f"the servers do not agree on {query}: {counts}")


def _rows(server: Server, query: str) -> int:
    url = server.url + queries.paths(server.endpoint, [query])[0]
    with urlopen(Request(url, headers={"Accept": _JSON}), timeout=60) as answer:
        return len(json.load(answer)["results"]["bindings"])


def _measure(figures: Figures, case: Case, asked: list[Server], rounds: int) -> None:
    """Ask each in turn, as often as there are rounds."""
    for number in range(rounds):
        for server in asked:
            paths = queries.paths(server.endpoint, case.queries)
            rate = _ask(server, paths, number * 10_000_000, fresh=case.fresh, accept=_JSON)
            figures.rounds[case.name][server.name].append(rate)


@contextmanager
def _ceiling(ours: Server, case: Case) -> Iterator[list[Server]]:
    """The bare handler, where something is read again that it could return."""
    if case.fresh:
        yield []
        return
    with servers.bare(ours.url + queries.paths(ours.endpoint, case.queries)[0], _JSON) as server:
        yield [server]


def _ask(server: Server, paths: list[str], begin: int, *, fresh: bool, accept: str) -> float:
    """Requests a second. Raises RuntimeError when one fails."""
    requests, microseconds = _wrk(
        server, paths, [f"-d{_SECONDS}"], begin, "again", "fresh" if fresh else "same", accept
    )
    return requests * 1e6 / microseconds


def _asked(server: Server, paths: list[str], begin: int, fresh: bool, accept: str) -> float:
    return _ask(server, paths, begin, fresh=fresh, accept=accept)


def _first_reads(release: Release, var: Path) -> float:
    """Requests a second for the 2,000 paths of lists.txt, each once, by a server that has just started."""
    paths = queries.lists(release.id)
    with servers.casus(release, var) as server, _file_of(paths) as file:
        command = _command(server, ["-d300"], file, 0, "once", "same", "*/*")
        start = time.monotonic()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            line = next(line for line in client.stdout or () if line.startswith("ALL "))
            seconds = time.monotonic() - start
            client.kill()
    if line.split() != ["ALL", str(len(paths)), "0"]:
        raise RuntimeError(f"some lists were not answered: {line}")
    return len(paths) / seconds


def _wrk(server: Server, paths: list[str], options: list[str], *arguments: object) -> tuple[int, int]:
    """Requests that were answered, and microseconds."""
    with _file_of(paths) as file:
        run = subprocess.run(_command(server, options, file, *arguments), capture_output=True, text=True, check=True)
    requests, microseconds, bad, lost, _ = map(int, run.stdout.split("RESULT ")[1].split())
    if bad or lost or not requests:
        raise RuntimeError(f"{server.name}: {bad} answers were no success and {lost} were lost: {arguments}")
    return requests, microseconds


@contextmanager
def _file_of(paths: list[str]) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        yield file.name


def _command(server: Server, options: list[str], file: str, *arguments: object) -> list[str]:
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", "--timeout", "60", *options, "-s", str(_SCRIPT), server.url]
    return [*command, "--", file, *map(str, arguments)]


def _start_s(release: Release, var: Path) -> float:
    with servers.casus(release, var) as server:
        return server.start_s


def _page(figures: Figures, memory: dict[str, int], starts: dict[str, float], first_reads: float) -> str:
    names = ["Casus", "a bare ASGI handler", "Oxigraph", "Oxigraph, in memory", "rdflib-endpoint"]
    cases = [case for case in figures.rounds if "Casus" in figures.rounds[case]]
    rates = [[case, *(_rate(figures, case, name) for name in names)] for case in cases]
    ratios = [[case, *(_ratio(figures, case, name) for name in names[1:])] for case in cases]
    of_copies = [
        [
            case,
            *(_rate(figures, case, name) for name in (two.ONE, two.TWO)),
            f"{figures.ratio(case, two.TWO, two.ONE):.2f}",
        ]
        for case in (two.LISTS, two.QUERIES)
    ]
    others = [[name, f"{starts[name]:.1f} s", f"{memory[name]} MiB"] for name in memory]
    head = (_HERE / "performance.md").read_text("utf-8")
    return head.format(
        machine=_machine(),
        versions=", ".join(f"{name} {version(name)}" for name in ("uvicorn", "uvloop", "flask", "pyoxigraph")),
        peers=(_HERE / "requirements.in").read_text("utf-8").strip().replace("\n", ", ").replace("==", " "),
        rounds=_ROUNDS,
        seconds=_SECONDS,
        connections=_CONNECTIONS,
        settings=", ".join(f"`{name}={value}`" for name, value in servers.CASUS_SETTINGS.items()),
        ratios=_table(["Casus, times as many as", *names[1:]], ratios),
        rates=_table(["requests a second", *names], rates),
        first_reads=f"{first_reads:.0f}",
        copies=_table(["requests a second", two.ONE, two.TWO, "two, times as many as one"], of_copies),
        cores=len(two.cores()),
        others=_table(["", "start", "memory after all this"], others),
    )


def _rate(figures: Figures, case: str, name: str) -> str:
    return f"{figures.median(case, name):,.0f}" if name in figures.rounds[case] else ""


def _ratio(figures: Figures, case: str, name: str) -> str:
    return f"{figures.ratio(case, 'Casus', name):.2f}" if name in figures.rounds[case] else ""


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine() -> str:
    """The processor, its cores, the system, Python, and when."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    linux = platform.release().split("-")[0]
    return f"{os.cpu_count()} cores of {model}, Linux {linux}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
