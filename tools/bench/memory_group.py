"""A control group of Linux that ends a process which takes more memory than it may."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

_GROUPS: Final = Path("/sys/fs/cgroup")
_OWN: Final = Path("/proc/self/cgroup")
_SHELL: Final = "/bin/sh"


class MemoryGroup:
    """Within it, commands have so many bytes together, what the system caches for them included."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self._path = path
        self.most_bytes = most_bytes

    def enter(self, pid: int) -> None:
        """Have a process that runs be in it, with what it takes from now on."""
        (self._path / "cgroup.procs").write_text(str(pid))

    def command(self, command: Sequence[str]) -> list[str]:
        """The command, run by a shell that enters the group first."""
        return [
            _SHELL,
            "-c",
            f"echo $$ > {shlex.quote(str(self._path / 'cgroup.procs'))} && exec {shlex.join(command)}",
        ]


@contextmanager
def memory_group(most_bytes: int) -> Iterator[MemoryGroup | None]:
    """A group below that of this process; None where we may make none."""
    parent, limit = _parent()
    group = parent / f"casus-{uuid4().hex[:8]}"
    try:
        group.mkdir()
        (group / limit).write_text(str(most_bytes))
    except OSError:
        if group.is_dir():
            group.rmdir()
        yield None
        return
    try:
        yield MemoryGroup(group, most_bytes)
    finally:
        group.rmdir()


def _parent() -> tuple[Path, str]:
    """The group of this process and the file with a limit, in the first version of groups or the second."""
    own = dict(line.split(":", 2)[1:] for line in _OWN.read_text().splitlines())
    if "memory" in own:
        below = _GROUPS / "memory" / own["memory"].lstrip("/")
        return (below if below.is_dir() else _GROUPS / "memory"), "memory.limit_in_bytes"
    return _GROUPS / own.get("", "/").lstrip("/"), "memory.max"
