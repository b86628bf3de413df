"""Two releases of a small workshop, served side by side: lists, pinned answers, changes, dumps."""

import csv
import gzip
import hashlib
import io

import pytest
from jsonschema import Draft202012Validator

from casus.terms.namespaces import RECORD
from tests.changes.conftest import SECOND, Two
from tests.command import invoke
from tests.conftest import Workshop, serving_app


def test_the_releases_that_are_kept_are_listed_with_the_one_that_is_served(two: Two) -> None:
    answer = two.client.get("/v1/releases").json

    assert {item["release"]: item["served"] for item in answer["items"]} == {two.old.id: False, two.new.id: True}
    assert answer["release"] == two.new.id
    assert all(item["release"] in item["cite_as"] for item in answer["items"])
    assert [two.client.get(item["url"]).json["release"] for item in answer["items"]] == [two.new.id, two.old.id]


def test_a_release_says_what_it_is_made_of(two: Two) -> None:
    answer = two.client.get(f"/v1/releases/{two.old.id}").json

    assert answer["triples"] == two.old.manifest.triples
    assert answer["classes"]["https://w3id.org/casus/ontology#ArmedForce"] == 2
    assert two.old.id in answer["cite_as"]


def test_a_dump_is_downloaded_whole_and_its_checksum_holds(two: Two) -> None:
    for dump in two.client.get(f"/v1/releases/{two.new.id}").json["dumps"]:
        response = two.client.get(dump["url"])
        assert response.mimetype == "application/gzip"
        assert hashlib.sha256(response.data).hexdigest() == dump["sha256"]
        assert len(response.data) == dump["bytes"]
        assert b"The First Force" in gzip.decompress(response.data)
        assert response.headers["Repr-Digest"].startswith("sha-256=:")
        again = two.client.get(dump["url"], headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_pinned_answer_is_that_of_the_older_release(two: Two) -> None:
    pinned = two.client.get(f"/v1/armed-forces?release={two.old.id}").json
    served = two.client.get("/v1/armed-forces").json

    assert [item["label"] for item in pinned["items"]] == ["First Force", "Former Force"]
    assert [item["label"] for item in served["items"]] == ["Second Force", "The First Force"]
    assert (pinned["release"], served["release"]) == (two.old.id, two.new.id)
    assert two.client.get(f"/v1/armed-forces/gone?release={two.old.id}").status_code == 200
    assert two.client.get("/v1/armed-forces/gone").status_code == 404


def test_every_link_of_a_pinned_answer_stays_in_its_release(two: Two) -> None:
    page = two.client.get(f"/v1/armed-forces?release={two.old.id}&limit=1").json
    following = two.client.get(page["links"]["next"]).json
    record = two.client.get(f"/v1/armed-forces/first?release={two.old.id}").json
    by_sparql = two.client.get(page["links"]["query"], headers={"Accept": "text/csv"}).text.splitlines()

    assert {following["release"], record["release"]} == {two.old.id}
    assert record["links"]["self"].endswith(f"?release={two.old.id}")
    assert [line.split(",")[0] for line in by_sparql] == ["id", f"{RECORD}armed-forces/first"]
    assert page["items"][0]["id"] == record["id"] == "armed-forces/first"
    assert two.client.get(record["links"]["claims"]).json["release"] == two.old.id


def test_every_answer_names_its_pinned_url(two: Two) -> None:
    for path in ("/v1/armed-forces?limit=1", "/v1/armed-forces/first", f"/v1/armed-forces?release={two.old.id}"):
        response = two.client.get(path)
        (link,) = [value for value in response.headers.getlist("Link") if value.endswith('rel="canonical"')]
        pinned = two.client.get(link.split(">")[0][1:])
        assert f"release={response.json['release']}" in link
        assert pinned.json["release"] == response.json["release"]
        assert "86400" in pinned.headers["Cache-Control"]


@pytest.mark.parametrize("release", ["0.1.0-000000000000", "../../etc", "x", ""])
def test_a_release_that_is_not_kept_is_refused(two: Two, release: str) -> None:
    response = two.client.get("/v1/armed-forces", query_string={"release": release})

    assert response.status_code == 422
    assert response.json["errors"][0]["parameter"] == "release"
    assert two.client.get(f"/v1/releases/{release or 'x'}").status_code in (404, 308)


def test_a_cursor_of_one_release_is_refused_by_the_other(two: Two) -> None:
    following = two.client.get("/v1/armed-forces?limit=1").json["links"]["next"]

    assert two.client.get(f"{following}&release={two.old.id}").status_code == 422


def test_changes_lists_what_was_added_changed_and_removed(two: Two) -> None:
    answer = two.client.get(f"/v1/changes?since={two.old.id}").json
    found = {item["id"]: (item["change"], item["changed_fields"], item["label"]) for item in answer["items"]}

    assert found == {
        "armed-forces/first": ("changed", ["labels"], "The First Force"),
        "armed-forces/gone": ("removed", [], "Former Force"),
        "armed-forces/second": ("added", [], "Second Force"),
    }
    assert (answer["since"], answer["release"], answer["total"]["value"]) == (two.old.id, two.new.id, 3)
    assert two.new.id in answer["cite_as"]
    for item in answer["items"]:
        for side in ("before", "after"):
            assert item[side] is None or two.client.get(item[side]).json["id"] == item["id"]


@pytest.mark.slow
def test_a_field_that_lists_leave_out_is_told_when_it_differs(workshop: Workshop) -> None:
    old = workshop.build()
    workshop.edit("data/records.ttl", 'casus:when "2014-05/.."', 'dcterms:description "A"@en ; casus:when "2014-05/.."')
    workshop.build()
    with serving_app(workshop.var) as app:
        (item,) = app.test_client().get(f"/v1/changes?since={old.id}").json["items"]

    assert (item["id"], item["changed_fields"]) == ("armed-forces/first", ["description"])


def test_changes_are_the_other_way_round_from_the_newer_to_the_older(two: Two) -> None:
    answer = two.client.get(f"/v1/changes?since={two.new.id}&release={two.old.id}").json

    assert {item["id"]: item["change"] for item in answer["items"]} == {
        "armed-forces/first": "changed",
        "armed-forces/gone": "added",
        "armed-forces/second": "removed",
    }


def test_a_removed_record_names_its_successors_and_why_it_is_gone(workshop: Workshop) -> None:
    stone = "force:old a casus:Tombstone ; dcterms:isReplacedBy force:first , state:libya ; "
    workshop.write("old", SECOND.replace("second", "old") + SECOND.replace("second", "lost"))
    old = workshop.build()
    (workshop.sources / "data" / "old.ttl").unlink()
    workshop.write("stones", stone + 'skos:changeNote "It was two."@en .')
    workshop.build()
    with serving_app(workshop.var) as app:
        client = app.test_client()
        found = {item["id"]: item for item in client.get(f"/v1/changes?since={old.id}").json["items"]}
        table = client.get(f"/v1/changes?since={old.id}&format=csv").text
    row = next(line for line in table.splitlines() if ",armed-forces/old," in line)
    renamed, lost = found["armed-forces/old"], found["armed-forces/lost"]

    assert renamed["change"] == lost["change"] == "removed"
    assert renamed["reason"] == "It was two."
    assert renamed["successors"] == [
        {"id": "armed-forces/first", "type": "ArmedForce", "label": "First Force"},
        {"id": "states/libya", "type": "State", "label": "Libya"},
    ]
    assert (lost["reason"], lost["successors"]) == (None, [])
    assert row.endswith(",It was two.,armed-forces/first|states/libya")


@pytest.mark.slow
def test_a_claim_among_changes_and_successors_says_its_status_and_nothing_else_does(workshop: Workshop) -> None:
    claim = """
    claim:{} a casus:Assessment ; skos:prefLabel "A claim"@en ; casus:claimStatus claim-status:{} ;
        casus:about force:first ;
        casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
    """
    workshop.write("gone", claim.format("gone", "reported"))
    old = workshop.build()
    (workshop.sources / "data" / "gone.ttl").unlink()
    workshop.write("new", claim.format("new", "accepted"))
    workshop.write(
        "stones",
        "claim:gone a casus:Tombstone ; dcterms:isReplacedBy claim:new , force:first ; "
        'skos:changeNote "It was two."@en .',
    )
    workshop.edit("data/records.ttl", '"First Force"@en', '"The First Force"@en')
    workshop.build()
    with serving_app(workshop.var) as app:
        client = app.test_client()
        answer = client.get(f"/v1/changes?since={old.id}").json
        table = client.get(f"/v1/changes?since={old.id}&format=csv").text
        document = client.get("/openapi.json").json
    found = {item["id"]: item for item in answer["items"]}
    schema = document["paths"]["/v1/changes"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    reported, accepted = ({"id": name, "label": name} for name in ("reported", "accepted"))

    Draft202012Validator({**schema, "components": document["components"]}).validate(answer)
    assert (found["claims/gone"]["status"], found["claims/new"]["status"]) == (reported, accepted)
    assert "status" not in found["armed-forces/first"]
    assert {one["id"]: one.get("status") for one in found["claims/gone"]["successors"]} == {
        "armed-forces/first": None, "claims/new": accepted,
    }  # fmt: skip
    assert {row["id"]: row["status"] for row in csv.DictReader(io.StringIO(table))} == {
        "armed-forces/first": "", "claims/gone": "reported", "claims/new": "accepted",
    }  # fmt: skip


@pytest.mark.slow
def test_the_command_names_what_differs_and_what_to_take_instead(workshop: Workshop) -> None:
    workshop.write("old", SECOND.replace("second", "old"))
    old = workshop.build()
    (workshop.sources / "data" / "old.ttl").unlink()
    stone = "force:old a casus:Tombstone ; dcterms:isReplacedBy force:first , state:libya ; "
    workshop.write("stones", stone + 'skos:changeNote "It was two."@en .')
    workshop.edit("data/records.ttl", '"First Force"@en', '"The First Force"@en')
    new = workshop.build()
    result = invoke(workshop.var, "diff", old.id, new.id)

    assert result.returncode == 0
    assert result.stdout.splitlines() == [
        "changed  armed-forces/first: The First Force (labels)",
        "removed  armed-forces/old: Second Force -> armed-forces/first, states/libya",
    ]
    assert f"2 records differ between {old.id} and {new.id}" in result.stderr


def test_changes_are_filtered_paged_and_written_as_a_table(two: Two) -> None:
    since = f"/v1/changes?since={two.old.id}"
    first = two.client.get(f"{since}&limit=2").json
    rest = two.client.get(first["links"]["next"]).json

    assert [item["id"] for item in first["items"] + rest["items"]] == [
        "armed-forces/first",
        "armed-forces/gone",
        "armed-forces/second",
    ]
    assert rest["links"]["next"] is None
    assert [item["id"] for item in two.client.get(f"{since}&change=added&change=removed").json["items"]] == [
        "armed-forces/gone",
        "armed-forces/second",
    ]
    assert two.client.get(f"{since}&collection=persons").json["total"]["value"] == 0
    assert [line.split(",")[0] for line in two.client.get(f"{since}&format=csv").text.splitlines()] == [
        "change", "changed", "removed", "added",
    ]  # fmt: skip


@pytest.mark.parametrize("since", ["0.1.0-000000000000", "2026-02-30", "0000-00-00", "yesterday"])
def test_what_changes_cannot_be_since_is_refused_by_that_name(two: Two, since: str) -> None:
    (error,) = two.client.get(f"/v1/changes?since={since}").json["errors"]

    assert error["parameter"] == "since"


def test_a_day_means_the_last_release_of_that_day(two: Two) -> None:
    today = two.new.manifest.built_at[:10]

    assert two.client.get(f"/v1/changes?since={today}").json["since"] == two.new.id
    assert two.client.get("/v1/changes?since=2020-01-01").status_code == 422
    assert two.client.get("/v1/changes?since=").status_code == 422
