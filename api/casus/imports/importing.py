"""Importing a file: from its header to an artefact in its place, whole or not at all."""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from casus.imports.catalogue import DATASETS
from casus.imports.dataset import Dataset, Job, Layout, code
from casus.imports.draft import Draft
from casus.imports.nt import LABEL, day, iri, text
from casus.imports.refused import FileRefused, RowRefused, RowsRefused
from casus.imports.shelf import draft, of_dataset, one_import_at_a_time, put, remove
from casus.imports.table import Header, header_of, the_one
from casus.imports.vocabulary import Vocabulary, names_of
from casus.imports.writer import Writer
from casus.release.artefact import Artefact, Refused, Report
from casus.terms.namespaces import DCTERMS, FOAF, GRAPH

Progress = Callable[[str], None]
_VERSION: Final = re.compile(r"(?<![0-9])v?([1-9][0-9]?)[._]?([0-9])(?:[._]([0-9]{1,2}))?(?![0-9])")
"""In the name of a file: ged251, GEDEvent_v24_1, ucdp-actor-22.1."""
_PLAIN: Final = re.compile(r"v?[0-9]+([.-][0-9]+)*")
"""In a column; not what a spreadsheet made of it, such as 22,1."""
_REPORTED: Final = 1_000
"""Refused rows that a report keeps."""
_EVERY: Final = 10_000
_WRITTEN: Final = re.compile(r"[0-9A-Za-z]+([.-][0-9A-Za-z]+)*(?<!.{41})")
"""A version as a part of names of folders and graphs."""


class AlreadyThere(Exception):
    """The same file was imported by the same mapping before."""

    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        super().__init__(f"{artefact.report.id} is there already, from the same file; nothing to do")


def import_file(
    dataset: Dataset, path: Path, read: Callable[[], Vocabulary], var: Path, *, version: str | None, leave_out: bool,
    progress: Progress,
) -> Artefact:  # fmt: skip
    """Bring the file in, in the place of what there was of the dataset.

    The sources are `read` once the file is known: that takes longer than to refuse one.

    Raises FileRefused for a file that is not known, RowsRefused for rows that are not as they should be, AlreadyThere
    where there is nothing to do, BuildError for sources that cannot be read, OSError when `var` cannot be written.
    Whatever is raised, what was there before is there still.
    """
    header = header_of(path)
    layout = layout_of(dataset, header)
    version = version or dataset.version(header) or _version(header)
    if not _WRITTEN.fullmatch(version):
        told = "letters and digits, with points and hyphens between, such as 25.1"
        raise FileRefused(f"'{version[:40]}' is no version: {told}")
    vocabulary = read()
    with one_import_at_a_time(var) as folder:
        before = of_dataset(var, dataset.name, frozenset(DATASETS))
        for _, there in before:
            known = there and (there.report.sha256, there.report.version, there.report.mapping)
            if there is not None and known == (header.sha256, version, vocabulary.mapping) and there.is_whole:
                raise AlreadyThere(there)
        with draft(folder) as made:
            artefact = _written(made, dataset, layout, header, version, vocabulary, leave_out, progress)
            target = put(var, made, artefact.report.id, [place for place, _ in before])
    return Artefact(target, artefact.report)


def forget(var: Path, name: str) -> list[str]:
    """Remove what there is of the dataset, also what cannot be read any more; the next build is without it."""
    with one_import_at_a_time(var):
        found = [place for place, _ in of_dataset(var, name, frozenset(DATASETS))]
        remove(var, found)
    return [place.name for place in found]


def layout_of(dataset: Dataset, header: Header) -> Layout:
    """The layout that the header has. Raises FileRefused, with what was found and what is known."""
    names = frozenset(header.columns)
    for layout in dataset.layouts:
        if _fits(layout, names):
            if header.encoding not in layout.encodings:
                raise FileRefused(
                    f"{header.name} is in {header.encoding}, and {dataset.name} comes in "
                    f"{' or '.join(layout.encodings)}: download it again and do not save it with another program"
                )
            return layout
    others = [d.name for d in DATASETS.values() if d is not dataset and any(_fits(each, names) for each in d.layouts)]
    if others:
        raise FileRefused(f"{header.name} is not of {dataset.name}: it has the columns of {' and '.join(others)}")
    lines = [f"{header.name} has none of the layouts of {dataset.name} that are known:"]
    for layout in dataset.layouts:
        lacking = ", ".join(sorted(layout.columns - names)) or "nothing"
        extra = sorted(layout.without & names if layout.beside is None else names - layout.columns - layout.beside)
        lines.append(f"  {layout.name}: lacks {lacking}" + (f"; has {', '.join(extra)}" if extra else ""))
    lines.extend(f"  {name} is refused: {why}" for name, why in dataset.refused.items())
    lines.append(f"  its columns are {', '.join(header.columns[:60])}")
    raise FileRefused("\n".join(lines))


def _fits(layout: Layout, names: frozenset[str]) -> bool:
    is_alone = layout.beside is None or names - layout.columns - {""} <= layout.beside
    return layout.columns <= names and not layout.without & names and is_alone


def _version(header: Header) -> str:
    """From the column `version`, of which every row has the same, else from the name of the file."""
    column = next((name for name in header.columns if name.lower() == "version"), "")
    told = (_dotted(_VERSION.fullmatch(cell)) or cell for cell in header.cells(column))
    if _PLAIN.fullmatch(version := the_one(told, f"column {column}", header)):
        return version
    if version := the_one(map(_dotted, _VERSION.finditer(header.path.stem)), "name", header):
        return version
    raise FileRefused(f"nothing tells the version of {header.name}: give it, as in --version 25.1")


def _dotted(match: re.Match[str] | None) -> str:
    """What a version without dots means: 221 is 22.1."""
    return ".".join(part for part in match.groups() if part) if match else ""


def _written(
    folder: Path, dataset: Dataset, layout: Layout, header: Header, version: str, vocabulary: Vocabulary,
    leave_out: bool, progress: Progress,
) -> Artefact:  # fmt: skip
    graph = str(GRAPH[f"data/{dataset.name}-{version}"])
    with Writer(folder, vocabulary, graph) as writer:
        job = Job(dataset, version, layout, header, vocabulary, writer, leave_out)
        source = _source(job)
        writer.once(job.source, lambda: source)
        for number, _ in enumerate(dataset.read(job), 1):
            if number % _EVERY == 0:
                progress(f"{number} rows")
        if not job.rows:
            raise FileRefused(f"{header.name} has a header and no row")
        if job.refused and (not leave_out or len(job.refused) == job.rows):
            raise RowsRefused(job.refused, job.rows)
        if header.changed():
            raise FileRefused(f"{header.name} was changed while it was read: import it again")
        source.say("horizon", day(job.last_day) if job.last_day else None)
        try:
            rows, shared = writer.finish(dataset.rank)
        except RowRefused as error:  # of what rows name, so that no row can be left out for it
            raise FileRefused(f"what rows of {header.name} name is not as it should be: {error}") from error
    report = Report(
        dataset=dataset.name,
        version=version,
        title=dataset.title,
        licence=dataset.licence,
        citation=dataset.citation.format(version=version),
        layout=layout.name,
        mapping=vocabulary.mapping,
        file=header.name,
        sha256=header.sha256,
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        rows=job.rows,
        refused_rows=len(job.refused),
        refused=tuple(Refused(line, reason) for line, reason in job.refused[:_REPORTED]),
        oddities=dict(sorted(writer.oddities.items())),
        horizon=job.last_day or None,
        graph=graph,
        digest=hashlib.sha256(f"{rows.digest}{shared.digest}".encode()).hexdigest(),
        row_triples=rows.triples,
        classes={term[1:-1]: count for term, count in sorted(rows.classes.items())},
        properties={term[1:-1]: (triples, subjects) for term, (triples, subjects) in sorted(rows.properties.items())},
        subjects=rows.subjects,
        names=names_of(writer.names),
        ties=tuple(writer.ties),
    )
    return Artefact(folder, report).sealed()


def _source(job: Job) -> Draft:
    """The dataset as a source: what every record of it names."""
    dataset = job.dataset
    draft = Draft(job.source, "Source")
    draft.values[LABEL] = [text(f"{dataset.title}, version {job.version}", "en")]
    draft.say_by(iri(str(DCTERMS.description)), text(dataset.warning, "en") if dataset.warning else None)
    draft.say("sourceType", code("source-type", "dataset"))
    draft.say_by(iri(str(DCTERMS.publisher)), text(dataset.publisher))
    draft.say_by(iri(str(FOAF.page)), iri(dataset.page))
    draft.say("version", text(job.version))
    draft.say_by(iri(str(DCTERMS.license)), iri(dataset.licence))
    draft.say_by(iri(str(DCTERMS.bibliographicCitation)), text(dataset.citation.format(version=job.version)))
    draft.say("fileDigest", text(job.header.sha256))
    draft.say("mappingVersion", text(job.vocabulary.mapping))
    return draft
