"""Where a release is read from: memory when it fits, the disk when it does not."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from casus.release.manifest import Release
from casus.settings import Settings

_BYTES_A_TRIPLE: Final = 700
"""In memory (pyoxigraph 0.5.13: 570 for the shipped data, measured)."""
_COPIES: Final = 2
"""Of each web process: its own, and that of the nursery of its query workers, who share it."""
_LARGEST_PART: Final = 4
"""All copies together take no more than this part of the memory that is free."""


def data_path(settings: Settings, release: Release) -> Path:
    """The N-Quads to be loaded into memory, or the store on disk (see `casus.sandbox.data`)."""
    if settings.store_mode == "memory" or (settings.store_mode == "auto" and _fits(settings, release)):
        return release.quads_path
    return release.store_path


def _fits(settings: Settings, release: Release) -> bool:
    needed = release.manifest.triples * _BYTES_A_TRIPLE * _COPIES * settings.web_workers
    return needed * _LARGEST_PART <= free_bytes()


def free_bytes() -> int:
    """The memory that processes may still take, by the system (proc_meminfo(5)) or by their control group."""
    found = []
    with suppress(OSError, ValueError, IndexError):
        text = Path("/proc/meminfo").read_text()
        found.append(int(text.split("MemAvailable:")[1].split()[0]) * 1024)
    with suppress(OSError, ValueError):
        group = Path("/sys/fs/cgroup")
        found.append(int((group / "memory.max").read_text()) - int((group / "memory.current").read_text()))
    return min(found, default=0)
