"""How a service begins and ends."""

import asyncio
import resource
import socket
from collections.abc import Callable
from typing import Final

from casus.server.registry import registered
from casus.server.service_manager import BadSocket, ServiceManager, inherited_socket
from casus.server.supervisor import Choices, Supervisor
from casus.settings import Settings

_LEAST_FILES: Final = 256
"""Tables of the stores, pipes to the query workers, and some connections."""


__all__ = ["BadSocket", "TooFewFiles", "listening_socket", "serve", "url_of"]


class TooFewFiles(Exception):
    """The system allows too few open files; the message says what to do."""


class MetricsUnheard(Exception):
    """Nothing can listen at the address of the metrics; the message says why."""


def listening_socket(settings: Settings) -> socket.socket:
    """The one that a service manager has handed over, where who connects waits.

    Without any, one bound to the address of the settings, and not listening yet: who connects is refused.
    Raises OSError, and BadSocket for what was handed over and cannot be served on.
    """
    handed_over = inherited_socket()
    return _bound(settings) if handed_over is None else handed_over


def _bound(settings: Settings) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    found = socket.socket(family, kind, protocol)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OSError:
        found.close()
        raise
    return found


def url_of(listening: socket.socket) -> str:
    """Where it is reached."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(settings: Settings, listening: socket.socket, choices: Choices, begun: Callable[[], None]) -> None:
    """Serve the first release until a signal ends it, and after each SIGHUP the newest; `begun`: called when it does.

    Raises TooFewFiles, MetricsUnheard, and StartFailed when the release cannot be opened.
    """
    _allow_files()
    manager = ServiceManager.of()

    async def run() -> None:
        with registered(settings.var_dir, url_of(listening)) as entry:
            supervisor = Supervisor(settings, listening, choices, entry, manager)
            _tell_metrics(settings, supervisor)
            await supervisor.run(begun)

    asyncio.run(run())


def _tell_metrics(settings: Settings, supervisor: Supervisor) -> None:
    """Where the operator wants them."""
    if not settings.metrics_port:
        return
    from casus.server import metrics_page  # late: its libraries take 10 MiB, and only who wants metrics needs them

    page = metrics_page.Page(supervisor.gathered, supervisor.standing)
    try:
        metrics_page.serve(settings.metrics_host, settings.metrics_port, page)
    except OSError as error:
        where = f"{settings.metrics_host}:{settings.metrics_port}"
        reason = (
            f"cannot listen on {where}: {error.strerror}; choose others with CASUS_METRICS_HOST, CASUS_METRICS_PORT"
        )
        raise MetricsUnheard(reason) from error


def _allow_files() -> None:
    """As many open files as the system allows, for this process and all that it starts."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < _LEAST_FILES:
        raise TooFewFiles(
            f"the system allows {hard} open files, and {_LEAST_FILES} are needed at least; "
            f"raise 'ulimit -n', or LimitNOFILE of the service"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
