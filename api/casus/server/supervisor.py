"""The parent of the web processes: it owns the listening socket, and hands it to each generation of them.

A new generation is ready before the one before stops to accept, and begins when that has stopped; connections that come
in between wait in the backlog of the socket. The old one ends when everybody has what he asked for. This process opens
no release and meets no client.
"""

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from casus.release.manifest import Release
from casus.server.gathered import Gathered
from casus.server.generation import BACKLOG, Child, Generation, StartFailed
from casus.server.registry import Registered
from casus.server.service_manager import ServiceManager
from casus.settings import Settings
from casus.telemetry import logs, metrics

_LOOK_S: Final = 1.0
_HANGS_S: Final = 15.0
"""A web process that says nothing for so long is replaced."""
_DRAIN_S: Final = 600.0
"""How long the answers of an old generation may take to be read."""
_AGAIN_S, _AGAIN_MOST_S = 1.0, 30.0
"""How long to wait before a web process that does not start is started again; twice as long each time."""
_RESCUE_AFTER: Final = 3
"""After so many starts that failed, another release is served if there is one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choices:
    """Which release is served."""

    first: Release
    newest: Callable[[], Release]
    """When it is asked for anew. Raises what is wrong with it."""
    whole: Callable[[], Release]
    """When what is served cannot be opened any more: another one that can. Raises FileNotFoundError."""


class Standing(NamedTuple):
    """How a service stands."""

    release: Release
    serving: int
    draining: int
    """Web processes of older releases whose last answers are still read."""


class Supervisor:
    """One service: a socket and the generation that serves on it."""

    def __init__(
        self,
        settings: Settings,
        listening: socket.socket,
        choices: Choices,
        registered: Registered,
        manager: ServiceManager,
    ) -> None:
        self._settings = settings
        self._listening = listening
        self._choices = choices
        self._registered = registered
        self._manager = manager
        self.gathered = Gathered()
        """What the web processes count, and this one."""
        self.gathered.adopt(metrics.here().memory)
        self._current: Generation
        self._release: Release | None = None
        self._old: set[Generation] = set()
        """Those whose last answers are still read."""
        self._ends = asyncio.Event()
        self._at_once = asyncio.Event()
        self._reloading = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def standing(self) -> Standing | None:
        """How the service stands; None when it has not begun. Any thread may ask."""
        if self._release is None:
            return None
        draining = sum(child.is_alive for old in list(self._old) for child in old.children)
        return Standing(self._release, sum(child.is_alive for child in self._current.children), draining)

    def _serves(self, release: Release) -> None:
        self._release = release
        logs.name_release(release.id)
        self._tell(release.id)

    def _tell(self, release_id: str, failed: str | None = None) -> None:
        """Say what is served to whoever wants to hear it."""
        self._registered.serves(release_id, failed)
        self._manager.ready(release_id)

    async def run(self, begun: Callable[[], None]) -> None:
        """Serve until a signal ends it; `begun` is called when it does. Raises StartFailed."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._end)
        loop.add_signal_handler(signal.SIGHUP, lambda: self._do(self._reload()))
        if self._manager.watchdog_s is not None:
            self._do(self._live(self._manager.watchdog_s / 2))
        starting = asyncio.ensure_future(self._start(self._choices.first, begun))
        await asyncio.wait({starting, asyncio.ensure_future(self._ends.wait())}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            return
        starting.result()
        await self._ends.wait()
        self._manager.stops()
        await self._current.stop_accepting()
        ending = asyncio.ensure_future(self._last_answers())
        await asyncio.wait({ending, asyncio.ensure_future(self._at_once.wait())}, return_when=asyncio.FIRST_COMPLETED)

    async def _start(self, release: Release, begun: Callable[[], None]) -> None:
        async with self._reloading:
            self._current = await self._generation(release)
            self._listening.listen(BACKLOG)
            self._current.go()
            self._keep_all(self._current)
            self._serves(release)
            begun()

    async def _generation(self, release: Release) -> Generation:
        return await Generation.start(self._listening, release.id, self._settings.web_workers, self.gathered)

    async def _live(self, every_s: float) -> None:
        """Show that this loop turns. Whether the web processes do, it sees itself."""
        while True:
            self._manager.lives()
            await asyncio.sleep(every_s)

    def _end(self) -> None:
        """The first signal lets running requests finish, the second does not."""
        (self._at_once if self._ends.is_set() else self._ends).set()

    async def _last_answers(self) -> None:
        """Wait for those that are computed or read, of older generations too."""
        patience_s = self._longest_answer_s()
        await asyncio.gather(*(each.end(patience_s) for each in (self._current, *self._old)))

    def _longest_answer_s(self) -> float:
        query = self._settings.query_wait_s + self._settings.query.deadline_s
        return max(query, self._settings.request_deadline_s) + self._settings.client_wait_s

    async def _rescue(self, generation: Generation) -> None:
        """Serve a release that is whole in place of one that cannot be opened any more."""
        await self._reload(self._choices.whole, generation)

    async def _reload(self, choose: Callable[[], Release] | None = None, instead_of: Generation | None = None) -> None:
        """Serve what is the current release now, or what is chosen, by new processes.

        Nothing happens where it was to be instead of a generation that another one has followed meanwhile.
        """
        async with self._reloading:
            old = self._current
            if instead_of is not None and instead_of is not old:
                return
            self._manager.reloads()
            try:
                release = await _read(choose or self._choices.newest)
                if self._ends.is_set():
                    return
                fresh = await self._generation(release)
            except Exception as error:  # whatever is wrong with a release, the one before is served on
                log.error("reload: %s; serving %s as before", error, old.release_id)
                self._tell(old.release_id, failed=str(error))
                metrics.add(metrics.RELOADS, "failed")
                return
            if self._ends.is_set():
                fresh.kill()
                return
            self._current = fresh
            self._old.add(old)
            await old.stop_accepting()
            fresh.go()
            self._keep_all(fresh)
            self._do(self._end_of_old(old))
            metrics.add(metrics.RELOADS, "ok")
            log.warning("reload: serving %s", release.id)
            self._serves(release)

    async def _end_of_old(self, old: Generation) -> None:
        await old.end(_DRAIN_S)
        self._old.discard(old)

    def _keep_all(self, generation: Generation) -> None:
        for number in range(len(generation.children)):
            self._do(self._keep(generation, number))

    async def _keep(self, generation: Generation, number: int) -> None:
        """Put another web process into the place of one that ends or hangs."""
        while True:
            child = generation.children[number]
            how = await self._end_of(child)
            if child.drains or self._ends.is_set():
                return
            metrics.add(metrics.WEB_PROCESSES_REPLACED, "ended" if how.startswith("ended") else "hung")
            log.error("a web process %s; another one takes its place", how)
            fresh = await self._started(generation)
            if fresh is None:
                return
            generation.children[number] = fresh
            fresh.go()

    async def _end_of(self, child: Child) -> str:
        """Wait until it has ended, by itself or because it hangs; how it was."""
        ended, loop = asyncio.ensure_future(child.ended()), asyncio.get_running_loop()
        how, looked = "", loop.time()
        while not (await asyncio.wait({ended}, timeout=_LOOK_S))[0]:
            now, before = loop.time(), looked
            looked = now
            if now - before > 2 * _LOOK_S:  # it was this process that stood still, or the whole machine
                child.heard = now
            elif now - child.heard > _HANGS_S:
                how = f"said nothing for {_HANGS_S:.0f} s"
                child.kill()
        return how or f"ended with status {ended.result()}"

    async def _started(self, generation: Generation) -> Child | None:
        """A new process for the generation, ready; None when the generation ends before there is one."""
        wait_s, failed = _AGAIN_S, 0
        while generation is self._current and not self._ends.is_set():
            child = None
            try:
                child = await Child.start(self._listening, generation.release_id, self.gathered)
                await child.ready()
            except (OSError, StartFailed) as error:
                if child is not None:
                    child.kill()
                log.error("%s; trying again in %.0f s", error, wait_s)
                metrics.add(metrics.STARTS_FAILED)
                failed += 1
                if failed == _RESCUE_AFTER:
                    self._do(self._rescue(generation))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ends.wait(), wait_s)
                wait_s = min(2 * wait_s, _AGAIN_MOST_S)
            else:
                if generation is self._current:
                    return child
                child.kill()
        return None

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _read(choose: Callable[[], Release]) -> Release:
    """The release, every file of which is read: of a large one for minutes, and nobody may wait for that to end.

    So it is not `asyncio.to_thread`, for whose threads the end of the service would wait.
    """
    found = Future[Release]()

    def read() -> None:
        found.set_running_or_notify_cancel()
        try:
            found.set_result(choose())
        except BaseException as error:
            found.set_exception(error)

    threading.Thread(target=read, name="reading-release", daemon=True).start()
    return await asyncio.wrap_future(found)
