"""One worker process as its parent sees it.

No library's pool does: pebble 5.2 kills at deadlines, but sets no limits of the kernel's and hands over whole results.
"""

import json
import math
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from casus.sandbox import protocol
from casus.sandbox.limits import Limits
from casus.sandbox.query import Query

_IMPORT_ROOT: Final = Path(__file__).resolve().parents[2]
_OUT_OF_MEMORY: Final = ("memory allocation of", "bad_alloc", "MemoryError", "Cannot allocate memory")


class DeadlinePassed(Exception):
    """The worker said nothing until the deadline."""


class WorkerDied(Exception):
    """The worker ended; `cause` is one of memory, deadline, crash, killed (by us)."""

    def __init__(self, cause: str, last_words: str) -> None:
        super().__init__(f"worker ended ({cause}): {last_words}")
        self.cause = cause


class WorkerProcess:
    """A worker; used by one thread at a time. After an exception from any method only `kill` is of use.

    It gets an environment of its own (no proxies, no credentials), no descriptors but its three pipes, the root folder
    as working directory, and a session of its own, so that Ctrl-C in a terminal does not reach it.
    """

    def __init__(self, store_path: Path, limits: Limits) -> None:
        self.deadline: float | None = None
        """Of the query at work, on time.monotonic(); None when idle."""
        self.given_up = False
        """Whether its place in the pool already went to another worker."""
        self._killed = False
        self._reader = protocol.Reader()
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-P", "-m", "casus.sandbox.worker", str(store_path), limits.to_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd="/",
            env=_environment(),
            start_new_session=True,
        )
        assert self._process.stdin and self._process.stdout and self._process.stderr  # noqa: S101 - all are PIPE
        self._stdin, self._stdout, self._stderr = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._poll = select.poll()
        self._poll.register(self._stdout, select.POLLIN)

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_ready(self, deadline: float) -> int:
        """Wait until the store is open; returns the number of its tables that are not (see `sst_files`)."""
        _, payload = self.next_frame(deadline)
        return int(json.loads(payload)["unopened_files"])

    def submit(self, query: Query) -> None:
        """Send a query; its deadline begins to run."""
        self.deadline = time.monotonic() + query.deadline_s
        request = protocol.pack(protocol.REQUEST, query.to_json().encode())
        try:
            protocol.write_all(self._stdin.fileno(), request)
        except BrokenPipeError as error:
            raise self._died() from error

    def next_frame(self, deadline: float) -> tuple[bytes, bytes]:
        """Kind and payload of the next frame. Raises DeadlinePassed or WorkerDied."""
        while (frame := self._reader.next()) is None:
            left_s = deadline - time.monotonic()
            if left_s <= 0 or not self._poll.poll(math.ceil(left_s * 1000)):
                raise DeadlinePassed
            data = os.read(self._stdout.fileno(), 1 << 16)
            if not data:
                raise self._died()
            self._reader.feed(data)
        return frame

    def _died(self) -> WorkerDied:
        """Why the worker ended: by its exit status and what it left on stderr."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        os.set_blocking(self._stderr.fileno(), False)
        last_words = (self._stderr.read() or b"").decode(errors="replace")
        status = self._process.returncode
        if self._killed:
            cause = "killed"
        elif status in (protocol.EXIT_AT_DEADLINE, -signal.SIGXCPU):
            cause = "deadline"
        elif status == -signal.SIGKILL or any(sign in last_words for sign in _OUT_OF_MEMORY):
            cause = "memory"  # an unasked SIGKILL comes from the kernel's out-of-memory killer
        else:
            cause = "crash"
        return WorkerDied(cause, f"exit status {status}; {last_words.strip()[-500:]}")

    def kill(self) -> None:
        """End the process at once, and leave it to `reap`."""
        self._killed = True
        self._process.kill()

    def reap(self) -> None:
        """Wait for the end of a killed process and close the pipes to it."""
        self._process.wait()
        self.close_pipes()

    def close_pipes(self) -> None:
        """Close this side of the pipes; a living worker ends when no other process holds them."""
        for pipe in (self._stdin, self._stdout, self._stderr):
            pipe.close()

    def forget(self) -> None:
        """Drop, in a forked child, what belongs to the parent: close the pipes, never signal or wait."""
        self.given_up = True
        self.close_pipes()
        self._process.returncode = 0


def _environment() -> dict[str, str]:
    """All that a worker needs to start; LD_LIBRARY_PATH because some builds of Python do not start without it."""
    library_path = os.environ.get("LD_LIBRARY_PATH")
    needed = {"PYTHONPATH": str(_IMPORT_ROOT), "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"}
    return needed | ({"LD_LIBRARY_PATH": library_path} if library_path else {})
