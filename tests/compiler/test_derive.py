"""What the build computes from what curators wrote."""

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import RDF, XSD

from casus.compiler.derive import derive
from casus.compiler.triples import Triples
from casus.terms.namespaces import CASUS, CODE, DCTERMS, RECORD, SKOS
from tests.turtle import triples

VOCABULARY = """
casus:Actor rdfs:subClassOf casus:Record , casus:Sourced .
casus:ArmedForce rdfs:subClassOf casus:Actor , casus:Temporal .
casus:State rdfs:subClassOf casus:Actor .
casus:Claim rdfs:subClassOf casus:Record , casus:Temporal .
casus:Support rdfs:subClassOf casus:Claim .
casus:Source rdfs:subClassOf casus:Record .
casus:cowCode rdfs:range xsd:integer .
<https://w3id.org/casus/code/identifier-scheme/cow-code> casus:shortcut casus:cowCode .
<https://w3id.org/casus/code/identifier-scheme/wikidata> casus:shortcut casus:wikidataItem .
"""
FORCE, LIBYA, CLAIM = RECORD["armed-forces/x"], RECORD["states/libya"], RECORD["claims/c"]


def derived(records: str) -> Triples:
    return derive(triples(VOCABULARY + records))


def values(graph: Triples, subject: URIRef, *names: str) -> list[str | None]:
    found = [list(graph.objects(subject, CASUS[name])) for name in names]
    assert all(len(values) <= 1 for values in found)
    return [str(values[0]) if values else None for values in found]


def test_an_instance_gets_all_superclasses_of_its_class() -> None:
    types = set(derived("force:x a casus:ArmedForce .").objects(FORCE, RDF.type))
    assert types == {CASUS.Actor, CASUS.Record, CASUS.Sourced, CASUS.Temporal}


def test_nothing_is_derived_that_the_sources_say_already() -> None:
    graph = derived("force:x a casus:ArmedForce , casus:Actor ; casus:when '2014' .")
    assert (FORCE, RDF.type, CASUS.ArmedForce) not in graph
    assert (FORCE, RDF.type, CASUS.Actor) not in graph
    assert (FORCE, RDF.type, CASUS.Record) in graph
    assert (FORCE, CASUS.when, None) not in graph


@pytest.mark.parametrize(
    ("when", "bounds"),
    [
        ("2019-04/2020-06-04", ["2019-04-01", "2019-04-30", "2020-06-04", "2020-06-04"]),
        ("2018-10/..", ["2018-10-01", "2018-10-31", None, None]),
        ("2011/", ["2011-01-01", "2011-12-31", "2011-01-01", None]),
        ("../2014-05", [None, None, "2014-05-01", "2014-05-31"]),
        ("May 2014", [None, None, None, None]),
    ],
)
def test_a_dated_thing_gets_its_bounds_as_dates(when: str, bounds: list[str | None]) -> None:
    graph = derived(f"force:x a casus:ArmedForce ; casus:when '{when}' .")
    assert values(graph, FORCE, "earliestStart", "latestStart", "earliestEnd", "latestEnd") == bounds
    for name in ("earliestStart", "latestStart", "earliestEnd", "latestEnd"):
        for value in graph.objects(FORCE, CASUS[name]):
            assert isinstance(value, Literal) and value.datatype == XSD.date


@pytest.mark.parametrize(
    ("when", "known"), [("2014", "known"), ("2014/[..2016]", "bounded"), ("2014/..", "open"), ("2014/", "unknown")]
)
def test_how_an_end_is_known_follows_from_the_date(when: str, known: str) -> None:
    graph = derived(f"force:x casus:when '{when}' .")
    assert list(graph.objects(FORCE, CASUS.endKnown)) == [CODE[f"end-known/{known}"]]


def test_how_an_end_is_known_stays_as_a_curator_wrote_it() -> None:
    graph = derived(
        "force:x casus:when '2014/2016' ; casus:endKnown <https://w3id.org/casus/code/end-known/censored> ."
    )
    assert list(graph.objects(FORCE, CASUS.endKnown)) == []
    assert values(graph, FORCE, "earliestEnd") == ["2016-01-01"]
    assert (FORCE, CASUS.latestEnd, None) not in graph  # the data stop there, not the thing


HORIZON = "<https://w3id.org/casus/dataset> casus:horizon '2021-12-31'^^xsd:date . "


@pytest.mark.parametrize(
    ("when", "earliest_end"),
    [
        ("2018-10/..", "2021-12-31"),
        ("2021/..", "2021-12-31"),
        ("2021-12-31/..", "2021-12-31"),
        ("[2021-12-15..2022-01-15]/..", "2021-12-31"),
        ("2022-01-01/..", "2022-01-01"),
        ("2022/..", "2022-01-01"),  # in December it may have been over again
    ],
)
def test_what_is_still_so_lasted_until_the_horizon_at_least_or_began_after_it(when: str, earliest_end: str) -> None:
    graph = derived(f"{HORIZON} force:x casus:when '{when}' .")
    without = derived(f"force:x casus:when '{when}' .")
    assert values(graph, FORCE, "earliestEnd", "latestEnd") == [earliest_end, None]
    for start in ("earliestStart", "latestStart", "endKnown"):
        assert values(graph, FORCE, start) == values(without, FORCE, start) != [None]


def test_an_open_end_of_a_node_inside_a_record_has_the_horizon_too() -> None:
    graph = derived(f"{HORIZON} state:libya casus:identifier [ casus:when '1951-12-24/..' ] .")
    (node,) = graph.subjects(CASUS.endKnown, CODE["end-known/open"])
    assert list(graph.objects(node, CASUS.earliestEnd)) == [Literal("2021-12-31", datatype=XSD.date)]


@pytest.mark.parametrize(
    "said",
    [
        "'2019/2020'",
        "'2023/2025'",
        "'2020'",
        "'2011/'",
        "'2011/[..2024]'",
        "'2019-12/[2020-11..2022-03-16]'",
        f"'2014/2019-12-31' ; casus:endKnown <{CODE}end-known/censored>",
    ],
)
def test_the_horizon_says_nothing_of_an_end_that_is_not_open(said: str) -> None:
    records = f"force:x casus:when {said} ."
    assert set(derived(HORIZON + records)) == set(derived(records))


def test_evidence_for_and_against_a_claim_is_counted_and_none_is_0() -> None:
    stances = ("stance:affirms", "stance:affirms", "stance:denies")
    evidence = " , ".join(f"[ casus:stance {stance} ; casus:locator '{n}' ]" for n, stance in enumerate(stances))
    graph = derived(f"""
        claim:c a casus:Support ; casus:evidence {evidence} .
        claim:d a casus:Claim .
        force:x a casus:ArmedForce .
    """)
    assert list(graph.objects(CLAIM, CASUS.evidenceFor)) == [Literal(2)]
    assert list(graph.objects(CLAIM, CASUS.evidenceAgainst)) == [Literal(1)]
    assert [list(graph.objects(RECORD["claims/d"], CASUS[name])) for name in ("evidenceFor", "evidenceAgainst")] == [
        [Literal(0)],
        [Literal(0)],
    ]
    assert (FORCE, CASUS.evidenceFor, None) not in graph


def identifier(scheme: str, value: str, match: str) -> str:
    return (
        f"[ casus:scheme <{CODE}identifier-scheme/{scheme}> ; casus:value '{value}' ;"
        f" casus:matchStrength <{CODE}match-strength/{match}> ]"
    )


def test_an_exact_identifier_becomes_a_value_of_the_datatype_of_its_shortcut() -> None:
    number, item = identifier("cow-code", "620", "exact"), identifier("wikidata", "Q1016", "exact")
    graph = derived(f"state:libya casus:identifier {number} , {item} .")
    assert list(graph.objects(LIBYA, CASUS.cowCode)) == [Literal("620", datatype=XSD.integer)]
    assert list(graph.objects(LIBYA, CASUS.wikidataItem)) == [Literal("Q1016", datatype=XSD.string)]


def test_one_number_in_two_spans_is_one_value() -> None:
    again = identifier("cow-code", "620", "exact").replace("]", "; casus:when '1816/1834' ]")
    graph = derived(f"state:libya casus:identifier {identifier('cow-code', '620', 'exact')} , {again} .")
    assert len(list(graph.objects(LIBYA, CASUS.cowCode))) == 1


@pytest.mark.parametrize("match", ["close", "broad", "narrow"])
def test_an_identifier_that_is_not_exact_becomes_no_value(match: str) -> None:
    graph = derived(f"state:libya casus:identifier {identifier('cow-code', '620', match)} .")
    assert (LIBYA, CASUS.cowCode, None) not in graph


def test_an_identifier_of_a_scheme_without_a_shortcut_becomes_no_value() -> None:
    graph = derived(f"state:libya casus:identifier {identifier('ucdp-actor', '111', 'exact')} .")
    assert list(graph.predicates(LIBYA)) == []


def test_a_claim_is_about_the_records_that_its_fields_name_but_not_about_sources_or_other_claims() -> None:
    graph = derived("""
        claim:c a casus:Support ; casus:supporter state:libya ; casus:recipient force:x ; casus:primarySource source:s ;
            casus:supersededBy claim:d ; casus:about state:chad .
        claim:d a casus:Claim . force:x a casus:ArmedForce . state:libya a casus:State . state:chad a casus:State .
        source:s a casus:Source .
    """)
    assert set(graph.objects(CLAIM, CASUS.about)) == {LIBYA, FORCE}


def test_only_claims_are_about_something() -> None:
    graph = derived("force:x a casus:ArmedForce ; casus:state state:libya . state:libya a casus:State .")
    assert list(graph.subject_objects(CASUS.about)) == []


def test_every_name_is_a_search_key_and_the_english_name_is_the_sort_key() -> None:
    graph = derived("""
        force:x a casus:ArmedForce ; skos:prefLabel "Libyan Arab Armed Forces"@en , "القوات المسلّحة"@ar ;
            skos:altLabel "LNA"@en .
    """)
    keys = {str(key) for key in graph.objects(FORCE, CASUS.searchKey)}
    assert keys == {"libyan arab armed forces", "القوات المسلحه", "lna"}
    assert values(graph, FORCE, "sortKey") == ["libyan arab armed forces"]


def test_what_is_no_record_gets_no_key() -> None:
    graph = derived("<https://w3id.org/casus/code/stance/affirms> a casus:Code ; skos:prefLabel 'affirms'@en .")
    assert list(graph.subject_objects(CASUS.searchKey)) == []


def test_a_code_counts_the_records_and_nodes_that_have_it_and_no_mapping_between_codes() -> None:
    exact, close = CODE["match-strength/exact"], CODE["match-strength/close"]
    graph = derived(f"""
        <{exact}> a casus:Code ; casus:identifier {identifier("wikidata", "Q1", "exact")} .
        <{close}> a casus:Code ; skos:broader <{exact}> .
        state:libya casus:identifier {identifier("gw-code", "620", "exact")} , {identifier("cow-code", "1", "exact")} .
        force:x casus:forceType <{exact}> .
    """)
    assert list(graph.objects(exact, CASUS.uses)) == [Literal(3)]
    assert list(graph.objects(close, CASUS.uses)) == [Literal(0)]


def test_the_union_holds_the_sources_and_what_was_derived_afterwards() -> None:
    union = triples(VOCABULARY + "force:x a casus:ArmedForce ; casus:when '2014' .")
    sources = set(union)
    found = set(derive(union))
    assert len(found) > 5
    assert found.isdisjoint(sources)
    assert set(union) == sources | found


def test_a_second_derivation_adds_nothing() -> None:
    union = triples(VOCABULARY + "force:x a casus:ArmedForce ; casus:when '2014' .")
    assert len(derive(union)) > 5
    assert len(derive(union)) == 0


def test_a_list_has_its_codes_without_a_broader_one_at_the_top() -> None:
    graph = derived(
        "code:l a casus:CodeList ; skos:prefLabel 'List'@en . "
        "<https://w3id.org/casus/code/l/a> a casus:Code ; skos:inScheme code:l . "
        "<https://w3id.org/casus/code/l/b> a casus:Code ; skos:inScheme code:l ; "
        "skos:broader <https://w3id.org/casus/code/l/a> ."
    )
    assert list(graph.objects(CODE.l, SKOS.hasTopConcept)) == [CODE["l/a"]]
    assert list(graph.subjects(SKOS.topConceptOf, CODE.l)) == [CODE["l/a"]]
    assert list(graph.objects(CODE["l/a"], SKOS.narrower)) == [CODE["l/b"]]
    assert list(graph.objects(CODE.l, DCTERMS.title)) == [Literal("List", lang="en")]
