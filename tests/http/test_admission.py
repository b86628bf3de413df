import gc
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from casus.app import create_app
from casus.http.admission import Shares, admission
from casus.http.request_end import at_end
from casus.settings import Settings


@pytest.fixture(scope="module")
def small(var: Path) -> Iterator[Flask]:
    """An app in which one client has two threads, one turn, and a tenth of a second."""
    app = create_app(Settings(var_dir=var, web_threads=4, client_requests=1, query_wait_s=0.1, trusted_proxies=1))

    @app.get("/v1/last")
    def last() -> Response:
        return Response(iter(["first", "second"]))

    @app.get("/v1/fails")
    def fails() -> Response:
        raise RuntimeError

    @app.get("/elsewhere")
    def elsewhere() -> Response:
        return Response(iter(["first", "second"]))

    @app.get("/ends")
    def ends() -> Response:
        at_end().callback(DONE.append, 1)
        return Response(iter(["first", "second"]))

    yield app
    app.extensions["casus-releases"].served.sandbox.close()


DONE: list[int] = []


@contextmanager
def asking(app: Flask, path: str, address: str = "203.0.113.1") -> Iterator[TestResponse]:
    """An answer of which nothing is read yet; it is given up at the end of the block."""
    response = Client(app).get(path, headers={"X-Forwarded-For": address}, buffered=False)
    try:
        yield response
    finally:
        response.close()


def status(app: Flask, path: str, address: str = "203.0.113.1") -> int:
    with asking(app, path, address) as response:
        return response.status_code


def test_a_share_is_counted_for_each_client() -> None:
    shares = Shares(2)
    assert [shares.take("a"), shares.take("a"), shares.take("a"), shares.take("b")] == [True, True, False, True]
    shares.give_back("a")
    assert shares.take("a")


def test_who_waits_gets_what_is_given_back() -> None:
    shares = Shares(1)
    shares.take("a")
    threading.Timer(0.1, shares.give_back, ["a"]).start()
    start = time.monotonic()
    assert shares.take("a", 5)
    assert time.monotonic() - start < 4


def test_the_wait_ends() -> None:
    shares = Shares(1)
    shares.take("a")
    assert not shares.take("a", 0.05)


def test_nothing_is_kept_of_clients_that_are_gone() -> None:
    shares = Shares(1)
    for number in range(1000):
        shares.take(str(number))
        shares.give_back(str(number))
    assert not shares._held


@pytest.mark.parametrize(("path", "places"), [("/v1/last", 1), ("/elsewhere", 2)])
def test_a_place_is_held_until_the_last_byte_is_taken(small: Flask, path: str, places: int) -> None:
    with ExitStack() as held:
        answers = [held.enter_context(asking(small, path)) for _ in range(places)]
        assert status(small, path) == 429
        assert status(small, path, "203.0.113.2") == 200
        assert [answer.text for answer in answers] == ["firstsecond"] * places
    assert status(small, path) == 200


def test_an_answer_in_memory_holds_no_place(small: Flask) -> None:
    with asking(small, "/v1/states?limit=1"):
        assert status(small, "/v1/last") == 200


def test_an_answer_that_is_dropped_unread_gives_its_place_back(small: Flask) -> None:
    Client(small).get("/v1/last", headers={"X-Forwarded-For": "203.0.113.1"})
    gc.collect()
    assert status(small, "/v1/last") == 200


def test_a_refusal_is_a_problem_that_says_when_to_return(small: Flask) -> None:
    with asking(small, "/v1/last"), asking(small, "/v1/states") as refused:
        assert refused.json is not None
        assert refused.json["type"] == "https://w3id.org/casus/problem/too-many-requests"
        assert refused.headers["Retry-After"] == "1"


def test_queries_of_a_client_run_in_turn(small: Flask) -> None:
    address = "203.0.113.1"
    with small.test_request_context(environ_base={"REMOTE_ADDR": address}), admission().query():
        assert status(small, "/sparql?query=ASK%7B%7D", address) == 429
        assert status(small, "/sparql?query=ASK%7B%7D", "203.0.113.2") == 200
    assert status(small, "/sparql?query=ASK%7B%7D", address) == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_load_balancers_are_not_counted(small: Flask, path: str) -> None:
    with asking(small, "/elsewhere"), asking(small, "/elsewhere"):
        assert status(small, "/elsewhere") == 429
        assert status(small, path) == 200


@pytest.mark.parametrize("path", ["/v1/fails", "/v1/nowhere", "/v1/states?x=1", "/v1/states?limit=1"])
def test_every_end_of_a_request_gives_its_places_back(small: Flask, path: str) -> None:
    assert len({status(small, path) for _ in range(5)}) == 1
    assert status(small, "/v1/last") == 200


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:203.0.113.1", "::ffff:203.0.113.2", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("203.0.113.1:50000", "203.0.113.1:50001", True),
        ("203.0.113.1:50000", "203.0.113.1", True),
        ("203.0.113.1:50000", "203.0.113.2:50000", False),
        ("[2001:db8:0:1::1]:50000", "2001:db8:0:1::2", True),
        ("[2001:db8:0:1::1]:50000", "[2001:db8:0:2::1]:50000", False),
        ("unknown", "203.0.113.1", False),
        ("203.0.113.7, 203.0.113.1", "203.0.113.8, 203.0.113.1", True),
    ],
)
def test_a_client_is_an_address_or_a_network_of_64_bits(small: Flask, one: str, other: str, same: bool) -> None:
    with asking(small, "/v1/last", one):
        assert status(small, "/v1/last", other) == (429 if same else 200)


def test_without_a_trusted_proxy_nobody_believes_the_header(client: FlaskClient) -> None:
    headers = {"X-Forwarded-For": "203.0.113.1"}
    with client:
        client.get("/healthz", headers=headers)
        assert request.remote_addr == "127.0.0.1"


def test_what_is_left_for_the_end_of_a_request_is_done_then_and_once(small: Flask) -> None:
    DONE.clear()
    with asking(small, "/ends") as response:
        assert DONE == []
        assert response.text == "firstsecond"
    assert DONE == [1]
