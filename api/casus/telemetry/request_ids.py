"""What names a request in its answer, in the log and in the traces of others.

`X-Request-Id`: a client's own is taken where it is short and plain, else one is made. `traceparent` is read as
Trace Context, Level 1 has it (W3C Recommendation of 2021-11-23, section 3.2). Nothing is sent for it: no Recommendation
has a header of answers for it (`traceresponse` is a draft).
"""

import re
from random import getrandbits  # no secret; seeded by the system in each process
from typing import Final, NamedTuple

HEADER: Final = "X-Request-Id"
IN_ANSWERS: Final = HEADER.lower().encode()
TRACE: Final = b"traceparent"
READ: Final = frozenset([IN_ANSWERS, TRACE])
"""The headers that a request tells its ids in."""
_PLAIN: Final = re.compile(rb"[A-Za-z0-9._-]{1,128}")
_PARENT: Final = re.compile(
    rb"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?P<more>-.*)?",
    re.DOTALL,
)


class RequestIds(NamedTuple):
    """Of one request."""

    request_id: str
    trace_id: str | None


def made() -> str:
    """An id that no other request has: 80 bits of chance."""
    return f"{getrandbits(80):020x}"


def told(headers: list[tuple[bytes, bytes]]) -> RequestIds:
    """The ids that the headers tell; a header that stands there twice tells nothing."""
    ids = [value for name, value in headers if name == IN_ANSWERS]
    parents = [value for name, value in headers if name == TRACE]
    plain = len(ids) == 1 and _PLAIN.fullmatch(ids[0])
    return RequestIds(ids[0].decode() if plain else made(), _trace_id(parents[0]) if len(parents) == 1 else None)


def _trace_id(parent: bytes) -> str | None:
    """Of later versions what stands first is read, and more may follow (section 4.3, "Versioning of traceparent")."""
    found = _PARENT.fullmatch(parent.strip(b" \t"))
    if found is None or (found["version"] == b"00" and found["more"] is not None):
        return None
    return found["trace"].decode()
