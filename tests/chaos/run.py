"""Faults by chance on a service under load: what its clients got, and how long each fault was felt."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from casus.release.integrity import verified
from casus.release.manifest import current
from tests.chaos.faults import Faults, Probe, Service
from tests.chaos.load import Load, Miss, Right, requests
from tests.waiting import eventually

_RECOVERS_S: Final = 240.0
"""With all of a slow machine for one start; what it took is measured."""
_SETTLED_S: Final = 1.0
"""How long after it is whole again a service may still lose what was begun before."""
SETTINGS: Final = {"CASUS_CACHE_MIB": "1", "CASUS_CLIENT_QUERIES": "4", "CASUS_QUERY_WAIT_S": "4"}
"""A cache that does not hold all answers, so that they are computed again and again."""


@dataclass(frozen=True)
class Felt:
    """One fault."""

    name: str
    begun: float
    ended: float
    """When the service was whole again."""
    first_right_s: float
    """From its begin until the first right answer that was asked for later."""

    @property
    def whole_s(self) -> float:
        return self.ended - self.begun


@dataclass
class Outcome:
    seed: int
    felt: list[Felt] = field(default_factory=list)
    answered: int = 0
    misses: list[Miss] = field(default_factory=list)
    wrong: list[Miss] = field(default_factory=list)
    slowest_s: float = 0.0
    begun: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since the load began."""
        return time.monotonic() - self.begun

    @property
    def unexplained(self) -> list[Miss]:
        """Requests that got no right answer while no fault was felt."""
        return [miss for miss in self.misses if not any(self._covers(felt, miss) for felt in self.felt)]

    @staticmethod
    def _covers(felt: Felt, miss: Miss) -> bool:
        return miss.begun < felt.ended + _SETTLED_S and felt.begun < miss.ended


def run(
    release: Path, folder: Path, seed: int, until: Callable[[Outcome], bool], clients: int = 6, every: int = 1
) -> Outcome:
    """Faults on a service of its own, one after another, until it is enough; `every`: how many of the requests to take.

    Raises AssertionError when the service does not recover; what clients got is for the caller to judge.
    """
    chance = random.Random(seed)
    service, right = Service(release, folder, **SETTINGS), Right(requests()[::every])
    try:
        service.record(right)
        outcome = Outcome(seed)
        faults, probe = Faults(service, chance).every(), Probe(service, right)
        names: list[str] = []
        probe.start()
        with Load(service.port, right, seed, clients) as load:
            while not until(outcome):
                names = names or chance.sample(sorted(faults), len(faults))  # each as often as the others
                outcome.felt.append(_one(service, names.pop(), faults, probe))
                time.sleep(chance.uniform(0, 1))
        probe.enough.set()
        verified(current(service.var))
        outcome.answered, outcome.slowest_s = load.answered.total(), load.slowest_s
        outcome.misses, outcome.wrong = load.misses, load.wrong
        return outcome
    finally:
        service.end()


def _one(service: Service, name: str, faults: dict[str, Callable[[], None]], probe: Probe) -> Felt:
    begun = time.monotonic()
    faults[name]()
    said = f"{name}: not whole again after {_RECOVERS_S:.0f} s"
    assert eventually(lambda: service.is_whole() and probe.first_after(begun) is not None, _RECOVERS_S, 0.02), said
    first = probe.first_after(begun)
    assert first is not None
    return Felt(name, begun, time.monotonic(), first - begun)


def table(outcome: Outcome) -> str:
    """How long each kind of fault was felt, as Markdown."""
    lines = [
        "| What was done | times | first right answer, median | longest | whole again, median | longest |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in sorted({felt.name for felt in outcome.felt}):
        of_it = [felt for felt in outcome.felt if felt.name == name]
        first, whole = [felt.first_right_s for felt in of_it], [felt.whole_s for felt in of_it]
        figures = [statistics.median(first), max(first), statistics.median(whole), max(whole)]
        lines.append(f"| {name} | {len(of_it)} | {' | '.join(f'{figure:.1f} s' for figure in figures)} |")
    return "\n".join(lines)
