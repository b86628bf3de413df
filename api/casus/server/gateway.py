"""The gateway: an event loop meets the clients, and threads only compute (docs/decisions/0025-the-gateway.md).

For each request, in this order: the sign of life; the cache; the body, whole; the client's turn; the application, in a
thread; and its answer, handed on as the client takes it. Whoever waits holds a few kilobytes and no thread. When the
client goes, the connection cancels the task of the request, wherever that is.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import Any, Final, TypeVar

from flask import Flask
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from casus.http import headers
from casus.http.limits import BODY_BYTES
from casus.http.problems import BadRequest, BodyTooLarge, BodyTooSlow, TooManyRequests, unforeseen
from casus.http.turns import Turn
from casus.server.answer import Answer, Pieces, Spooled, Work, encoded
from casus.server.cache import Cache
from casus.server.flight import Flight
from casus.server.journal import Journal
from casus.server.request import Request
from casus.server.turns import Turns
from casus.server.under_way import UnderWay
from casus.settings import Settings
from casus.telemetry import logs, metrics
from casus.telemetry.request_ids import IN_ANSWERS
from casus.terms.deadline import OutOfTime
from casus.terms.problem import Problem

Made = TypeVar("Made")
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_ALIVE: Final = "/healthz"
_QUERIES: Final = "/sparql"
_LONG_AT_ONCE: Final = 2
_DOWNLOADS, _DOWNLOADS_OF_ONE = 64, 8
_SLICE_BYTES: Final = 64 * 1024
"""What is given to the connection at once: as much as it keeps for a client that reads slowly."""
_GRACE_S: Final = 5.0
"""How much longer than its time a computation may take before its client is told so, though it goes on."""


log = logging.getLogger(__name__)


class Gateway:
    """The ASGI application in front of the WSGI application of one web process."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._cache = Cache(settings.cache_mib * 1024**2)
        self._flights: dict[bytes, Flight] = {}
        wait_s, computing_s = settings.query_wait_s, settings.request_deadline_s
        self._turns = {
            Turn.SHORT: Turns(settings.web_threads, settings.client_requests, wait_s),
            Turn.LONG: Turns(_LONG_AT_ONCE, 1, wait_s, kind="long"),
            Turn.QUERY: Turns(
                settings.query_workers, settings.client_queries, wait_s, _cores(settings.web_workers), "query"
            ),
        }
        self._times_s = {
            Turn.SHORT: computing_s,
            Turn.LONG: computing_s,
            Turn.QUERY: wait_s + settings.query.deadline_s + computing_s,
        }
        self._downloads = Turns(_DOWNLOADS, _DOWNLOADS_OF_ONE, wait_s, kind="download")
        self._bodies, self._answers = UnderWay(), UnderWay()
        self._threads = ThreadPoolExecutor(
            settings.web_threads + _LONG_AT_ONCE + settings.query_workers, thread_name_prefix="work"
        )
        self._alive = self._compute_alive()
        self._journal = Journal(settings)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        request = Request(scope, self._settings.trusted_proxies)
        answer: Answer | None = None
        try:
            answer = await self._answered(request, receive)
            if answer.more is None:
                await self._hand_on(answer, request, send)
            else:
                await self._hand_on_in_pieces(answer, answer.more, request, send)
        except asyncio.CancelledError:  # the client has gone: nobody is to be told anything
            metrics.add(metrics.ABANDONED)
        finally:
            self._journal.ended(request, answer)

    async def _answered(self, request: Request, receive: Receive) -> Answer:
        """The answer, whatever it is."""
        try:
            return await self._answer(request, receive)
        except Problem as problem:
            return self._told(problem, request, close=isinstance(problem, BodyTooLarge | BodyTooSlow))
        except Exception:
            logs.REQUEST.set(request.ids)
            log.exception("%s: unforeseen error", request.path)
            return self._told(unforeseen(), request)

    def _told(self, problem: Problem, request: Request, *, close: bool = False) -> Answer:
        """The problem, as the answer to a request that the application has not answered."""
        answer = Answer.of_problem(problem, request, close=close)
        with suppress(HTTPException):  # there is no such path
            rule, _ = self._app.url_map.bind("").match(request.path, "GET", return_rule=True)
            answer.route = rule.rule
        return answer

    def tell(self) -> None:
        """Say how much there is now of what is counted as it stands."""
        for turns in (*self._turns.values(), self._downloads):
            turns.tell()
        metrics.put(metrics.CACHE_BYTES, value=self._cache.size)
        metrics.put(metrics.CACHE_ENTRIES, value=len(self._cache))

    # The answer

    async def _answer(self, request: Request, receive: Receive) -> Answer:
        """The answer, from wherever it comes first. Raises the problems of the gateway itself."""
        key = request.key
        if key is None:
            return await self._flight(request, await self._body(request, receive)).answer()
        if request.path == _ALIVE:
            return self._alive
        kept = self._cache.get(key)
        request.cache = "hit"
        if kept is None and (flight := self._flying(key)) is not None:
            kept, request.cache = await self._answer_of_other(flight), "joined"
        if kept is not None:
            return self._conditioned(kept, request) if request.with_conditions else kept
        request.cache = "miss"
        flight = self._flight(request, b"")
        if self._flying(key) is None and request.method == "GET" and not request.with_conditions:
            self._flights[key] = flight
            flight.task.add_done_callback(lambda _: self._landed(key, flight))
        return await flight.answer()

    def _flying(self, key: bytes) -> Flight | None:
        """The computation of the answer to equal requests that a further one can join."""
        flight = self._flights.get(key)
        return None if flight is None or flight.given_up else flight

    def _landed(self, key: bytes, flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _answer_of_other(self, flight: Flight) -> Answer | None:
        """The answer to an equal request that came before; None where it is not for all."""
        try:
            answer = await flight.answer()
        except TooManyRequests:  # of the client who sent that one
            return None
        return answer if (answer.is_for_all or answer.status >= 400) and not answer.names_request else None

    def _conditioned(self, kept: Answer, request: Request) -> Answer:
        """The answer to a request with conditions, as the application gives it to an answer that it has computed."""
        environ = request.environ(b"")
        with self._app.request_context(environ):
            told = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in kept.headers]
            response = headers.answer_conditions(self._app.response_class(kept.body, kept.status, told))
            body = b"".join(response.get_app_iter(environ))
            answer = Answer(response.status_code, encoded(response.get_wsgi_headers(environ)), body)
            answer.route = kept.route
            return answer

    def _flight(self, request: Request, body: bytes) -> Flight:
        work = Work(self._app.wsgi_app, request, body, self._settings.request_deadline_s)
        return Flight(self._compute(work, request), work)

    async def _compute(self, work: Work, request: Request) -> Answer:
        """The answer of the application, computed when it is the client's turn."""
        turn = Turn.QUERY if request.path == _QUERIES else Turn.SHORT
        while True:
            found = await self._in_turn(turn, request, work)
            if isinstance(found, Answer):
                break
            turn = found
        if request.key is not None and request.method == "GET":
            self._cache.offer(request.key, found)
        return found

    async def _in_turn(self, turn: Turn, request: Request, work: Work) -> Answer | Turn:
        """What the work gives in that turn. The turn is held until the thread is free, however long anybody waits."""
        turns = self._turns[turn]
        began = perf_counter()
        try:
            held = await turns.take(request.client)
        finally:
            request.waited_s += perf_counter() - began
        work.in_thread = True
        computing = asyncio.get_running_loop().run_in_executor(self._threads, work.begin, turn)

        def is_free(_: object) -> None:
            work.in_thread = False
            turns.give_back(held)

        computing.add_done_callback(is_free)
        try:
            async with asyncio.timeout(self._times_s[turn] + _GRACE_S) as limit:
                return await asyncio.shield(computing)
        except TimeoutError:
            if not limit.expired():
                raise
            work.give_up()
            raise OutOfTime("This takes too long; ask for less.", headers={"Retry-After": "5"}) from None

    async def _in_thread(self, call: Callable[..., Made], *arguments: Any) -> Made:
        """What the call gives. It cannot be stopped, so whoever is cancelled goes on when it has ended."""
        computing = asyncio.get_running_loop().run_in_executor(self._threads, partial(call, *arguments))
        try:
            return await asyncio.shield(computing)
        except asyncio.CancelledError:
            await asyncio.wait((computing,))
            raise

    def _compute_alive(self) -> Answer:
        """The answer of the application that says that it is alive: the same for everybody, whatever else goes on."""
        with self._app.test_request_context(_ALIVE):
            response: Response = self._app.full_dispatch_request()
            answer = Answer(response.status_code, encoded(response.headers), response.get_data())
            answer.route = _ALIVE
            return answer

    # The body of the request

    async def _body(self, request: Request, receive: Receive) -> bytes:
        """All of it, before anybody else hears of the request. Raises BodyTooLarge, BodyTooSlow and BadRequest."""
        told = request.header(b"content-length")
        if told is not None and int(told) > BODY_BYTES:
            raise _too_large()
        loop, body, is_whole = asyncio.get_running_loop(), bytearray(), False
        start = loop.time()
        with self._bodies.body(request.client, partial(request.abort, "memory")) as grow:
            while not is_whole:
                allowed_s = self._settings.client_wait_s + len(body) / self._settings.client_min_bytes_s
                try:
                    async with asyncio.timeout_at(start + allowed_s):
                        message = await receive()
                except TimeoutError:
                    raise BodyTooSlow(f"{len(body)} bytes of the body came in {allowed_s:.0f} s.") from None
                body += message.get("body", b"")
                grow(len(message.get("body", b"")))
                if len(body) > BODY_BYTES:
                    raise _too_large()
                is_whole = not message.get("more_body")
        if told is not None and len(body) != int(told):
            raise BadRequest(f"The body has {len(body)} bytes, and its head said {int(told)}.")
        return bytes(body)

    # Handing on

    async def _hand_on(self, answer: Answer, request: Request, send: Send) -> None:
        """Give the connection an answer that is in memory, no more at once than it has room for."""
        self._journal.answered(request, answer)
        head = [*answer.headers, (IN_ANSWERS, request.request_id.encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": head})
        body, size = answer.body, len(answer.body)
        if size <= _SLICE_BYTES:
            await send({"type": "http.response.body", "body": body})
            return
        with self._answers.body(request.client, partial(request.abort, "memory")) as grow:
            if not answer.kept:
                grow(size)
            view = memoryview(body)
            for begin in range(0, size, _SLICE_BYTES):
                end = begin + _SLICE_BYTES
                await send({"type": "http.response.body", "body": view[begin:end], "more_body": end < size})

    async def _hand_on_in_pieces(self, answer: Answer, more: Pieces, request: Request, send: Send) -> None:
        """Fetch the next piece when the client has taken the one before, each in a turn of its own."""
        client, spooled = request.client, None
        try:
            held = await self._downloads.take(client)
        except Problem as problem:
            await self._in_thread(more.close)
            await self._hand_on(self._told(problem, request), request, send)
            return
        except asyncio.CancelledError:
            await self._in_thread(more.close)
            raise
        try:
            head, piece, rest = answer.headers, answer.body, more.fetch
            if request.scope["http_version"] != "1.1" and answer.header(b"content-length") is None:
                spooled = Spooled()
                length = await self._spool(spooled, piece, more, client)
                head = [*head, (b"content-length", str(length).encode())]
                piece, rest = await self._in_thread(spooled.fetch), spooled.fetch
            self._journal.answered(request, answer)
            head = [*head, (IN_ANSWERS, request.request_id.encode())]
            await send({"type": "http.response.start", "status": answer.status, "headers": head})
            while piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await self._piece(rest, client)
                self._journal.gave(request, len(piece))
            await send({"type": "http.response.body", "body": b""})
        except Exception as error:
            is_foreseen = isinstance(error, Problem)
            told = {"ids": request.ids}
            log.error("%s: an answer broke off: %s", request.path, error, exc_info=not is_foreseen, extra=told)
            metrics.add(metrics.BROKEN_OFF)
            request.abort("broke-off")  # unfinished, so that no client takes it for whole
        finally:
            self._downloads.give_back(held)
            await self._in_thread(more.close)
            if spooled is not None:
                await self._in_thread(spooled.close)

    async def _spool(self, spooled: Spooled, piece: bytes, more: Pieces, client: str) -> int:
        """Write all of it aside for a client of HTTP/1.0, which knows no chunks; its length."""
        length = 0
        while piece:
            length = await self._in_thread(spooled.add, piece)
            piece = await self._piece(more.fetch, client)
        await self._in_thread(spooled.rewind)
        return length

    async def _piece(self, fetch: Callable[[], bytes], client: str) -> bytes:
        turns = self._turns[Turn.LONG]
        held = await turns.take(client, self._settings.request_deadline_s)
        try:
            return await self._in_thread(fetch)
        finally:
            turns.give_back(held)


def _cores(processes: int) -> int:
    """The cores that one of so many web processes has for itself; one at least."""
    return max(1, len(os.sched_getaffinity(0)) // processes)


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(f"The body is longer than {BODY_BYTES} bytes.")
