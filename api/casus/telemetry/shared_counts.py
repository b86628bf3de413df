"""Numbers that one process counts and its parent reads, in memory that both map.

So what a killed process has counted is not lost, counting takes no system call and no lock, and nothing lies on a disk.
The memory holds how many bytes are used, and then one entry behind the other: the length of a key, how many numbers it
has, the key as JSON, and the numbers as doubles. Entries are only added. (prometheus-client's own files for several
processes do the same with a file for each process that ever lived; docs/decisions/0035-metrics.md has the figures.)
"""

import json
import mmap
import os
import struct
from collections.abc import Iterator
from threading import Lock
from typing import Final

BYTES: Final = 4 * 1024**2
"""Pages that nobody has written to take no memory: a busy process uses some 100 KiB."""
_HEAD: Final = struct.Struct("=Q")
_ENTRY: Final = struct.Struct("=II")
_DOUBLE: Final = 8

Key = tuple[str, ...]


def shared_memory() -> int:
    """A descriptor of memory that a parent and a child can map. Raises OSError."""
    descriptor = os.memfd_create("casus-counts", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, BYTES)
    return descriptor


def mapped(descriptor: int) -> mmap.mmap:
    """The memory behind the descriptor, which may be closed then; -1: memory of this process alone."""
    return mmap.mmap(descriptor, BYTES)


class Counts:
    """Where a process counts. Whoever adds to one number from several threads does so under a lock of his own."""

    def __init__(self, memory: mmap.mmap) -> None:
        self.memory = memory
        self._places: dict[Key, int] = {}
        self._growing = Lock()
        self._used = _HEAD.size
        self.numbers = memoryview(memory).cast("d")
        """All of the memory as doubles; `place` says where those of a key begin."""

    def place(self, key: Key, size: int = 1) -> int:
        """Where the numbers of the key begin. Where there is no room for them, they are counted for nobody."""
        place = self._places.get(key)
        return self._new_place(key, size) if place is None else place

    def _new_place(self, key: Key, size: int) -> int:
        with self._growing:
            place = self._places.get(key)
            return self._added(key, size) if place is None else place

    def _added(self, key: Key, size: int) -> int:
        text = json.dumps(key, ensure_ascii=False).encode()
        text += b" " * (-len(text) % _DOUBLE)
        begin = self._used + _ENTRY.size + len(text)
        end = begin + size * _DOUBLE
        if end > len(self.memory) - 64 * _DOUBLE:  # the last of it is what nobody reads
            return len(self.numbers) - size
        _ENTRY.pack_into(self.memory, self._used, len(text), size)
        self.memory[self._used + _ENTRY.size : begin] = text
        self._used = end
        _HEAD.pack_into(self.memory, 0, end)  # when all else is there
        self._places[key] = begin // _DOUBLE
        return self._places[key]


def read(memory: mmap.mmap) -> Iterator[tuple[Key, list[float]]]:
    """What was counted so far, by key."""
    used, at = _HEAD.unpack_from(memory)[0] or _HEAD.size, _HEAD.size
    while at < used:
        length, size = _ENTRY.unpack_from(memory, at)
        begin = at + _ENTRY.size + length
        yield tuple(json.loads(memory[at + _ENTRY.size : begin])), list(struct.unpack_from(f"={size}d", memory, begin))
        at = begin + size * _DOUBLE
