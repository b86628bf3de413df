"""What a service manager such as systemd tells a service, and is told by it: a listening socket, and how it goes.

sd_listen_fds(3) and sd_notify(3), which are a few environment variables and a datagram. No library: of those on PyPI
sdnotify 0.3.2 does half of it and has stood still since 2017, and systemd-python 235 needs systemd's headers.
"""

import os
import socket
import time
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Final

_FIRST_DESCRIPTOR: Final = 3
"""SD_LISTEN_FDS_START."""
_PATIENCE_S: Final = 1.0
"""How long a manager is waited for that has much to read: a READY that is lost is a start that failed."""


class BadSocket(Exception):
    """What was inherited is no socket that can be served on; the message says why."""


def inherited_socket(environment: MutableMapping[str, str] = os.environ) -> socket.socket | None:
    """The listening socket that the service manager has handed over; None when it has handed over none.

    The variables are removed: they are for this process alone. Raises BadSocket.
    """
    number, pid = environment.pop("LISTEN_FDS", ""), environment.pop("LISTEN_PID", "")
    environment.pop("LISTEN_FDNAMES", None)
    if not number or pid != str(os.getpid()):
        return None
    if number != "1":
        raise BadSocket(f"{number} sockets are handed over, and one can be served on")
    try:
        found = socket.socket(fileno=_FIRST_DESCRIPTOR)
    except OSError as error:
        raise BadSocket(f"descriptor {_FIRST_DESCRIPTOR} is not a socket: {error.strerror}") from None
    if found.family not in (socket.AF_INET, socket.AF_INET6) or found.type != socket.SOCK_STREAM:
        raise BadSocket("the socket that is handed over is not of TCP")
    if not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        raise BadSocket("the socket that is handed over does not listen; in its unit, Accept=no")
    found.set_inheritable(False)
    return found


class ServiceManager:
    """Who started this service and wants to hear of it; where nobody does, nothing is said."""

    def __init__(self, address: str = "", watchdog_s: float | None = None) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self.watchdog_s = watchdog_s
        """How long it waits for a sign of life; None: it does not."""

    @classmethod
    def of(cls, environment: MutableMapping[str, str] = os.environ) -> "ServiceManager":
        """The one that the environment names. The variables are removed: nobody else of this service has to speak."""
        address = environment.pop("NOTIFY_SOCKET", "")
        wait_us, pid = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", "")
        is_meant = wait_us.isdecimal() and pid in ("", str(os.getpid()))
        return cls(address, int(wait_us) / 1_000_000 if address and is_meant else None)

    def ready(self, release_id: str) -> None:
        """It serves, after the start or after a reload."""
        self._say("READY=1", f"STATUS=serving {release_id}")

    def reloads(self) -> None:
        """It takes another release; the one before is served meanwhile."""
        self._say("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stops(self) -> None:
        """It accepts no connections any more, and gives the last answers."""
        self._say("STOPPING=1", "STATUS=giving the last answers")

    def lives(self) -> None:
        self._say("WATCHDOG=1")

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
            speaking.settimeout(_PATIENCE_S)
            speaking.sendto("\n".join(lines).encode(), self._address)
