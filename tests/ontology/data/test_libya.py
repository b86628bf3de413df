"""The Libya data: how much there is, what every record must have, and the Moscow talks as the pattern case."""

import re
from datetime import date
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.release.manifest import Release
from casus.terms.dates import bounds
from casus.terms.namespaces import CASUS, CODE, RECORD, short


def record(name: str) -> URIRef:
    return RECORD[name]


def slugs(graph: Graph, subject: Node, name: str) -> set[str]:
    """The slugs of what a property leads to."""
    return {str(value).rpartition("/")[2] for value in graph.objects(subject, CASUS[name])}


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
        (["Event"], 120),
        (["Source"], 120),
        (["Conflict"], 5),
        (["Place"], 20),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else str(value),
)
def test_there_are_enough_records(graph: Graph, classes: list[str], least: int) -> None:
    assert len({found for name in classes for found in graph.subjects(RDF.type, CASUS[name])}) >= least


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("AgreementRelation", 1),
        ("Alignment", 15),
        ("ArmsTransfer", 25),
        ("Assessment", 1),
        ("CampMembership", 80),
        ("Claim", 350),
        ("ConflictLink", 10),
        ("ConflictParty", 1),
        ("Control", 1),
        ("Deployment", 30),
        ("GovernmentStatus", 15),
        ("LegalAct", 1),
        ("Measure", 20),
        ("Membership", 80),
        ("Participation", 50),
        ("Reaction", 1),
        ("Support", 100),
    ],
)
def test_there_are_enough_claims_of_every_kind(graph: Graph, kind: str, least: int) -> None:
    assert len(set(graph.subjects(RDF.type, CASUS[kind]))) >= least


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


def test_an_accepted_claim_rests_on_more_than_one_report(graph: Graph) -> None:
    """One reading is enough where it is a text itself, a dataset, or the word of somebody in a position to know."""
    texts = {"dataset", "official-text", "statement", "un-document"}
    alone = []
    for claim in graph.subjects(CASUS.claimStatus, CODE["claim-status/accepted"]):
        evidence = [
            node for node in graph.objects(claim, CASUS.evidence) if slugs(graph, node, "stance") == {"affirms"}
        ]
        read = {source for node in evidence for source in graph.objects(node, CASUS.readIn)}
        kinds = {slug for source in read for slug in slugs(graph, source, "sourceType")}
        named = any((node, CASUS[name], None) in graph for node in evidence for name in ("assertedBy", "primarySource"))
        # A page of PA-X shows the text of the agreement.
        if len(read) == 1 and not kinds & texts and not named and "/pax-" not in str(*read):
            alone.append(short(str(claim)))
    assert sorted(alone) == []


def test_support_and_membership_of_an_actor_that_ended_have_an_end(graph: Graph) -> None:
    """With an unknown end they would possibly hold on every later day, years after the actor was gone."""
    outlived = []
    for role in (CASUS.recipient, CASUS.memberOf):
        for claim, actor in graph.subject_objects(role):
            began, ended = graph.value(claim, CASUS.latestStart), graph.value(claim, CASUS.latestEnd)
            if graph.value(actor, CASUS.latestEnd) and began and not ended:
                outlived.append(short(str(claim)))
    assert sorted(outlived) == []


def test_an_end_that_curators_inferred_is_not_said_to_be_known(graph: Graph) -> None:
    """A span that ends somewhere between its own start and a later day says of its end no more than that day."""
    inferred = set()
    for claim in graph.subjects(RDF.type, CASUS.Claim):
        start, _, end = str(graph.value(claim, CASUS.when)).partition("/")
        if end.startswith(("[..", f"[{start}..")):
            inferred.add(graph.value(claim, CASUS.endKnown))
    assert inferred == {CODE["end-known/bounded"]}


@pytest.mark.parametrize("name", ["Agreement", "ArmedForce", "Conflict", "Event", "Negotiation", "Person", "Place"])
def test_every_record_of_the_libya_data_has_an_arabic_name(graph: Graph, name: str) -> None:
    records = set(graph.subjects(RDF.type, CASUS[name]))
    named = {
        subject for subject, label in graph.subject_objects(SKOS.prefLabel) if getattr(label, "language", "") == "ar"
    }
    assert sorted(short(str(found)) for found in records - named) == []


@pytest.mark.parametrize("language", ["ar", "ru", "tr"])
@pytest.mark.parametrize("name", ["Agreement", "ArmedForce", "Negotiation", "Organization", "Person", "Place"])
def test_actors_places_and_agreements_have_names_in_the_languages_of_the_parties(
    graph: Graph, name: str, language: str
) -> None:
    records = set(graph.subjects(RDF.type, CASUS[name]))
    named = {
        subject
        for subject, label in graph.subject_objects(SKOS.prefLabel)
        if getattr(label, "language", "") == language
    }
    assert sorted(short(str(found)) for found in records - named) == []


def test_every_armed_force_has_a_span_of_existence(graph: Graph) -> None:
    assert [
        short(str(force))
        for force in graph.subjects(RDF.type, CASUS.ArmedForce)
        if (force, CASUS.when, None) not in graph
    ] == []


def test_the_fatalities_of_an_event_are_in_order(graph: Graph) -> None:
    names = [CASUS.fatalitiesLow, CASUS.fatalitiesBest, CASUS.fatalitiesHigh]
    counted = 0
    for event in graph.subjects(RDF.type, CASUS.Event):
        figures = [int(str(value)) for name in names for value in graph.objects(event, name)]
        assert figures == sorted(figures), short(str(event))
        counted += bool(figures)
    assert counted >= 30


@pytest.mark.parametrize("path", sorted((ONTOLOGY_DIR / "data" / "libya").rglob("*.ttl")), ids=lambda path: path.stem)
def test_the_records_of_a_file_stand_in_the_order_of_their_slugs(path: Path) -> None:
    names = re.findall(r"^([a-z]+:\S+) a casus:", path.read_text("utf-8"), re.MULTILINE)
    assert len(names) > 10
    assert names == sorted(names)


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


# When they were


def test_forces_and_bodies_say_when_they_existed_or_that_it_was_not_established(graph: Graph) -> None:
    actors = {actor for name in ("ArmedForce", "Organization") for actor in graph.subjects(RDF.type, CASUS[name])}
    undated = {actor for actor in actors if graph.value(actor, CASUS.when) is None}
    unsaid = {
        short(str(actor))
        for actor in undated
        if not any("not established" in str(note) for note in graph.objects(actor, SKOS.editorialNote))
    }
    assert not unsaid


def test_no_post_is_certain_after_the_horizon_unless_it_ended_later(graph: Graph) -> None:
    horizon = next(graph.objects(None, CASUS.horizon))
    late = {
        short(str(claim))
        for claim in graph.subjects(RDF.type, CASUS.Membership)
        if (end := graph.value(claim, CASUS.earliestEnd)) is not None
        and end > horizon
        and str(graph.value(claim, CASUS.endKnown)).endswith("open")
    }
    assert not late


def test_no_sentence_says_that_something_is_so_to_this_day(graph: Graph) -> None:
    said = {
        str(label) for claim in graph.subjects(RDF.type, CASUS.Claim) for label in graph.objects(claim, SKOS.prefLabel)
    }
    assert not [
        label for label in said if re.search(r"\b(?:has|have) (?:been|led|held|chaired|commanded)\b.* since\b", label)
    ]


def test_most_of_the_dead_and_the_leaders_have_dates(graph: Graph) -> None:
    assert len(set(graph.subjects(CASUS.death))) >= 12
    assert len(set(graph.subjects(CASUS.birth))) >= 30
