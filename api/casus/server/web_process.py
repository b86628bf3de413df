"""One web process: `python -m casus.server.web_process <listening socket> <control socket> <counts>`.

It opens the release, says that it is ready, and accepts connections when it is told to. The control socket carries one
word a line. To the parent: `ready`, `alive` each second, `stopped` when it accepts no more, `failed: ...`. From the
parent: `go`, `drain`. Its end is the end of the parent, and so of this process. What is counted goes to memory that the
parent reads (`casus.telemetry.shared_counts`).
"""

import asyncio
import logging
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final, cast

import uvicorn
from flask import Flask

from casus.app import create_app
from casus.http.current_release import releases
from casus.sandbox.errors import Unavailable
from casus.server import memory
from casus.server.connection import Connection, Patience
from casus.server.gateway import Gateway
from casus.server.generation import BACKLOG
from casus.server.journal import Journal
from casus.settings import Settings
from casus.telemetry import logs, metrics

_AGAIN_S: Final = 0.5
_RESERVED_FILES: Final = 160
"""Descriptors that connections leave: for releases, pipes to the query workers and answers that are written aside."""
_SWITCH_S: Final = 0.001
"""How long a thread that computes may keep the event loop waiting (sys.setswitchinterval; by default 5 ms)."""

log = logging.getLogger(__name__)


def main(listening: int, control: int, counts: int) -> None:
    """Serve until the parent says that it is enough."""
    metrics.count_in(counts)
    os.close(counts)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal: the parent says what is to be done
    parent = socket.socket(fileno=control)
    memory.keep_few_heaps()
    try:
        settings = Settings.from_environment()
        logs.configure(settings.log_format)
        logs.name_release(settings.release)
        app = create_app(settings)
        gateway = Gateway(app, settings)
    except Exception as error:
        with suppress(ConnectionError):
            parent.sendall(f"failed: {type(error).__name__}: {error}".replace("\n", " ").encode() + b"\n")
        sys.exit(1)
    memory.start_giving_back()
    sys.setswitchinterval(_SWITCH_S)
    if not _is_wanted(parent):
        sys.exit(0)
    threading.Thread(target=_prepare_workers, args=(app,), name="prepare-workers", daemon=True).start()
    tell = partial(_tell, app, gateway)
    WebProcess(*configured(gateway, settings), parent, tell).run([socket.socket(fileno=listening)])


def _is_wanted(parent: socket.socket) -> bool:
    """Say that this process is ready, and wait for the word; False when the parent wants none, or has ended."""
    try:
        parent.sendall(b"ready\n")
        return parent.recv(16) == b"go\n"
    except ConnectionError:
        return False


def configured(application: Any, settings: Settings) -> tuple[uvicorn.Config, Patience]:
    """How uvicorn serves the ASGI application, and how patient its connections are."""
    patience = Patience(settings.client_wait_s, settings.client_min_bytes_s)
    config = uvicorn.Config(
        application,
        interface="asgi3",
        lifespan="off",
        loop="uvloop",
        http=partial(Connection, patience=patience, refused=Journal(settings).refused),  # type: ignore[arg-type]
        ws="none",
        backlog=BACKLOG,
        timeout_keep_alive=settings.client_wait_s,  # type: ignore[arg-type]
        access_log=False,
        log_config=None,
        log_level="error",
        server_header=False,
        proxy_headers=False,
    )
    return config, patience


def _tell(app: Flask, gateway: Gateway) -> None:
    """Say how much there is now of what is counted as it stands."""
    gateway.tell()
    with app.app_context():
        workers = [opened.sandbox.workers() for opened in releases().all_open()]
    for number, state in enumerate(("busy", "idle")):
        metrics.put(metrics.WORKERS, state, value=sum(each[number] for each in workers))


def _prepare_workers(app: Flask) -> None:
    """Before the first query comes, and beside the requests that need none."""
    with app.app_context(), suppress(Unavailable):  # then the first query tries again, and is told
        releases().served.sandbox.prepare()


class WebProcess(uvicorn.Server):
    """uvicorn's server, which a parent starts and ends."""

    def __init__(
        self,
        config: uvicorn.Config,
        patience: Patience,
        parent: socket.socket,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        """`tell`: called each second, to say how much there is now of what is counted as it stands."""
        super().__init__(config)
        self._tell = tell
        self._parent = parent
        self._is_short = False
        """Whether the last connection could not be accepted for lack of a descriptor."""
        self._meetings: set[asyncio.Task[Any]] = set()
        self._most = max(1, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _RESERVED_FILES)
        self._look_every = max(1, round(patience.wait_s / 4 * 10))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Override: the parent has the word, but whoever sends SIGTERM to this process alone means it too."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._drain)
        self._parent.setblocking(False)
        loop.add_reader(self._parent, self._hear)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Override: one connection at a time, so that the processes that share the socket share the connections.

        libuv accepts all that wait at once: eight that came together were often met by one process alone.
        """
        self.servers = []
        for listening in sockets or []:
            listening.setblocking(False)
            asyncio.get_running_loop().add_reader(listening, self._accept, listening)
        self.started = True

    def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        if len(self.server_state.connections) >= self._most:
            metrics.add(metrics.CONNECTIONS_PUT_OFF)
            self._accept_later(listening)
            return
        try:
            accepted, _ = listening.accept()
        except (BlockingIOError, ConnectionError):  # met by another process, or gone
            return
        except OSError as error:  # no descriptor is left in the system
            if not self._is_short:  # one line, however long it lasts and however many knock
                log.error("no further connection can be accepted: %s; trying again", error.strerror)
            self._is_short = True
            metrics.add(metrics.CONNECTIONS_PUT_OFF)
            self._accept_later(listening)
            return
        metrics.add(metrics.CONNECTIONS)
        if self._is_short:
            log.warning("connections are accepted again")
            self._is_short = False
        meeting = loop.create_task(loop.connect_accepted_socket(self._connection, accepted))
        self._meetings.add(meeting)
        meeting.add_done_callback(self._met)

    def _accept_later(self, listening: socket.socket) -> None:
        """When some connections have ended."""
        loop = asyncio.get_running_loop()
        loop.remove_reader(listening)
        loop.call_later(_AGAIN_S, self._accept_again, listening)

    def _accept_again(self, listening: socket.socket) -> None:
        if not self.should_exit:
            asyncio.get_running_loop().add_reader(listening, self._accept, listening)

    def _connection(self) -> asyncio.Protocol:
        factory: Any = self.config.http_protocol_class
        return cast(asyncio.Protocol, factory(config=self.config, server_state=self.server_state, app_state={}))

    def _met(self, meeting: "asyncio.Task[Any]") -> None:
        self._meetings.discard(meeting)
        if not meeting.cancelled() and (error := meeting.exception()) is not None:
            log.error("a connection could not be met: %s", error)

    def _drain(self) -> None:
        self.should_exit = True

    def _hear(self) -> None:
        word = b""
        with suppress(
            ConnectionError
        ):  # raised, and not the end told, where the parent had not heard all before its end
            word = self._parent.recv(4096)
        if word:
            self._drain()
        else:
            os._exit(1)  # the parent was killed

    async def on_tick(self, counter: int) -> bool:
        """Override, called ten times a second: look after the connections, and show that the loop turns."""
        if counter % self._look_every == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                connection.look(now)  # type: ignore[union-attr]
        if counter % 10 == 0:
            self._say("alive")
            metrics.put(metrics.CONNECTIONS_OPEN, value=len(self.server_state.connections))
            self._tell()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Override: stop accepting, and go on until everybody has what he asked for. The parent's patience ends it."""
        for each in sockets or []:
            asyncio.get_running_loop().remove_reader(each)
            each.close()
        while self._meetings:
            await asyncio.sleep(0)
        self._say("stopped")
        for connection in list(self.server_state.connections):
            connection.shutdown()
        counter = 0
        while self.server_state.connections:
            await asyncio.sleep(0.1)
            counter += 1
            await self.on_tick(counter)

    def _say(self, word: str) -> None:
        with suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            self._parent.send(word.encode() + b"\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
    os._exit(0)  # threads that compute for nobody are not waited for
