"""An answer that is being computed, for whoever asks for the same in the meantime too."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from casus.server.answer import Answer, Work

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Gone(Exception):
    """The client has gone: nobody is to be told anything."""


class Flight:
    """A computation that goes on for as long as somebody waits for it."""

    def __init__(self, computing: Coroutine[Any, Any, Answer], work: Work) -> None:
        self._work = work
        self._waiting = 0
        self.given_up = False
        """Whether everybody who waited has gone: nobody can join it any more."""
        self.task = asyncio.ensure_future(computing)
        self.task.add_done_callback(lambda task: task.cancelled() or task.exception())  # somebody has looked at it

    async def answer(self, receive: Receive) -> Answer:
        """The answer. Raises the problem that it became, and Gone when the client goes before it is there."""
        self._waiting += 1
        leaving = asyncio.ensure_future(disconnected(receive))
        try:
            await asyncio.wait((self.task, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not self.task.done():
                raise Gone
            return self.task.result()
        finally:
            leaving.cancel()
            self._waiting -= 1
            if not self._waiting and not self.task.done():
                self.given_up = True
                self._work.give_up()
                if not self._work.in_thread:
                    self.task.cancel()


async def disconnected(receive: Receive) -> None:
    """Return when the client has gone; the body of its request was read before."""
    while (await receive())["type"] != "http.disconnect":
        pass
