"""UCDP's actors and yearly datasets: what comes of rows, which are made up, and of the real files where they are."""

import csv
import gzip
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.imports.catalogue import DATASETS
from casus.imports.dataset import Dataset, Tried
from casus.imports.refused import FileRefused, RowsRefused
from casus.imports.ucdp.names import is_name, parts, squeezed
from casus.release.artefact import Artefact
from casus.release.entries import read
from casus.terms.namespaces import CASUS, CODE, RECORD
from tests.imports import made_up
from tests.imports.made_up import ACD, STARTS, STATE_BASED, Cells

SHARED = ONTOLOGY_DIR.parent.parent / "shared" / "data" / "ucdp"
NAMES = (
    "ucdp-actor",
    "ucdp-acd",
    "ucdp-dyadic",
    "ucdp-brd-dyadic",
    "ucdp-brd-conflict",
    "ucdp-nonstate",
    "ucdp-onesided",
)
REAL = [(DATASETS[name], tried) for name in NAMES for layout in DATASETS[name].layouts for tried in layout.tried]

DYADIC: Cells = STATE_BASED | STARTS | {"dyad_id": "72001", "location": "Libya", "intensity_level": "1"}
DEATHS: Cells = STATE_BASED | {
    **{"dyad_id": "72001", "location_inc": "Libya", "bd_best": "40", "bd_low": "38", "bd_high": "60"},
    **{"gwno_battle": "620, 616", "battle_location": "Libya, Tunisia"},
}  # fmt: skip
NON_STATE: Cells = STARTS | {
    **{"conflict_id": "70002", "dyad_id": "72002", "org": "3", "year": "2016", "gwno_location": "620"},
    **{"side_a_name": "Hills, Plains", "side_a_name_fulltext": "The Hills, The Plains", "location": "Libya"},
    **{"side_a_name_mothertongue": "n/a"},
    **{"side_a_id": "71010", "side_a_components": "71012, 71011", "side_a_2nd": "", "gwno_a_2nd": ""},
    **{"side_b_name": "Coast", "side_b_name_fulltext": "The Coast", "side_b_name_mothertongue": "الساحل"},
    **{"side_b_id": "71013", "side_b_components": "", "gwno_b_2nd": "2,696"},
    **{"side_b_2nd": "Government of United States of America,Government of United Arab Emirates"},
    **{"ep_end": "0", "ep_end_date": "", "ep_end_prec": "0", "start_prec": "2", "start_prec2": "5", "region": "4"},
    **{"best_fatality_estimate": "30", "low_fatality_estimate": "25", "high_fatality_estimate": "41"},
    "version": "22.1",
}  # fmt: skip
ONE_SIDED: Cells = {
    **{"conflict_id": "70003", "dyad_id": "72003", "actor_id": "71001", "coalition_components": "", "year": "2016"},
    **{"actor_name": "Government of Libya", "actor_name_fulltext": "Government of Libya", "gwnoa": "620"},
    **{"actor_name_mothertongue": "n/a", "is_government_actor": "1", "gwno_location": "620", "location": "Libya"},
    **{"best_fatality_estimate": "26", "low_fatality_estimate": "30", "high_fatality_estimate": "47", "region": "4, 2"},
    "version": "21.1",
}
ACTOR: Cells = {
    **dict.fromkeys(("NameOrigFull", "NewNameFullMotherTongue", "NewName", "NewNameFullEng", "OSCoalitionID"), ""),
    **{"ActorId": "71002", "NameData": "FF ", "NameOrig": "OF", "NameOrigFullEng": "Old Front", "Org": "1"},
    **{"NamePrev": "Elders, Youth", "ActorIdPrev": "71003, 71004", "NameSplitTemp": "", "ActorIdSplitTemp": ""},
    **{"NameAlliance": "Great Alliance", "ActorIdAlliance": "71005", "NSCoalitionID": "71006"},
    **{
        "GroupName": "Government of Libya",
        "ActorIdGroup": "71001",
        "Location": "Libya",
        "GWNOLoc": "620",
        "Version": "22.1",
    },
}


class Imported:
    """What an import says."""

    def __init__(self, artefact: Artefact) -> None:
        self.report = artefact.report
        self.ranks = {kept.entry.iri.removeprefix(RECORD): kept.rank for kept in read(artefact.entries("shared"))}
        self.graph = Graph()
        for part in ("rows", "shared"):
            quads = gzip.decompress(artefact.quads(part).read_bytes()).decode()
            self.graph.parse(data=quads.replace(f" <{self.report.graph}> .\n", " .\n"), format="nt")

    def of(self, record: str, name: str) -> set[str]:
        """What the record says by a property of ours: the last parts of IRIs, and texts."""
        return {short(value) for value in self.graph.objects(URIRef(RECORD + record), CASUS[name])}

    def names(self, record: str) -> set[tuple[str, str | None]]:
        """All names with their languages."""
        about = URIRef(RECORD + record)
        return {
            (str(name), name.language)
            for each in (SKOS.prefLabel, SKOS.altLabel)
            for name in self.graph.objects(about, each)
            if isinstance(name, Literal)
        }


def short(value: Node) -> str:
    for start in (str(RECORD), str(CODE)):
        if str(value).startswith(start):
            return str(value).removeprefix(start)
    return str(value)


Import = Callable[..., Imported]


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    def imported(name: str, *rows: Cells, file: str = "made-up-22.1.csv") -> Imported:
        path = tmp_path / file
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, [*rows[0]])
            writer.writeheader()
            writer.writerows(rows)
        return Imported(made_up.imported(name, path, tmp_path / "var"))

    return imported


def test_a_year_of_a_conflict_has_what_the_armed_conflict_dataset_codes(imported: Import) -> None:
    several = ACD | {"year": "2017", "side_b": "Aardvarks, First Front", "side_b_id": "71002, 71009", "ep_end": "0"}
    data = imported("ucdp-acd", ACD, several | {"ep_end_date": ""})
    year = "conflict-years/ucdp-acd-70001-2016"
    said = {
        **{"recordKey": {"conflict_id=70001;year=2016"}, "year": {"2016"}, "when": {"2016"}},
        **{"conflict": {"conflicts/ucdp-70001"}, "sideA": {"organizations/ucdp-71001"}},
        **{"sideB": {"armed-forces/ucdp-71002"}, "sideASecondary": {"states/egypt"}, "state": {"states/libya"}},
        **{"violenceType": {"violence-type/state-based"}, "region": {"region/africa"}, "territory": {"Upper Valley"}},
        **{"conflictType": {"conflict-type/internationalized-intrastate"}, "intensity": {"intensity/war"}},
        **{"incompatibility": {"incompatibility/government-and-territory"}, "hasReachedWar": {"true"}},
        **{"firstDeath": {"2011-03-31"}, "firstDeathPrecision": {"date-precision/thirty-days"}},
        **{"codedStart": {"2014-10-16"}, "codedStartPrecision": {"date-precision/day"}, "episodeEnded": {"true"}},
        **{"codedEnd": {"2016-12-05"}, "codedEndPrecision": set(), "dyad": set(), "sideBNames": set()},
    }
    assert {name: data.of(year, name) for name in said} == said
    assert data.names("conflicts/ucdp-70001") == {("Libya: Government/Upper Valley", "en")}
    assert data.of("organizations/ucdp-71001", "state") == {"states/libya"}
    # names and numbers of a list are in orders of their own: only what the file has for a single number is a name
    later = "conflict-years/ucdp-acd-70001-2017"
    assert data.of(later, "sideB") == {"armed-forces/ucdp-71002", "armed-forces/ucdp-71009"}
    assert data.of(later, "sideBNames") == {"Aardvarks, First Front"}
    assert data.names("armed-forces/ucdp-71002") == {("First Front", "en")}
    assert data.names("armed-forces/ucdp-71009") == {("UCDP actor 71009", "en")}
    assert (data.ranks["conflicts/ucdp-70001"], data.ranks["armed-forces/ucdp-71009"]) == (2, 9)
    assert data.report.horizon == "2017-12-31"


def test_a_year_of_a_dyad_between_states_names_its_sides(imported: Import) -> None:
    several = {"side_b": "Government of Chad, Government of Niger", "side_b_id": "71021, 71020", "gwno_b": "483, 436"}
    data = imported(
        "ucdp-dyadic", DYADIC, DYADIC | several | {"dyad_id": "72009", "type_of_conflict": "2", "conflict_id": "7"}
    )
    year = "conflict-years/ucdp-dyadic-72001-2016"
    assert data.of(year, "dyad") == {"dyads/ucdp-72001"}
    assert data.of(year, "episodeEnded") == set()
    assert data.of("dyads/ucdp-72001", "sideA") == {"organizations/ucdp-71001"}
    assert data.of("dyads/ucdp-72009", "sideB") == {"organizations/ucdp-71020", "organizations/ucdp-71021"}
    assert data.names("conflicts/ucdp-7") == {("Libya - Chad, Niger", "en")}
    assert data.ranks["dyads/ucdp-72001"] == 2


def test_the_level_of_deaths_in_battle_is_told_by_its_dyads(imported: Import) -> None:
    conflicts = [
        DEATHS,
        DEATHS | {"year": "2017", "dyad_id": "72001, 72002", "side_b_id": "71002, 71009", "version": "221"},
    ]
    with pytest.raises(FileRefused, match="import it as ucdp-brd-conflict"):
        imported("ucdp-brd-dyadic", *conflicts)
    with pytest.raises(FileRefused, match="import it as ucdp-brd-dyadic"):
        imported("ucdp-brd-conflict", DEATHS)
    of_conflicts = imported("ucdp-brd-conflict", *[each | {"version": "221"} for each in conflicts])
    assert of_conflicts.report.version == "22.1"
    year = "conflict-years/ucdp-brd-conflict-70001-2017"
    assert of_conflicts.of(year, "dyad") == {"dyads/ucdp-72001", "dyads/ucdp-72002"}
    assert of_conflicts.of("dyads/ucdp-72002", "sideB") == set()
    of_dyads = imported("ucdp-brd-dyadic", DEATHS)
    year = "conflict-years/ucdp-brd-dyadic-72001-2016"
    assert of_dyads.of(year, "fatalitiesBest") == {"40"}
    assert of_dyads.of(year, "battleState") == {"states/libya", "states/tunisia"}
    assert of_dyads.of(year, "firstDeath") == set()


def test_a_coalition_has_its_components_and_an_actor_its_names(imported: Import) -> None:
    data = imported("ucdp-nonstate", NON_STATE)
    year = "conflict-years/ucdp-nonstate-72002-2016"
    said = {
        **{
            "sideA": {"armed-forces/ucdp-71010"},
            "sideBSecondary": {"states/united-states", "states/united-arab-emirates"},
        },
        **{"organizationLevel": {"organization-level/communal"}, "fatalitiesLow": {"25"}, "episodeEnded": {"false"}},
        **{"firstDeathPrecision": {"date-precision/few-days"}, "codedEnd": set(), "codedEndPrecision": set()},
    }
    assert {name: data.of(year, name) for name in said} == said
    assert data.of("armed-forces/ucdp-71010", "component") == {"armed-forces/ucdp-71011", "armed-forces/ucdp-71012"}
    assert data.names("armed-forces/ucdp-71010") == {("Hills, Plains", "en"), ("The Hills, The Plains", "en")}
    assert data.names("armed-forces/ucdp-71013") == {("Coast", "en"), ("The Coast", "en"), ("الساحل", "und")}
    assert data.of("conflicts/ucdp-70002", "conflictType") == {"conflict-type/non-state"}


def test_one_sided_violence_has_side_a_only(imported: Import) -> None:
    data = imported("ucdp-onesided", ONE_SIDED)
    year = "conflict-years/ucdp-onesided-71001-2016"
    said = {
        **{"sideA": {"organizations/ucdp-71001"}, "sideB": set(), "byGovernment": {"true"}, "fatalitiesLow": {"30"}},
        **{"dyad": {"dyads/ucdp-72003"}, "region": {"region/africa", "region/middle-east"}},
    }
    assert {name: data.of(year, name) for name in said} == said
    assert data.of("dyads/ucdp-72003", "sideB") == set()
    assert data.names("dyads/ucdp-72003") == {("Government of Libya - Civilians", "en")}
    assert data.report.oddities == {"figures that are not in order: low, best, high": 1}


def test_the_actor_file_tells_of_names_origin_and_company(imported: Import) -> None:
    bare = ACTOR | dict.fromkeys(("NamePrev", "ActorIdPrev", "NameAlliance", "ActorIdAlliance", "GroupName"), "")
    bare = bare | dict.fromkeys(("ActorIdGroup", "NSCoalitionID", "NameOrigFullEng"), "")
    government = bare | {"ActorId": "71001", "NameData": "Government of Libya", "NameOrig": "", "Org": "4"}
    abroad = government | {"ActorId": "71007", "NameData": "Government of Malta"}
    elders = bare | {"ActorId": "71003", "NameData": "Elders", "NameOrig": "Elders", "NameOrigFull": "Les Anciens"}
    elders |= {
        "NewName": "Sages, Elders",
        "NewNameFullEng": "The Sages, The Elders",
        "NewNameFullMotherTongue": "Sages, un",
    }
    data = imported("ucdp-actor", ACTOR, government, abroad, elders | {"NameOrigFull": "n/a"})
    force = "armed-forces/ucdp-71002"
    said = {
        **{
            "successorOf": {"armed-forces/ucdp-71003", "armed-forces/ucdp-71004"},
            "joined": {"organizations/ucdp-71001"},
        },
        **{"inAlliance": {"armed-forces/ucdp-71005"}, "temporarilySplitFrom": set(), "activeIn": {"states/libya"}},
        **{
            "organizationLevel": {"organization-level/formally-organized"},
            "state": set(),
            "recordKey": {"ActorId=71002"},
        },
    }
    assert {name: data.of(force, name) for name in said} == said
    assert data.names(force) == {("FF", "en"), ("OF", "en"), ("Old Front", "en")}
    assert data.names("armed-forces/ucdp-71003") == {
        *((name, "en") for name in ("Elders", "Sages", "The Sages", "The Elders")),
        ("un", "und"),
    }
    assert data.names("armed-forces/ucdp-71005") == {("Great Alliance", "en")}
    assert data.of("armed-forces/ucdp-71006", "component") == {force}
    assert data.of("organizations/ucdp-71001", "state") == {"states/libya"}
    # whoever knows the state of a government, or the name of a coalition, tells of it
    ranks = [data.ranks[f"{each}"] for each in (force, "organizations/ucdp-71007", "armed-forces/ucdp-71006")]
    assert ranks == [1, 8, 9]
    assert data.report.rows == 4


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"start_date": "3/31/2011"}, "start_date is '3/31/2011', which is no day as YYYY-MM-DD"),
        ({"start_prec": "8"}, "start_prec is '8'; it can be 1, 2, 3, 4, 5, 6, 7"),
        ({"side_a_2nd": "Second Front"}, "side_a_2nd names Second Front, and gwno_a_2nd is '651'"),
        ({"side_b_id": "1-137"}, "side_b_id is '1-137', which is no number of a record"),
        ({"year": "16"}, "year is '16', which is no year"),
        ({"cumulative_intensity": ""}, "cumulative_intensity is ''; it can be 0, 1"),
    ],
)
def test_a_row_that_the_dataset_would_not_write_is_refused(imported: Import, changed: Cells, why: str) -> None:
    with pytest.raises(RowsRefused) as refused:
        imported("ucdp-acd", ACD | changed)
    assert refused.value.refused == [(3, why)]


def test_files_of_other_datasets_and_of_old_versions_are_refused(imported: Import) -> None:
    with pytest.raises(FileRefused, match="it has the columns of ucdp-dyadic"):
        imported("ucdp-acd", DYADIC)
    with pytest.raises(FileRefused, match="has conflictep_id"):
        imported("ucdp-acd", ACD | {"conflictep_id": "1"})
    with pytest.raises(FileRefused, match="of before 2017"):
        imported("ucdp-acd", {"ID": "1", "SideA": "x", "SideBID": "1-2", "YEAR": "1999"})


def test_a_spreadsheets_version_is_none(imported: Import) -> None:
    assert imported("ucdp-acd", ACD | {"version": "22,1"}).report.version == "22.1"


def test_cells() -> None:
    assert parts(" 2,696, 670 ") == ["2", "696", "670"]
    assert squeezed(" Upper\r\nValley ") == "Upper Valley"
    assert [is_name(cell) for cell in ("", " ", "N/A", "n/a", "Nauru")] == [False, False, False, False, True]


def real_files() -> Iterator[tuple[str, Path]]:
    if SHARED.is_dir():
        for path in sorted(SHARED.iterdir()):
            yield sha256(path.read_bytes()).hexdigest(), path


@pytest.mark.slow
@pytest.mark.parametrize(("dataset", "tried"), REAL, ids=[f"{dataset.name}-{tried.version}" for dataset, tried in REAL])
def test_a_real_file_comes_in_whole(dataset: Dataset, tried: Tried, tmp_path: Path) -> None:
    path = dict(real_files()).get(tried.sha256)
    if path is None:
        pytest.skip(f"the file with the SHA-256 {tried.sha256} is not in {SHARED}")
    made = made_up.imported(dataset.name, path, tmp_path).report
    assert (made.version, made.rows, made.refused_rows) == (tried.version, tried.rows, tried.refused)
