"""Who may work now: so many at once, so many of one client, and who waits holds nothing but his place in a queue.

Of work that loads a core, no more begins at once than there are cores: it only takes the cache from each other (a join
with labels: a sixth more of them a second, one at a time per core instead of two). What takes long makes room for
others after a moment, so that a short one never waits for it.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from typing import Final

from casus.http.problems import TooManyRequests
from casus.sandbox.errors import Busy
from casus.telemetry import metrics

_WAITING_OF_ONE: Final = 16
_WAITING: Final = 1000
_SHORT_S: Final = 0.1
"""As long as this, work keeps others of its kind from beginning."""


class Held:
    """A turn that somebody has."""

    __slots__ = ("client", "moment")

    def __init__(self, client: str) -> None:
        self.client = client
        self.moment: asyncio.TimerHandle | None = None
        """Ends its first moment; None when that is over, or does not matter."""


class Turns:
    """Turns of one kind. Each client has a queue of his own, and the queues take turns: no crowd goes before one.

    Used by one event loop.
    """

    def __init__(
        self, most: int, of_one: int, wait_s: float, most_begun: int | None = None, kind: str = "short"
    ) -> None:
        """`most_begun`: how many of them may be in their first moment; `kind`: what they are counted as."""
        self._kind = kind
        self._most = most
        self._of_one = of_one
        self._wait_s = wait_s
        self._most_begun = most if most_begun is None else most_begun
        self._begun = 0
        self._held: Counter[str] = Counter()
        self._taken = 0
        self._queues: OrderedDict[str, deque[asyncio.Future[Held]]] = OrderedDict()
        self._waiting = 0

    async def take(self, client: str, wait_s: float | None = None) -> Held:
        """Wait for a turn, and have it until `give_back`.

        Raises TooManyRequests when it is the client's own requests that keep this one waiting for too long, and Busy
        when it is those of others.
        """
        if self._free_for(client) and client not in self._queues:
            return self._take(client)
        if len(self._queues.get(client, ())) >= _WAITING_OF_ONE:
            raise self._too_many()
        if self._waiting >= _WAITING:
            raise self._busy()
        turn: asyncio.Future[Held] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(turn)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._wait_s if wait_s is None else wait_s):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # it came at the moment in which the wait ended
                self.give_back(turn.result())
            else:
                self._leave(client, turn)
            if isinstance(error, TimeoutError):
                raise (self._too_many() if self._held[client] >= self._of_one else self._busy()) from None
            raise
        finally:
            self._waiting -= 1

    def tell(self) -> None:
        """Say how many turns are held and waited for now."""
        metrics.put(metrics.TURNS_HELD, self._kind, value=self._taken)
        metrics.put(metrics.TURNS_WAITING, self._kind, value=self._waiting)

    def give_back(self, held: Held) -> None:
        """Let the next one have the turn."""
        self._taken -= 1
        self._held[held.client] -= 1
        if not self._held[held.client]:
            del self._held[held.client]
        if held.moment is not None:
            held.moment.cancel()
            self._begun -= 1
        self._pass_on()

    def _make_room(self, held: Held) -> None:
        """Its first moment is over."""
        held.moment = None
        self._begun -= 1
        self._pass_on()

    def _pass_on(self) -> None:
        """Give what is free to the first client who may have it; he goes to the end of the row."""
        while self._is_room:
            client = next((each for each in self._queues if self._held[each] < self._of_one), None)
            if client is None:
                return
            queue = self._queues[client]
            turn = queue.popleft()
            if queue:
                self._queues.move_to_end(client)
            else:
                del self._queues[client]
            if not turn.done():
                turn.set_result(self._take(client))

    @property
    def _is_room(self) -> bool:
        return self._taken < self._most and self._begun < self._most_begun

    def _free_for(self, client: str) -> bool:
        return self._is_room and self._held[client] < self._of_one

    def _take(self, client: str) -> Held:
        held = Held(client)
        self._taken += 1
        self._held[client] += 1
        if self._most_begun < self._most:
            self._begun += 1
            held.moment = asyncio.get_running_loop().call_later(_SHORT_S, self._make_room, held)
        return held

    def _leave(self, client: str, turn: "asyncio.Future[Held]") -> None:
        queue = self._queues.get(client)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[client]

    def _too_many(self) -> TooManyRequests:
        metrics.add(metrics.TURNS_REFUSED, self._kind, "client")
        return TooManyRequests("Too many requests at once; wait for their answers.", headers={"Retry-After": "1"})

    def _busy(self) -> Busy:
        metrics.add(metrics.TURNS_REFUSED, self._kind, "others")
        return Busy("Too many requests of others are before this one; try again.", headers={"Retry-After": "1"})
