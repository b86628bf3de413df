"""The gateway over a small application whose views can be held, on real connections."""

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import pytest

from casus.http.limits import BODY_BYTES
from tests.server.running import Answered, Running, Small, request, running_small
from tests.waiting import eventually

ONE, OTHER = "127.0.7.1", "127.0.7.2"
CLIENTS = [f"127.0.8.{number}" for number in range(1, 101)]


@pytest.fixture
def served() -> Iterator[tuple[Running, Small]]:
    with running_small(client_wait_s=1, query_wait_s=1) as found:
        yield found


@pytest.fixture
def server(served: tuple[Running, Small]) -> Running:
    return served[0]


@pytest.fixture
def small(served: tuple[Running, Small]) -> Small:
    return served[1]


def cache_status(answer: Answered) -> str | None:
    return answer.headers["Cache-Status"]


# Once for everybody


def test_an_answer_is_computed_once(server: Running, small: Small) -> None:
    first, second = server.ask("/quick?a"), server.ask("/quick?a", source=OTHER)
    assert first.body == second.body == b"1 a"
    assert (cache_status(first), cache_status(second)) == ("casus; fwd=miss; stored", "casus; hit")
    assert server.ask("/quick?b").body == b"2 b"
    assert small.calls == ["quick", "quick"]


def test_one_that_is_for_nobody_else_is_computed_for_each(server: Running, small: Small) -> None:
    with ThreadPoolExecutor(20) as threads:
        found = list(threads.map(lambda source: server.ask("/own", source=source), CLIENTS[:20]))
    assert sorted(int(each.body) for each in found) == list(range(1, 21))
    assert {cache_status(each) for each in found} == {None}


@pytest.mark.parametrize(
    ("method", "headers"),
    [("POST", {}), ("GET", {"Range": "bytes=0-0"}), ("OPTIONS", {}), ("GET", {"Transfer_Encoding": "chunked"})],
)
def test_a_request_of_its_own_takes_nothing_from_the_cache(
    server: Running, small: Small, method: str, headers: dict[str, str]
) -> None:
    server.ask("/quick")
    body = b"0\r\n\r\n" if "Transfer_Encoding" in headers else b""
    with server.sent(request("/quick", method, **headers) + body) as connection:
        assert cache_status(connection.answer(method)) is None


def test_a_hundred_equal_requests_at_once_cost_one_computation(server: Running, small: Small) -> None:
    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(server.sent(request("/slow"), source)) for source in CLIENTS]
        assert eventually(lambda: small.calls == ["slow"])
        time.sleep(0.1)
        small.go.set()
        assert {connection.answer().body for connection in connections} == {b"slow"}
    assert small.calls == ["slow"]


def test_when_the_first_one_leaves_the_others_get_it_all_the_same(server: Running, small: Small) -> None:
    first = server.sent(request("/slow"), ONE)
    assert eventually(lambda: small.calls == ["slow"])
    with server.sent(request("/slow"), OTHER) as other:
        time.sleep(0.1)
        first.reset()
        time.sleep(0.1)
        assert not small.given_up.is_set()
        small.go.set()
        assert other.answer().body == b"slow"
    assert small.calls == ["slow"]


def test_when_all_have_left_it_is_given_up_and_the_next_one_begins_anew(server: Running, small: Small) -> None:
    clients = [server.sent(request("/slow"), source) for source in CLIENTS[:5]]
    assert eventually(lambda: small.calls == ["slow"])
    time.sleep(0.1)
    for client in clients:
        client.reset()
    assert small.given_up.wait(2)
    with server.sent(request("/slow"), ONE) as next_one:
        assert eventually(lambda: small.calls == ["slow", "slow"])
        small.go.set()
        assert next_one.answer().body == b"slow"


def test_what_was_given_up_is_not_kept_though_its_beginning_was_made(server: Running, small: Small) -> None:
    first = server.sent(request("/stream?pieces=50&wait=1"), ONE)
    assert eventually(lambda: small.calls == ["stream", "waits"])
    first.reset()
    time.sleep(0.1)
    small.go.set()
    assert small.closed.wait(2)
    again = server.ask("/stream?pieces=50&wait=1", source=OTHER)
    assert cache_status(again) is None
    assert len(again.body) == 50 * 16 * 1024


def test_a_refusal_that_is_about_one_client_is_not_given_to_another() -> None:
    with running_small(client_requests=1, query_wait_s=0.5) as (server, small), ExitStack() as open_ones:
        busy = open_ones.enter_context(server.sent(request("/stuck?1"), ONE))
        assert eventually(lambda: small.calls == ["stuck"])
        refused = open_ones.enter_context(server.sent(request("/quick"), ONE))
        time.sleep(0.1)
        other = open_ones.enter_context(server.sent(request("/quick"), OTHER))
        answer = refused.answer()
        assert (answer.status, answer.problem) == (429, "too-many-requests")
        assert answer.headers["Retry-After"]
        assert other.answer().body == b"2 "
        small.go.set()
        assert busy.answer().status == 200


def test_when_others_have_all_turns_it_says_so() -> None:
    with running_small(client_requests=1, query_wait_s=0.2, web_threads=2) as (server, small), ExitStack() as open_ones:
        held = [open_ones.enter_context(server.sent(request(f"/stuck?{each}"), each)) for each in CLIENTS[:2]]
        assert eventually(lambda: len(small.calls) == 2)
        answer = server.ask("/quick", source=ONE)
        assert (answer.status, answer.problem) == (503, "busy")
        assert server.ask("/healthz", source=ONE).body == b"alive"
        small.go.set()
        assert [each.answer().status for each in held] == [200, 200]
        assert server.ask("/quick", source=ONE).status == 200


def test_what_takes_too_long_is_told_and_its_turn_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casus.server.gateway._GRACE_S", 0.1)
    with running_small(client_requests=1, query_wait_s=0.1, request_deadline_s=0.1) as (server, small):
        answer = server.ask("/stuck", source=ONE)
        assert (answer.status, answer.problem) == (503, "out-of-time")
        assert server.ask("/quick", source=ONE).status == 429
        small.go.set()
        assert eventually(lambda: server.ask("/quick", source=ONE).status == 200)


# Bodies


def test_a_body_is_whole_before_anybody_hears_of_it(server: Running, small: Small) -> None:
    whole = request("/body", "POST", b"x" * 1000)
    with server.sent(whole[:-500]) as connection:
        time.sleep(0.2)
        assert small.calls == []
        connection.sendall(whole[-500:])
        assert connection.answer().body == b"1000 1000"


def test_a_body_in_chunks_has_a_length_when_it_is_whole(server: Running) -> None:
    with server.sent(request("/body", "POST", Transfer_Encoding="chunked")) as connection:
        for _ in range(3):
            connection.sendall(b"5\r\n12345\r\n")
            time.sleep(0.02)
        connection.sendall(b"0\r\n\r\n")
        assert connection.answer().body == b"15 15"


@pytest.mark.parametrize("trickles", [False, True])
def test_a_body_that_does_not_come_is_a_problem(server: Running, small: Small, trickles: bool) -> None:
    with server.sent(request("/body", "POST", Content_Length="99")) as connection:
        ends = time.monotonic() + (1.5 if trickles else 0)
        with suppress(ConnectionError):
            while time.monotonic() < ends:
                connection.sendall(b"x")
                time.sleep(0.2)
        answer = connection.answer()
        assert (answer.status, answer.problem) == (408, "body-too-slow")
        assert answer.headers["Connection"] == "close"
    assert small.calls == []


def test_a_body_that_is_said_to_be_too_large_is_refused_before_it_comes(server: Running, small: Small) -> None:
    with server.sent(request("/body", "POST", Content_Length=str(BODY_BYTES + 1))) as connection:
        answer = connection.answer()
        assert (answer.status, answer.problem) == (413, "body-too-large")
        assert answer.headers["Connection"] == "close"
        assert connection.rest() == b""
    assert small.calls == []


@pytest.mark.parametrize("told", [True, False], ids=["by its length", "by counting"])
def test_whoever_sends_too_much_without_looking_gets_the_problem_all_the_same(server: Running, told: bool) -> None:
    """The server closes; were it to do so at once, the kernel would throw away the answer with what still comes."""
    much = 8 * BODY_BYTES
    head = request("/body", "POST", **({"Content_Length": str(much)} if told else {"Transfer_Encoding": "chunked"}))
    for _ in range(3):
        with server.connect() as connection:
            connection.sendall(head)
            with suppress(ConnectionError):
                connection.sendall(b"x" * much if told else (b"10000\r\n" + b"x" * 65536 + b"\r\n") * (much // 65536))
            answer = connection.answer()
            assert (answer.status, answer.problem) == (413, "body-too-large")


@pytest.mark.parametrize("size", [BODY_BYTES, BODY_BYTES + 1])
def test_the_largest_body(server: Running, size: int) -> None:
    with server.connect() as connection:
        connection.sendall(request("/body", "POST", Transfer_Encoding="chunked"))
        connection.sendall(b"%x\r\n%b\r\n0\r\n\r\n" % (size, bytes(size)))
        assert connection.answer().status == (200 if size == BODY_BYTES else 413)


def test_a_body_that_breaks_off_is_a_problem(server: Running, small: Small) -> None:
    with server.sent(request("/body", "POST", Content_Length="99") + b"12345") as connection:
        connection.shutdown(1)
        answer = connection.answer()
        assert (answer.status, answer.problem) == (400, "bad-request")
        assert b"5 bytes" in answer.body
    assert small.calls == []


def test_a_client_that_asks_first_is_told_to_go_on(server: Running, small: Small) -> None:
    with server.sent(request("/body", "POST", Content_Length="5", Expect="100-continue")) as connection:
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"12345")
        assert connection.answer().body == b"5 5"


def test_a_client_that_asks_first_about_too_much_is_told_at_once(server: Running) -> None:
    head = request("/body", "POST", Content_Length=str(BODY_BYTES + 1), Expect="100-continue")
    with server.sent(head) as connection:
        assert connection.answer().status == 413


def test_a_get_with_a_body_is_answered_by_itself(server: Running) -> None:
    with server.sent(request("/quick", body=b"12345") + request("/quick")) as connection:
        assert [connection.answer().body for _ in range(2)] == [b"1 ", b"2 "]


# Answers in pieces


@pytest.mark.parametrize("length", ["", "&length=1"])
def test_a_stream_is_whole(server: Running, small: Small, length: str) -> None:
    with server.sent(request(f"/stream?pieces=100{length}") + request("/quick")) as connection:
        answer = connection.answer()
        assert answer.body == b"".join(b"%16d" % place * 1024 for place in range(100))
        assert (answer.headers["Content-Length"] is None) == (length == "")
        assert small.closed.wait(1)
        assert connection.answer().status == 200
    assert cache_status(server.ask(f"/stream?pieces=100{length}")) is None


def test_it_is_made_as_the_client_takes_it(server: Running, small: Small) -> None:
    with server.sent(request("/stream?pieces=100000"), receive_buffer=64 * 1024) as connection:
        assert eventually(lambda: small.pulled > 8)
        time.sleep(0.3)
        pulled = small.pulled
        assert pulled * 16 < 1500, "KiB were made for a client that reads nothing"
        time.sleep(0.2)
        assert small.pulled == pulled
        taken = 0
        while taken < 4 * 1024**2:
            taken += len(connection.recv(1 << 16))
        assert eventually(lambda: small.pulled * 16 * 1024 > 4 * 1024**2)
        assert not small.closed.is_set()
        connection.reset()
    assert small.closed.wait(2)
    assert small.pulled * 16 < 4096 + 3000


@pytest.mark.parametrize("more", [b"", request("/quick")], ids=["one request", "several"])
def test_it_is_closed_when_the_client_leaves_as_clients_do(server: Running, small: Small, more: bytes) -> None:
    with server.sent(request("/stream?pieces=100000") + more) as connection:
        connection.recv(1 << 16)
    assert small.closed.wait(2)
    assert small.pulled < 1000


def test_so_is_work_for_one_that_leaves_so(server: Running, small: Small) -> None:
    with server.sent(request("/slow")):
        assert eventually(lambda: small.calls == ["slow"])
    assert small.given_up.wait(3)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("after", [200_000, 1_000_000])
def test_when_it_fails_in_the_middle_the_client_notices(server: Running, after: int, version: str) -> None:
    ask, noticed = request(f"/fails?after={after}", version=version), (http.client.HTTPException, ConnectionError)
    with server.sent(ask) as connection, pytest.raises(noticed):
        connection.answer()


def test_when_it_fails_at_the_beginning_it_is_a_problem(server: Running) -> None:
    answer = server.ask("/fails?after=0")
    assert (answer.status, answer.problem) == (500, "internal")


@pytest.mark.parametrize("pieces", [0, 1, 200])
def test_http_1_0_is_told_the_length_and_sent_no_chunks(server: Running, small: Small, pieces: int) -> None:
    with server.sent(request(f"/stream?pieces={pieces}", version="1.0", Connection="close")) as connection:
        answer = connection.answer()
        assert connection.rest() == b""
    assert answer.headers["Transfer-Encoding"] is None
    assert answer.headers["Content-Length"] == str(pieces * 16 * 1024)
    assert answer.body == b"".join(b"%16d" % place * 1024 for place in range(pieces))
    assert small.closed.wait(1)


def test_what_is_made_for_http_1_0_ends_when_the_client_leaves(server: Running, small: Small) -> None:
    connection = server.sent(request("/stream?pieces=1000000", version="1.0"))
    assert eventually(lambda: small.pulled > 20)
    connection.reset()
    assert small.closed.wait(2)


def test_downloads_of_many_go_on_together(server: Running, small: Small) -> None:
    with ExitStack() as open_ones:
        ask = request("/stream?pieces=200")
        connections = [open_ones.enter_context(server.sent(ask, source, 1 << 14)) for source in CLIENTS[:20]]
        sizes = []
        threads = [
            threading.Thread(target=lambda each=each: sizes.append(len(each.answer().body))) for each in connections
        ]
        for thread in threads:
            thread.start()
        assert server.ask("/quick", source=ONE).status == 200
        for thread in threads:
            thread.join(20)
    assert sizes == [200 * 16 * 1024] * 20


def test_one_client_has_so_many_downloads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casus.server.gateway._DOWNLOADS_OF_ONE", 2)
    with running_small(query_wait_s=0.2) as (server, small), ExitStack() as open_ones:
        ask = request("/stream?pieces=10000")
        for _ in range(2):
            open_ones.enter_context(server.sent(ask, ONE, 1 << 14)).recv(1)
        with server.sent(ask, ONE) as refused:
            answer = refused.answer()
            assert (answer.status, answer.problem) == (429, "too-many-requests")
        assert small.closed.wait(1)
        with server.sent(ask, OTHER) as other:
            assert other.recv(15) == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("size", [1, 64 * 1024, 64 * 1024 + 1, 3_000_000])
def test_an_answer_in_memory_is_whole(server: Running, size: int) -> None:
    for status in ("casus; fwd=miss; stored", "casus; hit"):
        answer = server.ask(f"/large?bytes={size}")
        assert (len(answer.body), cache_status(answer)) == (size, status)


def test_a_date_is_told_once_and_is_that_of_now(server: Running, small: Small) -> None:
    dates = []
    for _ in range(2):
        dates.append(server.ask("/quick").headers.get_all("Date"))
        time.sleep(1.1)
    assert [len(each or []) for each in dates] == [1, 1]
    assert dates[0] != dates[1]
    assert small.calls == ["quick"]
