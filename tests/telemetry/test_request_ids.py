"""Which id a request has: W3C Trace Context, Level 1, section 3.2, and the ids that clients choose."""

import re

import pytest

from casus.telemetry.request_ids import made, told

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"


@pytest.mark.parametrize("given", [b"a", b"A-b_c.9", b"x" * 128, b"0af7651916cd43dd8448eb211c80319c"])
def test_a_short_and_plain_id_of_the_client_is_taken(given: bytes) -> None:
    assert told([(b"host", b"x"), (b"x-request-id", given)]).request_id == given.decode()


@pytest.mark.parametrize(
    "given", [b"", b"x" * 129, b"a b", b"a\nb", b"a\n", b"a,b", b'a"', b"\xc3\xa9", b"<script>", b"a\x00"]
)
def test_any_other_is_replaced(given: bytes) -> None:
    assert re.fullmatch("[0-9a-f]{20}", told([(b"x-request-id", given)]).request_id)


def test_two_ids_are_none() -> None:
    assert told([(b"x-request-id", b"a"), (b"x-request-id", b"b")]).request_id not in "ab"


def test_no_two_requests_get_the_same_id() -> None:
    assert len({made() for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    "given",
    [
        f"00-{TRACE}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-00",
        f" 00-{TRACE}-{PARENT}-ff\t",
        f"01-{TRACE}-{PARENT}-01",
        f"cc-{TRACE}-{PARENT}-01-what-comes-later",
    ],
)
def test_the_trace_of_a_valid_parent_is_read(given: str) -> None:
    assert told([(b"traceparent", given.encode())]).trace_id == TRACE


@pytest.mark.parametrize(
    "given",
    [
        "",
        "nonsense",
        f"00-{TRACE}-{PARENT}",
        f"00-{TRACE}-{PARENT}-01-more",
        f"00-{TRACE}-{PARENT}-01-",
        f"ff-{TRACE}-{PARENT}-01",
        f"00-{TRACE.upper()}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE[:-1]}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-1",
        f"cc-{TRACE}-{PARENT}-01.more",
        f"0-{TRACE}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01\n",
    ],
)
def test_no_trace_of_another_one_is(given: str) -> None:
    assert told([(b"traceparent", given.encode())]).trace_id is None


def test_two_parents_are_none() -> None:
    parent = (b"traceparent", f"00-{TRACE}-{PARENT}-01".encode())
    assert told([parent, parent]).trace_id is None
