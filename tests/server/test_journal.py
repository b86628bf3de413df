"""What each request is called, in its answer and in the log, and what the log says of it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest

from casus.telemetry import logs
from tests.server.running import request, running_small
from tests.waiting import eventually

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


class Written(logging.Handler):
    """The log, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.formatter("json"))
        self.records: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(json.loads(self.format(record)))

    def access(self, number: int) -> list[dict[str, Any]]:
        """The lines of so many requests, which are written when the clients have their answers."""
        assert eventually(lambda: len(self._access()) >= number), self.records
        return self._access()

    def _access(self) -> list[dict[str, Any]]:
        return [each for each in self.records if each["logger"] == "casus.access"]


@contextmanager
def written() -> Iterator[Written]:
    handler, log = Written(), logging.getLogger("casus")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        log.removeHandler(handler)
        log.setLevel(before)


def test_every_answer_names_its_request() -> None:
    with running_small() as (server, _):
        asked: dict[str, dict[str, Any]] = {
            "computed": {"path": "/quick"},
            "cached": {"path": "/quick"},
            "alive": {"path": "/healthz"},
            "head": {"path": "/quick", "method": "HEAD"},
            "unknown": {"path": "/nowhere"},
            "method": {"path": "/quick", "method": "DELETE"},
            "options": {"path": "/quick", "method": "OPTIONS"},
            "streamed": {"path": "/stream?pieces=3"},
            "large": {"path": "/large?bytes=300000"},
            "body": {"path": "/body", "method": "POST", "body": b"x"},
            "body-too-large": {"path": "/body", "method": "POST", "Content_Length": "99999999"},
            "no-host": {"path": "/quick", "Host": "a b"},
            "long": {"path": f"/{'x' * 70_000}"},
        }
        own = {kind: server.ask(**asking, X_Request_Id=f"mine-{kind}") for kind, asking in asked.items()}
        made = [server.ask(**asking).headers["X-Request-Id"] for asking in asked.values()]

    assert own["cached"].headers["Cache-Status"] == "casus; hit"
    assert {kind: answer.headers.get_all("X-Request-Id") for kind, answer in own.items()} == {
        kind: [f"mine-{kind}"] for kind in asked
    }
    assert len(set(made)) == len(asked)
    assert all("X-Request-Id" in answer.headers["Access-Control-Expose-Headers"] for answer in own.values())


def test_what_is_not_modified_names_its_request_too() -> None:
    with running_small() as (server, _):
        tag = server.ask("/quick").headers["ETag"]
        known = server.ask("/quick", If_None_Match=tag, X_Request_Id="mine")

    assert (known.status, known.headers["X-Request-Id"]) == (304, "mine")


def test_an_id_that_could_be_misread_is_not_echoed() -> None:
    with running_small() as (server, _):
        for given in ("a b", "x" * 129, "<b>", "a\tb", 'a"', "ü"):
            assert server.ask("/quick", X_Request_Id=given).headers["X-Request-Id"].isalnum()


def test_an_error_that_nobody_foresaw_is_found_in_the_log_by_the_id_that_its_client_got() -> None:
    with running_small() as (server, _), written() as log:
        answer = server.ask("/breaks", X_Request_Id="mine", traceparent=PARENT)

    told = json.loads(answer.body)
    (found,) = (each for each in log.records if "traceback" in each)
    assert answer.problem == "internal"
    assert told["request_id"] == answer.headers["X-Request-Id"] == found["request_id"] == "mine"
    assert found["trace_id"] == TRACE
    assert "IndexError" in found["traceback"]


def test_no_two_who_ask_for_the_same_get_one_id_in_their_bodies() -> None:
    """What goes wrong is computed for each of them: the body names the request."""
    with running_small() as (server, small), server.sent(request("/breaks?wait")) as first:
        assert eventually(lambda: small.calls == ["breaks"])
        with server.sent(request("/breaks?wait")) as second:
            small.go.set()
            answers = [first.answer(), second.answer()]

    ids = [json.loads(answer.body)["request_id"] for answer in answers]
    assert ids == [answer.headers["X-Request-Id"] for answer in answers]
    assert ids[0] != ids[1]


def test_requests_are_not_logged_unless_the_operator_wants_it() -> None:
    with running_small() as (server, _), written() as log:
        server.ask("/quick?q=secret")
        server.ask("/quick?q=secret", Host="a b")
    assert log.records == []


def test_a_request_is_a_line_without_what_was_searched_for_and_by_whom() -> None:
    with running_small(access_log="on") as (server, _), written() as log:
        server.ask("/quick?q=secret", traceparent=PARENT, X_Request_Id="one", source="127.0.0.9")
        server.ask("/quick?q=secret", source="127.0.0.9", User_Agent="secret", Referer="http://secret")
        server.ask("/body?q=secret", "POST", body=b"secret", source="127.0.0.9")
        server.ask("/nowhere", source="127.0.0.9")
        server.ask("/quick?q=secret", source="127.0.0.9", Host="a b")
        server.ask("/stream?pieces=3", source="127.0.0.9")
        lines = log.access(6)

    assert "secret" not in str(lines)
    assert "127.0.0.9" not in str(lines)
    assert lines[0]["request_id"] == "one" and lines[0]["trace_id"] == TRACE
    shown = [(each["method"], each["path"], each["route"], each["status"], each["bytes"]) for each in lines]
    assert shown[:3] == [
        ("GET", "/quick", "/quick", 200, len("1 q=secret")),
        ("GET", "/quick", "/quick", 200, len("1 q=secret")),
        ("POST", "/body", "/body", 200, len("6 6")),
    ]
    assert [each[:4] for each in shown[3:5]] == [
        ("GET", "/nowhere", "unknown", 404),
        ("GET", "/quick", "unknown", 400),
    ]
    assert shown[5] == ("GET", "/stream", "/stream", 200, 3 * 16 * 1024)
    assert [each.get("cache") for each in lines] == ["miss", "hit", None, "miss", None, "miss"]
    assert all(each["ms"] >= each["waited_ms"] >= 0 for each in lines if "ms" in each)


def test_the_address_is_there_when_the_operator_wants_it() -> None:
    with running_small(access_log="with-address") as (server, _), written() as log:
        server.ask("/quick", source="127.0.0.9")
        server.ask("/quick", Host="a b", source="127.0.0.9")
        lines = log.access(2)

    assert [each["client"] for each in lines] == ["127.0.0.9", "127.0.0.9"]


def test_a_client_that_goes_is_a_line_too() -> None:
    with running_small(access_log="on") as (server, small), written() as log:
        with server.sent(request("/slow")) as connection:
            assert eventually(lambda: small.calls == ["slow"])
            connection.reset()
        (line,) = log.access(1)

    assert (line["status"], line["bytes"], line["message"]) == (None, 0, "GET /slow gone")


@pytest.mark.parametrize("kind", ["text", "json"])
def test_no_path_forges_a_line(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    hostile = "/x\n2026-01-01T00:00:00.000Z ERROR casus: forged\r\x1b[2J\u2028\u202e"
    with running_small(access_log="on") as (server, _), caplog.at_level(logging.INFO, "casus"):
        assert server.ask(quote(hostile)).status == 404
        assert eventually(lambda: bool(caplog.records))
    (line,) = (logs.formatter(kind).format(each) for each in caplog.records if each.name == "casus.access")
    assert line.isprintable()


def test_no_path_forges_what_a_line_says(caplog: pytest.LogCaptureFixture) -> None:
    """A path with what separates words is one word."""
    with running_small(access_log="on") as (server, _), caplog.at_level(logging.INFO, "casus.access"):
        server.ask("/quick%20200%20(pid=1%20request_id=forged)")

        assert eventually(lambda: bool(caplog.records))
    line = logs.formatter("text").format(caplog.records[-1])
    assert 'GET "/quick 200 (pid=1 request_id=forged)" 404 (pid=' in line


def test_how_long_a_request_waited_for_its_turn_is_told() -> None:
    with running_small(access_log="on", web_threads=1, query_wait_s=5) as (server, small), written() as log:
        with server.sent(request("/slow")) as slow:
            assert eventually(lambda: small.calls == ["slow"])
            with server.sent(request("/own"), "127.0.0.2") as waiting:
                assert not eventually(lambda: len(small.calls) > 1, within_s=0.3)
                small.go.set()
                assert waiting.answer().status == 200
                assert slow.answer().status == 200
        lines = {each["path"]: each for each in log.access(2)}

    assert lines["/own"]["waited_ms"] > 200 > lines["/slow"]["waited_ms"]
