"""Until when somebody waits for an answer, and whether he still does.

A thread of Python cannot be stopped from outside. So whoever works for long asks now and then whether it is still worth
it: before each query, at each of its rows, for each record that is written.
"""

import time
from contextvars import ContextVar
from typing import Final

from casus.terms.problem import Problem

_CURRENT: Final[ContextVar["Deadline | None"]] = ContextVar("deadline", default=None)


class OutOfTime(Problem):
    """The answer takes longer than an answer may; ask for less of it, or later, as the Retry-After header says."""

    status, slug, title = 503, "out-of-time", "This takes too long"


class Deadline:
    """Of one request, or of one piece of an answer that is sent in pieces. Threads may share it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_given_up = False
        self._until = time.monotonic() + seconds

    def begin(self) -> None:
        """Make it the one of this context."""
        _CURRENT.set(self)

    def give_up(self) -> None:
        """Nobody waits any more."""
        self._is_given_up = True

    @property
    def is_given_up(self) -> bool:
        return self._is_given_up

    def renew(self) -> None:
        """Give the next piece as much time as the one before."""
        self._until = time.monotonic() + self._seconds

    @property
    def left_s(self) -> float:
        """The time that is left, below 0 when it is over."""
        return self._until - time.monotonic()

    def check_wanted(self) -> None:
        """Raise OutOfTime when nobody waits any more, however much time there is."""
        if self._is_given_up:
            raise OutOfTime("The client has gone.")

    def check(self) -> None:
        """Raise OutOfTime when the time is over, or when nobody waits any more."""
        self.check_wanted()
        if time.monotonic() > self._until:
            raise OutOfTime(
                f"This was not answered within {self._seconds:g} s. Ask for less: a filter, a smaller page.",
                headers={"Retry-After": "5"},
            )


def current() -> Deadline | None:
    """The deadline of this context, None where nobody waits."""
    return _CURRENT.get()


def end() -> None:
    """Nobody waits in this context any more, and what is done is done for its own sake."""
    _CURRENT.set(None)


def check() -> None:
    """Raise OutOfTime when whoever waits in this context does so no longer."""
    if (deadline := _CURRENT.get()) is not None:
        deadline.check()


def check_wanted() -> None:
    """Raise OutOfTime when nobody waits any more in this context, however much time there is."""
    if (deadline := _CURRENT.get()) is not None:
        deadline.check_wanted()


def renew() -> None:
    """Begin the time of this context's deadline anew."""
    if (deadline := _CURRENT.get()) is not None:
        deadline.renew()
