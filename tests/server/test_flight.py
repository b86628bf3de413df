"""A computation and those who wait for it, in an event loop; what the work does is the test's own."""

import asyncio
import gc

import pytest

from casus.http.problems import TooManyRequests
from casus.server.answer import Answer
from casus.server.flight import Flight
from tests.server.test_turns import in_loop, settle


class Work:
    """Stands for the work in its thread, which can only be told that nobody waits any more."""

    def __init__(self, in_thread: bool) -> None:
        self.in_thread = in_thread
        self.given_up = False

    def give_up(self) -> None:
        self.given_up = True


class Client:
    """Whoever waits; when he goes, his task is cancelled."""

    def __init__(self, flight: Flight) -> None:
        self.waiting = asyncio.create_task(flight.answer())

    async def go(self) -> None:
        self.waiting.cancel()
        await settle()


class Computing:
    def __init__(self, in_thread: bool = True) -> None:
        self.work = Work(in_thread)
        self.result: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.flight = Flight(self._compute(), self.work)  # type: ignore[arg-type]

    async def _compute(self) -> Answer:
        return await self.result


@in_loop
async def test_everybody_gets_the_same_answer() -> None:
    computing, answer = Computing(), Answer(200, [], b"")
    clients = [Client(computing.flight) for _ in range(3)]
    await settle()
    computing.result.set_result(answer)
    assert [await client.waiting for client in clients] == [answer] * 3
    assert await Client(computing.flight).waiting is answer
    assert not computing.work.given_up


@in_loop
async def test_everybody_gets_the_same_problem() -> None:
    computing = Computing()
    clients = [Client(computing.flight) for _ in range(2)]
    await settle()
    computing.result.set_exception(TooManyRequests("too many"))
    for client in clients:
        with pytest.raises(TooManyRequests):
            await client.waiting


@in_loop
async def test_it_goes_on_until_the_last_one_leaves() -> None:
    computing = Computing()
    first, last = Client(computing.flight), Client(computing.flight)
    await settle()
    await first.go()
    assert first.waiting.cancelled()
    assert not (computing.work.given_up or computing.flight.given_up)
    await last.go()
    assert last.waiting.cancelled()
    assert computing.work.given_up
    assert computing.flight.given_up


@pytest.mark.parametrize("in_thread", [True, False])
@in_loop
async def test_only_what_is_in_no_thread_yet_can_be_stopped(in_thread: bool) -> None:
    """Its turn is given back when the thread is free."""
    computing = Computing(in_thread)
    client = Client(computing.flight)
    await settle()
    await client.go()
    assert computing.flight.task.cancelled() is not in_thread
    assert computing.flight.task.done() is not in_thread


@in_loop
async def test_who_leaves_when_the_answer_is_there_ends_nothing() -> None:
    computing = Computing()
    client = Client(computing.flight)
    await settle()
    computing.result.set_result(Answer(200, [], b""))
    await client.go()
    assert not (computing.work.given_up or computing.flight.given_up)


@in_loop
async def test_a_problem_that_nobody_waits_for_any_more_is_nobodys_surprise(caplog: pytest.LogCaptureFixture) -> None:
    """asyncio logs what nobody has looked at, when it is collected: in the middle of whatever else goes on."""
    computing = Computing()
    client = Client(computing.flight)
    await settle()
    await client.go()
    computing.result.set_exception(TooManyRequests("too many"))
    await settle()
    del computing, client
    gc.collect()
    assert not caplog.records
