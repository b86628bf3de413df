"""One release, open for reading."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any, NamedTuple, TypeVar, cast

from rdflib import Graph

from casus.engine.address import Address
from casus.engine.engine import Engine
from casus.engine.names import ReleaseGraphs
from casus.engine.presence import Presence
from casus.engine.queries import EngineQueries
from casus.model.shapes import read_model
from casus.model.types import Model
from casus.release.hold import hold
from casus.release.manifest import Manifest, Release
from casus.release.statistics import Statistics
from casus.sandbox.data import in_memory
from casus.sandbox.sandbox import Sandbox
from casus.settings import Settings
from casus.store.dataset import ReleaseDataset
from casus.store.fixed_queries import fixed
from casus.store.list_index import ListIndex
from casus.store.placement import data_path
from casus.store.search_index import SearchIndex

Made = TypeVar("Made")
Queries = Sandbox | EngineQueries
"""Runs queries of others."""


@dataclass(frozen=True, eq=False)
class OpenRelease:
    """What a release is read by: our queries, words, the queries of others; and what the shapes say of it."""

    settings: Settings
    release: Release
    """As it is on disk."""
    dataset: ReleaseDataset
    """For queries that we write."""
    search_index: SearchIndex
    list_index: ListIndex
    sandbox: Queries
    """For queries that others write; its workers start with the first of them."""
    rows_from: str
    """memory, disk, or the URL of the engine: what has no order comes in an order of its own from each."""
    model: Model
    statistics: Statistics
    check_data: Callable[[], None] = lambda: None
    """Raises NotPublished when the engine that holds the data no longer holds all of them, and EngineDown."""
    _made: dict[Callable[["OpenRelease"], Any], Any] = field(default_factory=dict, repr=False)
    _making: RLock = field(default_factory=RLock, repr=False)

    @classmethod
    def open(cls, settings: Settings, release: Release) -> "OpenRelease":
        """Open the release read-only: on the engine of the settings, else in memory if they and its size say so.

        On an engine, raises the problems of `casus.engine`, NotPublished among them.
        """
        held = hold(release.path)
        data = (_on_engine if settings.store else _embedded)(settings, release)
        model = read_model(shapes_of(data.dataset))
        opened = cls(
            settings=settings,
            release=release,
            dataset=data.dataset,
            search_index=SearchIndex.open(release.search_path),
            list_index=ListIndex.open(release.lists_path, model),
            sandbox=data.queries,
            rows_from=data.rows_from,
            model=model,
            statistics=Statistics.read(release.statistics_path),
            check_data=data.check,
        )
        weakref.finalize(opened, held.close)
        return opened

    @property
    def manifest(self) -> Manifest:
        return self.release.manifest

    @cached_property
    def id(self) -> str:
        return self.manifest.id

    def once(self, make: Callable[["OpenRelease"], Made]) -> Made:
        """What a feature makes of the release, made when it is first asked for and kept as long as the release."""
        if make in self._made:
            return cast(Made, self._made[make])
        with self._making:
            if make not in self._made:
                self._made[make] = make(self)
            return cast(Made, self._made[make])


class _Data(NamedTuple):
    """What answers our queries, and those of others, where that is, and what looks whether the data are there."""

    dataset: ReleaseDataset
    queries: Queries
    rows_from: str
    check: Callable[[], None] = lambda: None


def _embedded(settings: Settings, release: Release) -> _Data:
    """A release that this service holds itself."""
    path = data_path(settings, release)
    sandbox = Sandbox(path, workers=settings.query_workers, queue_wait_s=settings.query_wait_s, limits=settings.query)
    return _Data(ReleaseDataset.open(path), sandbox, "memory" if in_memory(path) else "disk")


def _on_engine(settings: Settings, release: Release) -> _Data:
    """A release that an engine holds."""
    engine = Engine(Address.of(settings))
    presence = Presence(engine, release.manifest)
    presence.look()
    graphs = ReleaseGraphs(release.id, release.manifest.graphs)
    queries = EngineQueries(
        engine,
        graphs,
        release.path,
        presence,
        workers=settings.query_workers,
        queue_wait_s=settings.query_wait_s,
        limits=settings.query,
    )
    return _Data(ReleaseDataset.on_engine(engine, graphs, presence), queries, settings.store, presence.look)


def queries_of(settings: Settings, release: Release) -> Queries:
    """What runs queries of others on the release, without anything else of it."""
    opened = _on_engine if settings.store else _embedded
    return opened(settings, release).queries


def shapes_of(dataset: ReleaseDataset) -> Graph:
    """The shapes, the class hierarchy and which code is in which list."""
    shapes = Graph(bind_namespaces="none")
    for triple in dataset.triples(fixed(__package__, "model")):
        shapes.add(triple)
    return shapes
