"""The messages between a sandbox and its workers: one byte of kind, four of length (big-endian), the payload.

A worker says READY once. It answers each REQUEST with any number of CHUNKs and END, or with ERROR at any point; what
came before an ERROR is then worthless. All payloads but CHUNK's are JSON objects.

By hand, because `multiprocessing.connection` (Python 3.11) waits with poll(2), which RLIMIT_NOFILE 0 forbids.
"""

import json
import os
import struct
from collections.abc import Callable
from typing import Any, Final

from casus.terms.problem import Problem, every_problem

REQUEST: Final = b"Q"
"""A `query.Query`."""
READY: Final = b"R"
"""unopened_files: tables of the store that could not be opened before the limits closed"""
CHUNK: Final = b"C"
END: Final = b"E"
"""grown_bytes: how much more address space the worker holds than when it was ready"""
ERROR: Final = b"X"
"""A problem: slug, detail, log, extra"""

Last = Callable[..., bytes]
"""What makes the last bytes of an answer, of `grown_bytes`."""

_PREFIX: Final = struct.Struct(">cI")


def pack(kind: bytes, payload: bytes) -> bytes:
    return _PREFIX.pack(kind, len(payload)) + payload


def pack_json(kind: bytes, /, **members: Any) -> bytes:
    return pack(kind, json.dumps(members).encode())


def pack_problem(problem: Problem) -> bytes:
    return pack_json(ERROR, slug=problem.slug, detail=problem.detail, log=problem.log, extra=problem.extra)


def unpack_problem(payload: bytes) -> Problem:
    members = json.loads(payload)
    kind = next(kind for kind in every_problem() if kind.slug == members["slug"])
    return kind(members["detail"], log=members["log"], **members["extra"])


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of the data, however small the pipe."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class Reader:
    """Cuts a stream into frames; give it bytes as they come."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        self._buffer += data

    def next(self) -> tuple[bytes, bytes] | None:
        """Kind and payload of the next whole frame, None while there is none."""
        if len(self._buffer) < _PREFIX.size:
            return None
        kind, length = _PREFIX.unpack_from(self._buffer)
        end = _PREFIX.size + length
        if len(self._buffer) < end:
            return None
        payload = bytes(self._buffer[_PREFIX.size : end])
        del self._buffer[:end]
        return kind, payload
