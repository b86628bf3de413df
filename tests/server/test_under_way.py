"""Bodies that wait in memory. `cut` only says that a body is to end; whoever holds it leaves the block later."""

from contextlib import ExitStack, suppress

import pytest

from casus.server.under_way import UnderWay


class Bodies:
    """Bodies of clients, by name, and which were cut."""

    def __init__(self, most_bytes: int) -> None:
        self.under_way = UnderWay(most_bytes)
        self.cut: list[str] = []
        self._ends: dict[str, ExitStack] = {}
        self._grow = {}

    def add(self, name: str, client: str, size: int = 0) -> None:
        self._ends[name] = stack = ExitStack()
        self._grow[name] = stack.enter_context(self.under_way.body(client, lambda: self.cut.append(name)))
        self.grow(name, size)

    def grow(self, name: str, size: int) -> None:
        self._grow[name](size)

    def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].close()

    @property
    def nothing_is_left(self) -> bool:
        return not (self.under_way._bytes or self.under_way._bodies or self.under_way._of_clients)


@pytest.fixture
def bodies() -> Bodies:
    return Bodies(100)


def test_what_fits_is_left_alone(bodies: Bodies) -> None:
    bodies.add("a1", "a", 60)
    bodies.add("b1", "b", 40)
    assert bodies.cut == []
    bodies.end("a1", "b1")
    assert bodies.nothing_is_left


def test_the_oldest_of_the_client_who_has_most_is_cut(bodies: Bodies) -> None:
    bodies.add("b1", "b", 30)
    bodies.add("a1", "a", 20)
    bodies.add("a2", "a", 40)
    bodies.add("b2", "b", 20)
    assert bodies.cut == ["a1"]
    bodies.grow("b2", 10)
    assert bodies.cut == ["a1"]
    bodies.grow("b2", 10)
    assert bodies.cut == ["a1", "b1"]


def test_as_many_are_cut_as_must_be(bodies: Bodies) -> None:
    for name in ("a1", "a2", "a3"):
        bodies.add(name, "a", 30)
    bodies.add("b1", "b", 45)
    assert bodies.cut == ["a1", "a2"]


def test_one_that_is_too_large_alone_is_cut(bodies: Bodies) -> None:
    bodies.add("a1", "a", 101)
    assert bodies.cut == ["a1"]
    bodies.end("a1")
    assert bodies.nothing_is_left


def test_one_that_holds_nothing_yet_is_not_cut(bodies: Bodies) -> None:
    bodies.add("a1", "a")
    bodies.add("a2", "a", 101)
    assert bodies.cut == ["a2"]


def test_one_that_was_cut_counts_no_longer_though_more_of_it_comes(bodies: Bodies) -> None:
    bodies.add("a1", "a", 101)
    for size in (50, 0, 60):
        bodies.grow("a1", size)
    bodies.add("b1", "b", 90)
    assert bodies.cut == ["a1"]
    bodies.end("a1", "b1")
    assert bodies.nothing_is_left


def test_a_block_that_fails_leaves_nothing() -> None:
    under_way = UnderWay(100)
    with suppress(OSError), under_way.body("a", lambda: None) as grow:
        grow(50)
        raise OSError
    assert not under_way._bytes
