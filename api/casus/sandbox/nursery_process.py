"""A nursery as its parent sees it."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

from casus.sandbox.limits import Limits
from casus.sandbox.nursery import MESSAGE_BYTES
from casus.sandbox.process import NurseryFailed, WorkerProcess

_IMPORT_ROOT: Final = Path(__file__).resolve().parents[2]


class Nursery:
    """Where workers come from. Threads may share it.

    It and its workers get an environment of their own (no proxies, no credentials), no descriptors but those to their
    parent, the root folder as working directory, and a session of their own, so that Ctrl-C in a terminal does not
    reach them.
    """

    def __init__(self, path: Path, limits: Limits, answers: Sequence[str] = ()) -> None:
        """Start it, and wait until the data are there; `answers`: see `Sandbox`. Raises NurseryFailed."""
        self._limits = limits
        self._lock = threading.Lock()
        self._socket, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(limits.start_s)
        with there:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-P", "-m", "casus.sandbox.nursery", str(path), limits.to_json(), *answers],
                stdin=there.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd="/",
                env=_environment(),
                start_new_session=True,
            )
        self._receive()

    def worker(self) -> WorkerProcess:
        """A new worker. Raises NurseryFailed."""
        with ExitStack() as theirs, ExitStack() as ours:
            given, kept = [], []
            for reads in (True, False, False):  # stdin, stdout, stderr
                read, write = os.pipe()
                given.append(read if reads else write)
                kept.append(write if reads else read)
                theirs.callback(os.close, given[-1])
                ours.callback(os.close, kept[-1])
            worker = WorkerProcess(self.status, int(self._ask(b"{}", given)["pid"]), *kept)
            ours.pop_all()
            return worker

    def status(self, pid: int) -> int:
        """How a worker ended; as `subprocess` has it."""
        return int(self._ask(json.dumps({"ended": pid}).encode())["status"])

    def close(self) -> None:
        """End it; its workers end with the pipes to them."""
        self._socket.close()
        self._process.kill()
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()

    def forget(self) -> None:
        """Drop, in a forked child, what belongs to the parent."""
        self._socket.close()
        if self._process.stderr:
            self._process.stderr.close()
        self._process.returncode = 0

    def _ask(self, message: bytes, descriptors: list[int] | None = None) -> dict[str, Any]:
        with self._lock:
            try:
                socket.send_fds(self._socket, [message], descriptors or [])
            except OSError as error:
                raise NurseryFailed(f"the nursery has ended: {error}") from error
            return self._receive()

    def _receive(self) -> dict[str, Any]:
        """What it says next."""
        try:
            message = self._socket.recv(MESSAGE_BYTES)
        except OSError as error:
            self._socket.close()  # what it says later would be taken for the answer to something else
            raise NurseryFailed(f"the nursery says nothing: {error}") from error
        if not message:
            raise NurseryFailed(self._last_words())
        answer: dict[str, Any] = json.loads(message)
        if "failed" in answer:
            raise NurseryFailed(answer["failed"])
        return answer

    def _last_words(self) -> str:
        assert self._process.stderr is not None  # noqa: S101 - it is PIPE
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        os.set_blocking(self._process.stderr.fileno(), False)
        words = (self._process.stderr.read() or b"").decode(errors="replace").strip()
        return words.rsplit("\n", 1)[-1][-500:] or "the nursery has ended"


def _environment() -> dict[str, str]:
    """All that a worker needs to start; LD_LIBRARY_PATH because some builds of Python do not start without it.

    Huge pages, where the C library and the kernel have them: a grouped count over the data takes a tenth less time.
    """
    library_path = os.environ.get("LD_LIBRARY_PATH")
    needed = {
        "PYTHONPATH": str(_IMPORT_ROOT),
        "PYTHONUTF8": "1",
        "RUST_BACKTRACE": "0",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    }
    return needed | ({"LD_LIBRARY_PATH": library_path} if library_path else {})
