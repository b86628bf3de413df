"""The matrix of who had which part in what: the long list, turned."""

import csv
import io

from flask.testing import FlaskClient

from tests.records.rest import pages


def test_the_matrix_has_a_cell_for_every_part(client: FlaskClient) -> None:
    table = list(csv.DictReader(io.StringIO(client.get("/v1/participation?format=wide").text)))
    parts = [item for page in pages(client, "/v1/participation", ("limit", "500")) for item in page["items"]]
    cells = {
        (row["participant"], column): cell for row in table for column, cell in row.items() if "/" in column and cell
    }

    assert len(cells) == len(parts) > 100
    for part in parts:
        status = part["status"]["id"]
        told = part["outcome"]["id"] + ("" if status == "accepted" else f" ({status})")
        assert cells[part["participant"]["id"], part["participation_in"]["id"]] == told


def test_the_ceasefire_was_signed_by_both_sides_and_the_draft_by_nobody(client: FlaskClient) -> None:
    texts = ("ceasefire-agreement-2020-10", "geneva-jmc-draft-2020-02")
    query = "&".join(f"participation_in=agreements/{text}" for text in texts)
    table = csv.DictReader(io.StringIO(client.get(f"/v1/participation?{query}&format=wide").text))
    ceasefire, draft = (f"agreements/{text}" for text in texts)
    signed = {row["participant"]: (row[ceasefire], row[draft]) for row in table}

    assert signed["organizations/gna"] == signed["armed-forces/lna"] == ("signed", "attended")
    assert not any(told[1].startswith("signed") for told in signed.values())


def test_lists_that_are_no_matrix_do_not_offer_one(client: FlaskClient) -> None:
    assert client.get("/v1/claims?format=wide").status_code == 422
