"""One release, open for reading."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import Any, TypeVar, cast

from rdflib import Graph

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
    sandbox: Sandbox
    """For queries that others write; its workers start with the first of them."""
    in_memory: bool
    """Whether queries read it from there: what has no order comes in another one than from disk."""
    model: Model
    statistics: Statistics
    _made: dict[Callable[["OpenRelease"], Any], Any] = field(default_factory=dict, repr=False)
    _making: RLock = field(default_factory=RLock, repr=False)

    @classmethod
    def open(cls, settings: Settings, release: Release) -> "OpenRelease":
        """Open the release read-only, in memory if the settings and its size say so."""
        held = hold(release.path)
        path = data_path(settings, release)
        dataset = ReleaseDataset.open(path)
        model = read_model(shapes_of(dataset))
        opened = cls(
            settings=settings,
            release=release,
            dataset=dataset,
            search_index=SearchIndex.open(release.search_path),
            list_index=ListIndex.open(release.lists_path, model),
            sandbox=Sandbox(
                path,
                workers=settings.query_workers,
                queue_wait_s=settings.query_wait_s,
                limits=settings.query,
            ),
            in_memory=in_memory(path),
            model=model,
            statistics=Statistics.read(release.statistics_path),
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


def shapes_of(dataset: ReleaseDataset) -> Graph:
    """The shapes, the class hierarchy and which code is in which list."""
    shapes = Graph(bind_namespaces="none")
    for triple in dataset.triples(fixed(__package__, "model")):
        shapes.add(triple)
    return shapes
