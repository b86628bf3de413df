"""What an import of many events costs, beside the raw bulk load of the same quads: writes docs/performance-imports.md.

`python -m tools.bench.imports [ROWS]`. The rows are made up, in the layout of UCDP GED 24.1, with as many places and
dyads for their number as the real file has. A release of the sources alone is there before, as with anybody who
imports. Each step is a process of its own, measured by the system, in a control group that ends what takes more than
2 GiB; where no group may be made, the page says that memory was only measured.
"""

import csv
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Final

from casus import ONTOLOGY_DIR
from casus.release.manifest import current
from tools.bench.memory_group import MemoryGroup, memory_group
from tools.made_up import GED, event

_PAGE: Final = Path(__file__).parents[2] / "docs" / "performance-imports.md"
_ROWS: Final = 350_000
_MOST_BYTES: Final = 2 * 1024**3
_DAYS: Final = 12_000
_ROWS_OF_A_PLACE, _ROWS_OF_A_DYAD = 8, 120
_STEPS: Final = {
    "import": "from casus.cli import main; main(['import', 'ucdp-ged', sys.argv[1], '--version', '24.1'])",
    "build": "from casus.cli import main; main(['build'])",
    "raw load": (
        "import gzip, pyoxigraph as ox\n"
        "store = ox.Store(sys.argv[2])\n"
        "with gzip.open(sys.argv[1]) as file:\n"
        "    while lines := file.readlines(64 * 1024**2):\n"
        "        store.bulk_load(b''.join(lines), ox.RdfFormat.N_QUADS)\n"
        "store.optimize(); store.flush()"
    ),
}
"""What each process runs; the raw load takes the quads of the release in pieces, as the build does."""


@dataclass(frozen=True)
class Cost:
    """Of a process."""

    seconds: float
    cpu_seconds: float
    peak_mib: int


def main(rows: int = _ROWS) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file, var = Path(folder) / "made-up.csv", Path(folder) / "var"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, GED)
            writer.writeheader()
            writer.writerows(_made_up(rows))
        with memory_group(_MOST_BYTES) as group:
            _cost("build", var, group)
            few = current(var).manifest.triples
            costs = {"import": _cost("import", var, group, str(file)), "build": _cost("build", var, group)}
            release = current(var)
            costs["raw load"] = _cost("raw load", var, group, str(release.quads_path), str(Path(folder) / "raw"))
        page = _page(rows, few, release.manifest.triples, costs, enforced=group is not None)
    _PAGE.write_text(page, encoding="utf-8")
    print(f"{_PAGE} is written")
    return 0


def _made_up(rows: int) -> Iterator[dict[str, str]]:
    """Events of as many places and dyads as there would be."""
    chance = random.Random(rows)
    places = max(1, rows // _ROWS_OF_A_PLACE)
    dyads = max(1, rows // _ROWS_OF_A_DYAD)
    for number in range(rows):
        place, dyad, deaths = chance.randrange(places), chance.randrange(dyads), chance.randrange(20)
        day = date(1989, 1, 1) + timedelta(days=chance.randrange(_DAYS))
        exact = chance.random() < 0.8
        yield event(
            id=str(number + 1),
            type_of_violence=str(1 + dyad % 3),
            conflict_new_id=str(10_000 + dyad // 2),
            conflict_name=f"Made-up conflict {dyad // 2}",
            dyad_new_id=str(20_000 + dyad),
            dyad_name=f"Government of Madeup {dyad % 90} - Front {dyad}",
            side_a_new_id=str(100 + dyad % 90),
            side_a=f"Government of Madeup {dyad % 90}",
            side_b_new_id="9999" if dyad % 3 == 2 else str(30_000 + dyad),
            side_b="Civilians" if dyad % 3 == 2 else f"Front {dyad}",
            where_prec=str(1 + place % 6),
            where_coordinates=f"Madeupville {place} town",
            adm_1=f"Province {place % 900}",
            latitude=f"{place % 160 - 80}.{place:06d}",
            longitude=f"{place % 350 - 175}.{place:06d}",
            date_prec="1" if exact else "2",
            date_start=f"{day} 00:00:00.000",
            date_end=f"{day if exact else day + timedelta(days=3)} 00:00:00.000",
            deaths_a=str(deaths),
            deaths_b="1",
            deaths_civilians="0",
            deaths_unknown="0",
            best=str(deaths + 1),
            low=str(deaths),
            high=str(deaths + 9),
        )


def _cost(step: str, var: Path, group: MemoryGroup | None, *arguments: str) -> Cost:
    """Run the step and say what it took. Raises CalledProcessError."""
    environment = {**os.environ, "CASUS_VAR_DIR": str(var), "CASUS_ONTOLOGY_DIR": str(ONTOLOGY_DIR)}
    measured = (
        "import resource, subprocess, sys, time\n"
        "start = time.monotonic()\n"
        "command = [sys.executable, '-c', 'import sys\\n' + sys.argv[1], *sys.argv[2:]]\n"
        "subprocess.run(command, check=True, stdout=sys.stderr)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss)\n"
    )
    command = [sys.executable, "-c", measured, _STEPS[step], *arguments]
    command = group.command(command) if group else command
    run = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    seconds, cpu, peak_kib = map(float, run.stdout.split())
    return Cost(seconds, cpu, round(peak_kib / 1024))


def _page(rows: int, few: int, triples: int, costs: dict[str, Cost], *, enforced: bool) -> str:
    ours, raw = [costs["import"], costs["build"]], costs["raw load"]
    ratio = sum(each.seconds for each in ours) / raw.seconds
    cpu_ratio = sum(each.cpu_seconds for each in ours) / raw.cpu_seconds
    memory = (
        f"All of them ran in a control group that ends what takes more than {_MOST_BYTES / 1024**3:g} GiB."
        if enforced
        else "Memory was measured and not limited: no control group could be made."
    )
    lines = [f"| {name} | {c.seconds:.0f} s | {c.cpu_seconds:.0f} s | {c.peak_mib} MiB |" for name, c in costs.items()]
    return f"""# What an import costs

Generated by `python -m tools.bench.imports` (`make bench` runs it), measured on {_machine()};
pyoxigraph {version("pyoxigraph")}, tantivy {version("tantivy")}.

{rows:,} made-up events in the layout of UCDP GED 24.1 are imported and built beside the data of this repository, of
which a release is there before: {triples:,} triples, {(triples - few) / rows:.1f} for each event with what it names.
The raw load is what pyoxigraph takes to load the quads of that release from its dump, in pieces as the build does, and
nothing else: no rows are read, no rule is asked, no list, search or dump is written.

| | time | processor time | peak of memory |
| --- | ---: | ---: | ---: |
{chr(10).join(lines)}

Import and build take **{ratio:.2f}** times the raw load ({cpu_ratio:.2f} of processor time). {memory}
"""


def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), platform.machine())
    linux = platform.release().split("-")[0]
    return f"{os.cpu_count()} cores of {model}, Linux {linux}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
