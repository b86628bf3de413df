"""The messages between a sandbox and its workers: one byte of kind, four of length (big-endian), the payload.

A worker says READY once. It answers each REQUEST with HEADER, any number of CHUNKs and END, or with ERROR at any point;
what came before an ERROR is then worthless. All payloads but CHUNK's are JSON objects.
"""

import json
import os
import struct
from typing import Any, Final

REQUEST: Final = b"Q"
"""query, base_iri, media_type, union (whether all graphs together are the default graph), default_graphs, named_graphs
(lists of IRIs), prefixes, head (whether only to see that the query can run), deadline_s"""
READY: Final = b"R"
"""unopened_files: tables of the store that could not be opened before the limits closed"""
HEADER: Final = b"H"
"""media_type"""
CHUNK: Final = b"C"
END: Final = b"E"
"""grown_bytes: how much more address space the worker holds than when it was ready"""
ERROR: Final = b"X"
"""kind (syntax, function, service, memory, too-large, too-many-rows, media-type, not-xml, graph-name, internal);
message where it says more"""

EXIT_AT_DEADLINE: Final = 3
"""Exit status of a worker whose query outlived its deadline while the parent did not act."""

_PREFIX: Final = struct.Struct(">cI")


def pack(kind: bytes, payload: bytes) -> bytes:
    return _PREFIX.pack(kind, len(payload)) + payload


def pack_json(kind: bytes, /, **members: Any) -> bytes:
    return pack(kind, json.dumps(members).encode())


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
