"""REST and SPARQL of every list agree in rows and order: each filter with values of the data, and with time and order.

test_filters.py compares which records a filter finds. Here every page is compared with what its own query answers
at /sparql, and combinations of filters with a pattern that is written here.
"""

import random
from collections.abc import Iterator
from itertools import combinations

import pytest
from flask.testing import FlaskClient
from rdflib.term import Node

from casus.model.fields import Field
from casus.model.types import Collection
from casus.store.open_release import OpenRelease
from tests.records.rest import EVERY, iri, pages
from tests.records.test_filters import as_parameter, values_of

Parameters = list[tuple[str, str]]
NAMES = EVERY
VALUES = 2
"""How many values of each filter are tried: the most frequent one and one by chance."""
LEAN = [("limit", "500"), ("fields", "id")]
PERIODS: list[Parameters] = [
    [("at", "2020-01-20")],
    [("at", "2020-01-20"), ("match", "certain")],
    [("at", "2019-04"), ("match", "certain")],
    [("from", "2014"), ("to", "2016-06-30")],
    [("to", "2011"), ("match", "certain")],
]


def page_and_query(client: FlaskClient, collection: str, parameters: Parameters) -> tuple[list[str], list[str], int]:
    """The IRIs of the first page, those that its query gives at /sparql, and how many records there are in all."""
    page = client.get(f"/v1/{collection}", query_string=[*parameters, ("limit", "25"), ("fields", "id")])
    assert page.status_code == 200, (parameters, page.text)
    result = client.get(page.json["links"]["query"])
    assert result.status_code == 200, (parameters, result.text)
    rows = result.get_json(force=True)["results"]["bindings"]
    return [iri(item) for item in page.json["items"]], [r["id"]["value"] for r in rows], page.json["total"]["value"]


def chosen_values(opened: OpenRelease, home: Collection, field: Field) -> Iterator[tuple[Node, str]]:
    """Values of the filter, as terms and as a client writes them."""
    found = values_of(opened, home, field)
    chance = random.Random(f"{home.name} {field.name}")
    for value in dict.fromkeys([*found[: VALUES - 1], *chance.sample(found, min(1, len(found)))]):
        yield value, as_parameter(opened, field, value)


@pytest.mark.parametrize("collection", NAMES)
def test_the_page_of_every_filter_is_what_its_query_gives(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    home = opened.model.collections[collection]
    compared = 0
    for name, field in home.filters.items():
        for _, value in chosen_values(opened, home, field):
            items, rows, total = page_and_query(client, collection, [(name, value)])
            assert items == rows, (name, value)
            assert 0 < len(items) <= total
            compared += len(items)

    assert compared > 0 or not home.filters


@pytest.mark.parametrize("collection", NAMES)
def test_the_page_of_every_period_and_order_is_what_its_query_gives(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    home = opened.model.collections[collection]
    asked: list[Parameters] = [[("sort", f"{sign}{name}")] for name in ("label", *home.sorts) for sign in ("", "-")]
    if home.is_dated:
        asked += PERIODS
    if home.truthy is not None:
        asked.append([("truthy", "true")])
    if home.subtypes:
        asked += [[("type", "Support")], [("type", "LegalAct"), ("type", "Reaction"), *PERIODS[3]]]
    asked += [[*PERIODS[0], ("sort", "-earliest_start")]] if home.is_dated and "earliest_start" in home.sorts else []
    asked.append([("q", "an")])

    found = [page_and_query(client, collection, parameters) for parameters in asked]

    for parameters, (items, rows, _) in zip(asked, found, strict=True):
        assert items == rows, parameters
    assert sum(bool(items) for items, _, _ in found) > len(asked) // 2


@pytest.mark.parametrize("collection", NAMES)
def test_two_filters_find_what_a_pattern_of_both_finds(
    client: FlaskClient, opened: OpenRelease, collection: str
) -> None:
    """The values of a pair are those of one record, so that there is always something to find."""
    home = opened.model.collections[collection]
    chance = random.Random(collection)
    pairs = list(combinations(home.filters.values(), 2))
    compared = 0
    for first, second in chance.sample(pairs, min(12, len(pairs))):
        pattern = f"?r a {home.type.cls.n3()} ; {first.path.n3()} ?a ; {second.path.n3()} ?b"
        both = list(opened.dataset.select(f"SELECT DISTINCT ?a ?b WHERE {{ {pattern} }} ORDER BY ?a ?b"))
        if not both:
            continue
        a, b = chance.choice(both)
        assert a is not None
        assert b is not None
        query = f"SELECT DISTINCT ?r WHERE {{ VALUES (?a ?b) {{ ({a.n3()} {b.n3()}) }} {pattern} }}"
        expected = {str(row[0]) for row in opened.dataset.select(query)}
        asked = [(first.name, as_parameter(opened, first, a)), (second.name, as_parameter(opened, second, b))]
        items, rows, total = page_and_query(client, collection, asked)

        listed = {iri(item) for page in pages(client, f"/v1/{collection}", *asked, *LEAN) for item in page["items"]}
        assert listed == expected
        assert total == len(expected), asked
        assert items == rows, asked
        compared += 1

    assert compared > 0 or len(home.filters) < 2
