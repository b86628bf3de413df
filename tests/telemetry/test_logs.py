"""The log: one record a line, whatever somebody has a service write."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from casus.telemetry import logs
from casus.telemetry.request_ids import RequestIds

HOSTILE = 'x\u200b\U000e0041\n2026-01-01T00:00Z ERROR casus: forged\r\x1b[2J\x00\u2028\u202e\x85"}\n{"level": "error"}'


def record(message: str, *arguments: object, **members: Any) -> logging.LogRecord:
    made = logging.LogRecord("casus.test", logging.ERROR, "", 0, message, arguments, members.pop("exc_info", None))
    vars(made).update(members)
    return made


def raised(text: str) -> Any:
    try:
        raise ValueError(text)
    except ValueError:
        return sys.exc_info()


@pytest.fixture(params=["text", "json"])
def formatter(request: pytest.FixtureRequest) -> logging.Formatter:
    return logs.formatter(request.param)


def test_no_text_begins_a_line(formatter: logging.Formatter) -> None:
    written = formatter.format(record("%s: broke off", HOSTILE, fields={"path": HOSTILE}))

    assert len(written.splitlines()) == 1
    assert written.isprintable()


def test_no_text_of_an_error_begins_a_line_of_its_own(formatter: logging.Formatter) -> None:
    first, *others = formatter.format(record("unforeseen", exc_info=raised(HOSTILE))).splitlines()

    assert "unforeseen" in first
    assert all(line.startswith("    | ") for line in others)
    assert all(line.isprintable() for line in (first, *others))
    assert others or first.startswith("{")


def test_json_holds_what_is_known_and_the_traceback_in_one_member() -> None:
    logs.name_release("1-abc")
    try:
        ids = RequestIds("r1", "0af7651916cd43dd8448eb211c80319c")
        told = json.loads(logs.formatter("json").format(record("a %s", "b", ids=ids, exc_info=raised(HOSTILE))))
    finally:
        logs.name_release("")

    assert told.pop("time").endswith("Z")
    assert told.pop("pid") > 0
    assert HOSTILE in told.pop("traceback")
    assert told == {
        "level": "error",
        "logger": "casus.test",
        "message": "a b",
        "release": "1-abc",
        "request_id": "r1",
        "trace_id": "0af7651916cd43dd8448eb211c80319c",
    }


def test_a_value_is_one_word_of_the_text() -> None:
    written = logs.formatter("text").format(record("m", fields={"path": "/a b", "n": 3, "none": None, "empty": ""}))

    assert 'path="/a b" n=3 empty=""' in written
    assert "none" not in written


def test_a_record_says_which_request_is_worked_on() -> None:
    token = logs.REQUEST.set(RequestIds("of-context", None))
    try:
        written = logs.formatter("text").format(record("m"))
    finally:
        logs.REQUEST.reset(token)

    assert "request_id=of-context" in written


def test_what_nobody_catches_and_what_is_warned_of_is_a_record_too() -> None:
    code = (
        "import threading, warnings; from casus.telemetry import logs; logs.configure('json'); warnings.warn('old');"
        "t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join(); [][1]"
    )
    written = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr

    warned, thread, main = map(json.loads, written.splitlines())
    assert "old" in warned["message"]
    assert "ZeroDivisionError" in thread["traceback"]
    assert "IndexError" in main["traceback"]
