"""What the command line tells of datasets and imports."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from casus.imports.dataset import Dataset
from casus.release.artefact import Report

_SHOWN: Final = 20


def catalogue(datasets: Iterable[Dataset]) -> str:
    """Every dataset with its layouts, and the real files on which each was tried."""
    lines = []
    for dataset in datasets:
        lines.append(f"{dataset.name}: {dataset.title} ({dataset.publisher}), {dataset.page}")
        if dataset.warning:
            lines.append(f"  {dataset.warning}")
        for layout in dataset.layouts:
            lines.append(f"  layout {layout.name}")
            for each in layout.tried:
                refused = f", {each.refused} refused" if each.refused else ""
                lines.append(f"    tried: version {each.version}, {each.rows} rows{refused}, SHA-256 {each.sha256}")
        lines.extend(f"  refused: {name}: {why}" for name, why in dataset.refused.items())
    return "\n".join(lines)


def report(imported: Report, dataset: Dataset) -> str:
    """What an import did."""
    lines = [
        f"{imported.id}: {imported.title}",
        f"  {imported.rows} rows of {imported.file} (layout {imported.layout}, SHA-256 {imported.sha256})",
        f"  {imported.refused_rows} rows refused",
        *(f"    line {each.line}: {each.reason}" for each in imported.refused[:_SHOWN]),
        *(f"  odd, and kept: {count} with {what}" for what, count in imported.oddities.items()),
        *_indented(_unlike_what_was_tried(imported, dataset)),
        f"  licence: {imported.licence}",
        f"  cite: {imported.citation}",
        *_indented(dataset.warning),
        "'casus build' makes a release with it",
    ]
    return "\n".join(lines)


def table(imported: Sequence[Report], datasets: Mapping[str, Dataset], mapping: str) -> str:
    """What is there, a line each; below it, what must be known of it. `mapping` is the one of today."""
    if not imported:
        return "nothing is imported; 'casus import --list' tells what can be"
    lines = []
    for each in imported:
        lines.append(f"{each.id}: {each.rows} rows of {each.file}, imported {each.imported_at}; mapping {each.mapping}")
        if each.mapping != mapping:
            lines.append(f"  the mapping is {mapping} now: import its file again")
        if (dataset := datasets.get(each.dataset)) is not None:
            lines.extend((*_indented(_unlike_what_was_tried(each, dataset)), *_indented(dataset.warning)))
    return "\n".join(lines)


def _indented(line: str) -> list[str]:
    return [f"  {line}"] if line else []


def _unlike_what_was_tried(imported: Report, dataset: Dataset) -> str:
    """A file that was cut off where a row ends looks whole: only who has seen the whole one can tell."""
    tried = [
        each.rows
        for layout in dataset.layouts
        for each in layout.tried
        if each.version == imported.version and not each.is_part
    ]
    if not tried or imported.rows in tried:
        return ""
    known = " or ".join(f"{rows}" for rows in dict.fromkeys(tried))
    return (
        f"warning: {imported.file} has {imported.rows} rows, and {dataset.name} {imported.version} as it was tried has "
        f"{known}: it may be cut off, or a part of it"
    )
