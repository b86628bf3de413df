"""UCDP peace agreements, UCDP conflict termination and PA-X: rows that were made up, in the layouts of the datasets."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from casus.imports import pax
from casus.imports.catalogue import DATASETS
from casus.imports.in_words import catalogue, table
from casus.imports.refused import FileRefused, RowsRefused
from casus.imports.ucdp import peace, termination
from tests.imports.importing import Imported, imported, real_files, tried, written
from tests.imports.made_up import PAX

PEACE = {
    "paid": "1999", "pa_name": "The Hill Accord\n", "pa_date": "2001-02-03", "year": "2001", "pa_sign": "Both",
    "pa_3rd": "", "procID": "9", "gwno": "620", "conflict_id": "901, 902",
    "conflict_name": "Here: Government, Here: Hill", "dyad_id": "801, 802",
    "dyad_name": "Government of Here - A, Government of Here - B", "ended": "True",
    "duration": "2002-01-01", "cease": "1", "amn": "0", "txt": "1", "inclusive": "2", "frame": "3", "mil_prov": "1",
    "pol_prov": "0", "terr_prov": "0", "justice_prov": "0", "pa_type": "2", "interim": "1", "termdur": "-99",
    "version": "22.1", "dateintervalend_meta": "2021-12-31",
}  # fmt: skip
EPISODE = {
    "dyad_id": "801", "dyadepisode": "1", "type_of_conflict2": "3", "dyadcount": "1", "dyadterm": "0", "recur": "0",
    "version": "3", "conflict_id": "901", "location": "Here", "side_a": "Government of Here", "side_a_id": "700",
    "side_b": "A", "side_b_id": "701", "incompatibility": "2", "intensity_level": "1", "type_of_conflict": "3",
    "start_date": "1989-12-31", "start_prec": "5", "start_date2": "1990-03-04", "start_prec2": "1", "gwno_loc": "620",
}  # fmt: skip
_CONFLICT_ONLY = {"confterm": "0", "conflictepisode": "1"}


def peace_of(folder: Path, *rows: Mapping[str, str]) -> Imported:
    return imported("ucdp-peace-agreements", written(folder / "peace.csv", rows[0], *rows))


def episodes_of(folder: Path, *rows: Mapping[str, str], of: str = "dyad") -> Imported:
    columns = [*rows[0], *(name for name in _BY_YEAR if name not in rows[0])]
    return imported(f"ucdp-termination-{of}", written(folder / "term-3-2021.csv", columns, *rows))


_BY_YEAR = (
    "year",
    "side_a_2nd",
    "side_b_2nd",
    "territory_name",
    "ependdate",
    "ependprec",
    "outcome",
    "cfiredate",
    "peagdate",
)


def year_of(year: int, **said: str) -> dict[str, str]:
    return {**EPISODE, "year": str(year), **said}


def pax_of(folder: Path, *rows: Mapping[str, str], **options: str) -> Imported:
    return imported("pa-x", written(folder / "pax.csv", rows[0], *rows), **options)


# UCDP peace agreements


def test_a_peace_agreement_has_its_day_its_conflicts_and_dyads_and_what_is_coded_of_it(tmp_path: Path) -> None:
    found = peace_of(tmp_path, PEACE)
    said = found.said["agreements/ucdp-pa-1999"]
    assert said["prefLabel"] == {"The Hill Accord"}
    assert (said["when"], said["recordKey"], said["processNumber"]) == ({"2001-02-03"}, {"paid=1999"}, {"9"})
    assert said["conflict"] == {"conflicts/ucdp-901", "conflicts/ucdp-902"}
    assert said["dyad"] == {"dyads/ucdp-801", "dyads/ucdp-802"}
    assert said["state"] == {"states/libya"}
    assert (said["partiesText"], said["thirdPartiesText"]) == ({"Both"}, set())
    coded = found.coded("agreements/ucdp-pa-1999")
    assert {name: coded[name] for name in ("mil_prov", "pa_type", "ended", "duration")} == {
        "mil_prov": "1", "pa_type": "2", "ended": "True", "duration": "2002-01-01",
    }  # fmt: skip
    assert not {"amn", "termdur", "version", "dateintervalend_meta", "year"} & set(coded)
    assert found.said["dyads/ucdp-802"]["prefLabel"] == {"Government of Here - B"}
    assert not found.said["dyads/ucdp-802"]["conflict"], "which of two conflicts is not said"
    assert (found.report.version, found.report.horizon) == ("22.1", "2021-12-31")


def test_older_names_of_columns_and_days_of_the_american_order_say_the_same(tmp_path: Path) -> None:
    renamed = {
        "interim": "interrim",
        **{name: name.replace("_", " ") for name in ("mil_prov", "pol_prov", "terr_prov")},
    }
    renamed |= {"justice_prov": "justice prov", "pa_type": "pa type", "dateintervalend_meta": "dateintervalend meta"}
    older = {renamed.get(name, name): cell for name, cell in PEACE.items()}
    found = peace_of(
        tmp_path, {**older, "pa_date": "2/13/2001", "dateintervalend meta": "12/31/2018", "version": "19.1"}
    )
    assert found.said["agreements/ucdp-pa-1999"]["when"] == {"2001-02-13"}
    assert {"mil_prov", "pa_type", "interim"} <= set(found.coded("agreements/ucdp-pa-1999"))
    assert found.report.horizon == "2018-12-31"


def test_a_name_with_a_comma_of_its_own_is_taken_apart_for_no_dyad(tmp_path: Path) -> None:
    names = {
        "dyad_name": "Government of Here - A, B and C",
        "conflict_name": "Here, once There: Government, Here: Hill",
    }
    found = peace_of(tmp_path, {**PEACE, **names, "dyad_id": "801"})
    assert found.said["dyads/ucdp-801"]["prefLabel"] == {"Government of Here - A, B and C"}
    assert found.said["conflicts/ucdp-901"]["prefLabel"] == {"UCDP conflict 901"}


def test_a_day_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(RowsRefused, match="line 3"):
        peace_of(
            tmp_path, {**PEACE, "paid": "1998", "pa_name": "One"}, {**PEACE, "pa_name": "Two", "pa_date": "1993-08-"}
        )


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(
            ("cease", "2"),
            ("pa_type", "4"),
            ("frame", "0"),
            ("inclusive", "0"),
            ("ended", "yes"),
            ("termdur", "a year"),
        ),
        *(("duration", "1.1.2002"), ("mil_prov", "")),
    ],
)
def test_a_value_that_no_file_of_ucdp_has_is_refused(tmp_path: Path, column: str, cell: str) -> None:
    with pytest.raises(RowsRefused, match=f"{column} is '{cell}'; what can stand there is"):
        peace_of(tmp_path, PEACE, {**PEACE, "paid": "2000", "pa_name": "Another", column: cell})


def test_a_column_that_no_version_has_is_refused(tmp_path: Path) -> None:
    renamed = {"ceasefire" if name == "amn" else name: cell for name, cell in PEACE.items()}
    with pytest.raises(FileRefused, match="lacks amn"):
        peace_of(tmp_path, renamed)
    with pytest.raises(FileRefused, match="no version of ucdp-peace-agreements has that is known: ceasefire"):
        peace_of(tmp_path, {**PEACE, "ceasefire": "1"})
    with pytest.raises(FileRefused, match="no version of pa-x has that is known: description"):
        pax_of(tmp_path, {**PAX, "description": "1"})


# UCDP conflict termination


def test_the_years_of_an_episode_are_one_record_with_the_outcome_of_the_last(tmp_path: Path) -> None:
    end = {"outcome": "1", "ependdate": "1991-06-30", "ependprec": "2", "peagdate": "1991-06-15", "dyadterm": "1"}
    found = episodes_of(
        tmp_path,
        year_of(1991, **end, type_of_conflict="4", intensity_level="2", side_a_2nd="Government of There"),
        year_of(1990),
        year_of(1995, dyadepisode="2", start_date2="1995-05-06", recur="1"),
    )
    said = found.said["conflict-episodes/ucdp-dyad-801-1990"]
    assert said["when"] == {"1990-03-04/1991-06"}
    assert said["episodeOutcome"] == {"episode-outcome/peace-agreement"}
    assert said["activeYear"] == {"1990", "1991"}
    assert said["conflictType"] == {"conflict-type/intrastate"}
    assert said["intensity"] == {"intensity/war"}
    assert (said["codedEnd"], said["codedEndPrecision"]) == ({"1991-06-30"}, {"date-precision/day-assigned"})
    assert said["sideA"] == {"organizations/ucdp-700"}
    assert said["sideB"] == {"armed-forces/ucdp-701"}
    coded = found.coded("conflict-episodes/ucdp-dyad-801-1990")
    assert (coded["peagdate"], coded["side_a_2nd"]) == ("1991-06-15", "Government of There")
    assert found.said["conflict-episodes/ucdp-dyad-801-1990#coded-type-of-conflict-4"]["value"] == {"4"}
    later = found.said["conflict-episodes/ucdp-dyad-801-1995"]
    assert (later["when"], later["isRecurrence"], later["episodeOutcome"]) == ({"1995-05-06/.."}, {"true"}, set())
    assert found.said["dyads/ucdp-801"]["sideB"] == {"armed-forces/ucdp-701"}
    assert (found.report.version, found.report.horizon) == ("3-2021", "1995-12-31")


def test_episodes_with_one_number_are_told_apart_by_their_start_and_one_that_stops_has_an_unknown_end(
    tmp_path: Path,
) -> None:
    found = episodes_of(
        tmp_path,
        year_of(1990, ependdate="."),
        year_of(1996, start_date2="1996-05-06"),
    )
    assert found.said["conflict-episodes/ucdp-dyad-801-1990"]["when"] == {"1990-03-04/"}
    assert found.said["conflict-episodes/ucdp-dyad-801-1996"]["when"] == {"1996-05-06/.."}


def test_an_end_before_the_start_is_kept_and_counted(tmp_path: Path) -> None:
    end = {"outcome": "5", "ependdate": "1990-02-28", "ependprec": "1"}
    found = episodes_of(tmp_path, year_of(1990, **end))
    said = found.said["conflict-episodes/ucdp-dyad-801-1990"]
    assert (said["when"], said["codedEnd"]) == ({"1990"}, {"1990-02-28"})
    assert sum(found.report.oddities.values()) == 1


def test_sides_of_a_conflict_are_all_of_its_years_and_only_single_ones_have_names(tmp_path: Path) -> None:
    row = {
        **{name: cell for name, cell in EPISODE.items() if not name.startswith("dyad")},
        **_CONFLICT_ONLY,
        "dyadcount": "1",
    }
    found = episodes_of(
        tmp_path,
        {**row, "year": "1990", "side_b": "B, A", "side_b_id": "701, 702"},
        {**row, "year": "1991", "side_b": "A", "side_b_id": "701"},
        of="conflict",
    )
    said = found.said["conflict-episodes/ucdp-conflict-901-1990"]
    assert said["sideB"] == {"armed-forces/ucdp-701", "armed-forces/ucdp-702"}
    assert found.said["armed-forces/ucdp-701"]["prefLabel"] == {"A"}
    assert found.said["armed-forces/ucdp-702"]["prefLabel"] == {"UCDP actor 702"}


def test_two_digits_of_a_year_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"take the \.xlsx"):
        episodes_of(tmp_path, year_of(1990, start_date="12/31/64"))


def test_rows_of_an_episode_that_differ_in_what_they_have_in_common_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RowsRefused, match="location is not what line 2 says"):
        episodes_of(tmp_path, year_of(1990), year_of(1991, location="There"))


# PA-X


def test_an_agreement_of_pa_x_has_its_stage_status_process_and_issues(tmp_path: Path) -> None:
    found = pax_of(tmp_path, {**PAX, "UcdpCon": "901", "UcdpAgr": "1999"}, {**PAX, "AgtId": "78", "Dat": "30/11/2002"})
    said = found.said["agreements/pa-x-77"]
    assert said["prefLabel"] == {"Statement of the Two"}
    assert (said["stage"], said["agreementStatus"]) == ({"agreement-stage/cea"}, {"agreement-status/unilateral"})
    assert (said["processNumber"], said["processName"]) == ({"5"}, {"A process"})
    assert said["conflict"] == {"conflicts/ucdp-901"}
    assert said["state"] == {"states/libya"}
    coded = found.coded("agreements/pa-x-77")
    assert (coded["GCh"], coded["PpsGe:St"], coded["Agtp"], coded["StageSub"]) == ("2", "1", "Intra", "Ceas")
    assert "StDef" not in coded
    assert found.said["agreements/pa-x-78"]["when"] == {"2002-11-30"}
    assert found.report.version == "9"
    record, _, value, strength = found.report.ties[0]
    assert (record.rpartition("/")[2], value, strength.rpartition("/")[2]) == ("pa-x-77", "1999", "exact")


def test_documents_that_make_up_one_peace_agreement_are_each_a_part_of_it(tmp_path: Path) -> None:
    found = pax_of(tmp_path, {**PAX, "UcdpAgr": "1999"}, {**PAX, "AgtId": "78", "UcdpAgr": "1999"})
    assert {strength.rpartition("/")[2] for *_, strength in found.report.ties} == {"broad"}


def test_what_cannot_be_a_number_of_ucdp_is_kept_as_it_is_written(tmp_path: Path) -> None:
    found = pax_of(tmp_path, {**PAX, "UcdpCon": "901902", "UcdpAgr": "5171991032901"})
    assert not found.said["agreements/pa-x-77"]["conflict"]
    assert found.coded("agreements/pa-x-77")["UcdpCon"] == "901902"
    assert not found.report.ties
    assert sum(found.report.oddities.values()) == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"Part": "#NAME?"}, "Excel"),
        ({"GCh": "4"}, "GCh is '4'"),
        ({"GeWom": "2"}, "GeWom is '2'; what can stand there is"),
        ({"GeWom": ""}, "GeWom is ''"),
        ({"Contp": "None"}, "Contp is 'None'"),
        ({"StageSub": "Cease"}, "StageSub is 'Cease'"),
        ({"Loc1ISO": "Libya"}, "Loc1ISO is 'Libya'"),
        ({"Stage": "New"}, "Stage is 'New'"),
    ],
)
def test_what_pa_x_does_not_write_is_refused(tmp_path: Path, said: dict[str, str], why: str) -> None:
    with pytest.raises(RowsRefused, match=why):
        pax_of(tmp_path, {**PAX, **said})


def test_a_file_without_issues_is_refused(tmp_path: Path) -> None:
    few = {name: cell for name, cell in PAX.items() if name not in ("GeWom", "ConGen")}
    with pytest.raises(FileRefused, match="lacks ConGen, GeWom"):
        pax_of(tmp_path, few)


def test_the_terms_of_pa_x_are_told_wherever_it_is(tmp_path: Path) -> None:
    found = pax_of(tmp_path, PAX)
    source = found.said["sources/imported-pa-x-9"]
    assert {term.partition("licenses/")[2] for values in source.values() for term in values} >= {"by-nc-sa/4.0/"}
    assert any(pax.PAX.warning in values for values in source.values())
    assert pax.PAX.warning in catalogue(DATASETS.values())
    assert pax.PAX.warning in table([found.report], DATASETS, found.report.mapping)


# Real files


@pytest.mark.parametrize(
    ("dataset", "version", "sha256", "rows"),
    tried(peace.PEACE.name, termination.DYAD.name, termination.CONFLICT.name, pax.PAX.name),
)
def test_a_real_file_is_taken_whole(tmp_path: Path, dataset: str, version: str, sha256: str, rows: int) -> None:
    if sha256 not in real_files():
        pytest.skip(f"the file of {dataset} {version} is not beside the project")
    path = Path(shutil.copy(real_files()[sha256], tmp_path))
    found = imported(dataset, path, version=version)
    assert (found.report.rows, found.report.refused_rows) == (rows, 0)
