"""Load through nginx in front of two copies while faults happen: `python -m tools.bench.faults [SECONDS]`.

Prints the figures; with 600 seconds or more it writes them into docs/operating.md, between their marks. One fault at a
time: the next one begins when both copies are whole again.
"""

import itertools
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from casus import ONTOLOGY_DIR
from casus.compiler.build import build
from casus.release.manifest import Release, current
from casus.settings import Settings
from tools.bench.copies import NGINX, Copy, behind_nginx, command, copies
from tools.bench.load import Ledger, load

_PAGE: Final = Path(__file__).parents[2] / "docs" / "operating.md"
MARKS: Final = ("<!-- faults: python -m tools.bench.faults 600 -->\n", "<!-- end of faults -->\n")
_FOR_THE_PAGE_S: Final = 600
_STOPPED_S: Final = 20.0
_REST_S: Final = 3.0
_WHOLE_S: Final = 180.0


@dataclass
class Run:
    """What is done to the copies, and what came of it."""

    copies: Sequence[Copy]
    releases: Sequence[Release]
    stopped_s: float
    """How long a process stands still."""
    rest_s: float
    """Between two faults."""
    recovered: dict[str, list[float]] = field(default_factory=dict)
    """By fault: seconds until both copies were whole again."""
    seconds: float = 0.0
    """How long all of it took."""
    _served: int = 0
    """Which of the releases."""

    def until(self, end: float) -> None:
        """One fault after the other, of one copy and of the other in turns, each once at least. Raises RuntimeError."""
        for number in itertools.count():
            for name, fault in FAULTS.items():
                time.sleep(self.rest_s)
                if number and time.monotonic() > end:
                    return
                start = time.monotonic()
                fault(self, self.copies[number % len(self.copies)])
                self._wait_until_whole(name)
                self.recovered.setdefault(name, []).append(time.monotonic() - start)

    def _wait_until_whole(self, name: str) -> None:
        end = time.monotonic() + _WHOLE_S
        while not all(copy.is_whole() for copy in self.copies):
            if time.monotonic() > end:
                raise RuntimeError(f"after {name} a copy does not come back: {[copy.log for copy in self.copies]}")
            time.sleep(0.1)

    # The faults

    def kills_a_web_process(self, copy: Copy) -> None:
        _kill(copy.web_processes()[-1])

    def kills_a_query_worker(self, copy: Copy) -> None:
        for pid in copy.query_workers()[:1]:
            _kill(pid)

    def stops_a_web_process(self, copy: Copy) -> None:
        """It is killed meanwhile, where it stands still for longer than the service bears."""
        pid = copy.web_processes()[-1]
        os.kill(pid, signal.SIGSTOP)
        time.sleep(self.stopped_s)
        if pid in copy.web_processes():
            os.kill(pid, signal.SIGCONT)

    def rolls(self, _: Copy) -> None:
        """Another release, which all copies have on disk: one reloads after the other."""
        self._served = 1 - self._served
        for copy in self.copies:
            copy.choose(self.releases[self._served].id)
            copy.reload()

    def ends(self, copy: Copy) -> None:
        copy.stop()
        copy.start()

    def kills(self, copy: Copy) -> None:
        copy.kill()
        time.sleep(self.rest_s)
        copy.start()


FAULTS: Final[dict[str, Callable[[Run, Copy], None]]] = {
    "a web process is killed (SIGKILL)": Run.kills_a_web_process,
    "a query worker is killed": Run.kills_a_query_worker,
    "a new release, one copy after the other": Run.rolls,
    "a web process is stopped (SIGSTOP)": Run.stops_a_web_process,
    "a copy is ended (SIGTERM) and started again": Run.ends,
    "a copy is killed, all of its processes, and started again": Run.kills,
}
"""In the order in which they happen."""


def measured(seconds: float, releases: Sequence[Release]) -> tuple[Ledger, Run]:
    """Load with faults for so long, and until the last is over. Raises RuntimeError for a copy that stays away."""
    short = seconds < _FOR_THE_PAGE_S / 20
    with copies(2, releases) as two, behind_nginx(two) as url:
        run = Run(two, releases, *((1.0, 0.2) if short else (_STOPPED_S, _REST_S)))
        start = time.monotonic()
        with load(url) as ledger:
            run.until(start + seconds)
            run.seconds = time.monotonic() - start
        return ledger, run


def main(seconds: float = _FOR_THE_PAGE_S) -> int:
    if NGINX is None:
        print("the copies stand behind nginx: apt-get install nginx-light", file=sys.stderr)
        return 2
    with _two_releases() as releases:
        ledger, run = measured(seconds, releases)
    told = report(ledger, run)
    print(told)
    for what in (*ledger.lost, *ledger.wrong):
        print(what, file=sys.stderr)
    if seconds >= _FOR_THE_PAGE_S:
        before, rest = _PAGE.read_text("utf-8").split(MARKS[0])
        _PAGE.write_text(f"{before}{MARKS[0]}{told}{MARKS[1]}{rest.split(MARKS[1])[1]}", encoding="utf-8")
    return 1 if ledger.lost or ledger.wrong else 0


@contextmanager
def _two_releases() -> Iterator[list[Release]]:
    """The current one, and one of the same sources with another number."""
    with tempfile.TemporaryDirectory(prefix="casus-next-") as folder:
        sources = Path(folder) / "ontology"
        shutil.copytree(ONTOLOGY_DIR, sources)
        vocabulary = sources / "casus.ttl"
        text = vocabulary.read_text("utf-8")
        vocabulary.write_text(text.replace('owl:versionInfo "', 'owl:versionInfo "0.', 1), encoding="utf-8")
        here, after = current(Settings.from_environment().var_dir), build(sources, Path(folder) / "var")
        if here.id == after.id:
            raise RuntimeError("casus.ttl has no owl:versionInfo to change")
        yield [here, after]


def report(ledger: Ledger, run: Run) -> str:
    """The figures, as a part of docs/operating.md."""
    statuses = ", ".join(f"{number:,} with {status}" for status, number in sorted(ledger.statuses.items()))
    kinds = [
        [kind, f"{len(each):,}", *(f"{1000 * value:,.0f} ms" for value in _quantiles(each))]
        for kind, each in sorted(ledger.seconds.items())
    ]
    faults = [
        [name, str(len(each)), f"{statistics.median(each):.1f} s", f"{max(each):.1f} s"]
        for name, each in run.recovered.items()
    ]
    cores = len(os.sched_getaffinity(0))
    return f"""
{run.seconds:.0f} s of load by {len(ledger.seconds)} kinds of clients at once, on {cores} cores, which clients, nginx
and both copies shared ({time.strftime("%Y-%m-%d")}):

| What | How often |
| --- | ---: |
| requests | {ledger.requests:,} |
| **lost** | **{len(ledger.lost)}** |
| answers that were wrong | {len(ledger.wrong)} |
| answers that asked to come back (429 or 503 with `Retry-After`), and were there then | {ledger.again:,} |
| answers that had begun when their process was killed, and were whole when they were asked for again | {ledger.cut:,} |
| lists that were read to their end, page by page | {ledger.lists:,} |
| lists that were begun anew, since the cursor was of the other release | {ledger.begun_again:,} |

Answers by status: {statuses}.

{_table(["Kind", "requests", "p50", "p99", "longest"], kinds)}

{_table(["Fault", "how often", "both copies whole again, median", "longest"], faults)}

"""


def _kill(pid: int) -> None:
    """And wait until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    while command(pid):
        time.sleep(0.01)


def _quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    """The median, the 99th of a hundred, the greatest."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[int(0.99 * (len(ordered) - 1))], ordered[-1]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
