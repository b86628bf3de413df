"""How the service runs: granian in front, web processes that end with their parent, and no patience without an end."""

import multiprocessing
import os
import resource
import threading
from typing import Final

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from casus.app import create_app
from casus.server import memory
from casus.server.connections import ConnectionWatch
from casus.settings import Settings

_CONNECTIONS: Final = 2000
"""Connections that one web process holds, idle ones too; the next wait in the backlog of the kernel."""
_OTHER_FILES: Final = 200
"""Descriptors that are no connections: tables of the store, pipes to the query workers, and room."""
_HEAD_BYTES: Final = 160 * 1024
"""A URL of 64 KiB, the longest that hyper reads, and as much again for the headers; more is 431."""


def serve(settings: Settings) -> None:
    """Serve until a signal ends it.

    HTTP/1.1 only: where HTTP/2 is allowed too, a connection that never says which one it speaks is waited for without
    end (granian 2.8), and one connection could carry hundreds of requests.
    """
    Granian(
        "casus.server.serve:web_process",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=round(settings.client_wait_s * 1000), max_buffer_size=_HEAD_BYTES
        ),
        websockets=False,
        workers=settings.web_workers,
        blocking_threads=settings.web_threads,
        backlog=_CONNECTIONS,
        backpressure=min(_CONNECTIONS, max(1, _file_limit() - _OTHER_FILES)),
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=3,  # without one, Ctrl-C in a terminal waits for its workers for ever
    ).serve()


def web_process() -> Flask:
    """The application of one web process, made in it."""
    _end_with_parent()
    memory.keep_few_heaps()
    settings = Settings.from_environment()
    app = create_app(settings)
    ConnectionWatch(
        window_s=settings.client_wait_s,
        min_bytes_s=settings.client_min_bytes_s,
        answer_s=settings.client_wait_s + settings.query_wait_s + settings.query.deadline_s,
    ).start()
    memory.start_giving_back()
    return app


def _file_limit() -> int:
    """As many open files as the system allows; every process that is started from now on has the same limit."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def _end_with_parent() -> None:
    """A parent that is killed cannot end its web processes: so they watch it, as the query workers watch them."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
