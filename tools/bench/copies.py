"""Copies of the service, each with a folder of releases and a loopback address of its own, behind nginx.

What two machines would be: nothing is shared but the releases, which each has as files of its own.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

from casus.release.manifest import Release
from casus.sandbox import worker
from tools.bench.servers import tree

NGINX: Final = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
"""Debian keeps it where only root looks."""
WEB_PROCESSES: Final = 2
"""Of each copy."""
_CASUS: Final = Path(sys.executable).with_name("casus")
_CONFIGURATION: Final = Path(__file__).with_name("nginx.conf")
_START_S: Final = 120.0
_RELOADS: Final = 3
_END_S: Final = 30.0


class Copy:
    """One instance, on 127.0.0.`number`, with releases of its own."""

    def __init__(
        self, folder: Path, number: int, releases: Sequence[Release], cores: set[int] | None = None, **settings: str
    ) -> None:
        self.var = folder / f"copy-{number}"
        self.address, self.port = f"127.0.0.{number}", _free_port(f"127.0.0.{number}")
        self.url = f"http://{self.address}:{self.port}"
        self.log = folder / f"copy-{number}.log"
        self._cores = cores
        self._settings = {
            "CASUS_STORE_MODE": "memory",
            "CASUS_TRUSTED_PROXIES": "1",
            "CASUS_WEB_WORKERS": str(WEB_PROCESSES),
            "PYTHONHASHSEED": str(number),
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None
        for release in releases:
            shutil.copytree(release.path, self.var / "releases" / release.id, copy_function=shutil.copy)  # other times
        self.choose(releases[0].id)

    def choose(self, release_id: str) -> None:
        """Make it the current release, in one step."""
        new = self.var / "new"
        new.symlink_to(Path("releases") / release_id)
        new.replace(self.var / "current")

    def start(self) -> None:
        """Begin to serve, and wait until it is ready. Raises RuntimeError with what it said."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [_CASUS, "serve", "--no-build"],
                env=self._environment(),
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                preexec_fn=self._pin if self._cores else None,
            )
        _until(self.is_ready, self._process, self.log)

    def is_ready(self) -> bool:
        with suppress(OSError):
            urlopen(f"{self.url}/readyz", timeout=10).close()
            return True
        return False

    def is_whole(self) -> bool:
        """Whether it is ready and has its web processes, beside those that only end what they began."""
        return len(self.web_processes()) >= WEB_PROCESSES and self.is_ready()

    def reload(self) -> None:
        """`casus reload`, again where it is refused: on a machine that is too busy a web process may start too late.

        Raises RuntimeError with what it said the last time.
        """
        for _ in range(_RELOADS):
            told = subprocess.run(
                [_CASUS, "reload"], env=self._environment(), capture_output=True, text=True, check=False
            )
            if told.returncode == 0:
                return
        raise RuntimeError(told.stderr)

    def stop(self) -> None:
        """As a system does it: SIGTERM, and a while later SIGKILL for all that is left."""
        if self._process is None:
            return
        left = list(tree(self._process.pid))
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        self.kill(left)

    def kill(self, left: Sequence[int] = ()) -> None:
        """Without a word: the parent, and what does not end with it."""
        if self._process is not None:
            for pid in {*tree(self._process.pid), *left}:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def web_processes(self) -> list[int]:
        return self._running(lambda pid: b"casus.server.web_process" in command(pid))

    def query_workers(self) -> list[int]:
        """Those that a nursery has forked."""
        return self._running(lambda pid: _name(pid) == worker.NAME)

    def _running(self, fits: Callable[[int], bool]) -> list[int]:
        return [pid for pid in tree(self._process.pid) if fits(pid)] if self._process else []

    def _pin(self) -> None:
        os.sched_setaffinity(0, self._cores or ())

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CASUS_")}
        own = {"CASUS_VAR_DIR": str(self.var), "HOST": self.address, "PORT": str(self.port)}
        return {**inherited, **self._settings, **own}


@contextmanager
def copies(
    number: int, releases: Sequence[Release], cores: Sequence[set[int]] = (), **settings: str
) -> Iterator[list[Copy]]:
    """So many copies that serve the first of the releases and have the others; `cores`: those that each may use."""
    with tempfile.TemporaryDirectory(prefix="casus-copies-") as folder:
        made = [
            Copy(Path(folder), 2 + each, releases, cores[each] if cores else None, **settings) for each in range(number)
        ]
        try:
            for copy in made:
                copy.start()
            yield made
        finally:
            for copy in made:
                copy.stop()


@contextmanager
def behind_nginx(of: Sequence[Copy]) -> Iterator[str]:
    """The URL of nginx in front of them. Raises RuntimeError where it does not start."""
    if NGINX is None:
        raise RuntimeError("the copies stand behind nginx: apt-get install nginx-light")
    with tempfile.TemporaryDirectory(prefix="casus-nginx-") as folder:
        Path(folder).chmod(0o755)  # its workers are nobody, where it is started by root
        port, log = _free_port("127.0.0.1"), Path(folder) / "log"
        servers = "\n        ".join(f"server {copy.address}:{copy.port} max_fails=0;" for copy in of)
        file = Path(folder) / "nginx.conf"
        told: dict[str, Any] = {"folder": folder, "servers": servers, "address": "127.0.0.1", "port": port}
        file.write_text(_CONFIGURATION.read_text("utf-8").format(**told), encoding="utf-8")
        with log.open("wb") as errors:
            process = subprocess.Popen([NGINX, "-p", folder, "-c", str(file), "-e", "stderr"], stderr=errors)
        try:
            _until(lambda: _accepts("127.0.0.1", port), process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(_END_S)


def _until(is_so: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for it, as long as the process runs. Raises RuntimeError with what the process said."""
    end = time.monotonic() + _START_S
    while not is_so():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"it does not start: {log.read_text('utf-8', 'replace')}")
        time.sleep(0.05)


def _accepts(address: str, port: int) -> bool:
    with suppress(OSError):
        socket.create_connection((address, port), timeout=1).close()
        return True
    return False


def _free_port(address: str) -> int:
    with socket.create_server((address, 0)) as listener:
        return int(listener.getsockname()[1])


def command(pid: int) -> bytes:
    """Its command line; empty where it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""
