"""Compiling the sources into a release, and making it the current one."""

import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from casus.compiler.build_time import built_at
from casus.compiler.check import Checker, Progress
from casus.compiler.crosswalk import counterparts
from casus.compiler.freshness import Content, digest_of_compiler, mapping_of, tools
from casus.compiler.imports import Imports
from casus.compiler.list_entries import entries_of
from casus.compiler.list_index import write_list_index
from casus.compiler.orders import Orders
from casus.compiler.publish import one_build_at_a_time, publish, renew
from casus.compiler.quads import quads_of
from casus.compiler.search_index import Found, found_of, write_index
from casus.compiler.sources import Sources
from casus.compiler.truthy import truthy
from casus.compiler.violations import BuildError, Violation, counted
from casus.model.types import Model
from casus.release import list_fields, search_fields, statistics
from casus.release.changes import write_records
from casus.release.dumps import write_dumps
from casus.release.entries import Entry
from casus.release.integrity import files_of, verified
from casus.release.manifest import Imported, Manifest, Release, named, on_disk
from casus.terms.namespaces import BASE, OWL, URIRef

_ONTOLOGY: Final = URIRef(BASE + "ontology")


def build(
    root: Path, var: Path, progress: Progress = lambda _: None, prove: Callable[[Path], None] = lambda _: None,
    warn: Callable[[Violation], None] = lambda _: None,
) -> Release:  # fmt: skip
    """Compile the sources and make the result the current release.

    Raises BuildError when the sources break a rule, BadBuildTime, and OSError when `var` cannot be written; each leaves
    the current release as it was. Content that was checked before is not validated again. `prove` is shown what was
    written before it is published, and raises what is wrong with it; `warn` is told of imports that another mapping
    made, and of a clock that went back.
    """
    with one_build_at_a_time(var):
        imports = Imports.of(var)
        content = Content(root, var)
        sources = _checked(root, content, progress)
        for warning in imports.stale(mapping_of(sources.files)) if imports else ():
            warn(warning)
        entries = _tied(sources, imports)
        orders = _orders(sources.model, entries, imports)
        quads = _quads(sources, orders, imports)
        graphs = imports.graphs()
        triples = len(quads) + sum(graphs.values()) + (orders.size if imports else 0)
        progress(f"writing {triples} quads")
        digest = hashlib.sha256("".join(f"{quad} .\n" for quad in quads).encode())
        digest.update(imports.digest.encode())
        number = str(sources.union.value(_ONTOLOGY, OWL.versionInfo) or "0")
        numbers = imports.count(statistics.count(quads)) if imports else statistics.count(quads)
        manifest = Manifest(
            id=f"{number}-{digest.hexdigest()[:12]}",
            version=number,
            digest=digest.hexdigest(),
            sources_digest=content.digest,
            built_at=built_at() or _after(on_disk(var), warn),
            triples=triples,
            classes={cls: count for cls, count in numbers.classes.items() if cls.startswith(BASE)},
            graphs=dict(sorted({**Counter(str(quad.graph_name)[1:-1] for quad in quads), **graphs}.items())),
            compiler_digest=digest_of_compiler(),
            tools=tools(),
            dumps=(),
            imports=tuple(Imported.of(artefact.report) for artefact in imports.artefacts),
        )
        try:
            there: Release | None = verified(named(var, manifest.id))
        except (FileNotFoundError, ValueError):  # none, of another format, or damaged
            there = None
        if there is None or there.manifest.compiler_digest != manifest.compiler_digest:  # it may write other indexes

            def write(folder: Path) -> Manifest:
                written = _write(folder, manifest, _Whole(sources, imports, entries, orders, quads, numbers))
                prove(folder)
                return written

            return publish(var, manifest.id, write)
        return renew(var, replace(there.manifest, sources_digest=content.digest))


def _after(releases: list[Release], warn: Callable[[Violation], None]) -> str:
    """The time of a build that comes now: after the builds of those releases, though a clock may have gone back.

    What is newest is told by these times.
    """
    now = datetime.now(UTC)
    last = max((datetime.fromisoformat(release.manifest.built_at) for release in releases), default=now)
    if last > now:
        text = f"the newest was built at {last:%Y-%m-%d %H:%M}, and the clock says {now:%Y-%m-%d %H:%M}: set the clock"
        warn(Violation("releases", None, None, None, text, is_warning=True))
    return max(now, last + timedelta(milliseconds=1) if releases else now).isoformat(timespec="milliseconds")


def _checked(root: Path, content: Content, progress: Progress) -> Sources:
    checker = Checker(root, progress)
    sources = checker.read()
    if (at := content.checked_at()) is not None:
        progress(f"taking the check of {at:%Y-%m-%d %H:%M} UTC for granted: nothing has changed since")
    else:
        if warnings := checker.validate(sources):
            progress(f"{counted(warnings)}: casus check shows them")
        content.mark_checked()
    return sources


def _tied(sources: Sources, imports: Imports) -> list[Entry]:
    """The entries of the sources, after they were tied to what is imported. Raises BuildError."""
    if imports:
        if wrong := list(imports.collisions({str(each).partition("#")[0] for each in sources.union.every_subject()})):
            raise BuildError(wrong)
        for triple in list(counterparts(sources.union, imports.ties, imports.among)):
            if sources.union.add(triple):
                sources.crosswalk.add(triple)
    return entries_of(sources.model, sources.union)


def _orders(model: Model, entries: list[Entry], imports: Imports) -> Orders:
    """All that is in order; where there are imports, the order itself is found beside the loading of the store."""
    orders = Orders(model)
    for entry in _every(entries, imports):
        orders.add(entry)
    if not imports:
        orders.close()
    return orders


def _every(entries: list[Entry], imports: Imports) -> Iterator[Entry]:
    """Those of the sources, then those of the imports, in the same order each time."""
    yield from entries
    for kept in imports.kept():
        yield kept.entry


def _quads(sources: Sources, orders: Orders, imports: Imports) -> list[ox.Quad]:
    """The quads of the sources, sorted by their N-Quads. A triple in two graphs would count twice in their union.

    The places of records are among them, unless there are imports: then they are written in pieces too.
    """
    written = list(quads_of(sources.graphs))
    quads = sorted([*written, *truthy(written), *(() if imports else orders.quads())], key=str)
    for one, other in pairwise(quads):
        if one.triple == other.triple:
            text = f"says again what another graph says: {other.triple}"
            raise BuildError([Violation(str(other.graph_name), None, None, None, text)])
    return quads


@dataclass(frozen=True)
class _Whole:
    """All that a release is written from."""

    sources: Sources
    imports: Imports
    entries: list[Entry]
    orders: Orders
    quads: list[ox.Quad]
    """Of the sources."""
    numbers: statistics.Statistics

    def places(self) -> Iterator[bytes]:
        """The places of records, as N-Quads in pieces, where they are not among the quads: where there are imports."""
        return self.orders.pieces() if self.imports else iter(())


def _write(folder: Path, manifest: Manifest, whole: _Whole) -> Manifest:
    """Everything that a release holds; the manifest, with its dumps, comes last.

    The store is loaded beside what is made of entries: the one is Oxigraph's work, the other mostly ours.
    """
    sources, imports, quads = whole.sources, whole.imports, whole.quads
    whole.numbers.write(folder / statistics.FILE)
    store = ox.Store(str(folder / "store"))
    with ThreadPoolExecutor(1) as beside:  # one thing after the other
        loaded = [beside.submit(store.bulk_extend, quads), beside.submit(_load, store, imports.pieces())]
        if imports:
            whole.orders.close()
        loaded += [beside.submit(_load, store, whole.places()), beside.submit(_close, store)]
        records, searched = _index(folder, whole)
        write_records(folder, quads, records)
        write_index(folder / search_fields.FOLDER, chain(found_of(sources.model, sources.union), searched))
        for each in loaded:
            each.result()
    del store  # its files are whole when it is closed
    members = chain(imports.gzipped(), (gzip.compress(piece, mtime=0) for piece in whole.places()))
    dumps = write_dumps(folder / "dumps", manifest.id, quads, members if imports else None)
    manifest = replace(manifest, dumps=dumps, files=files_of(folder))
    manifest.write(folder)
    return manifest


def _load(store: ox.Store, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        store.bulk_load(piece, ox.RdfFormat.N_QUADS)


def _close(store: ox.Store) -> None:
    store.optimize()
    store.flush()


def _index(folder: Path, whole: _Whole) -> tuple[list[tuple[str, str]], list[Found]]:
    """Write the list index. What else the imported entries say: the digests of their records, and what is searched."""
    records, searched = [], []

    def every() -> Iterator[Entry]:
        yield from whole.entries
        for kept in whole.imports.kept():
            records.append((kept.entry.iri, kept.digest))
            if kept.search is not None:
                searched.append(Found.of_members(kept.search))
            yield kept.entry

    write_list_index(folder / list_fields.FOLDER, whole.sources.model, whole.orders, every())
    return records, searched
