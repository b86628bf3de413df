"""Codes of other schemes in the Libya data, against the tables that they come from.

The tables are not part of the repository: they lie beside it in `../shared/data`. The tests skip where they are absent.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.terms.dates import bounds
from casus.terms.namespaces import CASUS, CODE, RECORD, short

SHARED = ONTOLOGY_DIR.parent.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the tables to compare with are not there: {SHARED}")

DATASETS = {
    "ucdp-acd-22-1": ("ucdp/ucdp-prio-acd-221.csv", "22.1"),
    "ucdp-actor-22-1": ("ucdp/ucdp-actor-221.csv", "22.1"),
    "ucdp-dyadic-21-1": ("ucdp/ucdp-dyadic-211.csv", "21.1"),
    "ucdp-nonstate-22-1": ("ucdp/ucdp-nonstate-221.csv", "22.1"),
}
"""The table and the version of each dataset that is a source of codings."""


def slugs(graph: Graph, subject: Node, name: str) -> set[str]:
    """The slugs of what a property leads to."""
    return {str(value).rpartition("/")[2] for value in graph.objects(subject, CASUS[name])}


def rows(name: str) -> Iterator[Mapping[str, str]]:
    with Path(SHARED, name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@cache
def column(name: str, header: str) -> frozenset[str]:
    """Every number in a column, lists taken apart."""
    return frozenset(number for row in rows(name) for number in re.split(r",\s*", row[header]) if number)


def in_the_tables(graph: Graph, owner: Node, scheme: str) -> bool:
    """Whether the table covers the record: that of PA-X holds Libya alone."""
    conflicts = slugs(graph, owner, "conflict")
    return scheme != "pa-x-agreement" or not conflicts or any(slug.startswith("libya-") for slug in conflicts)


def identified(graph: Graph, scheme: str) -> list[tuple[Node, str, str]]:
    """Owner, value and strength of every identifier of a scheme that a record (not a code) has in the tables."""
    return [
        (owner, str(graph.value(node, CASUS.value)), str(graph.value(node, CASUS.matchStrength)).rpartition("/")[2])
        for node in graph.subjects(CASUS.scheme, CODE[f"identifier-scheme/{scheme}"])
        for owner in graph.subjects(CASUS.identifier, node)
        if str(owner).startswith(str(RECORD)) and in_the_tables(graph, owner, scheme)
    ]


@pytest.mark.parametrize(
    ("scheme", "columns", "least"),
    [
        ("ucdp-actor", [("ucdp/ucdp-actor-221.csv", "ActorId")], 40),
        (
            "ucdp-conflict",
            [("ucdp/ucdp-prio-acd-221.csv", "conflict_id"), ("ucdp/ucdp-nonstate-221.csv", "conflict_id")],
            10,
        ),
        ("ucdp-dyad", [("ucdp/ucdp-dyadic-211.csv", "dyad_id"), ("ucdp/ucdp-nonstate-221.csv", "dyad_id")], 10),
        ("pa-x-agreement", [("pax/pax-v9-libya.csv", "AgtId")], 15),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_identifier_stands_in_its_table(
    graph: Graph, scheme: str, columns: list[tuple[str, str]], least: int
) -> None:
    found = identified(graph, scheme)
    assert len(found) >= least
    known = frozenset().union(*(column(*place) for place in columns))
    if scheme == "ucdp-dyad":
        known |= column("ucdp/ucdp-actor-221.csv", "DyadId")
    assert [(short(str(owner)), value) for owner, value, _ in found if value not in known] == []


@pytest.mark.parametrize("scheme", ["ucdp-actor", "pa-x-agreement"])
def test_an_exact_identifier_belongs_to_one_record(graph: Graph, scheme: str) -> None:
    exact = [value for _, value, match in identified(graph, scheme) if match == "exact"]
    assert exact
    assert sorted({value for value in exact if exact.count(value) > 1}) == []


def test_an_agreement_of_pa_x_bears_the_date_of_its_row_or_says_why_not(graph: Graph) -> None:
    dates = {row["AgtId"]: datetime.strptime(row["Dat"], "%d/%m/%Y").date() for row in rows("pax/pax-v9-libya.csv")}
    compared = 0
    for owner, value, match in identified(graph, "pa-x-agreement"):
        if match == "exact":
            found = bounds(str(graph.value(owner, CASUS.when)))
            assert found.earliest_start and found.latest_end, short(str(owner))
            day = f"{dates[value].day} {dates[value]:%B %Y}"
            explained = f"PA-X v9 dates it {day}" in str(graph.value(owner, SKOS.editorialNote))
            assert explained or found.earliest_start <= dates[value] <= found.latest_end, (short(str(owner)), day)
            compared += 1
    assert compared >= 10


def test_an_agreement_of_pa_x_has_the_stage_of_its_row(graph: Graph) -> None:
    stages = {row["AgtId"]: row["Stage"].lower() for row in rows("pax/pax-v9-libya.csv")}
    found = {
        short(str(owner)): (next(iter(slugs(graph, owner, "stage")), ""), stages[value])
        for owner, value, match in identified(graph, "pa-x-agreement")
        if match == "exact"
    }
    assert len(found) >= 10
    assert {name: pair for name, pair in found.items() if pair[0] and not pair[1].startswith(pair[0])} == {}


def test_every_coding_names_a_row_and_a_column_of_its_dataset(graph: Graph) -> None:
    tables = {name: list(rows(table)) for name, (table, _) in DATASETS.items()}
    compared = 0
    for node in graph.subjects(RDF.type, CASUS.Coding):
        (dataset,) = slugs(graph, node, "dataset")
        if dataset not in tables:
            continue
        key = dict(part.split("=", 1) for part in str(graph.value(node, CASUS.recordKey)).split(";"))
        matching = [row for row in tables[dataset] if all(row.get(name) == value for name, value in key.items())]
        assert matching, (short(str(node)), key)
        field = graph.value(node, CASUS.codedField)
        assert field is None or str(field) in matching[0], short(str(node))
        assert str(graph.value(node, CASUS.datasetVersion)) == DATASETS[dataset][1], short(str(node))
        compared += 1
    assert compared > 100


def test_a_party_coded_in_a_year_held_that_part_in_that_year(graph: Graph) -> None:
    compared = 0
    for claim in graph.subjects(RDF.type, CASUS.ConflictParty):
        when = graph.value(claim, CASUS.when)
        for coding in graph.objects(claim, CASUS.codedIn):
            year = re.search(r"\byear=(\d{4})\b", str(graph.value(coding, CASUS.recordKey)))
            if when is not None and year:
                found = bounds(str(when))
                assert (found.earliest_start or date.min).year <= int(year[1]), short(str(claim))
                assert (found.latest_end or date.max).year >= int(year[1]), short(str(claim))
                compared += 1
    assert compared > 50
