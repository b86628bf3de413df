"""What is counted: each metric with its name, its labels and what it says. One table, which the page is made from.

The counts belong to the process, as its log does: what is counted is what happens in it. Labels come from closed sets
(templates of routes, kinds of problems, ...), never from what a client has written.
"""

from collections.abc import Mapping
from threading import Lock
from types import MappingProxyType
from typing import Final, NamedTuple

from casus.telemetry.shared_counts import Counts, mapped

ANSWERS: Final = "answers"
"""The key of all that is counted of answers: route, method, status, cache; see `AnswerCounts`."""
BOUNDS_S: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
QUERY_BOUNDS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""The upper bounds of the buckets of times; an answer of the cache takes a tenth of the first."""


class Metric(NamedTuple):
    """A metric as Prometheus knows it; a counter's name lacks the `_total` that its page adds."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    kind: str = "counter"
    bounds: tuple[float, ...] = ()
    known: tuple[tuple[str, ...], ...] = ()
    """Values of the labels that are told from the beginning: a rate needs a first value, and an alert a metric."""


def _each(*values: str) -> tuple[tuple[str, ...], ...]:
    return tuple((value,) for value in values)


TURNS: Final = ("short", "long", "query", "download")
"""Kinds of turns: pages and records, whole lists and networks, queries, and answers that are sent in pieces."""
_NONE: Final = ((),)


# Made from what is counted of answers
REQUESTS = Metric("casus_http_requests", "Requests that were answered.", ("route", "method", "code"))
DURATIONS = Metric(
    "casus_http_request_duration_seconds",
    "Time from the head of a request to the first byte of its answer, waiting for turns included.",
    ("route",),
    "histogram",
    BOUNDS_S,
)
RESPONSE_BYTES = Metric("casus_http_response_bytes", "Bytes of the bodies that were given to connections.", ("route",))
CACHE_REQUESTS = Metric(
    "casus_cache_requests",
    "Requests that the response cache could have answered: hit, joined (another equal one was computed), or miss.",
    ("result",),
    known=_each("hit", "joined", "miss"),
)

# Counted by web processes
ABANDONED = Metric(
    "casus_http_requests_abandoned", "Requests whose client went before its answer was all given.", known=_NONE
)
BROKEN_OFF = Metric(
    "casus_http_responses_broken_off", "Answers that failed when a part of them was given already.", known=_NONE
)
UNFORESEEN = Metric(
    "casus_unforeseen_errors", "Errors that nobody foresaw; each is in the log with its traceback.", known=_NONE
)
TURNS_REFUSED = Metric(
    "casus_turns_refused",
    "Requests that had no turn in time: client (it has its share) or others (they have theirs).",
    ("kind", "because"),
    known=tuple((kind, because) for kind in TURNS for because in ("client", "others")),
)
CONNECTIONS = Metric("casus_connections_accepted", "Connections that were accepted.", known=_NONE)
CONNECTIONS_PUT_OFF = Metric(
    "casus_connections_put_off", "Times that accepting was put off: no descriptor was left.", known=_NONE
)
CONNECTIONS_ENDED = Metric(
    "casus_connections_ended",
    "Connections that the service ended: idle, slow-reader, memory, broke-off, pipelined, or the problem it was told.",
    ("reason",),
    known=_each("idle", "slow-reader", "memory", "broke-off", "pipelined", "bad-request"),
)
QUERIES = Metric(
    "casus_sparql_queries",
    "Queries that were run: ok, abandoned, or the kind of problem that they met.",
    ("outcome",),
    known=_each("ok", "abandoned", "query-timeout", "query-memory", "query-crashed"),
)
QUERY_DURATIONS = Metric(
    "casus_sparql_query_duration_seconds",
    "Time from a query's turn to its whole result, or to its end without one.",
    (),
    "histogram",
    QUERY_BOUNDS_S,
)
WORKERS_ENDED = Metric(
    "casus_query_workers_ended",
    "Query workers that were ended or ended themselves: deadline, memory, crash, overdue, abandoned, grown, idle.",
    ("reason",),
    known=_each("deadline", "memory", "crash", "overdue", "abandoned", "grown", "idle"),
)

# What web processes have now
TURNS_HELD = Metric("casus_turns_held", "Turns that requests have.", ("kind",), "gauge", known=_each(*TURNS))
TURNS_WAITING = Metric(
    "casus_turns_waiting", "Requests that wait for their turn.", ("kind",), "gauge", known=_each(*TURNS)
)
CACHE_BYTES = Metric(
    "casus_cache_bytes", "Memory of the response caches of all web processes.", (), "gauge", known=_NONE
)
CACHE_ENTRIES = Metric(
    "casus_cache_entries", "Answers in the response caches of all web processes.", (), "gauge", known=_NONE
)
CONNECTIONS_OPEN = Metric("casus_connections_open", "Connections that are open.", (), "gauge", known=_NONE)
WORKERS = Metric(
    "casus_query_workers",
    "Query workers that are alive: busy or idle.",
    ("state",),
    "gauge",
    known=_each("busy", "idle"),
)

# Counted by the parent
RELOADS = Metric(
    "casus_reloads",
    "Reloads: ok, or failed, after which the release before is served.",
    ("outcome",),
    known=_each("ok", "failed"),
)
WEB_PROCESSES_REPLACED = Metric(
    "casus_web_processes_replaced",
    "Web processes that ended, or hung, and were replaced.",
    ("reason",),
    known=_each("ended", "hung"),
)
STARTS_FAILED = Metric("casus_web_process_starts_failed", "Web processes that did not start.", known=_NONE)
RELEASE = Metric("casus_release_info", "The release that is served.", ("release", "version", "built_at"), "gauge")
BUILT = Metric("casus_release_built_timestamp_seconds", "When the release that is served was built.", (), "gauge")
WEB_PROCESSES = Metric(
    "casus_web_processes", "Web processes: serving, or draining after a reload.", ("state",), "gauge"
)
PROCESSES = Metric("casus_processes", "Processes of the service.", ("kind",), "gauge")
RESIDENT = Metric(
    "casus_resident_memory_bytes", "Memory of the processes; what they share counts in each.", ("kind",), "gauge"
)
PROPORTIONAL = Metric(
    "casus_proportional_memory_bytes",
    "Memory of the processes; what several share counts in each for its part, so that the sum is what all take.",
    ("kind",),
    "gauge",
)
DESCRIPTORS = Metric("casus_open_fds", "Open file descriptors of the processes.", ("kind",), "gauge")

COUNTED: Final[Mapping[str, Metric]] = MappingProxyType(
    {
        metric.name: metric
        for metric in (
            *(ABANDONED, BROKEN_OFF, UNFORESEEN, TURNS_REFUSED, CONNECTIONS, CONNECTIONS_PUT_OFF, CONNECTIONS_ENDED),
            *(QUERIES, QUERY_DURATIONS, WORKERS_ENDED),
            *(TURNS_HELD, TURNS_WAITING, CACHE_BYTES, CACHE_ENTRIES, CONNECTIONS_OPEN, WORKERS),
            *(RELOADS, WEB_PROCESSES_REPLACED, STARTS_FAILED),
        )
    }
)
"""Those whose numbers processes count under the metric's own name."""

_lock: Final = Lock()
_here = Counts(mapped(-1))


def count_in(descriptor: int) -> None:
    """Count in the memory behind the descriptor from now on; call it before anything is counted."""
    global _here
    _here = Counts(mapped(descriptor))


def here() -> Counts:
    """Where this process counts."""
    return _here


def add(metric: Metric, *labels: str, amount: float = 1.0) -> None:
    """Count something. Any thread may."""
    with _lock:
        _here.numbers[_here.place((metric.name, *labels))] += amount


def put(metric: Metric, *labels: str, value: float) -> None:
    """Say how much there is now."""
    with _lock:
        _here.numbers[_here.place((metric.name, *labels))] = value


def observe(metric: Metric, value: float) -> None:
    """Count a value in its bucket, and add it to the sum behind the buckets."""
    bucket = sum(value > bound for bound in metric.bounds)
    with _lock:
        place = _here.place((metric.name,), len(metric.bounds) + 2)
        _here.numbers[place + bucket] += 1.0
        _here.numbers[place + len(metric.bounds) + 1] += value
