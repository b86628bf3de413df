"""One worker process as its parent sees it.

No library's pool does: pebble 5.2 kills at deadlines, but sets no limits of the kernel's and hands over whole results.
"""

import json
import math
import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from casus.sandbox import protocol
from casus.sandbox.query import Query
from casus.terms import deadline as client

_LOOK_S: Final = 0.1
"""How often it is asked whether the client still waits for a result."""
_OUT_OF_MEMORY: Final = ("memory allocation of", "bad_alloc", "MemoryError", "Cannot allocate memory")


class DeadlinePassed(Exception):
    """The worker said nothing until the deadline."""


class WorkerDied(Exception):
    """The worker ended; `cause` is one of memory, deadline, crash, killed (by us, or by whoever may)."""

    def __init__(self, cause: str, last_words: str) -> None:
        super().__init__(f"worker ended ({cause}): {last_words}")
        self.cause = cause


class NurseryFailed(Exception):
    """No worker can be had from this nursery any more; the message says why."""


class WorkerProcess:
    """A worker; used by one thread at a time. After an exception from any method only `kill` is of use.

    `status` tells how a process of that number ended; it is the nursery's child, not ours.
    """

    def __init__(self, status: Callable[[int], int], pid: int, stdin: int, stdout: int, stderr: int) -> None:
        self.pid = pid
        self.deadline: float | None = None
        """Of the query at work, on time.monotonic(); None when idle."""
        self.given_up = False
        """Whether its place in the pool already went to another worker."""
        self._status_of = status
        self._killed = False
        self._status: int | None = None
        self._reader = protocol.Reader()
        self._pidfd = os.pidfd_open(pid)
        self._stdin, self._stdout, self._stderr = stdin, stdout, stderr
        self._pipes = [stdin, stdout, stderr]
        self._kernel_kills = _kernel_kills()
        self._poll = select.poll()
        self._poll.register(stdout, select.POLLIN)

    def alive(self) -> bool:
        return not _has_ended(self._pidfd, 0)

    def wait_ready(self, deadline: float) -> int:
        """Wait until the store is open; returns the number of its tables that are not (see `sst_files`)."""
        _, payload = self.next_frame(deadline)
        return int(json.loads(payload)["unopened_files"])

    def submit(self, query: Query) -> None:
        """Send a query; its deadline begins to run."""
        self.deadline = time.monotonic() + query.deadline_s
        request = protocol.pack(protocol.REQUEST, query.to_json().encode())
        try:
            protocol.write_all(self._stdin, request)
        except BrokenPipeError as error:
            raise self._died() from error

    def next_frame(self, deadline: float) -> tuple[bytes, bytes]:
        """Kind and payload of the next frame. Raises DeadlinePassed or WorkerDied, and OutOfTime when nobody waits."""
        while (frame := self._reader.next()) is None:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise DeadlinePassed
            if (asked := client.current()) is not None:
                asked.check_wanted()
                left_s = min(left_s, _LOOK_S)
            if not self._poll.poll(math.ceil(left_s * 1000)):
                continue
            data = os.read(self._stdout, 1 << 16)
            if not data:
                raise self._died()
            self._reader.feed(data)
        return frame

    def _died(self) -> WorkerDied:
        """Why the worker ended: by its exit status and what it left on stderr."""
        status = self._exit_status()
        os.set_blocking(self._stderr, False)
        last_words = b""
        with suppress(BlockingIOError):
            last_words = os.read(self._stderr, 1 << 16)
        words = last_words.decode(errors="replace").strip()
        by_kernel = status == -signal.SIGKILL and _kernel_kills() > self._kernel_kills
        if self._killed:
            cause = "killed"
        elif status in (-signal.SIGALRM, -signal.SIGXCPU):
            cause = "deadline"
        elif by_kernel or any(sign in words for sign in _OUT_OF_MEMORY):
            cause = "memory"
        elif status in (-signal.SIGKILL, -signal.SIGTERM, None):  # None: with its nursery, which knew
            cause = "killed"
        else:
            cause = "crash"
        return WorkerDied(cause, f"exit status {status}; {words[-500:]}")

    def _exit_status(self) -> int | None:
        """Once it has ended, or is about to; None when nobody can tell."""
        if self._status is None and _has_ended(self._pidfd, 1000):
            with suppress(NurseryFailed):
                self._status = self._status_of(self.pid)
        return self._status

    def kill(self) -> None:
        """End the process at once, and leave it to `reap`."""
        self._killed = True
        with suppress(OSError):  # it has been reaped
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def reap(self) -> None:
        """Wait for the end of a killed process and close the pipes to it."""
        _has_ended(self._pidfd, None)
        self._exit_status()
        self.forget()

    def close_pipes(self) -> None:
        """Close this side of the pipes; a living worker ends when no other process holds them."""
        while self._pipes:
            os.close(self._pipes.pop())

    def forget(self) -> None:
        """Drop, in a forked child, what belongs to the parent: close the pipes, never signal or wait."""
        self.given_up = True
        self.close_pipes()
        pidfd, self._pidfd = self._pidfd, -1
        os.close(pidfd)


def _has_ended(pidfd: int, wait_ms: int | None) -> bool:
    """Whether the process ends within the time. (select(2) knows no descriptor above 1023.)"""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(wait_ms))


def _kernel_kills() -> int:
    """How many processes the kernel has ended so far because memory was exhausted (/proc/vmstat)."""
    with suppress(OSError), Path("/proc/vmstat").open("rb") as file:
        for line in file:
            if line.startswith(b"oom_kill "):
                return int(line.split()[1])
    return 0
