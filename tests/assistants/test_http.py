"""`/mcp` as HTTP: methods, origins, media types, versions, and whatever somebody may send."""

import json
import random
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import serving_app

NEW, OLD = "2026-07-28", "2025-06-18"
_META = {
    "io.modelcontextprotocol/protocolVersion": NEW,
    "io.modelcontextprotocol/clientCapabilities": {},
}
METHODS = [
    *("initialize", "ping", "tools/list", "tools/call", "resources/list", "resources/read", "resources/templates/list"),
    *("server/discover", "subscriptions/listen", "prompts/list", "completion/complete", "logging/setLevel"),
    *("notifications/initialized", "notifications/cancelled", "no/such"),
]


def sent(client: FlaskClient, message: Any, **headers: str) -> Any:
    """The answer to a message, or to bytes."""
    told = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json", **headers}
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return client.post("/mcp", data=body, headers={name.replace("_", "-"): value for name, value in told.items()})


def message(method: str, params: Any = None, identifier: Any = 1) -> dict[str, Any]:
    found = {"jsonrpc": "2.0", "id": identifier, "method": method}
    return found if params is None else {**found, "params": params}


def problem_in(answer: Any) -> str:
    """The kind of problem that is the data of the error."""
    told = answer.json
    assert told["jsonrpc"] == "2.0" and told["id"] is None and told["error"]["data"]["status"] == answer.status_code
    return str(told["error"]["data"]["type"]).rpartition("/")[2]


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "HEAD"])
def test_there_is_no_stream_to_open_and_no_session_to_end(client: FlaskClient, method: str) -> None:
    answer = client.open("/mcp", method=method, headers={"Accept": "text/event-stream, application/json"})

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("origin", ["http://localhost:6274", "http://127.0.0.1", "http://[::1]:3000"])
def test_a_page_of_the_same_machine_may_call(client: FlaskClient, origin: str) -> None:
    assert sent(client, message("ping"), Origin=origin).status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost.evil.example", "null", "", "http://[", "https://evil.example:8000"],
)
def test_a_page_of_others_may_not(client: FlaskClient, origin: str) -> None:
    """Not even where its name leads here: then Host and Origin are the same, and both are its own."""
    answer = sent(client, message("tools/list"), Origin=origin, Host=origin.partition("//")[2] or "localhost")

    assert answer.status_code == 403
    assert problem_in(answer) == "origin-refused"


def test_the_operator_says_which_pages_may(var: Any) -> None:
    chosen = {"public_url": "https://casus.example.org", "mcp_origins": "https://a.example, https://b.example/"}
    with serving_app(var, **chosen) as app:
        client = app.test_client()
        told = {
            origin: sent(client, message("ping"), Origin=origin).status_code
            for origin in ("https://casus.example.org", "https://a.example", "https://b.example", "https://c.example")
        }
    assert [*told.values()] == [200, 200, 200, 403]


def test_other_media_types_are_refused(client: FlaskClient) -> None:
    assert problem_in(sent(client, message("ping"), Content_Type="text/plain")) == "unsupported-media-type"
    assert problem_in(sent(client, message("ping"), Accept="text/html")) == "not-acceptable"
    assert sent(client, message("ping"), Accept="*/*").status_code == 200


def test_the_version_of_the_protocol_is_kept_to(client: FlaskClient) -> None:
    began = sent(client, message("initialize", {"protocolVersion": OLD, "capabilities": {}, "clientInfo": _INFO}))
    assert began.json["result"]["protocolVersion"] == OLD
    assert "Mcp-Session-Id" not in began.headers
    new = sent(
        client, message("server/discover", {"_meta": _META}), Mcp_Protocol_Version=NEW, Mcp_Method="server/discover"
    )
    assert new.json["result"]["supportedVersions"] == [NEW]
    unknown = sent(client, message("ping", {"_meta": {**_META}}), Mcp_Protocol_Version="1999-01-01", Mcp_Method="ping")
    assert unknown.status_code == 400


_INFO = {"name": "a test", "version": "1"}


def test_every_message_is_answered_alone(client: FlaskClient) -> None:
    """No handshake, no session: what one process was told, another need not know."""
    call = message("tools/call", {"name": "lookup", "arguments": {"scheme": "cow", "value": "620"}})
    answer = sent(client, call, Mcp_Protocol_Version=OLD, Mcp_Session_Id="of another process")

    assert answer.json["result"]["structuredContent"]["rows"][0]["values"]["id"] == "states/libya"
    assert sent(client, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["\ud800", "\x00", "ع"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
_NAMES = st.sampled_from(
    ["search", "record", "lookup", "claims", "who-signed", "sparql", "who-supported-whom-on-a-day", "x"]
)
_ARGUMENTS = st.dictionaries(
    st.sampled_from(
        ["q", "id", "query", "at", "limit", "skip", "release", "subjects", "scheme", "value", "cursor", "\ud800"]
    ),
    _JSON | st.sampled_from(["claims/..", "states/\ud800", "../../healthz", "states/libya?x=1", "0.1.0-000000000000"]),
    max_size=4,
)
_CALLS = st.fixed_dictionaries({"name": _NAMES, "arguments": _ARGUMENTS})
_MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0"), "id": st.integers() | st.text(max_size=5) | _JSON, "method": st.sampled_from(METHODS)},
    optional={"params": _JSON | _CALLS | st.fixed_dictionaries({"uri": st.text(max_size=30)})},
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=_MESSAGES | _CALLS.map(lambda call: message("tools/call", call)) | _JSON,
    version=st.sampled_from([None, OLD, NEW, "x"]),
)
def test_whatever_is_sent_is_answered(client: FlaskClient, body: Any, version: str | None) -> None:
    """Never a 500, and never an answer that is called our fault."""
    named = body["method"] if isinstance(body, dict) and isinstance(body.get("method"), str) else "x"
    if version == NEW and isinstance(body, dict) and isinstance(body.get("params"), dict):
        body = {**body, "params": {**body["params"], "_meta": _META}}
    headers = {} if version is None else {"Mcp_Protocol_Version": version, "Mcp_Method": named}
    if version == NEW and isinstance(body, dict) and isinstance(body.get("params"), dict) and "name" in body["params"]:
        headers["Mcp_Name"] = str(body["params"]["name"])
    answer = sent(client, body, **headers)

    assert answer.status_code < 500
    assert b"problem/internal" not in answer.data and b"-32603" not in answer.data


def test_bytes_that_are_no_message_are_refused(client: FlaskClient) -> None:
    drawn = random.Random(19)
    for body in (
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        *(drawn.randbytes(n) for n in range(1, 60)),
    ):
        for headers in ({}, {"Mcp_Protocol_Version": OLD}, {"Mcp_Protocol_Version": NEW}):
            assert sent(client, body, **headers).status_code == 400
