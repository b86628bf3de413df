"""The process that query workers are forked from: `python -m casus.sandbox.nursery DATA LIMITS [MODULE ARGUMENT]`.

The limits are JSON. What a worker does with a query is `engine.answer`, or what `answering` of the module makes of the
argument: rooms above this one have work of their own for a process with limits, and are not known here.

It loads what is read in memory, so that workers share it and one is there within milliseconds. It never has a second
thread, a listening socket or a client: forked beside running queries, a child may wait for ever for a lock that nobody
holds any more (3 of 18 did). Its standard input is a socket to its parent, which says `fork` and sends the three
descriptors of the new worker, or names a worker that has ended to learn how. It ends with its parent.
"""

import contextlib
import ctypes  # noqa: F401 - imported once for all workers
import gc
import importlib
import json
import os
import resource
import socket
import sys
from typing import Final, NoReturn

import pyoxigraph as ox

from casus.sandbox import data, engine, worker
from casus.sandbox.limits import Limits

MESSAGE_BYTES: Final = 4096
NAME: Final = "casus-nursery"
_Work = tuple[str, ox.Store | None, worker.Answering, Limits]


def main(path: str, limits: Limits, module: str | None = None, argument: str = "") -> NoReturn:
    """Fork workers until the parent has gone."""
    _have_stack(limits.stack_bytes)
    _call_oneself(NAME)
    parent = socket.socket(fileno=0)
    store = data.load(path) if data.in_memory(path) else None
    answer: worker.Answering = importlib.import_module(module).answering(argument) if module else engine.answer
    gc.collect()
    gc.freeze()
    parent.send(b"{}")
    while True:
        message, descriptors, _, _ = socket.recv_fds(parent, MESSAGE_BYTES, 3)
        if not message:
            os._exit(0)
        request = json.loads(message)
        told = _forked((path, store, answer, limits), descriptors) if descriptors else _status(request["ended"])
        with contextlib.suppress(BrokenPipeError):
            parent.send(json.dumps(told).encode())


def _forked(work: _Work, descriptors: list[int]) -> dict[str, object]:
    """A new worker, which has these descriptors as its standard ones."""
    nursery = os.getpid()
    try:
        pid = os.fork()
    except OSError as error:
        return {"failed": str(error)}
    if pid == 0:
        _become_worker(work, descriptors, nursery)
    for each in descriptors:
        os.close(each)
    return {"pid": pid}


def _become_worker(work: _Work, descriptors: list[int], nursery: int) -> NoReturn:
    """Close every descriptor but the worker's own, and never return."""
    try:
        for number, each in enumerate(descriptors):
            os.dup2(each, number)
        _call_oneself(worker.NAME)
        os.closerange(3, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        worker.main(*work, nursery)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
    os._exit(1)


def _have_stack(size: int) -> None:
    """Begin anew with a stack that may grow so far; its place in the address space is decided when a program starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = size if hard == resource.RLIM_INFINITY else min(size, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - this program, with its own arguments


def _call_oneself(name: str) -> None:
    """Have `ps` and `top` show what this process is: a forked one has the command line of its parent."""
    with contextlib.suppress(OSError), open("/proc/self/comm", "w") as file:  # noqa: PTH123 - pathlib is slow to import
        file.write(name)


def _status(pid: int) -> dict[str, object]:
    """How a worker ended that was killed or has closed its pipes; its number is free then."""
    return {"status": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}


if __name__ == "__main__":
    main(sys.argv[1], Limits.from_json(sys.argv[2]), *sys.argv[3:])
