"""Places for queries among the threads of a web process: whatever queries do, the other requests are answered."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.problems import Busy
from api.service import service


@contextmanager
def query_slot() -> Iterator[None]:
    """One of the threads that queries may hold, taken before a body is read: a slow client holds one too.

    Raises Busy when there is none.
    """
    slots = service().query_slots
    if not slots.acquire(blocking=False):
        raise Busy("Too many queries at once; try again.", headers={"Retry-After": "1"})
    try:
        yield
    finally:
        slots.release()
