"""The Libya data: how much there is, the Moscow talks as the pattern case, and the tables that identifiers point to.

The tables are not part of the repository: they lie beside it in `../shared/data`. The tests that compare with them
skip where they are absent.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Node

from ontology import ONTOLOGY_DIR
from ontology.build.dates import bounds
from ontology.build.derive import superclasses
from ontology.build.load import load
from ontology.build.release import Release
from ontology.namespaces import CASUS, CODE, RECORD, short

SHARED = ONTOLOGY_DIR.parent.parent / "shared" / "data"
with_tables = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the tables to compare with are not there: {SHARED}")

DATASETS = {
    "ucdp-acd-22-1": ("ucdp/ucdp-prio-acd-221.csv", "22.1"),
    "ucdp-actor-22-1": ("ucdp/ucdp-actor-221.csv", "22.1"),
    "ucdp-dyadic-21-1": ("ucdp/ucdp-dyadic-211.csv", "21.1"),
    "ucdp-nonstate-22-1": ("ucdp/ucdp-nonstate-221.csv", "22.1"),
}
"""The table and the version of each dataset that is a source of codings."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The union of all sources, with superclasses as types."""
    union = Graph(bind_namespaces="none")
    for file in load(ONTOLOGY_DIR):
        union += file.graph
    for triple in list(superclasses(union)):
        union.add(triple)
    return union


def record(name: str) -> URIRef:
    return RECORD[name]


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


# How much there is


def test_the_shipped_sources_break_no_rule(release: Release) -> None:
    assert release.manifest.classes[str(CASUS.State)] == 227


@pytest.mark.parametrize(
    ("classes", "least"),
    [
        (["ArmedForce"], 40),
        (["Organization"], 40),
        (["Person"], 50),
        (["Agreement", "Negotiation"], 40),
        (["Event"], 80),
        (["Source"], 60),
        (["Conflict"], 5),
        (["Place"], 20),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else str(value),
)
def test_there_are_enough_records(graph: Graph, classes: list[str], least: int) -> None:
    assert len({found for name in classes for found in graph.subjects(RDF.type, CASUS[name])}) >= least


@pytest.mark.parametrize(
    "kind",
    [
        "AgreementRelation",
        "Alignment",
        "ArmsTransfer",
        "Assessment",
        "ConflictLink",
        "ConflictParty",
        "Deployment",
        "GovernmentStatus",
        "LegalAct",
        "Measure",
        "Membership",
        "Participation",
        "Reaction",
        "Support",
    ],
)
def test_there_is_a_claim_of_every_kind(graph: Graph, kind: str) -> None:
    assert (None, RDF.type, CASUS[kind]) in graph


def test_every_sourced_record_names_a_source_that_is_described(graph: Graph) -> None:
    sourced = set(graph.subjects(RDF.type, CASUS.Sourced))
    assert len(sourced) > 227
    for found in sourced:
        sources = list(graph.objects(found, DCTERMS.source))
        assert sources, short(str(found))
        assert [short(str(s)) for s in sources if (s, RDF.type, CASUS.Source) not in graph] == [], short(str(found))


def test_every_claim_has_evidence_that_was_read_somewhere(graph: Graph) -> None:
    claims = set(graph.subjects(RDF.type, CASUS.Claim))
    assert len(claims) > 100
    for claim in claims:
        evidence = list(graph.objects(claim, CASUS.evidence))
        assert evidence, short(str(claim))
        assert all((graph.value(node, CASUS.readIn), RDF.type, CASUS.Source) in graph for node in evidence), claim


def test_every_source_is_used(graph: Graph) -> None:
    sources = set(graph.subjects(RDF.type, CASUS.Source))
    used = {value for subject, _, value in graph if value in sources and subject != value}
    assert sorted(short(str(source)) for source in sources - used) == []


def test_a_contested_claim_has_evidence_on_both_sides_and_a_denied_one_has_a_denial(graph: Graph) -> None:
    needed = {"contested": {"affirms", "denies"}, "denied": {"denies"}, "refuted": {"denies"}}
    seen = set()
    for claim, status in graph.subject_objects(CASUS.claimStatus):
        name = str(status).rpartition("/")[2]
        stances = {slug for node in graph.objects(claim, CASUS.evidence) for slug in slugs(graph, node, "stance")}
        assert needed.get(name, set()) <= stances, short(str(claim))
        seen.add(name)
    assert {"accepted", "reported", "contested"} <= seen


# The Moscow talks of January 2020

MOSCOW = record("negotiations/moscow-talks-2020")
DRAFT = record("agreements/moscow-ceasefire-draft-2020")
SIGNED = [("signed", "2020-01-13")]
LEFT = [("delayed", "2020-01-13"), ("declined", "2020-01-14")]


def part(graph: Graph, participant: str) -> Node:
    """The one participation of that actor in the Moscow talks."""
    parts = set(graph.subjects(CASUS.participationIn, MOSCOW))
    (claim,) = parts & set(graph.subjects(CASUS.participant, record(participant)))
    assert (claim, RDF.type, CASUS.Participation) in graph
    return claim


@pytest.mark.parametrize(
    ("participant", "signature", "steps", "represented_by"),
    [
        ("organizations/gna", "signed", SIGNED, {"fayez-al-sarraj"}),
        ("organizations/high-council-of-state", "signed", SIGNED, {"khaled-al-mishri"}),
        ("armed-forces/lna", "declined", LEFT, {"khalifa-haftar"}),
        ("organizations/house-of-representatives", "declined", LEFT, {"aguila-saleh"}),
    ],
)
def test_each_party_signed_or_did_not_on_the_day_and_by_the_persons(
    graph: Graph, participant: str, signature: str, steps: list[tuple[str, str]], represented_by: set[str]
) -> None:
    claim = part(graph, participant)
    assert slugs(graph, claim, "signature") == {signature}
    acts = [
        (slug, str(graph.value(act, CASUS.when)))
        for act in graph.objects(claim, CASUS.signatureAct)
        for slug in slugs(graph, act, "act")
    ]
    assert sorted(acts, key=lambda act: act[1]) == steps
    assert slugs(graph, claim, "representedBy") >= represented_by
    assert slugs(graph, claim, "claimStatus") == {"accepted"}


@pytest.mark.parametrize("participant", ["organizations/gna", "armed-forces/lna"])
def test_the_two_sides_came_as_parties_to_the_conflict(graph: Graph, participant: str) -> None:
    assert slugs(graph, part(graph, participant), "role") == {"conflict-party"}


@pytest.mark.parametrize(
    ("state", "roles", "represented_by"),
    [
        ("russia", {"host", "mediator", "drafter"}, {"sergei-lavrov", "sergei-shoigu"}),
        ("turkey", {"mediator", "drafter"}, {"mevlut-cavusoglu", "hulusi-akar"}),
    ],
)
def test_russia_hosted_and_both_mediators_drafted(
    graph: Graph, state: str, roles: set[str], represented_by: set[str]
) -> None:
    claim = part(graph, f"states/{state}")
    assert slugs(graph, claim, "role") == roles
    assert slugs(graph, claim, "representedBy") == represented_by
    assert slugs(graph, claim, "signature") <= {"not-asked"}


def test_the_talks_were_held_in_moscow_and_not_concluded(graph: Graph) -> None:
    assert slugs(graph, MOSCOW, "place") == {"moscow"}
    assert slugs(graph, MOSCOW, "outcome") == {"not-concluded"}
    found = bounds(str(graph.value(MOSCOW, CASUS.when)))
    assert (found.earliest_start, found.latest_end) == (date(2020, 1, 13), date(2020, 1, 14))


def test_the_draft_came_out_of_the_talks_and_was_never_published(graph: Graph) -> None:
    assert (DRAFT, CASUS.producedIn, MOSCOW) in graph
    states = {
        slug: str(graph.value(status, CASUS.when))
        for status in graph.objects(DRAFT, CASUS.textStatus)
        for slug in slugs(graph, status, "textState")
    }
    assert states["reported-only"].startswith("2020-01-13")
    assert "published" not in states


def test_nothing_makes_the_unsigned_draft_binding(graph: Graph) -> None:
    acts = {slug for act in graph.subjects(CASUS.actOn, DRAFT) for slug in slugs(graph, act, "legalActType")}
    assert not acts & {"ratified", "entered-into-force", "registered"}


def test_why_the_lna_did_not_sign_is_said_by_claims_that_are_not_all_equally_sure(graph: Graph) -> None:
    reasons = set(graph.objects(part(graph, "armed-forces/lna"), CASUS.reason))
    assert len(reasons) >= 2
    assert all((reason, RDF.type, CASUS.Assessment) in graph for reason in reasons)
    assert all((reason, CASUS.evidence, None) in graph for reason in reasons)
    assert len({slug for reason in reasons for slug in slugs(graph, reason, "claimStatus")}) >= 2


# Against the tables


@with_tables
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


@with_tables
@pytest.mark.parametrize("scheme", ["ucdp-actor", "pa-x-agreement"])
def test_an_exact_identifier_belongs_to_one_record(graph: Graph, scheme: str) -> None:
    exact = [value for _, value, match in identified(graph, scheme) if match == "exact"]
    assert exact
    assert sorted({value for value in exact if exact.count(value) > 1}) == []


@with_tables
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


@with_tables
def test_an_agreement_of_pa_x_has_the_stage_of_its_row(graph: Graph) -> None:
    stages = {row["AgtId"]: row["Stage"].lower() for row in rows("pax/pax-v9-libya.csv")}
    found = {
        short(str(owner)): (next(iter(slugs(graph, owner, "stage")), ""), stages[value])
        for owner, value, match in identified(graph, "pa-x-agreement")
        if match == "exact"
    }
    assert len(found) >= 10
    assert {name: pair for name, pair in found.items() if pair[0] and not pair[1].startswith(pair[0])} == {}


@with_tables
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


@with_tables
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
