"""`not`, `min`, `max` and `bbox` leave what a plain look at every record leaves, by index and by SPARQL."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from casus.records.request import selection
from casus.records.selecting import ByIndex, BySparql
from casus.store.open_release import OpenRelease
from tests.records.rest import Json, get, ids

Keeps = Callable[[Json], bool]


def slugs(value: Any) -> set[str]:
    """The ids of a code, a reference, or of several."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    return {each["id"] for each in values}


def between(name: str, least: float | None = None, most: float | None = None) -> Keeps:
    def keeps(record: Json) -> bool:
        number = record.get(name)
        return number is not None and (least is None or number >= least) and (most is None or number <= most)

    return keeps


def in_box(west: float, south: float, east: float, north: float) -> Keeps:
    return lambda record: between("latitude", south, north)(record) and between("longitude", west, east)(record)


def without(name: str, value: str) -> Keeps:
    return lambda record: value not in slugs(record.get(name))


CASES: list[tuple[str, list[tuple[str, str]], Keeps]] = [
    ("claims", [("not", "status:accepted")], without("status", "accepted")),
    ("claims", [("not", "type:Support")], lambda record: record["type"] != "Support"),
    (
        "claims",
        [("not", "status:denied"), ("not", "supporter:states/turkey"), ("type", "Support")],
        lambda record: without("status", "denied")(record) and without("supporter", "states/turkey")(record),
    ),
    ("claims", [("not", "supporter:states/turkey")], without("supporter", "states/turkey")),
    ("agreements", [("not", "signatories:organizations/gna")], without("signatories", "organizations/gna")),
    ("claims", [("min", "evidence_against:1")], between("evidence_against", 1)),
    (
        "claims",
        [("min", "evidence_for:2"), ("min", "evidence_for:4"), ("max", "evidence_for:5")],
        between("evidence_for", 4, 5),
    ),
    ("events", [("min", "fatalities_best:10"), ("max", "fatalities_best:50")], between("fatalities_best", 10, 50)),
    ("states", [("max", "cow_code:100")], between("cow_code", None, 100)),
    ("places", [("min", "latitude:31.5"), ("max", "longitude:15.5")], in_box(-180, 31.5, 15.5, 90)),
    ("places", [("bbox", "12.5,32.5,14,33.2")], in_box(12.5, 32.5, 14, 33.2)),
    (
        "events",
        [("bbox", "19,-90,13.5,90")],
        lambda record: in_box(19, -90, 180, 90)(record) or in_box(-180, -90, 13.5, 90)(record),
    ),
]


@pytest.mark.parametrize(("collection", "parameters", "keeps"), CASES, ids=[f"{c} {p}" for c, p, _ in CASES])
def test_exactly_what_fits_is_kept(
    client: FlaskClient, opened: OpenRelease, collection: str, parameters: list[tuple[str, str]], keeps: Keeps
) -> None:
    types = [pair for pair in parameters if pair[0] == "type"]
    names = sorted(opened.model.collections[collection].fields)
    page = get(client, f"/v1/{collection}", *types, ("limit", "500"), ("fields", ",".join(names)))
    everything = page["items"]
    while page["links"]["next"]:
        page = client.get(page["links"]["next"]).json
        everything += page["items"]
    expected = [record["id"] for record in everything if keeps(record)]

    assert 0 < len(expected) < len(everything)
    assert ids(client, collection, *parameters) == expected


@pytest.mark.parametrize(("collection", "parameters", "keeps"), CASES, ids=[f"{c} {p}" for c, p, _ in CASES])
def test_the_index_and_sparql_agree(
    opened: OpenRelease, collection: str, parameters: list[tuple[str, str]], keeps: Keeps
) -> None:
    home = opened.model.collections[collection]
    arguments: dict[str, Any] = {}
    for name, value in parameters:
        if name == "bbox":
            arguments[name] = value
        else:
            arguments.setdefault(name, []).append(value)
    selected = selection(opened, home, arguments)
    assert ByIndex(opened.list_index).page(selected) == BySparql(opened.dataset).page(selected)


@pytest.mark.parametrize(
    ("path", "parameter", "value"),
    [
        ("claims", "not", "status"),
        ("claims", "not", "status:perhaps"),
        ("claims", "not", "label:x"),
        ("claims", "not", "type:Supporter"),
        ("claims", "not", "supporter:states/nowhere"),
        ("events", "min", "fatalities_best:many"),
        ("events", "max", "when:2020"),
        ("places", "bbox", "1,2,3"),
        ("places", "bbox", "10,40,12,30"),
        ("places", "bbox", "10,20,190,30"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(
    client: FlaskClient, path: str, parameter: str, value: str
) -> None:
    problem = client.get(f"/v1/{path}?{parameter}={value}")
    assert problem.status_code == 422
    assert problem.json["errors"][0]["parameter"] in (parameter, value.partition(":")[0])


def test_what_has_no_number_and_lies_nowhere_cannot_be_asked_so(client: FlaskClient) -> None:
    assert client.get("/v1/persons?min=x:1").status_code == 422
    assert client.get("/v1/persons?bbox=1,2,3,4").status_code == 422
