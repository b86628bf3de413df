"""The processes of this service and what they hold now, by kind."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

import psutil

from casus.sandbox import nursery, worker

PARENT, WEB = "parent", "web"
KINDS: Final = {nursery.NAME: "nursery", worker.NAME: "query-worker"}


class Holding(NamedTuple):
    """What one process holds."""

    kind: str
    resident_bytes: int
    proportional_bytes: int
    """Memory that several processes share counts in each for its part."""
    descriptors: int


def holdings() -> Iterator[Holding]:
    """Of each that lives: this one, which is the parent, and all below it."""
    here = psutil.Process()
    for process in (here, *here.children(recursive=True)):
        with suppress(psutil.Error):  # it has ended, or belongs to nobody yet
            kind = PARENT if process == here else KINDS.get(process.name(), WEB)
            memory = process.memory_full_info()
            yield Holding(kind, memory.rss, memory.pss, process.num_fds())
