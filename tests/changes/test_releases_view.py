"""Two releases of a small workshop, served side by side: lists, pinned answers, changes, dumps."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from casus.release.manifest import Release
from tests.conftest import Workshop, serving_app

_SECOND = """
force:second a casus:ArmedForce ; skos:prefLabel "Second Force"@en ; casus:forceType force-type:armed-group ;
    dcterms:source source:book .
"""


@dataclass
class Two:
    old: Release
    new: Release
    client: FlaskClient


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    workshop = Workshop(tmp_path_factory.mktemp("two"))
    workshop.write("gone", _SECOND.replace("second", "gone").replace("Second", "Former"))
    old = workshop.build()
    (workshop.sources / "data" / "gone.ttl").unlink()
    workshop.write("second", _SECOND)
    workshop.edit("data/records.ttl", '"First Force"@en', '"The First Force"@en')
    new = workshop.build()
    with serving_app(workshop.var) as app:
        yield Two(old, new, app.test_client())


def test_the_releases_that_are_kept_are_listed_with_the_one_that_is_served(two: Two) -> None:
    answer = two.client.get("/v1/releases").json

    assert {item["id"]: item["served"] for item in answer["items"]} == {two.old.id: False, two.new.id: True}
    assert answer["release"] == two.new.id
    assert all(item["id"] in item["cite_as"] for item in answer["items"])


def test_a_release_says_what_it_is_made_of(two: Two) -> None:
    answer = two.client.get(f"/v1/releases/{two.old.id}").json

    assert answer["triples"] == two.old.manifest.triples
    assert answer["classes"]["https://w3id.org/casus/ontology#ArmedForce"] == 2
    assert two.old.id in answer["cite_as"]


def test_a_dump_is_downloaded_whole_and_its_checksum_holds(two: Two) -> None:
    for dump in two.client.get(f"/v1/releases/{two.new.id}").json["dumps"]:
        response = two.client.get(dump["href"])
        assert response.mimetype == "application/gzip"
        assert hashlib.sha256(response.data).hexdigest() == dump["sha256"]
        assert len(response.data) == dump["bytes"]
        assert b"The First Force" in gzip.decompress(response.data)
        assert response.headers["Repr-Digest"].startswith("sha-256=:")
        again = two.client.get(dump["href"], headers={"If-None-Match": response.headers["ETag"]})
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
    record = two.client.get(page["items"][0]["href"]).json
    by_sparql = two.client.get(page["links"]["query"], headers={"Accept": "text/csv"}).text

    assert {following["release"], record["release"]} == {two.old.id}
    assert record["links"]["self"].endswith(f"?release={two.old.id}")
    assert by_sparql.split() == ["id", page["items"][0]["iri"]]
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
    found = {item["id"]: (item["change"], item["fields"], item["label"]) for item in answer["items"]}

    assert found == {
        "first": ("changed", ["labels"], "The First Force"),
        "gone": ("removed", [], "Former Force"),
        "second": ("added", [], "Second Force"),
    }
    assert (answer["since"], answer["release"], answer["total"]["value"]) == (two.old.id, two.new.id, 3)
    assert two.new.id in answer["cite_as"]
    for item in answer["items"]:
        for side in ("before", "after"):
            assert item[side] is None or two.client.get(item[side]).json["iri"] == item["iri"]


def test_changes_are_the_other_way_round_from_the_newer_to_the_older(two: Two) -> None:
    answer = two.client.get(f"/v1/changes?since={two.new.id}&release={two.old.id}").json

    assert {item["id"]: item["change"] for item in answer["items"]} == {
        "first": "changed",
        "gone": "added",
        "second": "removed",
    }


def test_a_removed_record_names_its_successors_and_why_it_is_gone(workshop: Workshop) -> None:
    stone = "force:old a casus:Tombstone ; dcterms:isReplacedBy force:first , state:libya ; "
    workshop.write("old", _SECOND.replace("second", "old") + _SECOND.replace("second", "lost"))
    old = workshop.build()
    (workshop.sources / "data" / "old.ttl").unlink()
    workshop.write("stones", stone + 'skos:changeNote "It was two."@en .')
    new = workshop.build()
    with serving_app(workshop.var) as app:
        client = app.test_client()
        found = {item["id"]: item for item in client.get(f"/v1/changes?since={old.id}").json["items"]}
        csv = client.get(f"/v1/changes?since={old.id}&format=csv").text
    row = next(line for line in csv.splitlines() if ",old," in line)

    assert found["old"]["change"] == found["lost"]["change"] == "removed"
    assert found["old"]["reason"] == "It was two."
    assert [(one["collection"], one["id"]) for one in found["old"]["successors"]] == [
        ("armed-forces", "first"),
        ("states", "libya"),
    ]
    assert client.get(found["old"]["successors"][0]["href"]).json["release"] == new.id
    assert (found["lost"]["reason"], found["lost"]["successors"]) == (None, [])
    assert row.endswith(",It was two.,armed-forces/first|states/libya")


def test_changes_are_filtered_paged_and_written_as_a_table(two: Two) -> None:
    since = f"/v1/changes?since={two.old.id}"
    first = two.client.get(f"{since}&limit=2").json
    rest = two.client.get(first["links"]["next"]).json

    assert [item["id"] for item in first["items"] + rest["items"]] == ["first", "gone", "second"]
    assert rest["links"]["next"] is None
    assert [item["id"] for item in two.client.get(f"{since}&change=added&change=removed").json["items"]] == [
        "gone",
        "second",
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
    assert two.client.get("/v1/changes").status_code == 422
