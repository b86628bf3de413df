"""An answer that is being computed, for whoever asks for the same in the meantime too."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from casus.server.answer import Answer, Work


class Flight:
    """A computation that goes on for as long as somebody waits for it."""

    def __init__(self, computing: Coroutine[Any, Any, Answer], work: Work) -> None:
        self._work = work
        self._waiting = 0
        self.given_up = False
        """Whether everybody who waited has gone: nobody can join it any more."""
        self.task = asyncio.ensure_future(computing)
        self.task.add_done_callback(lambda task: task.cancelled() or task.exception())  # somebody has looked at it

    async def answer(self) -> Answer:
        """The answer. Raises the problem that it became. Whoever is cancelled, because his client has gone, leaves."""
        self._waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self._waiting -= 1
            if not self._waiting and not self.task.done():
                self.given_up = True
                self._work.give_up()
                if not self._work.in_thread:
                    self.task.cancel()
