"""What all processes of a service have counted together, living or dead: what a dead one has counted stays."""

import mmap
from collections.abc import Iterable
from threading import Lock
from typing import Final

from casus.telemetry.metrics import COUNTED
from casus.telemetry.shared_counts import Key, read

_GAUGES: Final = frozenset(name for name, metric in COUNTED.items() if metric.kind == "gauge")

Numbers = dict[Key, list[float]]


class Gathered:
    """Thread-safe: a process ends while somebody asks, and is counted once all the same."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._living: list[mmap.mmap] = []
        self._of_dead: Numbers = {}

    def adopt(self, memory: mmap.mmap) -> None:
        """Count in what a process counts there."""
        with self._lock:
            self._living.append(memory)

    def retire(self, memory: mmap.mmap) -> None:
        """The process has ended: keep what it has counted, and forget what it had."""
        with self._lock:
            self._living.remove(memory)
            _add(self._of_dead, ((key, numbers) for key, numbers in read(memory) if key[0] not in _GAUGES))

    def numbers(self) -> Numbers:
        """All of it now, by key."""
        with self._lock:
            found = {key: list(numbers) for key, numbers in self._of_dead.items()}
            for memory in self._living:
                _add(found, read(memory))
            return found


def _add(to: Numbers, counted: Iterable[tuple[Key, list[float]]]) -> None:
    for key, numbers in counted:
        before = to.get(key)
        to[key] = numbers if before is None else [a + b for a, b in zip(before, numbers, strict=True)]
