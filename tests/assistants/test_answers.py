"""What stands beside a fact, and that nothing is lost where an answer is cut."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.assistants.asking import answered, called, words


def test_who_supported_whom_stands_with_its_status_and_its_sources(url: str, client: FlaskClient) -> None:
    answer = answered(url, "who-supported-whom-on-a-day", at="2020-01-20")
    rows = client.get("/v1/questions/who-supported-whom-on-a-day?at=2020-01-20").json["rows"]

    assert answer["total"] == len(rows)
    for told, row in zip(answer["rows"], rows, strict=False):
        claim = client.get(f"/v1/{row['claim']}").json
        (fact,) = told["facts"]
        assert told["values"]["claim"] == row["claim"] and told["values"]["supporter"] == row["supporter"]
        assert fact["statement"] == claim["label"] and fact["when"] == claim["when"]
        assert fact["status"]["id"] == row["status"] and fact["status"]["id"] in answer["statuses"]
        evidence = claim["evidence"] if fact["sources"] else []
        assert [each["source"] for each in fact["sources"]] == [each["read_in"]["id"] for each in evidence]
        assert [each["stance"] for each in fact["sources"]] == [each["stance"]["label"] for each in evidence]


def test_a_claim_is_never_stated_but_beside_its_status(url: str) -> None:
    answer = answered(url, "who-came-and-did-not-sign", negotiation="moscow-talks-2020")
    statements = {fact["statement"] for row in answer["rows"] for fact in row["facts"]}

    assert len(statements) > 5
    assert not statements & {value for row in answer["rows"] for value in row["values"].values()}
    assert "reason" in answer["rows_are"] and "claim" in answer["rows_are"]


def test_words_say_what_the_structured_part_says(url: str) -> None:
    result = called(url, "who-contests-an-agreement-of-others", agreement="agreements/maritime-mou-2019")
    told, text = result.structured_content, words(result)
    assert told is not None

    assert told["release"] in text and "DATA (quoted" in text
    for row in told["rows"]:
        for fact in row["facts"]:
            assert json.dumps(fact["statement"], ensure_ascii=False) in text
            assert fact["status"]["definition"].split(".")[0][:40] in text.replace('\\"', '"')
            assert fact["claim"] in text
            assert all(source["url"] in text for source in fact["sources"] if source["url"])


def test_a_cut_answer_goes_on_where_it_was_cut(url: str, client: FlaskClient) -> None:
    rows, more = [], {"next": {"skip": 0}}
    while more is not None:
        answer = answered(url, "legal-acts-of-an-agreement", **more["next"])
        rows += [row["values"]["claim"] for row in answer["rows"]]
        more = answer["more"]
        assert more is None or more["shown"] == len(answer["rows"])
        assert more is None or (f"release={answer['release']}" in more["url"] and more["next"]["release"])

    whole = client.get("/v1/questions/legal-acts-of-an-agreement").json["rows"]
    assert len(whole) > 25
    assert rows == [row["claim"] for row in whole]


def test_pages_of_claims_go_on_with_their_cursors(url: str, client: FlaskClient) -> None:
    found: list[str] = []
    more: Any = {"next": {}}
    while more is not None:
        answer = answered(url, "claims", subjects=["states/turkey"], limit=50, **more["next"])
        found += [row["values"]["id"] for row in answer["rows"]]
        more = answer["more"]
    whole = client.get("/v1/claims?subjects=states/turkey&limit=500").json

    assert whole["total"]["value"] > 20
    assert found == [each["id"] for each in whole["items"]]


def test_a_record_comes_with_claims_about_it_and_says_what_it_leaves_out(url: str) -> None:
    answer = answered(url, "record", id="agreements/maritime-mou-2019")
    first = answer["rows"][0]

    assert first["values"]["id"] == "agreements/maritime-mou-2019" and first["values"]["when"] == "2019-11-27"
    assert first["facts"] and answer["more"]["url"].endswith(
        f"/v1/claims?subjects=agreements%2Fmaritime-mou-2019&release={answer['release']}"
    )
    assert ("left_out" in first) or len(answer["rows"]) > 1


def test_the_record_of_a_claim_is_its_fact(url: str) -> None:
    (row,) = answered(url, "record", id="https://w3id.org/casus/id/claims/turkey-gna-troops-2020")["rows"]

    assert row["facts"][0]["statement"] == "Turkey sent soldiers to the GNA from January 2020."
    assert [each["publisher"] for each in row["facts"][0]["sources"]].count("Associated Press") == 1


def test_a_release_can_be_pinned(url: str, client: FlaskClient) -> None:
    release = client.get("/v1/states/libya").json["release"]

    assert answered(url, "lookup", scheme="cow", value="620", release=release)["release"] == release


def test_who_signed_is_told_by_outcome(url: str) -> None:
    signed = answered(url, "who-signed", participation_in=["negotiations/moscow-talks-2020"], outcome=["signed"])

    assert {row["values"]["outcome"]["id"] for row in signed["rows"]} == {"signed"}
    assert all(row["facts"] for row in signed["rows"])


def test_rows_that_are_no_claims_say_so(url: str) -> None:
    counted = answered(url, "support-by-supporter-form-and-year")
    related = answered(url, "identifiers-of-an-actor")

    assert "no claim" in counted["rows_are"] and "no claim" in related["rows_are"]
    assert not any(row["facts"] for row in counted["rows"])


def test_triples_and_solutions_name_their_claims(url: str) -> None:
    claim = "<https://w3id.org/casus/id/claims/turkey-gna-troops-2020>"
    graph = answered(url, "sparql", query=f"DESCRIBE {claim}")
    rows = answered(url, "sparql", query=f"SELECT ?x WHERE {{ VALUES ?x {{ {claim} }} }}")

    assert graph["total"] >= len(graph["rows"]) > 10
    assert {row["values"]["subject"] for row in graph["rows"]} == {"claims/turkey-gna-troops-2020"}
    assert rows["rows"][0]["facts"][0]["status"]["id"] == "accepted"


@pytest.mark.parametrize(
    "what",
    [
        "(STR(?c) AS ?x)",
        "(GROUP_CONCAT(STR(?c); separator=', ') AS ?x)",
        "?x",
        "(<<( ?c casus:claimStatus ?y )>> AS ?x)",
    ],
    ids=["as-text", "joined", "part", "triple-term"],
)
def test_however_a_query_names_a_claim_its_status_stands_beside_it(url: str, what: str) -> None:
    prefix = "PREFIX casus: <https://w3id.org/casus/ontology#> PREFIX claim: <https://w3id.org/casus/id/claims/>"
    where = "{ VALUES ?c { claim:turkey-gna-troops-2020 } ?c casus:evidence ?x ; casus:claimStatus ?y }"
    where = where if what == "?x" else where.replace("casus:evidence ?x ; ", "")
    rows = answered(url, "sparql", query=f"{prefix} SELECT {what} {where}")["rows"]

    assert rows and all(row["facts"][0]["status"]["id"] == "accepted" for row in rows)


def test_a_claim_that_a_triple_has_for_its_predicate_has_its_status_too(url: str) -> None:
    query = "CONSTRUCT { <http://x/> <https://w3id.org/casus/id/claims/turkey-gna-troops-2020> 1 } {}"
    (row,) = answered(url, "sparql", query=query)["rows"]

    assert row["values"]["predicate"] == "claims/turkey-gna-troops-2020" and len(row["facts"]) == 1


def test_rows_that_were_skipped_are_not_said_to_be_missing(url: str) -> None:
    result = called(url, "changes-of-allegiance", skip=1000)

    assert result.structured_content is not None and result.structured_content["total"] > 0
    assert "nothing is recorded" not in words(result) and "this call skips them" in words(result)
