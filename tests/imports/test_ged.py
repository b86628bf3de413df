"""UCDP GED: what becomes of a row."""

import gzip
from pathlib import Path

import pytest

from tests.conftest import Workshop
from tests.imports.made_up import SHARED, days, imported, of, write
from tools.made_up import event

IRI = "https://w3id.org/casus/id/"
EVENT = f"<{IRI}events/ucdp-ged-900001>"


@pytest.fixture
def lines(tmp_path: Path, workshop: Workshop) -> list[str]:
    """The quads of the made-up row, without the graph."""
    artefact = imported("ucdp-ged", write(tmp_path / "ged241.csv", [event()]), workshop.var, workshop.sources)
    quads = [gzip.decompress(artefact.quads(part).read_bytes()).decode() for part in ("rows", "shared")]
    return [
        line.removesuffix(" <https://w3id.org/casus/graph/data/ucdp-ged-24.1> .")
        for line in "".join(quads).splitlines()
    ]


@pytest.mark.parametrize(
    "said",
    [
        '<http://www.w3.org/2004/02/skos/core#prefLabel> '
        '"Government of Libya - A Made-up Front: Madeupville town, 2016-05-04"@en',
        'casus:when "2016-05-04"',
        'casus:recordKey "id=900001"',
        'casus:earliestStart "2016-05-04"^^<http://www.w3.org/2001/XMLSchema#date>',
        "casus:violenceType <https://w3id.org/casus/code/violence-type/state-based>",
        "casus:placePrecision <https://w3id.org/casus/code/place-precision/exact>",
        "casus:datePrecision <https://w3id.org/casus/code/date-precision/day>",
        f"casus:conflict <{IRI}conflicts/ucdp-11346>",
        f"casus:dyad <{IRI}dyads/ucdp-90001>",
        f"casus:actor <{IRI}organizations/ucdp-111>",
        f"casus:actor <{IRI}armed-forces/ucdp-90002>",
        'casus:deathsSideA "1"^^<http://www.w3.org/2001/XMLSchema#integer>',
        'casus:deathsUnknown "3"^^<http://www.w3.org/2001/XMLSchema#integer>',
        'casus:fatalitiesHigh "9"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f"<http://purl.org/dc/terms/source> <{IRI}sources/imported-ucdp-ged-24-1>",
    ],
)  # fmt: skip
def test_a_row_becomes_an_event_that_says_what_it_says(lines: list[str], said: str) -> None:
    predicate, _, value = said.partition(" ")
    if predicate.startswith("casus:"):
        predicate = f"<https://w3id.org/casus/ontology#{predicate.removeprefix('casus:')}>"
    assert f"{EVENT} {predicate} {value}" in lines


def test_what_the_dataset_does_not_say_is_not_invented(lines: list[str]) -> None:
    assert not [line for line in lines if "#eventType>" in line or "#forceType>" in line or "#placeType>" in line]


def test_places_sides_conflicts_and_dyads_are_records_with_their_numbers(tmp_path: Path, workshop: Workshop) -> None:
    rows = [event(), event(id="900002", side_b_new_id="9999", side_b="Civilians", type_of_violence="3")]
    found = of(imported("ucdp-ged", write(tmp_path / "ged241.csv", rows), workshop.var, workshop.sources))

    (place,) = [entry for entry in found.values() if entry["collection"] == "places"]
    numbers = {name: value for name, value in place.items() if name.startswith("number_")}
    assert numbers == {"number_latitude": 31.25, "number_longitude": 16.5, "number_prio_grid": 174273.0}
    assert place["filter_first_order_division"] == ["A Province"]
    assert {"dyads/ucdp-90001", "conflicts/ucdp-11346", "organizations/ucdp-111"} <= found.keys()
    assert found["events/ucdp-ged-900002"]["filter_actors"] == [f"{IRI}organizations/ucdp-111"]


@pytest.mark.parametrize(
    ("precision", "end", "when"),
    [("2", "2016-05-06", "[2016-05-04..2016-05-06]"), ("4", "2016-05-31", "[2016-05-04..2016-05-31]")],
)
def test_a_date_lies_between_the_days_that_its_precision_gives(
    tmp_path: Path, workshop: Workshop, precision: str, end: str, when: str
) -> None:
    row = event(date_prec=precision, date_end=end)
    entry = of(imported("ucdp-ged", write(tmp_path / "ged241.csv", [row]), workshop.var, workshop.sources))[
        "events/ucdp-ged-900001"
    ]
    assert days(entry) == ["2016-05-04", end, "2016-05-04", end], when


def test_figures_out_of_their_order_are_kept_and_counted(tmp_path: Path, workshop: Workshop) -> None:
    rows = [event(low="8"), event(id="900002")]
    artefact = imported("ucdp-ged", write(tmp_path / "ged241.csv", rows), workshop.var, workshop.sources)

    assert artefact.report.oddities["figures that are not in order: low, best, high"] == 1
    assert of(artefact)["events/ucdp-ged-900001"]["number_fatalities_low"] == 8


def test_sides_of_candidate_events_that_are_not_known_yet_are_no_actors(tmp_path: Path, workshop: Workshop) -> None:
    row = event(side_b="XXX620", code_status="Check dyad", date_prec="0", date_end="2016-05-09")
    artefact = imported("ucdp-candidate", write(tmp_path / "e.csv", [row]), workshop.var, workshop.sources, "26.0.1")

    found = of(artefact)["events/ucdp-candidate-900001"]
    assert found["filter_actors"] == [f"{IRI}organizations/ucdp-111"]
    assert days(found) == ["2016-05-04", "2016-05-09", "2016-05-04", "2016-05-09"]
    assert artefact.report.oddities["a side that is not known yet"] == 1


def test_the_real_file_comes_in_whole(workshop: Workshop) -> None:
    path = SHARED / "ucdp" / "ged191-sample.csv"
    if not path.exists():
        pytest.skip("the real file is not beside the project")
    report = imported("ucdp-ged", path, workshop.var, workshop.sources).report

    assert (report.version, report.rows, report.refused_rows) == ("19.1", 3194, 0)
    assert report.row_triples / report.rows < 27
