"""Parameters of lists and records that are not as they should be, and what the refusal says."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casus.http import cursors
from casus.store.open_release import OpenRelease
from tests.records.rest import Json, get


def refused(response: TestResponse, parameter: str) -> Json:
    assert response.status_code == 422, response.text
    assert response.json["type"] == "https://w3id.org/casus/problem/invalid-parameters"
    errors = {error["parameter"]: error for error in response.json["errors"]}
    assert list(errors) == [parameter]
    found: Json = errors[parameter]
    assert found["detail"]
    return found


@pytest.mark.parametrize(
    ("path", "parameters", "culprit"),
    [
        ("/v1/states", [("nonsense", "1")], "nonsense"),
        ("/v1/states", [("COW_code", "620")], "COW_code"),
        ("/v1/states/libya", [("at", "2020")], "at"),
        ("/v1/persons", [("at", "2020")], "at"),
        ("/v1/states", [("type", "Claim")], "type"),
        ("/v1/claims", [("match", "certain")], "match"),
        ("/v1/claims", [("fields", "id,match")], "fields"),
        ("/v1/timeline", [("match", "possible")], "match"),
        ("/v1/network", [("match", "certain")], "match"),
        ("/v1/states/turkey/adjacent", [("match", "certain")], "match"),
        ("/v1/claims", [("conflicts", "/libya-2011")], "conflicts"),
        ("/v1/claims", [("kind", "support")], "kind"),
        ("/v1/claims", [("type", "support")], "type"),
        ("/v1/claims", [("type", "Claim")], "type"),
        ("/v1/claims", [("type", "")], "type"),
        ("/v1/claims", [("status", "true")], "status"),
        ("/v1/claims", [("status", "accepted,reported")], "status"),
        ("/v1/claims", [("status", "")], "status"),
        ("/v1/claims", [("status", "accepted"), ("status", "nonsense")], "status"),
        ("/v1/states", [("cow_code", "LIB")], "cow_code"),
        ("/v1/states", [("cow_code", "620.5")], "cow_code"),
        ("/v1/states", [("cow_code", "6_20")], "cow_code"),
        ("/v1/states", [("cow_code", "")], "cow_code"),
        ("/v1/states", [("iso_alpha2", "")], "iso_alpha2"),
        ("/v1/states", [("iso_alpha2", "x" * 501)], "iso_alpha2"),
        ("/v1/states", [("limit", "0")], "limit"),
        ("/v1/states", [("limit", "-1")], "limit"),
        ("/v1/states", [("limit", "501")], "limit"),
        ("/v1/states", [("limit", "x")], "limit"),
        ("/v1/states", [("limit", "")], "limit"),
        ("/v1/states", [("limit", "5.5")], "limit"),
        ("/v1/states", [("limit", "1_0")], "limit"),
        ("/v1/states", [("limit", "9" * 5000)], "limit"),
        ("/v1/states", [("sort", "nonsense")], "sort"),
        ("/v1/states", [("sort", "--label")], "sort"),
        ("/v1/states", [("sort", "name")], "sort"),
        ("/v1/states", [("sort", "when")], "sort"),
        ("/v1/states", [("sort", "")], "sort"),
        ("/v1/states", [("sort", "iso_alpha2")], "sort"),
        ("/v1/states", [("q", "")], "q"),
        ("/v1/states", [("q", " ")], "q"),
        ("/v1/states", [("q", "\u0301")], "q"),
        ("/v1/states", [("q", "x" * 201)], "q"),
        ("/v1/states", [("format", "turtle")], "format"),
        ("/v1/states/libya", [("format", "xml")], "format"),
        ("/v1/states", [("cursor", "")], "cursor"),
        ("/v1/states", [("cursor", "nonsense")], "cursor"),
        ("/v1/states", [("cursor", "é")], "cursor"),
        ("/v1/events", [("at", "2020-13")], "at"),
        ("/v1/events", [("at", "2020-02-30")], "at"),
        ("/v1/events", [("at", "2020-1-1")], "at"),
        ("/v1/events", [("at", "20200101")], "at"),
        ("/v1/events", [("at", "0000")], "at"),
        ("/v1/events", [("fields", "")], "fields"),
        ("/v1/events", [("fields", "iri")], "fields"),
        ("/v1/events", [("include", "")], "include"),
        ("/v1/events", [("include", "labels")], "include"),
        ("/v1/claims", [("include", "evidence,source")], "include"),
        ("/v1/claims/moscow-talks-2020-lna", [("include", "evidence")], "include"),
        ("/v1/events", [("at", "2020\n")], "at"),
        ("/v1/events", [("at", "٢٠٢٠")], "at"),
        ("/v1/events", [("at", "2020/2021")], "at"),
        ("/v1/events", [("at", "2020~")], "at"),
        ("/v1/events", [("at", "now")], "at"),
        ("/v1/events", [("at", "")], "at"),
        ("/v1/events", [("from", "2020-00")], "from"),
        ("/v1/events", [("to", "x")], "to"),
        ("/v1/events", [("at", "2020"), ("from", "2019")], "at"),
        ("/v1/events", [("at", "2020"), ("to", "2021")], "at"),
        ("/v1/events", [("from", "2020"), ("to", "2019")], "to"),
        ("/v1/events", [("match", "maybe")], "match"),
        ("/v1/claims", [("about", "armed-forces/lna")], "about"),
        ("/v1/claims", [("subjects", "no-such-record")], "subjects"),
        ("/v1/claims", [("subjects", "states/no-such-record")], "subjects"),
        ("/v1/claims", [("subjects", "")], "subjects"),
        ("/v1/claims", [("subjects", "states/lna")], "subjects"),
        ("/v1/claims", [("subjects", "nonsense/lna")], "subjects"),
        ("/v1/claims", [("subjects", "/armed-forces/lna")], "subjects"),
        ("/v1/claims", [("subjects", "armed-forces/")], "subjects"),
        ("/v1/claims", [("subjects", "https://w3id.org/casus/id/states/lna")], "subjects"),
        ("/v1/claims", [("subjects", "https://example.org/lna")], "subjects"),
        ("/v1/claims", [("subjects", "armed-forces/lna> } #")], "subjects"),
        ("/v1/claims", [("subjects", "armed-forces/lna\n")], "subjects"),
        ("/v1/claims", [("subjects", "armed-forces/lna#identifier")], "subjects"),
        ("/v1/claims", [("supporter", "conflicts/libya-2011")], "supporter"),
        ("/v1/claims", [("sources", "libya")], "sources"),
        ("/v1/claims", [("conflicts", "states/libya")], "conflicts"),
        ("/v1/claims", [("supporter", "states/turkey"), ("supporter", "states/atlantis")], "supporter"),
    ],
)
def test_a_parameter_that_is_not_as_it_should_be_is_refused(
    client: FlaskClient, path: str, parameters: list[tuple[str, str]], culprit: str
) -> None:
    refused(client.get(f"{path}?{urlencode(parameters)}"), culprit)


@pytest.mark.parametrize("name", ["q", "sort", "limit", "cursor", "format", "at", "from", "to", "match"])
def test_a_parameter_that_takes_one_value_must_not_come_twice(client: FlaskClient, name: str) -> None:
    value = {"sort": "label", "limit": "5", "format": "json", "match": "possible", "cursor": "x"}.get(name, "2020")

    assert "once" in refused(client.get(f"/v1/events?{name}={value}&{name}={value}"), name)["detail"]


def test_a_parameter_with_commas_comes_once_and_all_its_values_count(client: FlaskClient) -> None:
    for query in ("fields=status&fields=when", "facets=status&facets=type", "include=evidence&include=sources"):
        (error,) = client.get(f"/v1/claims?limit=1&{query}").json["errors"]
        assert "with commas between; give it once" in error["detail"]


def test_too_many_values_are_refused_for_their_number(client: FlaskClient) -> None:
    allowed = client.get("/v1/claims?facets=nonsense").json["errors"][0]["allowed"]
    for query in (f"facets={','.join(allowed[:11])}", "&".join(["status=accepted"] * 51)):
        (error,) = client.get(f"/v1/claims?{query}").json["errors"]
        assert "Long" in error["detail"] or "Length" in error["detail"]
        assert "allowed" not in error


def test_an_unknown_parameter_is_refused_with_those_that_there_are(client: FlaskClient) -> None:
    error = refused(client.get("/v1/claims?recipent=lna"), "recipent")

    assert {"recipient", "status", "q", "limit"} <= set(error["allowed"])


def test_an_unknown_code_is_refused_with_those_that_there_are(client: FlaskClient) -> None:
    error = refused(client.get("/v1/claims?status=true"), "status")

    assert {"accepted", "reported", "refuted"} <= set(error["allowed"])
    assert error["value"] == ["true"]


def test_all_that_is_wrong_is_told_at_once(client: FlaskClient) -> None:
    errors = client.get("/v1/claims?status=true&limit=0&nonsense=1").json["errors"]

    assert [error["parameter"] for error in errors] == ["limit", "nonsense", "status"]


def test_a_slug_that_does_not_say_the_collection_is_refused_with_the_ids_that_it_can_mean(client: FlaskClient) -> None:
    error = refused(client.get("/v1/claims?subjects=berlin-conference-2020"), "subjects")

    assert error["allowed"] == ["events/berlin-conference-2020", "negotiations/berlin-conference-2020"]
    for value in error["allowed"]:
        assert client.get(f"/v1/claims?subjects={value}").status_code == 200


def test_so_it_is_where_one_record_alone_has_the_slug(client: FlaskClient) -> None:
    error = refused(client.get("/v1/claims?supporter=turkey"), "supporter")

    assert error["allowed"] == ["states/turkey"]


def test_an_id_is_looked_for_among_the_classes_that_the_shape_allows_only(client: FlaskClient) -> None:
    """There is an event of that slug too, but one takes part in negotiations and agreements."""
    error = refused(client.get("/v1/claims?participation_in=berlin-conference-2020"), "participation_in")
    refused(client.get("/v1/claims?participation_in=events/berlin-conference-2020"), "participation_in")

    assert error["allowed"] == ["negotiations/berlin-conference-2020"]
    assert client.get("/v1/claims?participation_in=negotiations/berlin-conference-2020").status_code == 200


def forged(opened: OpenRelease, offset: int, release: str, *parameters: tuple[str, str]) -> str:
    return cursors.write(offset, release or opened.id, [("", "/v1/states"), *parameters])


def test_a_cursor_is_for_the_list_it_was_given_for(client: FlaskClient, opened: OpenRelease) -> None:
    cursor = forged(opened, 10, "", ("sort", "-label"))

    assert client.get(f"/v1/states?sort=-label&cursor={cursor}").status_code == 200
    assert "another list" in refused(client.get(f"/v1/states?cursor={cursor}"), "cursor")["detail"]
    assert "another list" in refused(client.get(f"/v1/states?sort=label&cursor={cursor}"), "cursor")["detail"]


def test_a_cursor_is_not_for_the_list_of_another_collection(client: FlaskClient) -> None:
    cursor = parse_qs(urlsplit(get(client, "/v1/states")["links"]["next"]).query)["cursor"][0]

    assert "another list" in refused(client.get(f"/v1/claims?cursor={cursor}"), "cursor")["detail"]


def test_a_cursor_of_an_older_release_is_refused(client: FlaskClient, opened: OpenRelease) -> None:
    cursor = forged(opened, 10, "0.0.1-0123456789ab")

    assert "0.0.1-0123456789ab" in refused(client.get(f"/v1/states?cursor={cursor}"), "cursor")["detail"]


def test_a_cursor_past_the_end_gives_an_empty_page_that_leads_back(client: FlaskClient, opened: OpenRelease) -> None:
    page = client.get(f"/v1/states?cursor={forged(opened, 100_000, '')}").json

    assert page["items"] == []
    assert page["links"]["next"] is None
    assert page["links"]["first"] == "http://localhost/v1/states"


@pytest.mark.parametrize("offset", [2**31, 2**63, 10**30])
def test_a_cursor_that_no_list_can_have_is_refused_or_gives_nothing(
    client: FlaskClient, opened: OpenRelease, offset: int
) -> None:
    response = client.get(f"/v1/states?cursor={forged(opened, offset, '')}")

    assert response.status_code in (200, 422)
