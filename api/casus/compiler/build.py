"""Compiling the sources into a release, and making it the current one.

A release appears under its name only when it is whole, and `current` changes in one step.
"""

import fcntl
import hashlib
import json
import platform
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyoxigraph

from casus import ONTOLOGY_DIR
from casus.compiler.load import load, turtle_files
from casus.compiler.quads import quads
from casus.compiler.questions import questions_graph
from casus.compiler.rules.every import violations
from casus.compiler.search_index import write_index
from casus.compiler.sources import Sources
from casus.compiler.triples import Triples
from casus.compiler.truthy import truthy
from casus.compiler.violations import BuildError, Violation
from casus.release import search_fields, statistics
from casus.release.changes import write_records
from casus.release.dumps import write_dumps
from casus.release.manifest import Manifest, Release, current
from casus.terms.namespaces import BASE, DERIVED_GRAPH, OWL, QUESTIONS_GRAPH, RDF, TRUTHY_GRAPH, URIRef

Progress = Callable[[str], None]
_ONTOLOGY = URIRef(BASE + "ontology")
_CODE = Path(__file__).parents[1]
_COMPILER = ("terms", "model", "release", "compiler")
"""The rooms whose code decides what a release holds."""
_TOOLS = ("rdflib", "pyoxigraph", "tantivy", "edtf")


def check(root: Path, progress: Progress = lambda _: None) -> dict[URIRef, Triples]:
    """The compiled sources, as graphs by their names; BuildError with every violation when they break a rule."""
    progress("reading the sources")
    files = load(root)
    progress(f"deriving from {sum(len(file.graph) for file in files)} triples")
    sources = Sources.of(files)
    progress(f"validating {len(sources.union)} triples")
    questions, faulty = questions_graph(root)
    if found := [*violations(sources), *faulty]:
        raise BuildError(found)
    return {**{file.name: file.graph for file in files}, DERIVED_GRAPH: sources.derived, QUESTIONS_GRAPH: questions}


def build(root: Path, var: Path, progress: Progress = lambda _: None) -> Release:
    """Compile the sources and make the result the current release.

    Raises BuildError when the sources break a rule, OSError when `var` cannot be written; either leaves the current
    release as it was.
    """
    with _one_build_at_a_time(var):
        sources_digest = digest_of_sources(root)
        graphs = check(root, progress)
        lines = [f"{quad} .\n" for quad in quads(graphs.items())]
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
    compiler = sorted(path for room in _COMPILER for path in (_CODE / room).rglob("*.py"))
    digest = hashlib.sha256((ONTOLOGY_DIR / "truthy.rq").read_bytes())
    for folder, paths in ((root, sources), (_CODE, compiler)):
        for path in paths:
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _refuse_said_twice(lines: list[str]) -> None:
    """A triple in two graphs would count twice in the union of all graphs, as Oxigraph answers it."""
    seen: set[str] = set()
    for line in lines:
        triple, _, graph = line.removesuffix(" .\n").rpartition(" ")
        if triple in seen:
            raise BuildError([Violation(graph, None, None, None, f"says again what another graph says: {triple}")])
        seen.add(triple)


def _version(graphs: dict[URIRef, Triples]) -> str:
    """The version that the ontology declares of itself."""
    return next((str(n) for graph in graphs.values() for n in graph.objects(_ONTOLOGY, OWL.versionInfo)), "0")


def _class_counts(graphs: dict[URIRef, Triples]) -> dict[str, int]:
    """How many instances each class of ours has, its subclasses' included."""
    counts = Counter(str(cls) for graph in graphs.values() for _, cls in graph.subject_objects(RDF.type))
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
            write_index(draft / search_fields.FOLDER, store)
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
def _one_build_at_a_time(var: Path) -> Iterator[None]:
    (var / "releases").mkdir(parents=True, exist_ok=True)
    with (var / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
