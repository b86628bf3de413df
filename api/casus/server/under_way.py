"""Bodies that wait in memory for clients who send or take them slowly: a bound for all, and a fair share for each."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_MOST_BYTES: Final = 128 * 1024**2


class _Body:
    """One body on its way."""

    def __init__(self, client: str, cut: Callable[[], None]) -> None:
        self.client = client
        self.cut = cut
        self.bytes = 0


class UnderWay:
    """What is on its way. When it is too much, the oldest of the client who has most is cut off."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bodies: dict[_Body, None] = {}
        self._of_clients: Counter[str] = Counter()
        self._bytes = 0

    @contextmanager
    def body(self, client: str, cut: Callable[[], None]) -> Iterator[Callable[[int], None]]:
        """A body of the client for the time of the block, which tells how many bytes more it takes; `cut` ends it."""
        body = _Body(client, cut)
        self._bodies[body] = None
        try:
            yield lambda size: self._grow(body, size)
        finally:
            self._drop(body)

    def _grow(self, body: _Body, size: int) -> None:
        if body not in self._bodies:  # it was cut, and whoever holds it has not noticed yet
            return
        body.bytes += size
        self._of_clients[body.client] += size
        self._bytes += size
        while self._bytes > self._most_bytes:
            greediest = max(self._of_clients, key=self._of_clients.__getitem__)
            oldest = next(each for each in self._bodies if each.client == greediest and each.bytes)
            self._drop(oldest)
            oldest.cut()

    def _drop(self, body: _Body) -> None:
        if body not in self._bodies:
            return
        del self._bodies[body]
        self._bytes -= body.bytes
        self._of_clients[body.client] -= body.bytes
        if not self._of_clients[body.client]:
            del self._of_clients[body.client]
