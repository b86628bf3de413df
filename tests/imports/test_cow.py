"""Datasets of the Correlates of War project: rows that were made up, in the layouts of the files, and the files."""

import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from rdflib import Dataset as Quads
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS

from casus import ONTOLOGY_DIR
from casus.imports.catalogue import DATASETS
from casus.imports.dataset import Dataset, Tried
from casus.imports.refused import FileRefused, RowsRefused
from casus.release.artefact import Report
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD
from tests.imports.made_up import imported

BESIDE = [ONTOLOGY_DIR.parent.parent / name for name in ("shared/data", "datasets")]
COW = [dataset for name, dataset in DATASETS.items() if name.startswith("cow-")]
TRIED = [(dataset, tried) for dataset in COW for layout in dataset.layouts for tried in layout.tried]

STATES = "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version"
INTER = (
    "WarNum,WarName,WarType,ccode,StateName,Side,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,"
    "StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2,EndYear2,TransFrom,WhereFought,Initiator,Outcome,TransTo,"
    "BatDeath,Version"
)
EXTRA = (
    "WarNum,WarName,WarType,ccode1,SideA,ccode2,SideB,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,"
    "StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2 ,EndYear2,Initiator,Interven,TransFrom,Outcome,TransTo,"
    "WhereFought,BatDeath,NonStateDeaths,Version"
)
NON = (
    "WarNum,WarName,WarType,WhereFought,SideA1,SideA2,SideB1,SideB2,SideB3,SideB4,SideB5,StartYear,StartMonth,StartDay,"
    "EndYear,EndMonth,EndDay,Initiator,TransFrom,TransTo,Outcome,SideADeaths,SideBDeaths,TotalCombatDeaths,Version"
)
INTRA_4 = (
    "WarNum,WarName,WarType,CcodeA,SideA,CcodeB,SideB,Intnl,StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,"
    "StartMonth2,StartDay2,StartYear2,EndMonth2,EndDay2,EndYear2,TransFrom,WhereFought,Initiator,Outcome,TransTo,"
    "SideADeaths,SideBDeaths,Version"
)
_SPELLS_5 = ",".join(f"{end}{part}{n}" for n in "1234" for end in ("Start", "End") for part in ("Mo", "Dy", "Yr"))
PARTICIPANTS_5 = (
    f"WarNum,WarName,V5Region,WarType,CcodeA,SideA,CcodeB,SideB,Intnl,{_SPELLS_5},WDuratDays,WDuratMo,TransFrom,"
    "Initiator,Outcome,TransTo,Deaths A,Deaths B,TotalBDeaths,SideAPeakTotForces,SideAPeak TheatForces,"
    "SideBPeakTotForces,SideBPeakTheatForces,Version"
)
WARS_5 = (
    f"WarNum,WarName,V5RegionNum,WarType,CcodeA,SideA,SideB,Intnl,{_SPELLS_5},WDuratDays,WDuratMo,TotNatMonWar,"
    "TransFrom,Initiator,Outcome,TransTo,DeathsSideA,DeathsSideB,TotalBDeaths,Version"
)
NO_SPELL = ",".join(["-8"] * 6)


class Imported:
    """What became of a file."""

    def __init__(self, tmp_path: Path, dataset: str, lines: Sequence[str], name: str = "file_v4.0.csv") -> None:
        file = tmp_path / name
        file.write_bytes("\r".join(lines).encode("cp1252"))
        artefact = imported(dataset, file, tmp_path)
        self.report: Report = artefact.report
        quads = Quads(default_union=True)
        for part in ("rows", "shared"):
            quads.parse(data=gzip.decompress(artefact.quads(part).read_bytes()).decode(), format="nquads")
        self.graph: Graph = quads

    def all(self, about: str, name: str) -> set[str]:
        """The values of a property of a record, codes and records by the last parts of their IRIs."""
        predicate = SKOS[name] if name.endswith("Label") else CASUS[name]
        found = self.graph.objects(URIRef(RECORD + about), predicate)
        return {str(value).removeprefix(str(RECORD)).removeprefix(str(CODE)) for value in found}

    def one(self, about: str, name: str) -> str | None:
        values = self.all(about, name)
        assert len(values) < 2, values
        return next(iter(values), None)

    def records(self, cls: str) -> list[str]:
        found = self.graph.subjects(RDF.type, CASUS[cls])
        return sorted(str(each).removeprefix(str(RECORD)) for each in found)


def test_a_span_of_membership_is_censored_just_where_the_file_ends(tmp_path: Path) -> None:
    rows = ["LIB,620,Libya,1951,12,24,2016,12,31,2016", "TUS,337,Tuscany,1816,1,1,1860,3,16,2016"]
    made = Imported(tmp_path, "cow-states", [STATES, *rows], "states.csv")
    libya, tuscany = "system-memberships/cow-states-620-1951-12-24", "system-memberships/cow-states-337-1816-01-01"
    assert made.records("SystemMembership") == sorted([libya, tuscany])
    assert made.one(libya, "state") == "states/libya"
    assert made.one(libya, "systemStatus") == "system-status/member"
    assert (made.one(libya, "cowCode"), made.one(libya, "cowAbbreviation")) == ("620", "LIB")
    assert made.one(libya, "when") == "1951-12-24/2016-12-31"
    assert made.one(libya, "endKnown") == "end-known/censored"
    assert (made.one(libya, "earliestEnd"), made.one(libya, "latestEnd")) == ("2016-12-31", None)
    assert (made.one(tuscany, "endKnown"), made.one(tuscany, "latestEnd")) == (None, "1860-03-16")
    assert (made.report.version, made.report.horizon) == ("2016", "2016-12-31")


def test_a_state_that_the_sources_lack_is_an_error_of_its_row(tmp_path: Path) -> None:
    with pytest.raises(RowsRefused, match="ccode is 999, and no state of the sources has that COW code"):
        Imported(tmp_path, "cow-states", [STATES, "XXX,999,Nowhere,1900,1,1,1901,1,1,2016"])


def test_a_major_power_has_a_record_of_its_own(tmp_path: Path) -> None:
    header = STATES.replace("statenme,", "")
    made = Imported(tmp_path, "cow-majors", [header, "ITA,325,1860,3,17,1943,9,8,2016"], "majors.csv")
    about = "system-memberships/cow-majors-325-1860-03-17"
    assert made.one(about, "systemStatus") == "system-status/major-power"
    assert made.one(about, "state") == "states/italy"


def test_a_state_in_a_war_between_states_with_two_spells(tmp_path: Path) -> None:
    first = 'made up,1,620,Libya,1,3,-9,1961,5,2,1961,8,-9,1962,-9,-9,1963,"404, 410",14,1,1,481,0,4'
    second = "made up,1,651,Egypt,2,2,20,1961,9,1,1964,-8,-8,-8,-8,-8,-8,-8,4,2,2,-8,-9,4"
    made = Imported(tmp_path, "cow-inter-state", [INTER, f"299,{first}", f"299,{second}"])
    libya, egypt = "war-participants/cow-inter-state-299-620-1-a", "war-participants/cow-inter-state-299-651-2-b"
    assert made.records("WarParticipant") == [libya, egypt]
    assert (made.one(libya, "participant"), made.one(libya, "participantName")) == ("states/libya", "Libya")
    assert made.one(libya, "side") == "conflict-side/side-a"
    assert made.one(libya, "when") == "1961-03/1963"
    spells = {number: made.one(f"{libya}#spell-{number}", "when") for number in (1, 2)}
    assert spells == {1: "1961-03/1961-05-02", 2: "1962-08/1963"}
    assert made.all(libya, "transformedFrom") == {"404", "410"}
    assert made.one(libya, "transformedInto") == "481"
    assert made.one(libya, "whereFought") == "where-fought/europe-africa-and-middle-east"
    assert (made.one(libya, "isInitiator"), made.one(egypt, "isInitiator")) == ("true", "false")
    assert (made.one(libya, "warOutcome"), made.one(egypt, "warOutcome")) == ("war-outcome/won", "war-outcome/lost")
    assert (made.one(libya, "battleDeaths"), made.one(egypt, "battleDeaths")) == ("0", None)
    assert made.one(libya, "recordKey") == "WarNum=299;ccode=620;Side=1"
    war = made.one(libya, "conflict")
    assert war == "conflicts/cow-inter-state-299"
    assert made.one(war, "conflictType") == "conflict-type/interstate"
    assert made.one(war, "warType") == "war-type/inter-state"
    assert made.one(war, "when") == "1961-02-20/1964-09-01"
    assert made.report.version == "4.0"


def test_an_extra_state_war_that_goes_on_between_a_state_and_a_name(tmp_path: Path) -> None:
    row = f"499,made up,3,2,United States,-8,Hassan’s men,9,1,2004,-7,-7,-7,{NO_SPELL},0,1,227,5,-8,6,10,500,4"
    made = Imported(tmp_path, "cow-extra-state", [EXTRA, row])
    state, others = (f"war-participants/cow-extra-state-499-2-{side}" for side in "ab")
    assert made.one(state, "participant") == "states/united-states"
    assert (made.one(others, "participant"), made.one(others, "participantName")) == (None, "Hassan’s men")
    assert (made.one(state, "battleDeaths"), made.one(others, "battleDeaths")) == ("10", "500")
    assert (made.one(state, "isIntervener"), made.one(others, "isIntervener")) == ("true", None)
    assert made.one(state, "isInitiator") == "false"
    assert made.one(others, "when") == "2004-09-01/2007-12-31"
    assert made.one(others, "endKnown") == "end-known/censored"
    assert (made.one(others, "earliestEnd"), made.one(others, "latestEnd")) == ("2007-12-31", None)
    assert made.one("conflicts/cow-extra-state-499", "endKnown") == "end-known/censored"
    assert made.one("conflicts/cow-extra-state-499", "conflictType") == "conflict-type/extrasystemic"
    assert made.report.horizon == "2007-12-31"


def test_each_side_of_a_non_state_war_is_a_record_with_its_names(tmp_path: Path) -> None:
    row = '1599,made up,8,9,Reds,-8,Blues, Greens,-8,-8,-8,1850,-9,-9,1851,6,-9,B,-8,538,2,-9,-9,"4,000",4'
    made = Imported(tmp_path, "cow-non-state", [NON, row])
    a, b = (f"war-participants/cow-non-state-1599-{side}" for side in "ab")
    assert (made.all(a, "participantName"), made.all(b, "participantName")) == ({"Reds"}, {"Blues", "Greens"})
    assert (made.one(a, "isInitiator"), made.one(b, "isInitiator")) == ("false", "true")
    assert made.one(a, "when") == "1850/1851-06"
    war = "conflicts/cow-non-state-1599"
    assert (made.one(war, "battleDeaths"), made.one(war, "conflictType")) == ("4000", "conflict-type/non-state")


def test_an_internationalized_war_inside_a_state_and_odd_dates(tmp_path: Path) -> None:
    rows = [
        f'998,made up,4,620,Libya,-8,"Mané, et al",1,2,29,1901,-9,-9,1902,{NO_SPELL},-8,4,Mané,1,-8,"10,000",-9,4.1',
        f"998,made up,4,-8,-8,651,Egypt,1,3,-9,1901,10,-91866,,{NO_SPELL},-8,4,,1,-8,-8,5,4.1",
    ]
    made = Imported(tmp_path, "cow-intra-state", [INTRA_4, *rows], "Intra_v4.1.csv")
    libya, rebels, egypt = (
        f"war-participants/cow-intra-state-998-{each}" for each in ("libya-man-et-al-a", "libya-man-et-al-b", "egypt-b")
    )
    assert made.records("WarParticipant") == sorted([libya, rebels, egypt])
    assert (made.one(libya, "when"), made.one(egypt, "when")) == ("1901-02/1902", "1901-03/")
    assert (made.one(libya, "battleDeaths"), made.one(egypt, "battleDeaths")) == ("10000", "5")
    assert (made.one(rebels, "initiatorName"), made.one(egypt, "initiatorName")) == ("Mané", None)
    assert made.one(libya, "warOutcome") == "war-outcome/side-a-won"
    war = "conflicts/cow-intra-state-998"
    assert made.one(war, "conflictType") == "conflict-type/internationalized-intrastate"
    assert (made.one(war, "isInternationalized"), made.one(war, "when")) == ("true", "1901-02/")
    assert set(made.report.oddities.values()) == {1}
    assert len(made.report.oddities) == 2


def test_version_5_numbers_wars_with_decimals_and_has_files_of_wars_and_of_participants(tmp_path: Path) -> None:
    dates = ",".join(["5,1,1999,5,3,1999", "8,1,1999,7,20,1999", NO_SPELL, NO_SPELL])
    row = f"502.1,made up ,5,5,620,Libya,-8,Rebels,0,{dates},3,0.1,-8,Rebels,7,476.6,10,-9,-8,900,800,-8,70,5.1"
    made = Imported(tmp_path, "cow-intra-state", [PARTICIPANTS_5, row])
    libya, rebels = (f"war-participants/cow-intra-state-5-502-1-libya-rebels-{side}" for side in "ab")
    assert (made.one(libya, "peakForces"), made.one(libya, "peakTheatreForces")) == ("900", "800")
    assert (made.one(rebels, "peakForces"), made.one(rebels, "peakTheatreForces")) == (None, "70")
    assert made.one(libya, "warRegion") == "war-region/middle-east-and-north-africa"
    assert (made.one(libya, "durationDays"), made.one(libya, "transformedInto")) == ("3", "476.6")
    assert made.one(f"{libya}#spell-2", "when") == "1999-08-01/"
    assert made.report.oddities == {"an end before the start, which is left out": 1}
    war = "conflicts/cow-intra-state-5-502-1"
    assert (made.one(war, "prefLabel"), made.one(war, "battleDeaths")) == ("made up", None)
    identifier = made.graph.value(URIRef(RECORD + war), CASUS.identifier)
    assert made.graph.value(identifier, CASUS.value) == Literal("502.1")
    assert made.graph.value(identifier, CASUS.scheme) == CODE["identifier-scheme/cow-intra-state-5"]

    wars = f"502.1,made up,5,5,620,Libya,Rebels,0,{dates},3,0.1,6.03,-8,Rebels,7,-8,10,-9,20,5.1"
    made = Imported(tmp_path, "cow-intra-state-wars", [WARS_5, wars])
    assert (made.one(war, "battleDeaths"), made.one(war, "nationMonths")) == ("20", "6.03")
    assert len(made.records("WarParticipant")) == 2


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",1,620,", ",10,620,", "WarType is '10'; it can be 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        (",620,", ",999,", "the participant is the state 999, and no state of the sources has that COW code"),
        (",1961,", ",-9,", "the row has no year in which it began"),
        ("3,4,1961", "13,4,1961", "'1961-13-04' is not a day"),
        (",500,4", ",many,4", "BatDeath is 'many', which is no whole number"),
        ("299,", "w,", "WarNum is 'w', which is no number of a war"),
    ],
)
def test_what_the_dataset_does_not_write_is_refused_with_its_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    row = f"299,made up,1,620,Libya,1,3,4,1961,5,2,1961,{NO_SPELL},-8,4,1,1,-8,500,4"
    assert old in row
    with pytest.raises(RowsRefused, match=reason):
        Imported(tmp_path, "cow-inter-state", [INTER, row.replace(old, new, 1)])


def test_letters_that_another_program_destroyed_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "Intra_v4.1.csv"
    row = f"998,made up,4,620,Libya,-8,Man\ufffd,0,2,2,1901,-9,-9,1902,{NO_SPELL},-8,4,Libya,1,-8,1,-9,4.1"
    file.write_text(f"{INTRA_4}\n{row}\n", encoding="utf-8")
    with pytest.raises(RowsRefused, match="download the file again"):
        imported("cow-intra-state", file, tmp_path)


def test_files_of_the_project_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="it has the columns of cow-non-state"):
        Imported(tmp_path, "cow-inter-state", [NON, "x"])
    with pytest.raises(FileRefused, match="lacks endday"):
        Imported(tmp_path, "cow-states", ["stateabb,ccode,year,version", "LIB,620,1952,2016"])


@pytest.mark.parametrize(("dataset", "tried"), TRIED, ids=lambda each: getattr(each, "name", ""))
def test_a_real_file_comes_in_whole(tmp_path: Path, dataset: Dataset, tried: Tried) -> None:
    files = (file for folder in BESIDE for file in folder.glob("cow*/**/*.csv"))
    found = [file for file in files if hashlib.sha256(file.read_bytes()).hexdigest() == tried.sha256]
    if not found:
        pytest.skip(f"no file of {dataset.name} {tried.version} lies beside the repository (SHA-256 {tried.sha256})")
    report = imported(dataset.name, found[0], tmp_path).report
    assert (report.version, report.rows, report.refused_rows) == (tried.version, tried.rows, tried.refused)
    assert sum(report.oddities.values()) <= 3
