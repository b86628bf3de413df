"""Files in the layouts of datasets with a few made-up rows: no row of a dataset stands in the project."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from casus.imports import pax
from casus.imports.catalogue import DATASETS
from casus.imports.importing import import_file
from casus.release import entries
from casus.release.artefact import PARTS, Artefact
from casus.release.entries import Entry
from tests.snippets import ROOT

Cells = dict[str, str]
"""A row, by columns."""
SHARED = ROOT.parent / "shared" / "data"
"""Real files, where they lie beside the project."""
GED = (  # noqa: SIM905
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob"
).split(",")
"""The columns of version 24.1."""
_EVENT = {
    "id": "900001", "year": "2016", "active_year": "true", "code_status": "Clear", "type_of_violence": "1",
    "conflict_new_id": "11346", "conflict_name": "Libya: Government", "dyad_new_id": "90001",
    "dyad_name": "Government of Libya - A Made-up Front", "side_a_new_id": "111", "side_a": "Government of Libya",
    "side_b_new_id": "90002", "side_b": "A Made-up Front", "number_of_sources": "1", "where_prec": "1",
    "where_coordinates": "Madeupville town", "adm_1": "A Province", "adm_2": "A District", "latitude": "31.250000",
    "longitude": "16.500000", "priogrid_gid": "174273", "country": "Libya", "country_id": "620", "region": "Africa",
    "event_clarity": "1", "date_prec": "1", "date_start": "2016-05-04 00:00:00.000",
    "date_end": "2016-05-04 00:00:00.000", "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0",
    "deaths_unknown": "3", "best": "6", "high": "9", "low": "4", "gwnoa": "620", "gwnob": "",
}  # fmt: skip

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


def event(**cells: str) -> dict[str, str]:
    """A row of GED: the made-up one, with other cells."""
    return {**dict.fromkeys(GED, ""), **_EVENT, **cells}


def write(path: Path, rows: Iterable[dict[str, str]], columns: Sequence[str] = GED, **options: str) -> Path:
    """A CSV file with these rows."""
    with path.open("w", encoding=options.pop("encoding", "utf-8"), newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator=options.pop("lineterminator", "\n"), **options)  # type: ignore[arg-type]
        writer.writeheader()
        writer.writerows(rows)
    return path


def imported(
    dataset: str, path: Path, var: Path, sources: Path, version: str | None = None, *, leave_out: bool = False
) -> Artefact:
    return import_file(
        DATASETS[dataset], path, sources, var, version=version, leave_out=leave_out, progress=lambda _: None
    )


def of(artefact: Artefact) -> dict[str, Entry]:
    """The entries of its records, by collection and slug."""
    found = [kept.entry for part in PARTS for kept in entries.read(artefact.entries(part))]
    return {entry.iri.removeprefix("https://w3id.org/casus/id/"): entry for entry in found}
