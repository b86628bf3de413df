"""The settings: each a name with its unit, a type, a default and a reason, read once from the environment."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from dataclasses import Field as DataclassField
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from casus import ONTOLOGY_DIR
from casus.sandbox.limits import Limits

_LIMITS: Final = Limits()
_TYPES: Final[dict[Any, Any]] = {"str": str, "int": int, "float": float, "Path": Path}


class SettingError(Exception):
    """A setting has a value that it cannot have; the message names it and the value."""


def _setting(
    default: Any, variable: str, reason: str, minimum: float | None = None, maximum: float | None = None
) -> Any:
    metadata = {"variable": variable, "reason": reason, "minimum": minimum, "maximum": maximum}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """Everything that an operator can set. Each is an environment variable; docs/operating.md lists them."""

    host: str = _setting("127.0.0.1", "HOST", "Address to listen on; 0.0.0.0 for every interface.")
    port: int = _setting(8000, "PORT", "Port to listen on.", 1, 65535)
    ontology_dir: Path = _setting(ONTOLOGY_DIR, "CASUS_ONTOLOGY_DIR", "Folder of the Turtle sources.")
    var_dir: Path = _setting(Path("var"), "CASUS_VAR_DIR", "Folder that the releases are written to.")
    release: str = _setting("", "CASUS_RELEASE", "Id of the release to serve; empty: the current one.")
    pinned_releases: int = _setting(
        2, "CASUS_PINNED_RELEASES", "Older releases that one web process keeps open for requests with release=.", 1
    )
    public_url: str = _setting("", "CASUS_PUBLIC_URL", "URL that clients see behind a proxy; empty: the request's.")
    web_workers: int = _setting(2, "CASUS_WEB_WORKERS", "Web processes; one per core is a good start.", 1)
    web_threads: int = _setting(
        32,
        "CASUS_WEB_THREADS",
        "Requests that one web process answers at once; half may be queries, half may be of one client.",
        1,
    )
    trusted_proxies: int = _setting(
        0, "CASUS_TRUSTED_PROXIES", "Proxies in front that tell the client's address in X-Forwarded-For.", 0
    )
    client_requests: int = _setting(
        4, "CASUS_CLIENT_REQUESTS", "Requests of one client that one web process works on at once; more wait.", 1
    )
    client_queries: int = _setting(
        1, "CASUS_CLIENT_QUERIES", "Queries of one client that run at once for one web process; more wait.", 1
    )
    client_wait_s: float = _setting(
        10.0, "CASUS_CLIENT_WAIT_S", "Wait for a client to send its request, or to read on.", 0.1, 60
    )
    client_min_bytes_s: int = _setting(
        4096,
        "CASUS_CLIENT_MIN_BYTES_S",
        "Slowest pace at which a client may read an answer; a slower one is cut off.",
        1,
    )
    page_limit_default: int = _setting(50, "CASUS_PAGE_LIMIT_DEFAULT", "Items on a page unless the client says.", 1)
    page_limit_max: int = _setting(500, "CASUS_PAGE_LIMIT_MAX", "Most items that a client may ask for at once.", 1)
    network_max_edges: int = _setting(
        20_000, "CASUS_NETWORK_MAX_EDGES", "Most edges of a network; a larger one is refused, never cut.", 1
    )
    facet_budget_s: float = _setting(
        1.0,
        "CASUS_FACET_BUDGET_S",
        "Time for all facets of a list; one that takes longer is left out and says so.",
        0.001,
    )
    query_workers: int = _setting(2, "CASUS_QUERY_WORKERS", "SPARQL processes of each web process.", 1)
    query_wait_s: float = _setting(
        2.0, "CASUS_QUERY_WAIT_S", "Wait for a turn before 429, and for a free SPARQL process before 503.", 0
    )
    query_deadline_s: float = _setting(
        _LIMITS.deadline_s, "CASUS_QUERY_DEADLINE_S", "Run time after which a query is ended.", 0.001
    )
    query_memory_bytes: int = _setting(
        _LIMITS.memory_bytes,
        "CASUS_QUERY_MEMORY_BYTES",
        "Memory of one query on top of the open store.",
        64 * 1024**2,
    )
    query_max_chars: int = _setting(
        _LIMITS.max_query_chars, "CASUS_QUERY_MAX_CHARS", "Longest query; people write far shorter ones.", 1
    )
    query_max_depth: int = _setting(
        _LIMITS.max_query_depth,
        "CASUS_QUERY_MAX_DEPTH",
        "Deepest nesting of brackets; thousands would crash the parser.",
        1,
    )
    result_max_bytes: int = _setting(
        _LIMITS.max_result_bytes,
        "CASUS_RESULT_MAX_BYTES",
        "Largest SPARQL result; a larger one is refused, never cut.",
        1,
    )
    result_max_rows: int = _setting(
        _LIMITS.max_result_rows,
        "CASUS_RESULT_MAX_ROWS",
        "Most solutions or triples of a SPARQL result; one with more is refused, never cut.",
        1,
    )

    @property
    def query_limits(self) -> Limits:
        """What one query may use."""
        return Limits(
            deadline_s=self.query_deadline_s,
            memory_bytes=self.query_memory_bytes,
            max_query_chars=self.query_max_chars,
            max_query_depth=self.query_max_depth,
            max_result_bytes=self.result_max_bytes,
            max_result_rows=self.result_max_rows,
        )

    def __post_init__(self) -> None:
        if self.page_limit_default > self.page_limit_max:
            raise SettingError(
                f"CASUS_PAGE_LIMIT_DEFAULT is {self.page_limit_default}: "
                f"it is at most CASUS_PAGE_LIMIT_MAX, {self.page_limit_max}"
            )
        if self.public_url and not re.fullmatch(r"https?://[^/\s?#]+/?", self.public_url):
            raise SettingError(
                f"CASUS_PUBLIC_URL is '{self.public_url}': it is the root of a server, such as https://casus.example.org"
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings of this process; SettingError for a value that does not fit or an unknown CASUS_ name."""
        known = {setting.metadata["variable"]: setting for setting in fields(cls)}
        for name in environment:
            if name.startswith("CASUS_") and name not in known:
                raise SettingError(f"{name} is not a setting; the settings are {', '.join(sorted(known))}")
        return cls(
            **{
                setting.name: _read(setting, name, environment[name])
                for name, setting in known.items()
                if environment.get(name)
            }
        )


def _read(setting: DataclassField[Any], name: str, text: str) -> Any:
    """The text as the setting's type."""
    try:
        value = _TYPES[setting.type](text)
    except ValueError as error:
        raise SettingError(f"{name} is '{text}': it takes {_kind(setting)}") from error
    minimum = setting.metadata["minimum"]
    if minimum is not None and not minimum <= value < math.inf:
        raise SettingError(f"{name} is '{text}': it takes {_kind(setting)} of at least {minimum}")
    maximum = setting.metadata["maximum"]
    if maximum is not None and not value <= maximum:
        raise SettingError(f"{name} is '{text}': it takes {_kind(setting)} of at most {maximum}")
    return value


def _kind(setting: DataclassField[Any]) -> str:
    return {int: "a whole number", float: "a number"}.get(_TYPES[setting.type], "a text")
