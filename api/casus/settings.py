"""The settings: each a name with its unit, a type, a default and a reason, read once from the environment.

No library: pydantic-settings 2.16 lets an unknown name with our prefix pass, and speaks of fields where an operator
knows variables.
"""

import dataclasses
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from casus import ONTOLOGY_DIR
from casus.sandbox.limits import Limits
from casus.telemetry import logs
from casus.terms.setting import Setting

_KINDS: Final = {int: "a whole number", float: "a number"}


class SettingError(Exception):
    """A setting has a value that it cannot have; the message names it and the value."""


@dataclass(frozen=True)
class Settings:
    """Everything that an operator can set. Each is an environment variable; docs/operating.md lists them."""

    host: Annotated[str, Setting("HOST", "Address to listen on; 0.0.0.0 for every interface.")] = "127.0.0.1"
    port: Annotated[int, Setting("PORT", "Port to listen on.", 1, 65535)] = 8000
    ontology_dir: Annotated[Path, Setting("CASUS_ONTOLOGY_DIR", "Folder of the Turtle sources.")] = ONTOLOGY_DIR
    var_dir: Annotated[Path, Setting("CASUS_VAR_DIR", "Folder that the releases are written to.")] = Path("var")
    release: Annotated[str, Setting("CASUS_RELEASE", "Id of the release to serve; empty: the current one.")] = ""
    store_mode: Annotated[
        str,
        Setting(
            "CASUS_STORE_MODE",
            "Where the served release is read from: memory, disk, or auto: memory if it fits.",
            choices=("auto", "memory", "disk"),
        ),
    ] = "auto"
    store: Annotated[
        str,
        Setting("CASUS_STORE", "URL of the SPARQL 1.1 engine that holds the data; empty: this service itself."),
    ] = ""
    store_graphs: Annotated[
        str,
        Setting(
            "CASUS_STORE_GRAPHS",
            "URL at which that engine takes graphs (SPARQL 1.1 Graph Store Protocol), for casus publish.",
        ),
    ] = ""
    store_user: Annotated[str, Setting("CASUS_STORE_USER", "User that the engine knows, if it asks for one.")] = ""
    store_password: Annotated[str, Setting("CASUS_STORE_PASSWORD", "Password of that user.")] = dataclasses.field(
        default="", repr=False
    )
    lists: Annotated[
        str,
        Setting(
            "CASUS_LISTS",
            "What chooses, orders and counts the records of lists: index, or sparql, which is slower and the same.",
            choices=("index", "sparql"),
        ),
    ] = "index"
    pinned_releases: Annotated[
        int,
        Setting(
            "CASUS_PINNED_RELEASES", "Older releases that one web process keeps open for requests with release=.", 1
        ),
    ] = 2
    public_url: Annotated[
        str, Setting("CASUS_PUBLIC_URL", "URL that clients see behind a proxy; empty: the request's.")
    ] = ""
    mcp_origins: Annotated[
        str,
        Setting(
            "CASUS_MCP_ORIGINS",
            "Origins of web pages that may call /mcp, with commas between, besides this service's own; * for any.",
        ),
    ] = ""
    corrections: Annotated[
        str,
        Setting("CASUS_CORRECTIONS", "Where errors are reported: mailto: and an address, or the https: of a tracker."),
    ] = ""
    web_workers: Annotated[int, Setting("CASUS_WEB_WORKERS", "Web processes; one per core is a good start.", 1)] = 2
    web_threads: Annotated[
        int,
        Setting("CASUS_WEB_THREADS", "Requests for pages and records that one web process computes at once.", 1),
    ] = 8
    cache_mib: Annotated[
        int, Setting("CASUS_CACHE_MIB", "Memory of one web process for answers that are asked for again.", 0)
    ] = 64
    request_deadline_s: Annotated[
        float,
        Setting(
            "CASUS_REQUEST_DEADLINE_S",
            "Time to compute an answer, or one piece of one that is sent in pieces; then 503.",
            0.001,
        ),
    ] = 15.0
    trusted_proxies: Annotated[
        int, Setting("CASUS_TRUSTED_PROXIES", "Proxies in front that tell the client's address in X-Forwarded-For.", 0)
    ] = 0
    client_requests: Annotated[
        int,
        Setting("CASUS_CLIENT_REQUESTS", "Requests of one client that one web process works on at once; more wait.", 1),
    ] = 4
    client_queries: Annotated[
        int,
        Setting("CASUS_CLIENT_QUERIES", "Queries of one client that run at once for one web process; more wait.", 1),
    ] = 1
    client_wait_s: Annotated[
        float, Setting("CASUS_CLIENT_WAIT_S", "Wait for a client to send its request, or to read on.", 0.1, 60)
    ] = 10.0
    client_min_bytes_s: Annotated[
        int,
        Setting(
            "CASUS_CLIENT_MIN_BYTES_S", "Slowest pace at which a client may read an answer; a slower one is cut off.", 1
        ),
    ] = 4096
    page_limit_default: Annotated[
        int, Setting("CASUS_PAGE_LIMIT_DEFAULT", "Items on a page unless the client says.", 1)
    ] = 50
    page_limit_max: Annotated[
        int, Setting("CASUS_PAGE_LIMIT_MAX", "Most items that a client may ask for at once.", 1)
    ] = 500
    network_max_edges: Annotated[
        int, Setting("CASUS_NETWORK_MAX_EDGES", "Most edges of a network; a larger one is refused, never cut.", 1)
    ] = 20_000
    facet_budget_s: Annotated[
        float,
        Setting(
            "CASUS_FACET_BUDGET_S",
            "Time for all facets of a list; one that takes longer is left out and says so.",
            0.001,
        ),
    ] = 1.0
    query_workers: Annotated[int, Setting("CASUS_QUERY_WORKERS", "SPARQL processes of each web process.", 1)] = 2
    query_wait_s: Annotated[
        float, Setting("CASUS_QUERY_WAIT_S", "Wait for a turn before 429, and for a free SPARQL process before 503.", 0)
    ] = 2.0
    metrics_host: Annotated[str, Setting("CASUS_METRICS_HOST", "Address to tell metrics on; never the public one.")] = (
        "127.0.0.1"
    )
    metrics_port: Annotated[
        int, Setting("CASUS_METRICS_PORT", "Port to tell metrics on, for Prometheus; 0: none.", 0, 65535)
    ] = 0
    log_format: Annotated[
        str, Setting("CASUS_LOG_FORMAT", "How the log is written: text, or json.", choices=logs.FORMATS)
    ] = "text"
    access_log: Annotated[
        str,
        Setting(
            "CASUS_ACCESS_LOG",
            "A line in the log for each request: off, on, or with-address: with the client's address too.",
            choices=("off", "on", "with-address"),
        ),
    ] = "off"
    slow_query_s: Annotated[
        float,
        Setting("CASUS_SLOW_QUERY_S", "Queries that take longer are logged, by the hash of their text; 0: none.", 0),
    ] = 0.0
    query: Limits = Limits()
    """What one query may use."""

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

        for variable, url in (("CASUS_STORE", self.store), ("CASUS_STORE_GRAPHS", self.store_graphs)):
            if url and not _names_an_engine(url):
                raise SettingError(
                    f"{variable} is no URL of an engine: it begins with https:// or http:// and a host, and has no "
                    "user, no password, no @, no question mark and no fragment; credentials go into CASUS_STORE_USER "
                    "and CASUS_STORE_PASSWORD"
                )
        if self.corrections and not re.fullmatch(r"(mailto:[^@\s]+@|https://)[^\s]+", self.corrections):
            raise SettingError(
                f"CASUS_CORRECTIONS is '{self.corrections}': it begins with mailto: and an address, or with https://"
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings of this process; SettingError for a value that does not fit or an unknown CASUS_ name."""
        known = [each.variable for each in every_setting()]
        for name in environment:
            if name.startswith("CASUS_") and name not in known:
                raise SettingError(f"{name} is not a setting; the settings are {', '.join(sorted(known))}")
        return cls(**_given(cls, environment), query=Limits(**_given(Limits, environment)))


def _names_an_engine(url: str) -> bool:
    """Whether it is a host, perhaps with a port, and a path; with an @ anywhere, a password with a / would be shown."""
    if not re.fullmatch(r"https?://[^/\s?#@]+(/[^\s?#@]*)?", url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is none
        return False


class KnownSetting(NamedTuple):
    """One setting, as the docs list it."""

    field: str
    variable: str
    default: Any
    reason: str


def every_setting() -> Iterator[KnownSetting]:
    """All settings, those of a query last."""
    for owner in (Settings(), Limits()):
        for field, (_, setting) in _settings(type(owner)).items():
            yield KnownSetting(field, setting.variable, getattr(owner, field), setting.reason)


def _settings(owner: type) -> dict[str, tuple[type, Setting]]:
    """The fields of a class that an operator can set: the type of each, and how it is set."""
    hints = get_type_hints(owner, include_extras=True)
    return {field: get_args(hint) for field, hint in hints.items() if get_origin(hint) is Annotated}


def _given(owner: type, environment: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a class that the environment sets, by name. An empty variable sets nothing."""
    return {
        field: _read(kind, setting, environment[setting.variable])
        for field, (kind, setting) in _settings(owner).items()
        if environment.get(setting.variable)
    }


def _read(kind: type, setting: Setting, text: str) -> Any:
    """The text as the setting's type."""
    wanted = f"{setting.variable} is '{text}': it takes {_KINDS.get(kind, 'a text')}"
    try:
        value = kind(text)
    except ValueError as error:
        raise SettingError(wanted) from error
    if setting.choices and value not in setting.choices:
        raise SettingError(f"{setting.variable} is '{text}': it takes {', '.join(setting.choices)}")
    if setting.minimum is not None and not setting.minimum <= value < math.inf:
        raise SettingError(f"{wanted} of at least {setting.minimum}")
    if setting.maximum is not None and not value <= setting.maximum:
        raise SettingError(f"{wanted} of at most {setting.maximum}")
    return value
