"""A request as the gateway meets it (ASGI 3, HTTP connection scope), and as the application is given it (PEP 3333)."""

import ipaddress
import sys
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from time import perf_counter
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from casus.http.limits import HEADER_BYTES
from casus.telemetry import request_ids
from casus.telemetry.request_ids import RequestIds

_CHANGES_THE_ANSWER: Final = frozenset([b"host", b"accept", b"accept-encoding"])
_CONDITIONS: Final = frozenset([b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"])
_OWN: Final = frozenset([b"range", b"if-range", b"transfer-encoding"])
_READ: Final = _CHANGES_THE_ANSWER | _CONDITIONS | _OWN | request_ids.READ | {b"content-length", b"x-forwarded-for"}
"""Whatever else a head holds is for the application."""
KEYED: Final = frozenset(name.decode() for name in _CHANGES_THE_ANSWER)
"""The headers that may change a cached answer; one that varies with another is not cached."""

OF_HEADER_BYTES: Final = 128
"""What Python takes for a header beside its texts."""
ABORT: Final = "casus.abort"
"""In the extensions of the scope: what ends the connection at once, whatever is still to be sent on it."""


class Request:
    """The head of a request, read once."""

    __slots__ = (
        *("begun", "cache", "client", "counted", "given", "key", "path", "request_id", "scope", "trace_id", "waited_s"),
        "with_conditions",
    )

    def __init__(self, scope: dict[str, Any], proxies: int) -> None:
        self.scope = scope
        self.begun = perf_counter()
        self.waited_s = 0.0
        """How long it has waited for turns."""
        self.cache = ""
        """What the cache had to do with its answer: hit, joined, miss; nothing where there is none for it."""
        self.given = 0
        """Bytes of the answer's body that the connection has."""
        self.counted = 0
        """Where its answer is counted."""
        self.path: str = scope["path"]
        self.with_conditions = False
        """Whether the answer depends on what the client has already."""
        self.key: bytes | None
        """Equal for requests that have the same answer; None for one that has an answer of its own.

        The lines of the head that the answer depends on: one text, since its hash is computed once.
        """
        key = [scope["http_version"].encode(), scope["scheme"].encode(), scope["raw_path"], scope["query_string"]]
        forwarded, names_itself = [], False
        has_own_answer = scope["method"] not in ("GET", "HEAD")
        head_bytes = 0
        for name, value in scope["headers"]:
            head_bytes += len(name) + len(value)
            if name not in _READ:
                continue
            if name in _CHANGES_THE_ANSWER:
                key += name, value
            elif name in _CONDITIONS:
                self.with_conditions = True
            elif name in _OWN or (name == b"content-length" and value != b"0"):
                has_own_answer = True
            elif name == b"x-forwarded-for":
                forwarded.append(value)
            elif name in request_ids.READ:
                names_itself = True
        self.key = None if has_own_answer or head_bytes > HEADER_BYTES else b"\n".join(key)
        self.client = _client(scope["client"], forwarded, proxies)
        """Who sends it: an address, for IPv6 the network of 64 bits that it is in."""
        self.trace_id: str | None = None
        if names_itself:
            self.request_id, self.trace_id = request_ids.told(scope["headers"])
        else:
            self.request_id = request_ids.made()

    def abort(self, reason: str) -> None:
        """End the connection at once, whatever is still to be sent on it; the reason is counted."""
        self.scope["extensions"][ABORT]["abort"](reason)

    @property
    def ids(self) -> RequestIds:
        return RequestIds(self.request_id, self.trace_id)

    @property
    def method(self) -> str:
        return str(self.scope["method"])

    def header(self, name: bytes) -> bytes | None:
        """The first header of that name, which is in small letters."""
        return next((value for found, value in self.scope["headers"] if found == name), None)

    def environ(self, body: bytes) -> dict[str, Any]:
        """The WSGI environment, the body whole.

        A header with an underscore in its name is left out: there it could not be told from one with a hyphen.
        """
        scope = self.scope
        host, port = scope["server"] or ("", 0)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": scope["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
            "QUERY_STRING": scope["query_string"].decode("latin-1"),
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
            "REMOTE_ADDR": self.client,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": scope["scheme"],
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in scope["headers"]:
            if b"_" in name:
                continue
            variable, text = _variable(name), value.decode("latin-1")
            environ[variable] = f"{environ[variable]},{text}" if variable in environ else text
        if body or "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            environ["CONTENT_LENGTH"] = str(len(body))
            environ.pop("HTTP_TRANSFER_ENCODING", None)
        return environ


@lru_cache(1000)
def _variable(name: bytes) -> str:
    variable = name.decode("latin-1").upper().replace("-", "_")
    return variable if variable in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{variable}"


def _client(connected: tuple[str, int] | None, forwarded: Sequence[bytes], proxies: int) -> str:
    """The address that the last of the trusted proxies was connected from; without any, the connection's."""
    address = connected[0] if connected else ""
    if proxies and forwarded:
        told = [part.strip() for part in b",".join(forwarded).decode("latin-1").split(",")]
        if len(told) >= proxies:
            address = told[-proxies]
    return _network(address)


@lru_cache(10_000)
def _network(text: str) -> str:
    text = _without_port(text)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address), 64), strict=False))
    return text


def _without_port(text: str) -> str:
    """The address alone: some proxies write the port of the client's connection behind it, another one each time."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
