"""What is kept, for how long, and how an answer says so. That it is the same as before, test_gateway.py shows."""

import tracemalloc

import pytest

from casus.server.answer import Answer, Headers
from casus.server.cache import Cache

MIB = 1024**2


def key(name: str, accept: str = "*/*") -> bytes:
    return "\n".join(["1.1", "http", f"/{name}", "", "host", "casus.test", "accept", accept]).encode()


def answer(body: bytes = b"x", status: int = 200, more: object = None, **headers: str) -> Answer:
    told: Headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Answer(status, told, body, more)  # type: ignore[arg-type]


def offer(cache: Cache, key: bytes, found: Answer) -> None:
    cache.offer(key, found)


def said(found: Answer | None) -> str:
    assert found is not None
    told = [value.decode() for name, value in found.headers if name == b"cache-status"]
    assert len(told) == 1
    return told[0]


def test_the_first_answer_says_that_it_was_stored_and_the_next_that_it_was_there() -> None:
    cache, first = Cache(MIB), answer(b"body", etag='"1"')
    offer(cache, key("a"), first)
    found = cache.get(key("a"))
    assert found is not None
    assert (found.status, found.body, found.header(b"etag")) == (200, b"body", b'"1"')
    assert (said(first), said(found), said(cache.get(key("a")))) == (
        "casus; fwd=miss; stored",
        "casus; hit",
        "casus; hit",
    )
    assert cache.get(key("b")) is None


@pytest.mark.parametrize(
    "other",
    [
        answer(status=404),
        answer(status=304),
        answer(status=206),
        answer(more=iter(())),
        answer(cache_control="no-store"),
        answer(cache_control="public, No-Store"),
        answer(vary="Cookie"),
        answer(vary="Accept, Origin"),
        answer(vary="*"),
        answer(bytes(MIB // 8)),
    ],
    ids=lambda each: f"{each.status} {each.headers} {len(each.body)}",
)
def test_what_is_not_for_everybody_is_not_kept_and_says_nothing(other: Answer) -> None:
    cache = Cache(MIB)
    offer(cache, key("a"), other)
    assert cache.get(key("a")) is None
    assert other.header(b"cache-status") is None


def test_what_varies_with_a_part_of_the_key_is_kept() -> None:
    cache = Cache(MIB)
    offer(cache, key("a"), answer(vary="Accept,  accept-encoding,HOST", cache_control="public, max-age=60"))
    assert cache.get(key("a")) is not None


def test_what_was_not_asked_for_longest_goes_first() -> None:
    cache, names = Cache(95_000), "abcdefgh"
    for name in names:
        offer(cache, key(name), answer(bytes(10_000)))
    assert cache.get(key("a")) is not None
    offer(cache, key("i"), answer(bytes(10_000)))
    assert [name for name in names + "i" if cache.get(key(name)) is not None] == list("acdefghi")


def test_without_memory_nothing_is_kept() -> None:
    cache, first = Cache(0), answer(b"")
    offer(cache, key("a"), first)
    assert cache.get(key("a")) is None
    assert first.header(b"cache-status") is None


@pytest.mark.parametrize(
    ("body_bytes", "accept_bytes"),
    [(10, 10), (100_000, 10), (10, 30_000)],
    ids=["short answers", "long answers", "long requests with short answers"],
)
def test_its_memory_is_bounded(body_bytes: int, accept_bytes: int) -> None:
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        cache = Cache(4 * MIB)
        for number in range(6000 if body_bytes + accept_bytes < 1000 else 400):
            own = str(number)
            headers = {f"x-{part}": f"{own} {part} and some more" for part in range(15)}
            offer(cache, key(own, own + "x" * accept_bytes), answer(own.encode() + bytes(body_bytes), **headers))
        held = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert 1 * MIB < held < 6 * MIB
    assert cache.get(key("0", "0" + "x" * accept_bytes)) is None
