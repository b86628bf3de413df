"""The worker processes of a sandbox: who is free, who must go, who comes in its place."""

import logging
import math
import os
import queue
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from casus.sandbox.errors import Busy, Unavailable
from casus.sandbox.limits import Limits
from casus.sandbox.nursery_process import Nursery
from casus.sandbox.process import DeadlinePassed, NurseryFailed, WorkerDied, WorkerProcess
from casus.telemetry import metrics

_OVERDUE_S: Final = 0.25

log = logging.getLogger(__name__)


class WorkerPool:
    """A fixed number of places, each with a worker that is free, at work, or yet to be started. Thread-safe.

    After a fork the child's copy begins anew, without workers, and leaves the parent's alone.
    """

    def __init__(
        self, path: Path, *, places: int, queue_wait_s: float, limits: Limits, answers: Sequence[str] = ()
    ) -> None:
        """`answers`: see `Sandbox`."""
        self._path = path
        self._answers = answers
        self._places = places
        self._queue_wait_s = queue_wait_s
        self._limits = limits
        self._closed = False
        self._reset()
        _forget_in_forked_children(self)

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._nursery: Nursery | None = None
        self._alive: set[WorkerProcess] = set()
        self._refills: set[threading.Thread] = set()
        # Last in, first out: a warm worker is used again before another one is started (None).
        self._free: queue.LifoQueue[WorkerProcess | None] = queue.LifoQueue()
        for _ in range(self._places):
            self._free.put(None)

    def start(self) -> None:
        """Start all workers that are not at work. Raises Unavailable."""
        free = [self.take() for _ in range(self._free.qsize())]
        for worker in free:
            self._offer(worker)

    def prepare(self) -> None:
        """Start the nursery. Raises Unavailable."""
        try:
            with self._starting:
                self._nursery = self._nursery or Nursery(self._path, self._limits, self._answers)
        except (OSError, NurseryFailed) as error:
            raise Unavailable.because(f"{self._path}: {error}") from error

    def close(self) -> None:
        """End all workers, those at work too."""
        with self._lock:
            self._closed = True
            refills = list(self._refills)
            for worker in self._alive:
                worker.kill()
        for refill in refills:
            with suppress(RuntimeError):  # not started yet: it will find the pool closed
                refill.join()
        while True:
            try:
                free = self._free.get_nowait()
            except queue.Empty:
                break
            if free is not None:
                self._reap(free)
        self._free.put(None)  # wakes whoever waits; `take` passes it on
        with self._starting:
            if self._nursery is not None:
                self._nursery.close()
                self._nursery = None

    def workers(self) -> tuple[int, int]:
        """How many are at work, and how many wait for it."""
        with self._lock:
            busy = sum(worker.deadline is not None for worker in self._alive)
            return busy, len(self._alive) - busy

    def take(self) -> WorkerProcess:
        """A worker that is ready. Raises Busy after the queue wait, Unavailable if none can start."""
        self._give_up_overdue()
        try:
            worker = self._free.get(timeout=self._queue_wait_s)
        except queue.Empty:
            raise self._busy() from None
        if self._closed:
            self._free.put(None)
            raise Unavailable.because("the sandbox is closed")
        if worker is not None and worker.alive():
            return worker
        try:
            if worker is not None:
                metrics.add(metrics.WORKERS_ENDED, "idle")
                self._reap(worker)
            return self._spawn()
        except BaseException:
            self._offer(None)
            raise

    def give_back(self, worker: WorkerProcess, grown_bytes: int) -> None:
        """A query is complete. The worker is replaced if it keeps half of the address space that a query may use."""
        with self._lock:
            reusable = not worker.given_up and grown_bytes <= self._limits.memory_bytes // 2
            if reusable:
                worker.deadline = None
        if reusable:
            self._offer(worker)
        else:
            self.replace(worker, "grown")

    def replace(self, worker: WorkerProcess, reason: str) -> None:
        """Kill a worker at once, and start another one in the background; the reason is counted."""
        worker.kill()
        metrics.add(metrics.WORKERS_ENDED, reason)
        with self._lock:
            has_place, worker.given_up = not worker.given_up, True
            refill = threading.Thread(target=self._reap_and_refill, args=(worker, has_place), daemon=True)
            self._refills.add(refill)
        refill.start()

    def _reap_and_refill(self, worker: WorkerProcess, has_place: bool) -> None:
        fresh = None
        try:
            self._reap(worker)
            fresh = self._spawn() if has_place and not self._closed else None
        except Unavailable as error:
            log.error("a query worker could not be replaced (%s); the next query tries again", error.log)
        finally:
            if has_place:
                self._offer(fresh)
            with self._lock:
                self._refills.discard(threading.current_thread())

    def _offer(self, worker: WorkerProcess | None) -> None:
        """Make a place free."""
        with self._lock:
            if not self._closed:
                self._free.put(worker)
                return
        if worker is not None:
            worker.kill()
            self._reap(worker)

    def _give_up_overdue(self) -> None:
        """Free the places of results that nobody reads on or closes; their workers ended at their deadline."""
        now = time.monotonic()
        with self._lock:
            for worker in self._alive:
                if worker.deadline is not None and worker.deadline + _OVERDUE_S < now and not worker.given_up:
                    worker.given_up = True
                    worker.kill()
                    metrics.add(metrics.WORKERS_ENDED, "overdue")
                    self._free.put(None)

    def _busy(self) -> Busy:
        """To come back when the first of the running queries must be over, in a whole second at least."""
        with self._lock:
            deadlines = [worker.deadline for worker in self._alive if worker.deadline is not None]
        left_s = max(1, math.ceil(min(deadlines, default=0.0) - time.monotonic()))
        return Busy(f"All query workers are busy; try again in {left_s} s.", headers={"Retry-After": str(left_s)})

    def _spawn(self) -> WorkerProcess:
        """Start a worker and wait until its store is open."""
        try:
            worker = self._new_worker()
        except (OSError, NurseryFailed) as error:
            raise Unavailable.because(f"{self._path}: {error}") from error
        with self._lock:
            self._alive.add(worker)
        try:
            unopened = worker.wait_ready(time.monotonic() + self._limits.start_s)
        except (DeadlinePassed, WorkerDied) as error:
            worker.kill()
            self._reap(worker)
            raise Unavailable.because(f"{self._path}: {str(error) or 'not open in time'}") from error
        if unopened:
            log.warning("%s: %d tables could not be opened in advance; compact the store", self._path, unopened)
        return worker

    def _new_worker(self) -> WorkerProcess:
        """A worker of the nursery, which starts with the first of them and anew when it has ended."""
        with self._starting:
            if self._closed:
                raise NurseryFailed("the sandbox is closed")
            if self._nursery is not None:
                try:
                    return self._nursery.worker()
                except NurseryFailed as error:
                    log.error("%s; another one is started", error)
                    self._nursery.close()
                    self._nursery = None
            self._nursery = Nursery(self._path, self._limits, self._answers)
            return self._nursery.worker()

    def _reap(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.reap()

    def forget(self) -> None:
        """In a forked child: the parent's workers are not ours, and its locks may be held for ever."""
        for worker in self._alive:
            worker.forget()
        if self._nursery is not None:
            self._nursery.forget()
        self._reset()


def _forget_in_forked_children(pool: WorkerPool) -> None:
    reference = weakref.ref(pool)

    def forget() -> None:
        pool = reference()
        if pool is not None:
            pool.forget()

    os.register_at_fork(after_in_child=forget)
