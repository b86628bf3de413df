"""Who sends a request, which ones are alike, and what the application is given of it."""

from io import BytesIO
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from flask import Flask
from flask import request as asked
from werkzeug.serving import WSGIRequestHandler as WerkzeugHandler

from casus.http.limits import HEADER_BYTES
from casus.server.request import Request

Heads = list[tuple[bytes, bytes]]


def scope(path: bytes = b"/", query: bytes = b"", headers: Heads | None = None, **changed: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path.decode("latin-1"),
        "raw_path": path,
        "query_string": query,
        "headers": [(b"host", b"casus.test"), *(headers or [])],
        "client": ("203.0.113.9", 50000),
        "server": ("127.0.0.1", 8000),
        "extensions": {},
        **changed,
    }


# Who sends it


def client(*forwarded: str, proxies: int, connected: str = "192.0.2.1") -> str:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request(scope(headers=headers, client=(connected, 50000)), proxies).client


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
        ("[2001:db8:0:1::1]", "2001:db8:0:1::2", True),
        ("[2001:db8:0:1::1]:50000", "[2001:db8:0:2::1]:50000", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("unknown", "203.0.113.1", False),
        ("203.0.113.7, 203.0.113.1", "203.0.113.8, 203.0.113.1", True),
        ("203.0.113.1,203.0.113.7", "203.0.113.1 , 203.0.113.8", False),
    ],
)
def test_a_client_is_an_address_or_a_network_of_64_bits(one: str, other: str, same: bool) -> None:
    assert (client(one, proxies=1) == client(other, proxies=1)) is same


def test_so_is_one_that_is_connected_itself() -> None:
    assert client(proxies=0, connected="2001:db8::1") == client(proxies=0, connected="2001:db8::ffff") != "2001:db8::1"
    assert client(proxies=0, connected="::ffff:203.0.113.1") == client(proxies=0, connected="203.0.113.1")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, ["203.0.113.1"], "192.0.2.1"),
        (0, [], "192.0.2.1"),
        (1, [], "192.0.2.1"),
        (1, ["203.0.113.1"], "203.0.113.1"),
        (1, ["198.51.100.6, 203.0.113.1"], "203.0.113.1"),
        (1, ["198.51.100.6", "203.0.113.1"], "203.0.113.1"),
        (2, ["203.0.113.1, 10.0.0.1"], "203.0.113.1"),
        (2, ["203.0.113.1", "10.0.0.1"], "203.0.113.1"),
        (2, ["198.51.100.6, 198.51.100.7, 203.0.113.1, 10.0.0.1"], "203.0.113.1"),
        (2, ["10.0.0.1"], "192.0.2.1"),
    ],
)
def test_only_what_trusted_proxies_say_is_believed(proxies: int, forwarded: list[str], found: str) -> None:
    """Each proxy writes behind what it was sent: whatever a client invents stands further in front."""
    assert client(*forwarded, proxies=proxies) == found


def test_without_an_address_there_is_a_client_all_the_same() -> None:
    assert Request(scope(client=None), 0).client == ""


# Which requests are alike


def key(**changed: Any) -> object:
    return Request(scope(**changed), 0).key


@pytest.mark.parametrize(
    "other",
    [
        {"path": b"/other"},
        {"path": b"/%41"},
        {"query": b"a=1"},
        {"scheme": "https"},
        {"http_version": "1.0"},
        {"headers": [(b"accept", b"text/csv")]},
        {"headers": [(b"accept-encoding", b"gzip")]},
        {"headers": [(b"host", b"other.test")]},
    ],
)
def test_what_may_change_an_answer_is_part_of_the_key(other: dict[str, Any]) -> None:
    assert key() != key(**other)


def test_names_and_values_of_headers_are_told_apart() -> None:
    assert key(headers=[(b"accept", b"gzip")]) != key(headers=[(b"accept-encoding", b"gzip")])


@pytest.mark.parametrize(
    "other",
    [
        {"headers": [(b"user-agent", b"x"), (b"cookie", b"a=b"), (b"cache-control", b"no-cache")]},
        {"headers": [(b"if-none-match", b'"1"')]},
        {"headers": [(b"content-length", b"0")]},
        {"client": ("198.51.100.1", 1)},
        {"method": "HEAD"},
    ],
)
def test_what_changes_nothing_is_no_part_of_it(other: dict[str, Any]) -> None:
    assert key() == key(**other) is not None


@pytest.mark.parametrize(
    "own",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"headers": [(b"range", b"bytes=0-1")]},
        {"headers": [(b"content-length", b"1")]},
        {"headers": [(b"transfer-encoding", b"chunked")]},
        {"headers": [(b"x-long", b"x" * HEADER_BYTES)]},
    ],
    ids=lambda own: str(own)[:60],
)
def test_a_request_with_an_answer_of_its_own_has_none(own: dict[str, Any]) -> None:
    assert key(**own) is None


@pytest.mark.parametrize("name", [b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"])
def test_conditions_are_noticed(name: bytes) -> None:
    assert Request(scope(headers=[(name, b'"1"')]), 0).with_conditions
    assert not Request(scope(headers=[(b"accept", b"*/*")]), 0).with_conditions


# What the application is given


def environ(body: bytes = b"", **changed: Any) -> dict[str, Any]:
    return Request(scope(**changed), 0).environ(body)


class _Werkzeug(WerkzeugHandler):
    """How werkzeug's own server reads a request, without a socket."""

    def __init__(self, data: bytes) -> None:
        self.rfile, self.wfile, self.client_address = BytesIO(data), BytesIO(), ("203.0.113.9", 50000)
        self.raw_requestline = self.rfile.readline()
        self.server = type("server", (), {"multithread": True, "multiprocess": True, "ssl_context": None})  # type: ignore[assignment]
        self.server.server_address = ("127.0.0.1", 8000)
        self.connection = None  # type: ignore[assignment]
        assert self.parse_request()


class _Wsgiref(WSGIRequestHandler):
    """How Python's own server does."""

    def __init__(self, data: bytes) -> None:
        self.rfile, self.wfile, self.client_address = BytesIO(data), BytesIO(), ("203.0.113.9", 50000)
        self.raw_requestline = self.rfile.readline()
        self.server = type("server", (), {"base_environ": {"SCRIPT_NAME": ""}})  # type: ignore[assignment]
        assert self.parse_request()


PATHS = [
    b"/",
    b"/v1/states",
    b"/a%20b",
    b"/%D8%A7%D9%84",
    b"/%2Fetc",
    b"/a+b",
    b"/%zz",
    b"/%",
    b"/a;b=c",
    b"/a%00b",
]
NOT_UTF_8 = [b"/%ff%fe", b"/%e2%82"]
"""Werkzeug's server replaces what is not UTF-8."""
HEADERS: Heads = [
    (b"accept", b"text/html"),
    (b"accept", b"text/csv;q=0.5"),
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"x-latin", b"caf\xe9"),
]


@pytest.mark.parametrize("path", [*PATHS, *NOT_UTF_8])
@pytest.mark.parametrize("query", [b"", b"a=%20&b=%ff+x"])
def test_it_is_what_other_servers_give(path: bytes, query: bytes) -> None:
    data = b"GET " + path + (b"?" + query if query else b"") + b" HTTP/1.1\r\nHost: casus.test\r\n"
    data += b"".join(name + b": " + value + b"\r\n" for name, value in HEADERS) + b"\r\n"
    ours = environ(path=path, query=query, headers=HEADERS)
    werkzeugs, pythons = _Werkzeug(data).make_environ(), _Wsgiref(data).get_environ()
    for name in ("REQUEST_METHOD", "SCRIPT_NAME", "QUERY_STRING", "CONTENT_TYPE", "HTTP_HOST", "HTTP_X_LATIN"):
        assert ours[name] == werkzeugs[name] == pythons[name], name
    for name in ("wsgi.version", "wsgi.url_scheme", "REMOTE_ADDR", "SERVER_PORT", "SERVER_PROTOCOL"):
        assert ours[name] == werkzeugs[name], name
    assert ours["HTTP_ACCEPT"] == werkzeugs["HTTP_ACCEPT"] == pythons["HTTP_ACCEPT"].replace(", ", ",")
    assert ours["PATH_INFO"] == pythons["PATH_INFO"]
    assert ours["PATH_INFO"] == werkzeugs["PATH_INFO"] or path in NOT_UTF_8


def test_a_header_with_an_underscore_is_left_out() -> None:
    found = environ(headers=[(b"x_forwarded_for", b"evil"), (b"x-forwarded-for", b"good"), (b"content_length", b"9")])
    assert found["HTTP_X_FORWARDED_FOR"] == "good"
    assert "CONTENT_LENGTH" not in found


@pytest.mark.parametrize(
    ("headers", "body", "length"),
    [
        ([], b"", None),
        ([(b"content-length", b"0")], b"", "0"),
        ([(b"content-length", b"5")], b"12345", "5"),
        ([(b"transfer-encoding", b"chunked")], b"12345", "5"),
        ([(b"transfer-encoding", b"chunked")], b"", "0"),
    ],
)
def test_the_length_is_that_of_the_whole_body(headers: Heads, body: bytes, length: str | None) -> None:
    found = environ(body, method="POST", headers=headers)
    assert found.get("CONTENT_LENGTH") == length
    assert "HTTP_TRANSFER_ENCODING" not in found
    with Flask(__name__).request_context(found):
        assert asked.get_data() == body


def test_a_client_is_told_to_the_application_as_it_is_counted() -> None:
    assert environ(client=("2001:db8::1", 1))["REMOTE_ADDR"] == "2001:db8::/64"


def test_requests_share_nothing() -> None:
    one, other = environ(b"1"), environ(b"2")
    assert one["wsgi.input"].read() == b"1"
    assert other["wsgi.input"].read() == b"2"
