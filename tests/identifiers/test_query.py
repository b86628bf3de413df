"""Identifiers as queries find them: exact rows, by value, scheme, strength and time, and two schemes side by side."""

from collections.abc import Callable
from datetime import date

import pytest

from casus.identifiers.query import Choice, find
from casus.identifiers.schemes import Schemes, schemes_of
from casus.records.period import Period
from casus.settings import Settings
from casus.store.dataset import ReleaseDataset
from casus.store.open_release import OpenRelease
from tests.conftest import Workshop

YEMEN = """
state:north a casus:State ; skos:prefLabel "North"@en ; dcterms:source source:book ;
    casus:identifier
        [ a casus:Identifier ; casus:scheme identifier-scheme:cow-code ; casus:value "678" ;
          casus:matchStrength match-strength:exact ; casus:schemeVersion "2016" ; casus:when "1926-09-02/1990-05-21" ] ,
        [ a casus:Identifier ; casus:scheme identifier-scheme:gw-code ; casus:value "678" ;
          casus:matchStrength match-strength:close ; casus:when "1918-10-30/1950-01-01" ] ,
        [ a casus:Identifier ; casus:scheme identifier-scheme:gw-code ; casus:value "679" ;
          casus:matchStrength match-strength:exact ; casus:when "1950-01-02/.." ] ,
        [ a casus:Identifier ; casus:scheme identifier-scheme:iso-3166-1-numeric ; casus:value "620" ;
          casus:matchStrength match-strength:exact ] .
state:south a casus:State ; skos:prefLabel "South"@en ; dcterms:source source:book ;
    casus:identifier
        [ a casus:Identifier ; casus:scheme identifier-scheme:cow-code ; casus:value "99" ;
          casus:matchStrength match-strength:exact ; casus:when "1967-11-30/1990-05-21" ] ,
        [ a casus:Identifier ; casus:scheme identifier-scheme:gw-code ; casus:value "99" ;
          casus:matchStrength match-strength:exact ; casus:when "1900/1950" ] .
"""

Rows = list[tuple[str, str, str | None]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> OpenRelease:
    workshop = Workshop(tmp_path_factory.mktemp("identifiers"))
    workshop.write("yemen", YEMEN)
    return OpenRelease.open(Settings(), workshop.build())


@pytest.fixture
def dataset(opened: OpenRelease) -> ReleaseDataset:
    return opened.dataset


@pytest.fixture
def schemes(opened: OpenRelease) -> Schemes:
    return schemes_of(opened)


@pytest.fixture
def rows(dataset: ReleaseDataset) -> Callable[[Choice], Rows]:
    """Slug, value and the value that stands against it; as many as the count says."""

    def found(choice: Choice) -> Rows:
        pairs = list(find(dataset, choice))
        if choice.limit is None and not choice.offset:
            assert dataset.number(choice.count_query()) == len(pairs)
        return [(str(a.owner).rsplit("/", 1)[-1], a.value, b.value if b else None) for a, b in pairs]

    return found


def test_a_row_says_everything_that_the_identifier_says(dataset: ReleaseDataset, schemes: Schemes) -> None:
    (row, other), *more = find(dataset, Choice(schemes["cow"], ("678",)))

    assert (more, other) == ([], None)
    assert (row.value, row.match_strength, row.scheme_version) == ("678", "exact", "2016")
    assert row.when == "1926-09-02/1990-05-21"
    assert (row.earliest_start, row.latest_start) == ("1926-09-02", "1926-09-02")
    assert (row.earliest_end, row.latest_end, row.end_known) == ("1990-05-21", "1990-05-21", "known")


def test_a_value_means_something_in_its_scheme_only(rows: Callable[[Choice], Rows], schemes: Schemes) -> None:
    assert rows(Choice(schemes["cow"], ("620",))) == [("libya", "620", None)]
    assert rows(Choice(schemes["iso3n"], ("620",))) == [("north", "620", None)]
    assert rows(Choice(values=("620",))) == [("libya", "620", None), ("north", "620", None)]
    assert rows(Choice(schemes["gw"], ("620",))) == []
    assert rows(Choice(values=('6"20',))) == rows(Choice(values=())) == []


def test_rows_are_in_the_order_of_numbers(rows: Callable[[Choice], Rows], schemes: Schemes) -> None:
    whole = rows(Choice(schemes["cow"]))

    assert [value for _, value, _ in whole] == ["99", "620", "678"]
    assert rows(Choice(schemes["cow"], limit=2)) == whole[:2]
    assert rows(Choice(schemes["cow"], limit=2, offset=2)) == whole[2:]
    assert rows(Choice(schemes["cow"], offset=1)) == whole[1:]


@pytest.mark.parametrize(
    ("year", "values"),
    [(1900, ["99"]), (1930, ["99", "678"]), (1950, ["99", "678", "679"]), (2020, ["679"])],
)
def test_a_code_is_found_for_the_time_in_which_it_may_hold(
    rows: Callable[[Choice], Rows], schemes: Schemes, year: int, values: list[str]
) -> None:
    period = Period(date(year, 1, 1), date(year, 12, 31))

    assert [value for _, value, _ in rows(Choice(schemes["gw"], period=period))] == values


def test_a_code_without_a_span_holds_at_any_time(rows: Callable[[Choice], Rows], schemes: Schemes) -> None:
    assert rows(Choice(schemes["iso3n"], period=Period(date(1600, 1, 1), date(1600, 1, 1)))) == [("north", "620", None)]


def test_two_schemes_stand_side_by_side_where_their_spans_may_overlap(
    rows: Callable[[Choice], Rows], schemes: Schemes
) -> None:
    assert rows(Choice(schemes["cow"], against=schemes["gw"])) == [
        ("south", "99", None),  # 1967 and after against 1900 to 1950
        ("libya", "620", None),
        ("north", "678", "678"),
        ("north", "678", "679"),
    ]


def test_the_other_side_is_held_to_the_same_strength_and_time(rows: Callable[[Choice], Rows], schemes: Schemes) -> None:
    both = Choice(schemes["cow"], ("678",), against=schemes["gw"], matches=("exact",))
    early = Choice(schemes["cow"], ("678",), against=schemes["gw"], period=Period(date(1930, 1, 1), date(1930, 1, 1)))

    assert rows(both) == [("north", "678", "679")]
    assert rows(early) == [("north", "678", "678")]


def test_the_codes_of_an_owner_can_be_asked_for(
    dataset: ReleaseDataset, rows: Callable[[Choice], Rows], schemes: Schemes
) -> None:
    owner = next(find(dataset, Choice(schemes["cow"], ("99",))))[0].owner

    assert rows(Choice(owners=(owner,))) == [("south", "99", None), ("south", "99", None)]
