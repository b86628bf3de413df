"""Opening every table file of a store while files can still be opened.

RocksDB opens at most 16 tables with the store (VersionBuilder::LoadTableHandlers, kInitialLoadLimit, unless it may hold
4 Mi files) and the others when a query first needs them. A worker with RLIMIT_NOFILE 0 would then fail in the middle of
some query (measured on a store of 85 tables), so they are touched before. Keys begin with hashes of terms, which makes
look-ups of invented IRIs fall evenly on an index; an index that begins with the predicate or the graph needs real ones.
"""

import time
from collections.abc import Iterator
from itertools import chain, islice, product
from pathlib import Path
from typing import Final

import pyoxigraph as ox

_TIME_S: Final = 2.0
_QUADS_PER_GRAPH: Final = 500


def open_tables(store: ox.Store, store_path: str) -> int:
    """Make RocksDB open the tables of the store. Returns how many are still closed after two seconds."""
    tables = {path.name for path in Path(store_path).glob("*.sst")}
    end = time.monotonic() + _TIME_S
    closed = tables
    for number, _ in enumerate(_lookups(store)):
        if number % 200 == 0:
            closed = tables - _open_files()
            if not closed or time.monotonic() > end:
                break
    return len(closed)


def _open_files() -> set[str]:
    """The names of the files that this process has open."""
    return {entry.readlink().name for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()}


def _lookups(store: ox.Store) -> Iterator[ox.Quad | None]:
    """First matches of many patterns that, together, use every index; each ends after one match."""
    graphs = [*store.named_graphs(), ox.DefaultGraph()]
    quads = chain.from_iterable(islice(store.quads_for_pattern(None, None, None, g), _QUADS_PER_GRAPH) for g in graphs)
    predicates: set[ox.NamedNode] = set()
    for quad in quads:
        predicates.add(quad.predicate)
        for subject, value, graph in product((quad.subject, None), (quad.object, None), (quad.graph_name, None)):
            yield next(store.quads_for_pattern(subject, None, value, graph), None)
        yield next(store.quads_for_pattern(None, quad.predicate, quad.object, None), None)
        yield next(store.quads_for_pattern(None, quad.predicate, quad.object, quad.graph_name), None)
    for number in range(10_000):
        invented = ox.NamedNode(f"urn:casus:table:{number}")
        yield next(store.quads_for_pattern(invented, None, None, None), None)
        yield next(store.quads_for_pattern(None, None, invented, None), None)
        for name in graphs:
            yield next(store.quads_for_pattern(invented, None, None, name), None)
            yield next(store.quads_for_pattern(None, None, invented, name), None)
        for predicate, any_graph in product(predicates, (None, *graphs)):
            yield next(store.quads_for_pattern(None, predicate, invented, any_graph), None)
