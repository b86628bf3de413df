"""Places for what takes long, among the threads of a web process: the short requests are answered all the same."""

from api.admission import admission
from api.ends import at_end
from api.problems import Busy
from api.service import service


def query_slot() -> None:
    """Take one of the threads that queries may hold, until the current request is answered to its last byte.

    Call it before a body is read: a slow client holds one too. Raises TooManyRequests when the client has its share of
    them, and Busy when there is none.
    """
    admission().admit_long()
    slots = service().query_slots
    if not slots.acquire(blocking=False):
        raise Busy("Too many queries at once; try again.", headers={"Retry-After": "1"})
    at_end().callback(slots.release)
