"""The matrix of participation: a real table whose cells are the records of the list."""

import re

from flask.testing import FlaskClient

from casus.drawings.matrix import GLYPHS

_PAGE = {"Accept": "text/html"}
_TRIPOLI = "conflicts=conflicts/libya-tripoli-2019-2020"


def cells(text: str) -> list[tuple[str, str, str]]:
    """Class, link and glyph of each cell."""
    return re.findall(r'<a class="cell ([^"]*)" href="http://localhost/v1/([^"]*)"[^>]*>([^<]*)</a>', text)


def test_every_record_of_the_list_is_a_cell_that_leads_to_its_claim(client: FlaskClient) -> None:
    records = client.get(f"/v1/participation?{_TRIPOLI}&limit=500").json["items"]
    text = client.get(f"/v1/participation?{_TRIPOLI}&view=matrix", headers=_PAGE).text

    expected = sorted(
        (
            each["outcome"]["id"] + ("" if each["status"]["id"] == "accepted" else " framed"),
            (each["underlying_claims"][0] if len(each["underlying_claims"]) == 1 else each)["id"],
            GLYPHS[each["outcome"]["id"]],
        )
        for each in records
    )
    assert sorted(cells(text)) == expected
    assert text.count('<th scope="row">') == len({each["participant"]["id"] for each in records})
    assert text.count('<th scope="col">') == len({each["participation_in"]["id"] for each in records})
    assert all(
        each["outcome"]["label"] in text and each["status"]["label"] in text for each in records if "framed" in text
    )


def test_columns_stand_in_the_order_of_time(client: FlaskClient) -> None:
    text = client.get(f"/v1/participation?{_TRIPOLI}&view=matrix", headers=_PAGE).text
    days = [when[:10] for when in re.findall(r'<data class="quiet" value="([0-9][^"]*)">', text)]

    assert len(days) > 5 and days == sorted(days)


def test_what_does_not_fit_is_counted_and_the_page_stays_small(client: FlaskClient) -> None:
    text = client.get("/v1/participation?view=matrix", headers=_PAGE).text

    assert re.search(r"\d+ rows with less in them are left out", text)
    assert re.search(r"\d+ columns with less in them are left out", text)
    assert len(re.findall("<[a-z]", text)) <= 3_000


def test_only_what_the_shapes_make_a_matrix_has_one(client: FlaskClient) -> None:
    assert client.get("/v1/claims?view=matrix").status_code == 422
    assert client.get("/v1/claims?format=svg").status_code == 422
    listed = client.get(f"/v1/participation?{_TRIPOLI}", headers=_PAGE).text
    assert "/v1/participation?view=matrix&amp;conflicts=conflicts%2Flibya-tripoli-2019-2020" in listed
    assert "view=matrix" not in client.get("/v1/claims", headers=_PAGE).text
    assert client.get("/v1/participation?view=matrix").mimetype == "application/json"
