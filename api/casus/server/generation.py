"""A generation of web processes: they serve one release, begin together and end one by one."""

import asyncio
import ctypes
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from casus.server.gathered import Gathered
from casus.telemetry.shared_counts import mapped, shared_memory

BACKLOG: Final = 2048
"""Connections that wait in the kernel until a web process accepts them."""
_START_S: Final = 60.0
"""How long a web process may take to open its release."""
_STOP_S: Final = 5.0
"""How long it may take to stop accepting."""
_PR_SET_PDEATHSIG: Final = 1
"""prctl(2)"""
_LIBRARY: Final = ctypes.CDLL(None)

log = logging.getLogger(__name__)


def _end_with_parent() -> None:
    """Also while it begins and hears nothing: it holds the socket, to which the next parent could not bind."""
    _LIBRARY.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class StartFailed(Exception):
    """A web process did not become ready; the message says why, in one line."""


class Child:
    """A web process as its parent sees it."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        control: asyncio.StreamWriter,
        ended: Callable[[], None],
    ):
        """`ended`: called when it has ended."""
        self._process = process
        self._has_ended = ended
        self._reader = reader
        self._control = control
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.stopped = asyncio.Event()
        self.drains = False
        self.heard = asyncio.get_running_loop().time()
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, listening: socket.socket, release_id: str, gathered: Gathered) -> "Child":
        """`gathered`: where what it counts is counted in."""
        here, there = socket.socketpair()
        with there, os.fdopen(shared_memory(), "rb") as counts:
            memory = mapped(counts.fileno())
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "casus.server.web_process"),
                *(str(listening.fileno()), str(there.fileno()), str(counts.fileno())),
                pass_fds=(listening.fileno(), there.fileno(), counts.fileno()),
                env={**os.environ, "CASUS_RELEASE": release_id},
                preexec_fn=_end_with_parent,
            )
        gathered.adopt(memory)
        return cls(process, *await asyncio.open_connection(sock=here), partial(gathered.retire, memory))

    async def ready(self) -> None:
        """Wait until its release is open. Raises StartFailed."""
        try:
            async with asyncio.timeout(_START_S):
                await self._ready
        except TimeoutError:
            raise StartFailed(f"a web process was not ready after {_START_S:.0f} s") from None

    def go(self) -> None:
        """Let it accept connections."""
        self._control.write(b"go\n")

    def drain(self) -> None:
        """Have it stop accepting, and end when its last answer is taken."""
        self.drains = True
        self._control.write(b"drain\n")

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def ended(self) -> int:
        """Wait for its end; its exit status."""
        status = await self._process.wait()
        await self._listening
        return status

    async def _listen(self) -> None:
        """Hear what it says, until its end."""
        with suppress(ConnectionError):
            while line := (await self._reader.readline()).decode().strip():
                self.heard = asyncio.get_running_loop().time()
                if line == "ready":
                    self._ready.set_result(None)
                elif line == "stopped":
                    self.stopped.set()
                elif line.startswith("failed: "):
                    self._ready.set_exception(StartFailed(line.removeprefix("failed: ")))
        self.stopped.set()
        if not self._ready.done():
            self._ready.set_exception(StartFailed("a web process ended before it was ready"))
        self._ready.exception()  # somebody has looked at it
        self._has_ended()
        self._control.close()


class Generation:
    """The web processes that serve one release."""

    def __init__(self, release_id: str, children: list[Child]) -> None:
        self.release_id = release_id
        self.children = children

    @classmethod
    async def start(cls, listening: socket.socket, release_id: str, size: int, gathered: Gathered) -> "Generation":
        """All of them, ready to accept. Raises StartFailed; none is left then, nor when it is cancelled."""
        generation = cls(release_id, [])
        try:
            for _ in range(size):
                generation.children.append(await Child.start(listening, release_id, gathered))
            for child in generation.children:
                await child.ready()
        except BaseException:
            generation.kill()
            raise
        return generation

    def go(self) -> None:
        for child in self.children:
            child.go()

    async def stop_accepting(self) -> None:
        """Return when no new connection reaches it any more."""
        for child in self.children:
            child.drain()
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_S):
                for child in self.children:
                    await child.stopped.wait()

    async def end(self, patience_s: float) -> None:
        """Wait for the last answers, but not for ever."""
        try:
            async with asyncio.timeout(patience_s):
                await asyncio.gather(*(child.ended() for child in self.children))
        except TimeoutError:
            log.warning("%s: some answers were not taken within %.0f s", self.release_id, patience_s)
            self.kill()

    def kill(self) -> None:
        for child in self.children:
            child.kill()
