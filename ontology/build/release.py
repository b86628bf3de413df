"""A release: an immutable Oxigraph store, its search index and a manifest, in `<var>/releases/<id>/`.

`<var>/current` points to one.

The id is the version of the ontology and the beginning of the content's digest, so the same sources give the same
release. A release appears under its name only when it is whole, and `current` changes in one step.
"""

import fcntl
import hashlib
import json
import logging
import platform
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyoxigraph
from rdflib import Graph

from ontology import ONTOLOGY_DIR
from ontology.build import statistics
from ontology.build.changes import write_records
from ontology.build.derive import derive
from ontology.build.dumps import Dump, write_dumps
from ontology.build.graphs import new_union
from ontology.build.load import load, turtle_files
from ontology.build.questions import questions_graph
from ontology.build.report import BuildError, Violation
from ontology.build.search_index import FOLDER, write_index
from ontology.build.truthy import truthy
from ontology.namespaces import BASE, DERIVED_GRAPH, OWL, QUESTIONS_GRAPH, RDF, TRUTHY_GRAPH, URIRef

Progress = Callable[[str], None]
_ONTOLOGY = URIRef(BASE + "ontology")
_TOOLS = ("rdflib", "pyoxigraph", "tantivy", "pyshacl", "edtf")


@dataclass(frozen=True)
class Manifest:
    """What a release is made of."""

    id: str
    version: str
    digest: str
    """SHA-256 of the release's quads as sorted N-Quads lines."""
    sources_digest: str
    """SHA-256 of the source files and of the code that compiles them; tells whether a new build is due."""
    built_at: str
    triples: int
    classes: dict[str, int]
    graphs: dict[str, int]
    tools: dict[str, str]
    dumps: tuple[Dump, ...]
    """The whole dataset as files, in the release's folder `dumps`."""


@dataclass(frozen=True)
class Release:
    """A release on disk."""

    path: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def store_path(self) -> Path:
        return self.path / "store"

    @property
    def search_path(self) -> Path:
        return self.path / FOLDER

    @property
    def statistics_path(self) -> Path:
        return self.path / statistics.FILE

    def dump(self, name: str) -> Path:
        """The file of the dump of that name; KeyError when the manifest lists none."""
        return self.path / "dumps" / {dump.name: dump.name for dump in self.manifest.dumps}[name]

    @classmethod
    def open(cls, path: Path) -> "Release":
        """The release in that folder; FileNotFoundError when there is none, ValueError when it is not whole."""
        try:
            members = json.loads((path / "manifest.json").read_text("utf-8"))
            dumps = tuple(Dump(**dump) for dump in members.pop("dumps"))
            return cls(path, Manifest(**members, dumps=dumps))
        except (AttributeError, KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path / 'manifest.json'} is not a manifest: {error}") from error


def current(var: Path) -> Release:
    """The release that `<var>/current` points to; FileNotFoundError when nothing was built yet."""
    return Release.open((var / "current").resolve(strict=True))


def named(var: Path, release_id: str) -> Release:
    """The release of that id; FileNotFoundError when it is not on disk."""
    return Release.open(var / "releases" / release_id)


def kept(var: Path) -> list[Release]:
    """Every release on disk that this version can open, the newest first."""
    found = []
    for path in (var / "releases").glob("*"):
        try:
            found.append(Release.open(path))
        except (OSError, ValueError):
            continue
    return sorted(found, key=lambda release: (release.manifest.built_at, release.id), reverse=True)


def check(root: Path, progress: Progress = lambda _: None) -> dict[URIRef, Graph]:
    """The compiled sources, as graphs by their names; BuildError with every violation when they break a rule."""
    from ontology.build.validate import validate  # late: pySHACL takes half a second, and serving needs none of it

    progress("reading the sources")
    with _ill_typed_literals_unlogged():
        files = load(root)
        union = new_union()
        for file in files:
            union += file.graph
        progress(f"deriving from {len(union)} triples")
        derived = derive(union)
        progress(f"validating {len(union)} triples")
        questions, faulty = questions_graph(root)
        violations = [*validate(files, union, derived), *faulty]
    if violations:
        raise BuildError(violations)
    return {**{file.name: file.graph for file in files}, DERIVED_GRAPH: derived, QUESTIONS_GRAPH: questions}


def build(root: Path, var: Path, progress: Progress = lambda _: None) -> Release:
    """Compile the sources and make the result the current release.

    Raises BuildError when the sources break a rule, OSError when `var` cannot be written; either leaves the current
    release as it was.
    """
    with _one_build_at_a_time(var):
        sources_digest = digest_of_sources(root)
        graphs = check(root, progress)
        lines = list(_nquads(graphs))
        plain = set(truthy(lines))
        lines = sorted([*lines, *plain])
        _refuse_said_twice(lines)
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        number = _version(graphs)
        manifest = Manifest(
            id=f"{number}-{digest[:12]}",
            version=number,
            digest=digest,
            sources_digest=sources_digest,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            triples=len(lines),
            classes=_class_counts(graphs),
            graphs={**{str(name): len(graph) for name, graph in sorted(graphs.items())}, str(TRUTHY_GRAPH): len(plain)},
            tools={"python": platform.python_version(), **{name: version(name) for name in _TOOLS}},
            dumps=(),
        )
        progress(f"writing {len(lines)} quads")
        return _publish(var, manifest, lines)


def is_stale(root: Path, var: Path) -> bool:
    """Whether the current release was made from other sources than these, or does not exist."""
    try:
        return current(var).manifest.sources_digest != digest_of_sources(root)
    except (FileNotFoundError, RuntimeError, ValueError):
        return True


def digest_of_sources(root: Path) -> str:
    """SHA-256 over every source below `root` and over the code of the build."""
    sources = [*turtle_files(root), *sorted((root / "questions").glob("*.rq"))]
    compiler = sorted([*ONTOLOGY_DIR.rglob("*.py"), ONTOLOGY_DIR / "truthy.rq"])
    digest = hashlib.sha256()
    for folder, paths in ((root, sources), (ONTOLOGY_DIR, compiler)):
        for path in paths:
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _nquads(graphs: dict[URIRef, Graph]) -> Iterator[str]:
    """The quads as lines of RDF 1.1 N-Quads."""
    for name, graph in graphs.items():
        for line in graph.serialize(format="nt", encoding="utf-8").decode().split("\n"):
            if line:
                yield f"{line.removesuffix('.')}{name.n3()} .\n"


def _refuse_said_twice(lines: list[str]) -> None:
    """A triple in two graphs would count twice in the union of all graphs, as Oxigraph answers it."""
    seen: set[str] = set()
    for line in lines:
        triple, _, graph = line.removesuffix(" .\n").rpartition(" ")
        if triple in seen:
            raise BuildError([Violation(graph, None, None, None, f"says again what another graph says: {triple}")])
        seen.add(triple)


def _version(graphs: dict[URIRef, Graph]) -> str:
    """The version that the ontology declares of itself."""
    return next((str(n) for graph in graphs.values() for n in graph.objects(_ONTOLOGY, OWL.versionInfo)), "0")


def _class_counts(graphs: dict[URIRef, Graph]) -> dict[str, int]:
    """How many instances each class of ours has, its subclasses' included."""
    counts = Counter(str(cls) for graph in graphs.values() for cls in graph.objects(None, RDF.type))
    return {cls: counts[cls] for cls in sorted(counts) if cls.startswith(BASE)}


def _publish(var: Path, manifest: Manifest, lines: list[str]) -> Release:
    """Write the release beside the others, whole or not at all, and point `current` to it."""
    target = var / "releases" / manifest.id
    with tempfile.TemporaryDirectory(prefix=".draft-", dir=var) as scratch:
        draft = Path(scratch) / "release"
        draft.mkdir()
        if (there := _whole(target)) is not None:
            manifest = replace(there.manifest, sources_digest=manifest.sources_digest)
            _write_manifest(draft, manifest)
            (draft / "manifest.json").replace(target / "manifest.json")
        else:
            write_records(draft, lines)
            manifest = replace(manifest, dumps=write_dumps(draft / "dumps", manifest.id, lines))
            _write_manifest(draft, manifest)
            store = _write_store(draft / "store", lines)
            write_index(draft / FOLDER, store)
            statistics.count(store).write(draft / statistics.FILE)
            if target.exists():
                target.rename(Path(scratch) / "not-whole")
            draft.rename(target)
        pointer = Path(scratch) / "current"
        pointer.symlink_to(Path("releases") / manifest.id)
        pointer.replace(var / "current")
    return Release(target, manifest)


def _whole(target: Path) -> Release | None:
    """The release, where it is there with all that this version of the build makes."""
    try:
        there = Release.open(target)
    except (FileNotFoundError, ValueError):
        return None
    return there if there.search_path.exists() and there.statistics_path.exists() else None


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _write_store(path: Path, lines: list[str]) -> pyoxigraph.Store:
    store = pyoxigraph.Store(str(path))
    store.bulk_load(input="".join(lines).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return store


@contextmanager
def _ill_typed_literals_unlogged() -> Iterator[None]:
    """rdflib logs a traceback for each of them; `validate` says it in a line."""
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def _one_build_at_a_time(var: Path) -> Iterator[None]:
    (var / "releases").mkdir(parents=True, exist_ok=True)
    with (var / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


__all__ = ["Manifest", "Release", "build", "check", "current", "digest_of_sources", "is_stale"]
