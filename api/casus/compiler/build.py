"""Compiling the sources into a release, and making it the current one."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from casus.compiler.check import Checker, Progress
from casus.compiler.freshness import Content, digest_of_compiler, tools
from casus.compiler.list_index import places, write_list_index
from casus.compiler.list_rows import Row, rows_of
from casus.compiler.publish import one_build_at_a_time, publish, renew
from casus.compiler.quads import quads_of
from casus.compiler.search_index import write_index
from casus.compiler.sources import Sources
from casus.compiler.truthy import truthy
from casus.compiler.violations import BuildError, Violation, counted
from casus.release import list_fields, search_fields, statistics
from casus.release.changes import write_records
from casus.release.dumps import write_dumps
from casus.release.integrity import files_of, verified
from casus.release.manifest import Manifest, Release, named
from casus.terms.namespaces import BASE, ORDER_GRAPH, OWL, URIRef

_ONTOLOGY: Final = URIRef(BASE + "ontology")


def build(
    root: Path, var: Path, progress: Progress = lambda _: None, prove: Callable[[Path], None] = lambda _: None
) -> Release:
    """Compile the sources and make the result the current release.

    Raises BuildError when the sources break a rule, OSError when `var` cannot be written; either leaves the current
    release as it was. Content that was checked before is not validated again. `prove` is shown what was written before
    it is published, and raises what is wrong with it.
    """
    with one_build_at_a_time(var):
        content = Content(root, var)
        sources = _checked(root, content, progress)
        rows = rows_of(sources.model, sources.union)
        quads = _quads(sources, rows)
        progress(f"writing {len(quads)} quads")
        digest = hashlib.sha256("".join(f"{quad} .\n" for quad in quads).encode()).hexdigest()
        number = str(sources.union.value(_ONTOLOGY, OWL.versionInfo) or "0")
        numbers = statistics.count(quads)
        manifest = Manifest(
            id=f"{number}-{digest[:12]}",
            version=number,
            digest=digest,
            sources_digest=content.digest,
            built_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            triples=len(quads),
            classes={cls: count for cls, count in numbers.classes.items() if cls.startswith(BASE)},
            graphs=dict(sorted(Counter(str(quad.graph_name)[1:-1] for quad in quads).items())),
            compiler_digest=digest_of_compiler(),
            tools=tools(),
            dumps=(),
        )
        try:
            there: Release | None = verified(named(var, manifest.id))
        except (FileNotFoundError, ValueError):  # none, of another format, or damaged
            there = None
        if there is None or there.manifest.compiler_digest != manifest.compiler_digest:  # it may write other indexes

            def write(folder: Path) -> Manifest:
                written = _write(folder, manifest, sources, rows, quads, numbers)
                prove(folder)
                return written

            return publish(var, manifest.id, write)
        return renew(var, replace(there.manifest, sources_digest=content.digest))


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


def _quads(sources: Sources, rows: list[Row]) -> list[ox.Quad]:
    """All quads of the release, sorted by their N-Quads. A triple in two graphs would count twice in their union."""
    written = list(quads_of(sources.graphs))
    quads = sorted([*written, *truthy(written), *places(rows)], key=str)
    for one, other in pairwise(quads):
        if one.triple == other.triple:
            text = f"says again what another graph says: {other.triple}"
            raise BuildError([Violation(str(other.graph_name), None, None, None, text)])
    return quads


def _write(
    folder: Path,
    manifest: Manifest,
    sources: Sources,
    rows: list[Row],
    quads: list[ox.Quad],
    numbers: statistics.Statistics,
) -> Manifest:
    """Everything that a release holds; the manifest, with its dumps, comes last."""
    write_records(folder, [quad for quad in quads if quad.graph_name != ox.NamedNode(ORDER_GRAPH)])
    numbers.write(folder / statistics.FILE)
    write_index(folder / search_fields.FOLDER, sources.model, sources.union)
    write_list_index(folder / list_fields.FOLDER, sources.model, rows)
    store = ox.Store(str(folder / "store"))
    store.bulk_extend(quads)
    store.optimize()
    store.flush()
    del store  # what it still writes is written
    dumps = write_dumps(folder / "dumps", manifest.id, quads)
    manifest = replace(manifest, dumps=dumps, files=files_of(folder))
    manifest.write(folder)
    return manifest
