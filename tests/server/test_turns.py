"""Turns in an event loop; who waits is a task, and nothing is measured more sharply than by its order."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps

import pytest

from casus.http.problems import TooManyRequests
from casus.sandbox.errors import Busy
from casus.server.turns import Held, Turns

SOON_S, LONG_S = 0.02, 60


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    @wraps(test)
    def run(**arguments: object) -> None:
        asyncio.run(asyncio.wait_for(test(**arguments), 20))  # type: ignore[arg-type]

    return run


async def settle() -> None:
    """Let everything happen that waits for nothing."""
    for _ in range(20):
        await asyncio.sleep(0)


def is_as_new(turns: Turns) -> bool:
    """Whether nothing is left of anybody."""
    return not (turns._taken or turns._held or turns._queues or turns._waiting or turns._begun)


class Row:
    """Tasks that wait for turns, and the order in which they had them."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.held: list[Held] = []

    @property
    def had(self) -> list[str]:
        return [held.client for held in self.held]

    async def _wait(self, client: str) -> None:
        self.held.append(await self.turns.take(client))

    async def add(self, *clients: str) -> list["asyncio.Task[None]"]:
        tasks = [asyncio.create_task(self._wait(client)) for client in clients]
        await settle()
        return tasks

    async def give_back_all(self) -> None:
        """One after the other, until nobody waits."""
        given = 0
        while given < len(self.held):
            self.turns.give_back(self.held[given])
            given += 1
            await settle()


@in_loop
async def test_so_many_in_all_and_of_one() -> None:
    row = Row(Turns(3, 2, LONG_S))
    await row.add("a", "a", "a", "b", "b", "c")
    assert row.had == ["a", "a", "b"]
    await row.give_back_all()
    assert sorted(row.had) == ["a", "a", "a", "b", "b", "c"]
    assert is_as_new(row.turns)


@in_loop
async def test_a_crowd_of_one_client_does_not_go_before_one_of_another() -> None:
    row = Row(Turns(1, 1, LONG_S))
    crowd = await row.add(*["crowd"] * 100)
    await row.add("one", "other")
    await row.give_back_all()
    assert row.had[:4] == ["crowd", "crowd", "one", "other"]
    refused = [task for task in crowd if task.exception() is not None]
    assert all(isinstance(task.exception(), TooManyRequests) for task in refused)
    assert row.had.count("crowd") == 100 - len(refused) > 10
    assert is_as_new(row.turns)


@in_loop
async def test_clients_who_wait_take_turns() -> None:
    row = Row(Turns(1, 1, LONG_S))
    await row.add("x", *"aaaa", *"bb", "c")
    await row.give_back_all()
    assert "".join(row.had) == "xabcabaa"


@in_loop
async def test_those_of_one_client_go_in_the_order_in_which_they_came() -> None:
    turns, had = Turns(1, 1, LONG_S), list[int]()

    async def wait(number: int) -> None:
        turn = await turns.take("a")
        had.append(number)
        turns.give_back(turn)

    await asyncio.gather(*map(wait, range(10)))
    assert had == list(range(10))


@in_loop
async def test_who_must_wait_for_himself_keeps_nobody_else_waiting() -> None:
    row = Row(Turns(3, 1, LONG_S))
    await row.add("a", "a", "a", "b", "c")
    assert row.had == ["a", "b", "c"]


@pytest.mark.parametrize(("held", "problem"), [(["a", "a"], TooManyRequests), (["b", "c"], Busy), (["a", "b"], Busy)])
@in_loop
async def test_the_wait_ends_with_whose_fault_it_is(held: list[str], problem: type[Exception]) -> None:
    turns = Turns(2, 2, SOON_S)
    taken = [await turns.take(client) for client in held]
    with pytest.raises(problem) as raised:
        await turns.take("a")
    assert raised.value.headers["Retry-After"] == "1"  # type: ignore[attr-defined]
    for each in taken:
        turns.give_back(each)
    assert is_as_new(turns)


@in_loop
async def test_so_many_begin_at_once_and_what_takes_long_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casus.server.turns._SHORT_S", SOON_S)
    row = Row(Turns(3, 3, LONG_S, most_begun=1))
    await row.add("a", "b", "b", "c")
    assert row.had == ["a"]
    row.turns.give_back(row.held[0])
    await settle()
    assert row.had == ["a", "b"]
    await asyncio.sleep(3 * SOON_S)
    assert row.had == ["a", "b", "c", "b"]
    for each in row.held[1:]:
        row.turns.give_back(each)
    assert is_as_new(row.turns)


@in_loop
async def test_a_wait_of_its_own_goes_before_the_usual_one() -> None:
    turns = Turns(1, 1, LONG_S)
    await turns.take("a")
    with pytest.raises(Busy):
        await turns.take("b", SOON_S)


@in_loop
async def test_without_a_wait_a_free_turn_is_had_all_the_same() -> None:
    turns = Turns(1, 1, 0)
    held = await turns.take("a")
    with pytest.raises(Busy):
        await turns.take("b")
    turns.give_back(held)
    await turns.take("b")


@in_loop
async def test_who_stops_waiting_leaves_his_place() -> None:
    row = Row(Turns(1, 1, LONG_S))
    tasks = await row.add("x", "a", "b", "a")
    tasks[1].cancel()
    tasks[2].cancel()
    await settle()
    await row.give_back_all()
    assert row.had == ["x", "a"]
    assert is_as_new(row.turns)


@in_loop
async def test_a_turn_that_comes_when_its_waiter_is_cancelled_goes_to_the_next() -> None:
    row = Row(Turns(1, 1, LONG_S))
    tasks = await row.add("x", "a", "b")
    row.turns.give_back(row.held[0])
    tasks[1].cancel()  # it has the turn already, and does not know yet
    await settle()
    assert row.had == ["x", "b"]
    row.turns.give_back(row.held[1])
    assert is_as_new(row.turns)


@in_loop
async def test_a_turn_that_comes_when_the_wait_ends_is_not_lost() -> None:
    """The two are let meet in every order, a hundred times."""
    turns = Turns(1, 1, LONG_S)
    for number in range(100):
        held = await turns.take("x")
        waiting = asyncio.create_task(turns.take("a", 0.002))
        asyncio.get_running_loop().call_later(0.002 + (number - 50) / 50_000, turns.give_back, held)
        with suppress(Busy, TooManyRequests):
            turns.give_back(await waiting)
        await asyncio.sleep(0.002)
        assert is_as_new(turns), number


@pytest.mark.parametrize("most_begun", [3, 1])
@pytest.mark.parametrize("seed", range(5))
@in_loop
async def test_nothing_is_lost_or_kept_whatever_happens(
    seed: int, most_begun: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casus.server.turns._SHORT_S", 0.001)
    order = random.Random(seed)
    most, of_one = 3, 2
    turns = Turns(most, of_one, LONG_S, most_begun)
    working: dict[str, int] = {}

    async def work(client: str) -> None:
        await asyncio.sleep(order.random() / 5)
        held = await turns.take(client, order.choice([0.001, 2.0]))
        working[client] = working.get(client, 0) + 1
        assert working[client] <= of_one
        assert sum(working.values()) <= most
        try:
            await asyncio.sleep(order.random() / 500)
        finally:
            working[client] -= 1
            turns.give_back(held)

    tasks = [asyncio.create_task(work(f"client {order.randrange(20)}")) for _ in range(400)]
    for task in order.sample(tasks, 100):
        asyncio.get_running_loop().call_later(order.random() / 4, task.cancel)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    kinds = {type(each) for each in results} - {TooManyRequests}
    assert kinds == {type(None), Busy, asyncio.CancelledError}
    assert results.count(None) > 100
    assert is_as_new(turns)


@in_loop
async def test_a_refusal_because_too_many_wait_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casus.server.turns._WAITING", 3)
    row = Row(Turns(1, 1, LONG_S))
    await row.add("x", "a", "b", "c")
    with pytest.raises(Busy):
        await row.turns.take("d")
    await row.give_back_all()
    assert row.had == ["x", "a", "b", "c"]
    assert is_as_new(row.turns)
