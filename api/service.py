"""What the views work with: the settings, one release open for reading, its model, and the query workers."""

from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, cast

from flask import current_app, has_request_context, request
from rdflib import Graph

from api.kept import Kept
from api.model.schemes import Schemes, read_schemes
from api.model.shapes import read_model
from api.model.types import Model
from api.queries.fixed import fixed
from api.reconciliation.vocabulary import Vocabulary
from api.settings import Settings
from api.sparql import open_sandbox
from api.store.dataset import Knowledge
from api.store.index import SearchIndex
from api.store.sandbox import Sandbox
from ontology.build.questions import Question, read_questions
from ontology.build.release import Manifest, Release
from ontology.build.statistics import Statistics

if TYPE_CHECKING:
    from api.shelf import Shelf

_EXTENSION = "casus"
_SHELF = "casus-shelf"


@dataclass(frozen=True)
class Service:
    """One release, served."""

    settings: Settings
    manifest: Manifest
    knowledge: Knowledge
    index: SearchIndex | None
    """None for a release that was built before there were indexes."""
    model: Model
    schemes: Schemes
    vocabulary: Vocabulary
    """Types and properties for reconciliation."""
    questions: dict[str, Question]
    csl_types: dict[str, str]
    """Item type of the Citation Style Language for each kind of source."""
    sandbox: Sandbox
    statistics: Statistics | None
    """None for a release that was built before there were any."""
    query_slots: BoundedSemaphore
    """Half of the threads: whatever SPARQL clients do, the others answer."""
    kept: Kept = field(default_factory=Kept, compare=False)

    @classmethod
    def open(cls, settings: Settings, release: Release, query_slots: BoundedSemaphore | None = None) -> "Service":
        """Open the release read-only; the query workers start with the first query.

        Releases that are served side by side share their `query_slots`.
        """
        knowledge = Knowledge.open(release.store_path)
        model, schemes = read_model(_shapes(knowledge)), read_schemes(knowledge.select(fixed("schemes")))
        return cls(
            settings=settings,
            manifest=release.manifest,
            knowledge=knowledge,
            index=SearchIndex.open(release.search_path) if release.search_path.is_dir() else None,
            model=model,
            schemes=schemes,
            vocabulary=Vocabulary(model, schemes),
            questions=read_questions((str(row[0]), str(row[1])) for row in knowledge.select(fixed("questions"))),
            csl_types={str(row[0]): str(row[1]) for row in knowledge.select(fixed("csl-types"))},
            statistics=Statistics.read(release.statistics_path) if release.statistics_path.exists() else None,
            sandbox=open_sandbox(settings, release, settings.query_workers),
            query_slots=query_slots or BoundedSemaphore(max(1, settings.web_threads // 2)),
        )


def _shapes(knowledge: Knowledge) -> Graph:
    """The shapes, the class hierarchy and which code is in which list."""
    shapes = Graph(bind_namespaces="none")
    for triple in knowledge.triples(fixed("model")):
        shapes.add(triple)
    return shapes


def register(shelf: "Shelf") -> None:
    current_app.extensions[_EXTENSION] = shelf.served
    current_app.extensions[_SHELF] = shelf


def shelf() -> "Shelf":
    """The releases of the current app."""
    return cast("Shelf", current_app.extensions[_SHELF])


def pinned() -> str | None:
    """The release that the request names; None where it takes the one that is served."""
    return request.args.get("release") if has_request_context() else None


def service() -> Service:
    """The release that the request asks for. Raises InvalidParameters for one that is not kept."""
    release = pinned()
    return cast(Service, current_app.extensions[_EXTENSION]) if release is None else shelf().opened(release)
