"""Answers that were computed once: bytes in memory, for as long as the process serves its release.

A release never changes, so nothing here grows old. `Cache-Control` says how long a client may keep an answer,
`Cache-Status` (RFC 9211) that it came from here.
"""

from typing import Final, NamedTuple

from cachetools import LRUCache

from casus.server.answer import Answer
from casus.server.request import KEYED

_OVERHEAD_BYTES: Final = 1000
"""What Python takes for an answer and its key beside what they hold."""
_LARGEST_PART: Final = 8
"""An answer that takes more than this part of the cache is not kept."""
_HIT: Final = (b"cache-status", b"casus; hit")
_STORED: Final = (b"cache-status", b"casus; fwd=miss; stored")


class _Kept(NamedTuple):
    answer: Answer
    bytes: int


class Cache:
    """At most so many bytes of answers; the one that was not asked for longest goes first. Used by one event loop."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._answers: LRUCache[bytes, _Kept] = LRUCache(max_bytes, getsizeof=lambda kept: kept.bytes)

    def get(self, key: bytes) -> Answer | None:
        """The answer to a request of this key."""
        kept = self._answers.get(key)
        return None if kept is None else kept.answer

    @property
    def size(self) -> int:
        """What the answers take."""
        return int(self._answers.currsize)

    def __len__(self) -> int:
        return len(self._answers)

    def offer(self, key: bytes, answer: Answer) -> None:
        """Keep the answer if it may be kept, and have it say so."""
        may_be_kept = answer.status == 200 and answer.is_for_all and answer.listed(b"vary") <= KEYED
        size = len(key) + len(answer.body) + answer.head_bytes + _OVERHEAD_BYTES
        if not may_be_kept or size > self._max_bytes // _LARGEST_PART:
            return
        kept = Answer(answer.status, [*answer.headers, _HIT], answer.body)
        kept.route = answer.route
        kept.kept = answer.kept = True
        self._answers[key] = _Kept(kept, size)
        answer.headers = [*answer.headers, _STORED]
