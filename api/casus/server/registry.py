"""Which services run on a folder of releases, and what each serves: how `casus reload` finds them.

`<var>/servers/<pid>.json`, locked (flock(2)) for as long as the service runs: so what a dead one has left is known.
"""

import fcntl
import json
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = "servers"
_RELOAD_S: Final = 90.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """What a running service says of itself."""

    pid: int
    url: str
    release: str
    told: int
    """How often it has said so: one more after each reload."""
    failed: str | None
    """Why the last reload failed."""


class Registered:
    """The entry of this process."""

    def __init__(self, url: str, descriptor: int | None) -> None:
        self._url = url
        self._descriptor = descriptor
        self._told = 0

    def serves(self, release_id: str, failed: str | None = None) -> None:
        """Say what is served now."""
        if self._descriptor is None:
            return
        self._told += 1
        members = {"pid": os.getpid(), "url": self._url, "release": release_id, "told": self._told, "failed": failed}
        data = json.dumps(members).encode()
        os.pwrite(self._descriptor, data, 0)
        os.ftruncate(self._descriptor, len(data))


@contextmanager
def registered(var: Path, url: str) -> Iterator[Registered]:
    """The entry of this process, for the time of the block. Where nothing can be written there is none."""
    path = var / _FOLDER / f"{os.getpid()}.json"
    descriptor: int | None = None
    try:
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held by the one of this number in another container
        os.ftruncate(descriptor, 0)
    except OSError as error:
        if descriptor is not None:
            os.close(descriptor)
        log.warning("%s: %s; 'casus reload' will not find this service, SIGHUP will", path, error.strerror)
        yield Registered(url, None)
        return
    try:
        yield Registered(url, descriptor)
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def running(var: Path) -> list[Service]:
    """The services that run on the folder. What dead ones have left is removed."""
    found = []
    for path in sorted((var / _FOLDER).glob("*.json")):
        if (service := _read(path)) is not None:
            found.append(service)
    return found


def reloaded(var: Path, service: Service) -> Service | None:
    """Have the service take the current release, and what it says then; None when it says nothing."""
    try:
        os.kill(service.pid, signal.SIGHUP)
    except ProcessLookupError:
        return None
    except PermissionError as error:
        return replace(service, failed=str(error.strerror))
    end = time.monotonic() + _RELOAD_S
    while time.monotonic() < end:
        time.sleep(0.05)
        now = _read(var / _FOLDER / f"{service.pid}.json")
        if now is not None and now.told > service.told:
            return now
    return None


def _read(path: Path) -> Service | None:
    with suppress(OSError, ValueError, TypeError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            members: dict[str, Any] = json.loads(file.read())
            return Service(**members)
        path.unlink()
    return None
