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


def report(imported: Report, warning: str = "") -> str:
    """What an import did."""
    lines = [
        f"{imported.id}: {imported.title}",
        f"  {imported.rows} rows of {imported.file} (layout {imported.layout}, SHA-256 {imported.sha256})",
        f"  {imported.refused_rows} rows refused",
        *(f"    line {each.line}: {each.reason}" for each in imported.refused[:_SHOWN]),
        *(f"  odd, and kept: {count} with {what}" for what, count in imported.oddities.items()),
        f"  licence: {imported.licence}",
        f"  cite: {imported.citation}",
        *([f"  {warning}"] if warning else []),
        "'casus build' makes a release with it",
    ]
    return "\n".join(lines)


def table(imported: Sequence[Report], warnings: Mapping[str, str]) -> str:
    """What is there, a line each; below it, what must be known before it is passed on, by the name of its dataset."""
    if not imported:
        return "nothing is imported; 'casus import --list' tells what can be"
    return "\n".join(
        f"{each.id}: {each.rows} rows of {each.file}, imported {each.imported_at}; mapping {each.mapping}"
        + (f"\n  {warning}" if (warning := warnings.get(each.dataset)) else "")
        for each in imported
    )
