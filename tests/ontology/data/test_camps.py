"""Camps: everybody who was supported has one at that time, or says that it has none and why."""

from datetime import date

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS
from rdflib.term import Node

from casus.terms.namespaces import CASUS, CODE, RECORD, short

# In these nobody of weight stands behind the claim, or another took its place.
_DROPPED = {CODE[f"claim-status/{status}"] for status in ("denied", "refuted", "superseded")}


def day(graph: Graph, subject: Node, bound: str) -> str | None:
    """A bound of its time; None where it is open."""
    value = graph.value(subject, CASUS[bound])
    return None if value is None else str(value)


def overlap(graph: Graph, one: Node, other: Node) -> bool:
    """Whether the two may have been at the same time: neither had ended before the other can have begun."""
    for first, second in ((one, other), (other, one)):
        end, start = day(graph, first, "latestEnd"), day(graph, second, "earliestStart")
        if end is not None and start is not None and end < start:
            return False
    return True


def camps_on(graph: Graph, member: str, on: date) -> set[str]:
    """The camps that the member certainly belonged to on a day, by claims that stand."""
    found = set()
    for claim in graph.subjects(CASUS.campMember, RECORD[member]):
        start, end = day(graph, claim, "latestStart"), day(graph, claim, "earliestEnd")
        began = start is not None and start <= on.isoformat()
        lasted = end is None or end >= on.isoformat()
        if began and lasted and graph.value(claim, CASUS.claimStatus) not in _DROPPED:
            found |= {str(camp).rpartition("/")[2] for camp in graph.objects(claim, CASUS.camp)}
    return found


@pytest.mark.parametrize("kind", ["ArmsTransfer", "Support"])
def test_whoever_is_supported_has_a_camp_at_that_time(graph: Graph, kind: str) -> None:
    without = {
        f"{short(str(recipient))} in {short(str(claim))}"
        for claim in graph.subjects(RDF.type, CASUS[kind])
        for recipient in graph.objects(claim, CASUS.recipient)
        if not any(overlap(graph, claim, camp) for camp in graph.subjects(CASUS.campMember, recipient))
    }
    assert without == set()


@pytest.mark.parametrize(
    ("member", "on", "camps"),
    [
        ("armed-forces/lna", date(2019, 4, 4), {"house-of-representatives-lna"}),
        ("organizations/gna", date(2019, 4, 4), {"gna"}),
        ("organizations/ntc", date(2011, 6, 1), {"ntc"}),
        ("organizations/qaddafi-government", date(2008, 4, 17), {"not-coded"}),
        ("organizations/qaddafi-government", date(2011, 6, 1), {"qaddafi-government"}),
        ("armed-forces/libya-dawn", date(2014, 9, 4), {"gnc-libya-dawn"}),
        ("armed-forces/misrata-brigades", date(2014, 9, 4), {"gnc-libya-dawn"}),
        ("armed-forces/misrata-brigades", date(2019, 4, 4), {"gna"}),
        ("armed-forces/zintan-military-council", date(2014, 7, 20), {"house-of-representatives-lna"}),
        ("armed-forces/zintan-military-council", date(2019, 5, 1), {"gna"}),
        ("armed-forces/islamic-state-libya", date(2016, 6, 1), {"islamic-state"}),
        ("armed-forces/derna-mujahideen-shura-council", date(2016, 1, 1), {"shura-councils"}),
    ],
)
def test_a_camp_is_of_its_time(graph: Graph, member: str, on: date, camps: set[str]) -> None:
    assert camps_on(graph, member, on) == camps


def test_what_is_not_coded_says_why(graph: Graph) -> None:
    not_coded = set(graph.subjects(CASUS.camp, CODE["camp/not-coded"]))
    assert not_coded
    assert {short(str(claim)) for claim in not_coded if graph.value(claim, SKOS.editorialNote) is None} == set()


def test_a_contested_camp_names_whose_view_it_is(graph: Graph) -> None:
    contested = set(graph.subjects(CASUS.claimStatus, CODE["claim-status/contested"]))
    claims = contested & set(graph.subjects(RDF.type, CASUS.CampMembership))
    assert claims
    assert {short(str(claim)) for claim in claims if graph.value(claim, CASUS.accordingTo) is None} == set()


def test_every_camp_of_the_list_is_used(graph: Graph) -> None:
    listed = set(graph.subjects(SKOS.inScheme, CODE.camp))
    assert {short(str(camp)) for camp in listed} == {short(str(camp)) for camp in graph.objects(None, CASUS.camp)}
