"""Files in the layouts of datasets with a few made-up rows: no row of a dataset stands in the project."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from casus import ONTOLOGY_DIR
from casus.compiler.freshness import digest_of_sources
from casus.imports import pax
from casus.imports.catalogue import DATASETS
from casus.imports.importing import import_file
from casus.imports.vocabulary import Vocabulary
from casus.release import entries
from casus.release.artefact import PARTS, Artefact
from casus.terms.namespaces import BOUNDS
from tests.snippets import ROOT
from tools.made_up import GED

Cells = dict[str, str]
"""A row, by columns."""
SHARED = ROOT.parent / "shared" / "data"
"""Real files, where they lie beside the project."""
STATE_BASED: Cells = {
    **{
        "conflict_id": "70001",
        "side_a": "Government of Libya",
        "side_a_id": "71001",
        "side_a_2nd": "Government of Egypt",
    },
    **{"side_b": "First Front", "side_b_id": "71002", "side_b_2nd": "", "incompatibility": "3"},
    **{
        "territory_name": "Upper\nValley",
        "year": "2016",
        "type_of_conflict": "4",
        "gwno_a": "620",
        "gwno_a_2nd": "651",
    },
    **{"gwno_b": "", "gwno_b_2nd": "", "gwno_loc": "620", "region": "4", "version": "22.1"},
}
STARTS: Cells = {"start_date": "2011-03-31", "start_prec": "3", "start_date2": "2014-10-16", "start_prec2": "1"}
ACD: Cells = STATE_BASED | STARTS | {
    **{"location": "Libya", "intensity_level": "2", "cumulative_intensity": "1"},
    **{"ep_end": "1", "ep_end_date": "2016-12-05", "ep_end_prec": ""},
}  # fmt: skip
PAX = {
    **dict.fromkeys(pax.PAX.layouts[0].columns, "0"),
    **dict.fromkeys(("UcdpCon", "UcdpAgr", "CowWar", "PamAgr", "Loc2GWNO", "Loc2ISO", "ThrdPart", "OthAgr"), ""),
    "AgtId": "77", "Agt": "Statement\r\nof the Two", "Dat": "2001-02-03", "Ver": "9", "Status": "Unilateral document",
    "Stage": "Cea", "StageSub": "Ceas", "Part": "A, signed for by B", "PP": "5", "PPName": "A process", "Con": "Here",
    "Loc1GWNO": "620", "Loc1ISO": "LBY", "Agtp": "Intra", "GeWom": "1", "GCh": "2", "PpsGe:St": "1",
    "Contp": "Government", "Reg": "Cross-regional", "Interim": "No",
}  # fmt: skip
STATE = {
    **{"stateabb": "LIB", "ccode": "620", "statenme": "Libya", "styear": "1952", "stmonth": "1", "stday": "1"},
    **{"endyear": "2016", "endmonth": "12", "endday": "31", "version": "2016"},
}
"""A row of the members of the system of states."""


def write(path: Path, rows: Iterable[dict[str, str]], columns: Sequence[str] = GED, **options: str) -> Path:
    """A CSV file with these rows."""
    with path.open("w", encoding=options.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator=options.pop("lineterminator", "\n"), **options)  # type: ignore[arg-type]
        writer.writeheader()
        writer.writerows(rows)
    return path


_READ: dict[str, Vocabulary] = {}
"""By the digest of sources. Nobody changes it, and to read it takes thirty times as long as to import a few rows."""


def vocabulary(sources: Path) -> Vocabulary:
    """What an import reads in the sources as they are now: read once for each content."""
    digest = digest_of_sources(sources)
    if digest not in _READ:
        _READ[digest] = Vocabulary(sources)
    return _READ[digest]


def imported(dataset: str, path: Path, var: Path, sources: Path = ONTOLOGY_DIR, version: str | None = None) -> Artefact:
    """The artefact that an import of the file leaves."""
    return import_file(
        DATASETS[dataset], path, lambda: vocabulary(sources), var,
        version=version, leave_out=False, progress=lambda _: None,
    )  # fmt: skip


def of(artefact: Artefact) -> dict[str, dict[str, Any]]:
    """The documents of its records for the list index, by collection and slug."""
    kept = [each for part in PARTS for each in entries.read(artefact.entries(part))]
    return {k.entry.iri.removeprefix("https://w3id.org/casus/id/"): json.loads(k.entry.document) for k in kept}


def days(document: dict[str, Any]) -> list[str]:
    """The days that bound the time of the record."""
    return [date.fromordinal(document[bound]).isoformat() for bound in BOUNDS]
