"""The kinds of work, which a server in front may have in limited numbers at once, so that none keeps another waiting.

The application says what a request needs when it knows it; who may have it, and when, is decided in front of it
(`casus.server`). Without a server that gives turns, everything goes on at once.
"""

from enum import Enum
from typing import Final

from flask import request

from casus.sandbox.errors import Busy

GIVEN: Final = "casus.turn"
"""In the WSGI environment: the turn that the request has; absent where there are no turns."""
NEEDED: Final = "casus.turn-needed"
"""In the WSGI environment, when the request could not be answered with the turn that it had: what it needs."""


class Turn(Enum):
    """A kind of work."""

    SHORT = "a page or a record"
    LONG = "a whole list or a network"
    QUERY = "a query in a worker of its own"


def need(turn: Turn) -> None:
    """Go on if the request has the turn for what takes long. Raises Busy, and the server in front asks again with it.

    Call it before anything else is done, since that is done twice.
    """
    if request.environ.get(GIVEN) is Turn.SHORT:
        request.environ[NEEDED] = turn
        raise Busy("This takes long, and has to wait for its turn.", headers={"Retry-After": "1"})
