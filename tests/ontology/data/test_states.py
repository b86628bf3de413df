"""The states against the tables they were made from, and the hard cases without the tables.

The tables are not part of the repository: they lie beside it in `../shared/data`. The tests that compare with them
skip where they are absent.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.terms.namespaces import CASUS, CODE, RECORD

STATES_TTL = ONTOLOGY_DIR / "data" / "states.ttl"
SHARED = ONTOLOGY_DIR.parent.parent / "shared" / "data"
ISO_SCHEMES = ("iso-3166-1-alpha-2", "iso-3166-1-alpha-3", "iso-3166-1-numeric")
UN_LANGUAGES = {"en", "fr", "es", "ru", "ar", "zh"}

with_tables = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the tables to compare with are not there: {SHARED}")


class Identifier(NamedTuple):
    slug: str
    scheme: str
    value: str
    match: str
    when: str | None
    end_known: str | None


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(STATES_TTL)


@pytest.fixture(scope="module")
def slugs(graph: Graph) -> set[str]:
    return {slug(state) for state in graph.subjects(RDF.type, CASUS.State)}


@pytest.fixture(scope="module")
def identifiers(graph: Graph) -> list[Identifier]:
    def read(state: Node, node: Node) -> Identifier:
        scheme, value, match, when, end = (
            graph.value(node, CASUS[name]) for name in ("scheme", "value", "matchStrength", "when", "endKnown")
        )
        span, how = str(when) if when else None, slug(end) if end else None
        return Identifier(slug(state), slug(scheme), str(value), slug(match), span, how)

    return [read(state, node) for state, node in graph.subject_objects(CASUS.identifier)]


def slug(iri: object) -> str:
    return str(iri).rpartition("/")[2]


def state(name: str) -> URIRef:
    return RECORD[f"states/{name}"]


def chosen(identifiers: list[Identifier], scheme: str, match: str = "exact") -> list[Identifier]:
    return [identifier for identifier in identifiers if identifier.scheme == scheme and identifier.match == match]


def spans(identifiers: list[Identifier], name: str, scheme: str, match: str = "exact") -> set[tuple[str, str | None]]:
    return {(found.value, found.when) for found in chosen(identifiers, scheme, match) if found.slug == name}


def rows(name: str) -> Iterator[Mapping[str, str]]:
    with Path(SHARED, name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


# Without the tables


def test_195_states_are_in_cow_when_its_data_stop_and_197_in_gw_today(identifiers: list[Identifier]) -> None:
    assert len({found.slug for found in chosen(identifiers, "cow-code") if found.end_known == "censored"}) == 195
    assert len({found.slug for found in chosen(identifiers, "gw-code") if str(found.when).endswith("/..")}) == 197


def test_every_state_is_a_member_of_one_list_at_least(slugs: set[str], identifiers: list[Identifier]) -> None:
    assert len(slugs) == 227
    assert {found.slug for scheme in ("cow-code", "gw-code") for found in chosen(identifiers, scheme)} == slugs


@pytest.mark.parametrize(
    "scheme", ["cow-code", "gw-code", "cow-abbreviation", "gw-abbreviation", *ISO_SCHEMES, "wikidata"]
)
def test_an_exact_value_belongs_to_one_state_and_a_state_has_one(identifiers: list[Identifier], scheme: str) -> None:
    pairs = {(found.slug, found.value) for found in chosen(identifiers, scheme)}
    assert max(Counter(name for name, _ in pairs).values()) == 1
    assert max(Counter(value for _, value in pairs).values()) == 1


def test_a_number_that_is_broad_or_narrow_somewhere_is_exact_elsewhere(identifiers: list[Identifier]) -> None:
    exact = {(found.scheme, found.value) for found in identifiers if found.match == "exact"}
    shared = {found for found in identifiers if found.match in ("broad", "narrow")}
    assert {found.slug for found in shared} == {
        "german-federal-republic",
        "germany",
        "germany-prussia",
        "serbia",
        "yemen",
        "yemen-arab-republic",
        "yugoslavia",
    }
    assert all((found.scheme, found.value) in exact for found in shared)


def test_a_cow_span_is_censored_just_where_the_data_stop(identifiers: list[Identifier]) -> None:
    for found in identifiers:
        censored = found.scheme == "cow-code" and str(found.when).endswith("/2016-12-31")
        assert (found.end_known == "censored") == censored, found


def test_libya_has_two_gw_spans_and_one_cow_span(identifiers: list[Identifier]) -> None:
    assert spans(identifiers, "libya", "cow-code") == {("620", "1951-12-24/2016-12-31")}
    assert spans(identifiers, "libya", "gw-code") == {("620", "1816-01-01/1834-12-31"), ("620", "1951-12-24/..")}
    assert spans(identifiers, "libya", "ucdp-actor", "close") == {("111", None)}


def test_syria_leaves_cow_for_the_united_arab_republic_but_not_gw(identifiers: list[Identifier]) -> None:
    assert spans(identifiers, "syria", "cow-code") == {
        ("652", "1946-04-17/1958-02-01"),
        ("652", "1961-09-29/2016-12-31"),
    }
    assert spans(identifiers, "syria", "gw-code") == {("652", "1946-01-01/..")}


def test_serbia_is_345_in_cow_and_340_in_gw_where_345_is_yugoslavia(identifiers: list[Identifier]) -> None:
    assert {value for value, _ in spans(identifiers, "serbia", "cow-code")} == {"345"}
    assert {value for value, _ in spans(identifiers, "serbia", "gw-code")} == {"340"}
    assert spans(identifiers, "yugoslavia", "gw-code") == {("345", "1918-12-01/2006-06-04")}
    assert {value for value, _ in spans(identifiers, "yugoslavia", "cow-code", "broad")} == {"345"}


def test_germany_is_255_in_cow_and_260_in_gw(identifiers: list[Identifier]) -> None:
    assert spans(identifiers, "germany", "cow-code") == {
        ("255", "1816-01-01/1945-05-08"),
        ("255", "1990-10-03/2016-12-31"),
    }
    assert spans(identifiers, "germany", "gw-code") == {("260", "1949-09-21/..")}
    assert spans(identifiers, "german-federal-republic", "cow-code") == {("260", "1955-05-05/1990-10-02")}
    assert spans(identifiers, "germany-prussia", "gw-code") == {("255", "1816-01-01/1945-05-07")}


def test_yemen_is_new_in_cow_and_old_in_gw(identifiers: list[Identifier]) -> None:
    assert spans(identifiers, "yemen", "cow-code") == {("679", "1990-05-22/2016-12-31")}
    assert spans(identifiers, "yemen", "gw-code") == {("678", "1918-10-30/..")}
    assert spans(identifiers, "yemen-arab-republic", "cow-code") == {("678", "1926-09-02/1990-05-21")}


def test_970_is_nauru_in_cow_and_kiribati_in_gw(identifiers: list[Identifier]) -> None:
    assert [found.slug for found in chosen(identifiers, "cow-code") if found.value == "970"] == ["nauru"]
    assert [found.slug for found in chosen(identifiers, "gw-code") if found.value == "970"] == ["kiribati"]


@pytest.mark.parametrize(
    "only_in_gw", ["abkhazia", "gran-colombia", "orange-free-state", "south-ossetia", "tibet", "transvaal"]
)
def test_states_of_gw_alone_are_kept_and_carry_a_note(
    graph: Graph, identifiers: list[Identifier], only_in_gw: str
) -> None:
    assert spans(identifiers, only_in_gw, "gw-code") and not spans(identifiers, only_in_gw, "cow-code")
    assert graph.value(state(only_in_gw), SKOS.editorialNote)


def test_cow_abbreviation_of_libya_is_not_its_iso_code(identifiers: list[Identifier]) -> None:
    codes = {found.scheme: found.value for found in identifiers if found.slug == "libya"}
    assert codes["cow-abbreviation"] == "LIB"
    assert [codes[scheme] for scheme in ISO_SCHEMES] == ["LY", "LBY", "434"]


def test_iso_codes_come_in_threes_and_have_their_form(identifiers: list[Identifier]) -> None:
    by_scheme = {scheme: {found.slug: found.value for found in chosen(identifiers, scheme)} for scheme in ISO_SCHEMES}
    assert len({frozenset(values) for values in by_scheme.values()}) == 1
    for scheme, form in zip(ISO_SCHEMES, (r"[A-Z]{2}", r"[A-Z]{3}", r"\d{3}"), strict=True):
        assert [value for value in by_scheme[scheme].values() if not re.fullmatch(form, value)] == []


def test_names_are_clean_and_states_with_an_iso_code_have_all_un_languages(
    graph: Graph, identifiers: list[Identifier]
) -> None:
    for found in chosen(identifiers, "iso-3166-1-alpha-3"):
        for name in (SKOS.prefLabel, CASUS.officialName):
            given = {term.language for term in graph.objects(state(found.slug), name) if isinstance(term, Literal)}
            assert given >= UN_LANGUAGES, (found.slug, name)
    names = [str(term) for name in (SKOS.prefLabel, CASUS.officialName) for term in graph.objects(None, name)]
    assert [
        name for name in names if re.search(r"[*\[\]]|\((the|la|le|les|l'|el|los|las)\)|^(the|la|le|les|el) |  ", name)
    ] == []


def test_blocks_are_sorted_by_slug() -> None:
    written = re.findall(r"^state:(\S+) a casus:State ;$", STATES_TTL.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == sorted(set(written))


def test_a_state_cites_the_lists_that_count_it(graph: Graph, identifiers: list[Identifier]) -> None:
    source_by_scheme = {
        "cow-code": "cow-states-2016",
        "gw-code": "gw-states",
        "iso-3166-1-numeric": "iso-3166-un-names",
    }
    for found in identifiers:
        if source := source_by_scheme.get(found.scheme):
            assert (state(found.slug), DCTERMS.source, RECORD[f"sources/{source}"]) in graph, found


def test_schemes_are_codes_of_the_list(graph: Graph) -> None:
    assert {str(scheme).rpartition("/")[0] for scheme in graph.objects(None, CASUS.scheme)} == {
        f"{CODE}identifier-scheme"
    }


# Against the tables


@with_tables
def test_every_cow_span_is_there_once(identifiers: list[Identifier]) -> None:
    table = Counter(
        (row["ccode"], "/".join("-".join(row[p + u].zfill(2) for u in ("year", "month", "day")) for p in ("st", "end")))
        for row in rows("cow/states2016.csv")
    )
    assert Counter((found.value, found.when) for found in chosen(identifiers, "cow-code")) == table
    assert table.total() == 243


@with_tables
def test_every_gw_span_is_there_once(identifiers: list[Identifier]) -> None:
    table = Counter(
        (row["gwcode"], f"{row['start']}/{'..' if row['end'] == '9999-12-31' else row['end']}")
        for row in rows("gw/gwstates.csv")
    )
    assert Counter((found.value, found.when) for found in chosen(identifiers, "gw-code")) == table
    assert table.total() == 239


@with_tables
@pytest.mark.parametrize(
    ("scheme", "table", "number", "abbreviation"),
    [("cow", "cow/states2016.csv", "ccode", "stateabb"), ("gw", "gw/gwstates.csv", "gwcode", "gwc")],
)
def test_number_and_abbreviation_go_together(
    identifiers: list[Identifier], scheme: str, table: str, number: str, abbreviation: str
) -> None:
    numbers = {found.slug: found.value for found in chosen(identifiers, f"{scheme}-code")}
    abbreviations = {found.slug: found.value for found in chosen(identifiers, f"{scheme}-abbreviation")}
    assert {(numbers[name], abbreviations[name]) for name in numbers} == {
        (row[number], row[abbreviation]) for row in rows(table)
    }


@with_tables
def test_broad_and_narrow_spans_lie_within_a_span_of_the_table(identifiers: list[Identifier]) -> None:
    def ends(when: str) -> tuple[str, str]:
        start, _, end = when.partition("/")
        return start, "9999" if end == ".." else end

    for found in identifiers:
        if found.match in ("broad", "narrow") and found.scheme.endswith("-code"):
            start, end = ends(str(found.when))
            whole = [ends(str(o.when)) for o in chosen(identifiers, found.scheme) if o.value == found.value]
            assert any(first <= start and end <= last for first, last in whole), found


@with_tables
def test_iso_codes_and_wikidata_items_are_those_of_one_row(identifiers: list[Identifier]) -> None:
    table = {row["ISO3166-1-Alpha-3"]: row for row in rows("iso/country-codes.csv")}
    alpha_2, alpha_3, numeric, wikidata = (
        {found.slug: found.value for found in chosen(identifiers, scheme)} for scheme in (*ISO_SCHEMES, "wikidata")
    )
    for name, code in alpha_3.items():
        row = table[code]
        assert (alpha_2[name], numeric[name]) == (row["ISO3166-1-Alpha-2"], row["ISO3166-1-numeric"].zfill(3)), name
        item = row["wikidata_id"].rpartition("/")[2] or {"NAM": "Q1030"}[code]
        assert wikidata[name] == item, name


@with_tables
def test_the_only_independent_country_of_the_iso_table_without_a_record_is_the_holy_see(
    identifiers: list[Identifier],
) -> None:
    ours = {found.value for found in chosen(identifiers, "iso-3166-1-alpha-3")}
    independent = {row["ISO3166-1-Alpha-3"] for row in rows("iso/country-codes.csv") if row["is_independent"] == "Yes"}
    assert independent - ours == {"VAT"}
