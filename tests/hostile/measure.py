"""What a service holds: processes, descriptors, memory; and how soon it answers."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from casus.server.memory import REST_S
from tests.hostile.server import Server
from tests.waiting import eventually

MIB = 1024**2
KINDS = ("parent", "web process", "nursery", "query worker")


@dataclass(frozen=True)
class Process:
    """What one process of the service holds."""

    pid: int
    kind: str
    descriptors: int
    resident_bytes: int


@dataclass(frozen=True)
class Measure:
    """What a service holds when nobody asks anything of it."""

    processes: list[Process]
    light_ms: float

    def of(self, kind: str) -> list[Process]:
        return [process for process in self.processes if process.kind == kind]

    def descriptors(self, kind: str) -> int:
        return sum(process.descriptors for process in self.of(kind))

    def resident_mib(self, kind: str) -> int:
        return sum(process.resident_bytes for process in self.of(kind)) // MIB


def measure(server: Server) -> Measure:
    """Wait until the service has done with the last round, then look."""
    eventually(lambda: _rests(server), within_s=30)
    light_ms = server.light_ms()
    eventually(lambda: _connections(server) == 0, within_s=30)
    kinds = {
        server.pid: KINDS[0],
        **dict.fromkeys(server.web_processes(), KINDS[1]),
        **dict.fromkeys(server.nurseries(), KINDS[2]),
        **dict.fromkeys(server.query_workers(), KINDS[3]),
    }
    found = []
    for pid, kind in kinds.items():
        with suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]
            found.append(Process(pid, kind, len(list(Path(f"/proc/{pid}/fd").iterdir())), int(status) * 1024))
    return Measure(found, light_ms)


def _rests(server: Server) -> bool:
    """No connection, and nobody works: on a request whose client hung up, on the start of a query worker.

    Looked at for long enough that what the work has freed was given back.
    """
    if _connections(server):
        return False
    before = _processor_s(server)
    time.sleep(2.5 * REST_S)
    return _processor_s(server) - before < 0.1


def _processor_s(server: Server) -> float:
    """Processor time of the living processes (proc_pid_stat(5), fields 14 and 15)."""
    ticks = 0
    for pid in server.processes():
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _connections(server: Server) -> int:
    """Open connections to the service, as the system lists them (proc_net_tcp(5): 01 is established)."""
    wanted = f":{server.port:04X}"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(wanted) and row[3] in ("01", "08") for row in rows)


def table(measures: dict[str, Measure]) -> str:
    """The figures in Markdown, a column for each moment."""
    rows: list[tuple[str, Callable[[Measure], str]]] = [
        *((f"processes: {kind}", lambda m, kind=kind: str(len(m.of(kind)))) for kind in KINDS),  # type: ignore[misc]
        *((f"descriptors: {kind}, all together", lambda m, kind=kind: str(m.descriptors(kind))) for kind in KINDS),  # type: ignore[misc]
        *(
            (f"memory (RSS): {kind}, all together", lambda m, kind=kind: f"{m.resident_mib(kind)} MiB")
            for kind in KINDS
        ),  # type: ignore[misc]
        ("a light query, median", lambda m: f"{m.light_ms:.0f} ms"),
    ]
    lines = [f"| | {' | '.join(measures)} |", "| --- |" + " ---: |" * len(measures)]
    lines += [f"| {name} | {' | '.join(cell(each) for each in measures.values())} |" for name, cell in rows]
    return "\n".join(lines)
