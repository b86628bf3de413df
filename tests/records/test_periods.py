"""Lists in time. libya-sirte-2016 was from some day of May 2016 to 17 December 2016; syria-2011 goes on."""

import pytest
from flask.testing import FlaskClient

from tests.records.rest import get, ids


@pytest.mark.parametrize(
    ("slug", "when", "possible", "certain"),
    [
        ("libya-sirte-2016", {"at": "2016-04-30"}, False, False),
        ("libya-sirte-2016", {"at": "2016-05-01"}, True, False),
        ("libya-sirte-2016", {"at": "2016-05-30"}, True, False),
        ("libya-sirte-2016", {"at": "2016-05-31"}, True, True),
        ("libya-sirte-2016", {"at": "2016-05"}, True, True),
        ("libya-sirte-2016", {"at": "2016"}, True, True),
        ("libya-sirte-2016", {"at": "2016-12-17"}, True, True),
        ("libya-sirte-2016", {"at": "2016-12-18"}, False, False),
        ("libya-sirte-2016", {"from": "2016-12-17"}, True, True),
        ("libya-sirte-2016", {"from": "2016-12-18"}, False, False),
        ("libya-sirte-2016", {"to": "2016-05-15"}, True, False),
        ("libya-sirte-2016", {"to": "2016-04"}, False, False),
        ("libya-sirte-2016", {"from": "2015", "to": "2016-05-30"}, True, False),
        ("libya-sirte-2016", {"from": "2015", "to": "2017"}, True, True),
        ("syria-2011", {"at": "2010"}, False, False),
        ("syria-2011", {"at": "2011-06-01"}, True, False),
        ("syria-2011", {"at": "2035"}, True, True),
    ],
)
def test_possible_and_certain_are_told_apart(
    client: FlaskClient, slug: str, when: dict[str, str], possible: bool, certain: bool
) -> None:
    asked = list(when.items())

    assert (slug in ids(client, "conflicts", *asked, ("match", "possible"))) is possible
    assert (slug in ids(client, "conflicts", *asked, ("match", "certain"))) is certain
    assert ids(client, "conflicts", *asked) == ids(client, "conflicts", *asked, ("match", "possible"))


def test_what_has_no_date_is_in_no_period(client: FlaskClient) -> None:
    undated = {i["id"] for i in get(client, "/v1/organizations", ("limit", "500"))["items"] if i["when"] is None}

    assert undated
    assert not undated & set(ids(client, "organizations", ("from", "0001")))
