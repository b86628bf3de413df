"""The page of metrics of the whole service, as Prometheus reads it: on a port of its own, never on the public one.

prometheus-client writes and serves it; what it says is gathered here, when it is asked for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import accumulate
from typing import Any, Final, cast

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from casus.server.gathered import Gathered, Numbers
from casus.server.processes import holdings
from casus.server.supervisor import Standing
from casus.telemetry import metrics
from casus.telemetry.answer_counts import SECONDS, SIZE
from casus.telemetry.metrics import Metric

_FAMILIES: Final[dict[str, Any]] = {
    "counter": CounterMetricFamily,
    "gauge": GaugeMetricFamily,
    "histogram": HistogramMetricFamily,
}


class Page(Collector):
    """The page: called by whoever asks for it."""

    def __init__(self, gathered: Gathered, standing: Callable[[], Standing | None]) -> None:
        self._gathered = gathered
        self._standing = standing

    def describe(self) -> Iterable[Family]:
        """Override: nothing is gathered before somebody asks."""
        return ()

    def collect(self) -> Iterator[Family]:
        numbers = self._gathered.numbers()
        yield from _of_answers(numbers)
        yield from _as_counted(numbers)
        yield from _of_processes()
        if (standing := self._standing()) is not None:
            yield from _of_standing(standing)


def serve(host: str, port: int, page: Page) -> None:
    """Tell the metrics there, in threads, until the process ends. Raises OSError."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(page)
    start_http_server(port, host, registry)


def _of_answers(numbers: Numbers) -> Iterator[Family]:
    """How many, how long and how large, from what is counted of each kind of answer."""
    requests: dict[tuple[str, ...], float] = defaultdict(float)
    cached: dict[tuple[str, ...], float] = defaultdict(float, dict.fromkeys(metrics.CACHE_REQUESTS.known, 0.0))
    sizes: dict[tuple[str, ...], float] = defaultdict(float)
    times: dict[tuple[str, ...], list[float]] = {}
    for key, counted in numbers.items():
        if key[0] != metrics.ANSWERS:
            continue
        _, route, method, code, cache = key
        number = sum(counted[:SECONDS])
        requests[route, method, code] += number
        sizes[(route,)] += counted[SIZE]
        if cache:
            cached[(cache,)] += number
        before = times.get((route,), [0.0] * (SECONDS + 1))
        times[(route,)] = [a + b for a, b in zip(before, counted, strict=False)]
    yield _family(metrics.REQUESTS, requests.items())
    yield _family(metrics.RESPONSE_BYTES, sizes.items())
    yield _family(metrics.CACHE_REQUESTS, cached.items())
    yield _histogram(metrics.DURATIONS, times)


def _as_counted(numbers: Numbers) -> Iterator[Family]:
    """What is counted under the metric's own name; what has not happened yet is told as none."""
    for metric in metrics.COUNTED.values():
        found = {key[1:]: counted for key, counted in numbers.items() if key[0] == metric.name}
        if metric.kind == "histogram":
            yield _histogram(metric, found or {(): [0.0] * (len(metric.bounds) + 2)})
        else:
            none = dict.fromkeys(metric.known, 0.0)
            yield _family(metric, (none | {labels: counted[0] for labels, counted in found.items()}).items())


def _of_processes() -> Iterator[Family]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for each in holdings():
        counted = (1, each.resident_bytes, each.proportional_bytes, each.descriptors)
        sums[each.kind] = [a + b for a, b in zip(sums[each.kind], counted, strict=True)]
    held = (metrics.PROCESSES, metrics.RESIDENT, metrics.PROPORTIONAL, metrics.DESCRIPTORS)
    for number, metric in enumerate(held):
        yield _family(metric, [((kind,), float(found[number])) for kind, found in sums.items()])


def _of_standing(standing: Standing) -> Iterator[Family]:
    manifest = standing.release.manifest
    yield _family(metrics.RELEASE, [((manifest.id, manifest.version, manifest.built_at), 1.0)])
    yield _family(metrics.BUILT, [((), datetime.fromisoformat(manifest.built_at).timestamp())])
    serving, draining = float(standing.serving), float(standing.draining)
    yield _family(metrics.WEB_PROCESSES, [(("serving",), serving), (("draining",), draining)])


def _family(metric: Metric, values: Iterable[tuple[tuple[str, ...], float]]) -> Family:
    family: Any = _FAMILIES[metric.kind](metric.name, metric.help, labels=metric.labels)
    for labels, value in values:
        family.add_metric(labels, value)
    return cast(Family, family)


def _histogram(metric: Metric, found: dict[tuple[str, ...], list[float]]) -> Family:
    """As Prometheus has it: each bucket holds those below it too."""
    family = HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
    bounds = [*map(str, metric.bounds), "+Inf"]
    for labels, counted in found.items():
        below = accumulate(counted[: len(bounds)])
        family.add_metric(labels, list(zip(bounds, below, strict=True)), counted[len(bounds)])
    return family
