"""REST and SPARQL of random requests: what a request finds is what its `links.query` finds, in the same order.

Requests are drawn for every collection, the timeline, the network, the edges of one actor and the search, with values
of the data, times, matches, names, orders, pages and releases. `FUZZ_DRAWS` says how many (40 without it; `make check`
asks for 80), and `FUZZ_DRAW_SEED` makes other draws than those of every run.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from casus.model.types import Collection
from casus.release.manifest import Release
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, RECORD
from tests.conftest import Workshop, serving_app
from tests.records.rest import iri
from tests.records.test_filters import as_parameter, values_of

Json = dict[str, Any]
Parameters = tuple[tuple[str, str], ...]
DRAWS = int(os.environ.get("FUZZ_DRAWS", "40"))
SEED = int(os.environ.get("FUZZ_DRAW_SEED", "0"))
_MOST_VALUES = 60
"""Of one filter, from which values are drawn."""
_NAMES = ["a", "an", "lib", "Haftar", "حفتر", "الق", "вагн", "erdogan", "United Nations", "2020", "ö", "no such name"]


@dataclass(frozen=True)
class Request:
    """What is asked for, and how many pages are turned before rows are compared."""

    path: str
    parameters: Parameters
    turns: int = 0


@pytest.fixture(scope="module")
def shelved(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The shipped release, served beside a small one."""
    workshop = Workshop(tmp_path_factory.mktemp("shelved"))
    workshop.build()
    (workshop.var / "releases" / release.id).symlink_to(release.path, target_is_directory=True)
    with serving_app(workshop.var, release=release.id) as app:
        yield app


@pytest.fixture(scope="module")
def requests(shelved: Flask) -> st.SearchStrategy[Request]:
    """Requests to the served release, now and then named, and to the small one."""
    shelf = shelved.extensions["casus-releases"]
    served: OpenRelease = shelf.served
    strategies = requests_to(served)
    releases = [release.id for release in shelf.on_disk()]
    assert len(releases) == 2
    for release_id in releases:
        strategies += [
            each.map(lambda asked, pin=release_id: replace(asked, parameters=(*asked.parameters, ("release", pin))))
            for each in requests_to(shelf.opened(release_id))
        ][:: 1 if release_id == served.manifest.id else 5]
    return st.one_of(strategies)


def requests_to(opened: OpenRelease) -> list[st.SearchStrategy[Request]]:
    """One strategy for each path of the release."""
    collections = opened.model.collections.values()
    claims = next(collection for collection in collections if collection.holds_claims)
    edges = [t.name for t in claims.types if t.edge is not None]
    actors = {c.name: slugs for c in collections if CASUS.Actor in c.type.ancestors and (slugs := slugs_of(opened, c))}
    actor_ids = [f"{name}/{slug}" for name, slugs in actors.items() for slug in slugs]
    dated = [collection for collection in collections if collection.timeline]
    entries = sorted({t.name for collection in dated for t in (collection.type, *collection.types)})
    paging = options(limit=st.integers(1, 60).map(str))
    found = [
        request(f"/v1/{c.name}", filters(opened, c), several("type", [t.name for t in c.types] if c.subtypes else []),
                names(), order(["label", *c.sorts]), times() if c.is_dated else st.just(()), shown(c), paging)
        for c in collections
    ]  # fmt: skip
    found += [
        request("/v1/timeline", several("type", entries), filters(opened, claims, ("subjects", "conflicts", "status")),
                order(["earliest_start"]), times(), paging),
        request("/v1/network", several("type", edges), filters(opened, claims), times(),
                options(ego=st.sampled_from(actor_ids), depth=st.sampled_from(["1", "2"])), turns=st.just(0)),
        request("/v1/search", st.sampled_from(_NAMES).map(lambda name: (("q", name),)),
                several("collection", sorted(opened.model.collections)), paging),
    ]  # fmt: skip
    return found + [
        st.sampled_from(slugs).flatmap(
            lambda slug, name=name: request(
                f"/v1/{name}/{slug}/adjacent", several("type", edges), filters(opened, claims), times(), paging
            )
        )
        for name, slugs in actors.items()
    ]


def request(
    path: str, *parts: st.SearchStrategy[Parameters], turns: st.SearchStrategy[int] | None = None
) -> st.SearchStrategy[Request]:
    return st.builds(
        lambda chosen, turned: Request(path, tuple(pair for part in chosen for pair in part), turned),
        st.tuples(*parts),
        st.integers(0, 3) if turns is None else turns,
    )


def options(**values: st.SearchStrategy[str]) -> st.SearchStrategy[Parameters]:
    """Each of the parameters, or not."""
    each = [st.one_of(st.just(()), value.map(lambda text, n=name: ((n, text),))) for name, value in values.items()]
    return st.tuples(*each).map(lambda parts: tuple(pair for part in parts for pair in part))


def several(name: str, values: list[str]) -> st.SearchStrategy[Parameters]:
    """The parameter with none, one or some of the values."""
    some = st.lists(st.sampled_from(values), max_size=3, unique=True) if values else st.just([])
    return some.map(lambda chosen: tuple((name, value) for value in chosen))


def shown(collection: Collection) -> st.SearchStrategy[Parameters]:
    """What is shown, which changes nothing of what is found."""
    inside = [name for name, field in collection.fields.items() if field.embed or field.detail]
    return options(
        fields=st.lists(st.sampled_from(["id", *collection.fields]), min_size=1, max_size=4).map(",".join),
        include=st.lists(st.sampled_from(inside), min_size=1, max_size=3).map(",".join),
    )


def names() -> st.SearchStrategy[Parameters]:
    return options(q=st.sampled_from(_NAMES))


def order(fields: list[str]) -> st.SearchStrategy[Parameters]:
    return options(sort=st.sampled_from([f"{sign}{name}" for name in fields for sign in ("", "-")]))


def times() -> st.SearchStrategy[Parameters]:
    """No time, a point of time, or a period, mostly of the years that the data are about."""
    year = st.one_of(st.integers(2010, 2022), st.integers(1900, 2030)).map(lambda number: f"{number:04}")
    month = st.builds("{}-{:02}".format, year, st.integers(1, 12))
    day = st.builds("{}-{:02}".format, month, st.integers(1, 28))
    written = st.one_of(year, month, day)
    pair = st.tuples(written, written).map(sorted)
    period = st.one_of(
        st.just(()),
        written.map(lambda at: (("at", at),)),
        written.map(lambda first: (("from", first),)),
        written.map(lambda last: (("to", last),)),
        pair.map(lambda both: (("from", both[0]), ("to", both[1]))),
    )
    match = options(match=st.sampled_from(["possible", "certain"]))
    return st.tuples(period, match).map(
        lambda parts: (*parts[0], *(parts[1] if parts[0] else ()))
    )  # none without a time


def filters(opened: OpenRelease, collection: Collection, only: tuple[str, ...] = ()) -> st.SearchStrategy[Parameters]:
    """None, one or two filters, each with values that some record has."""
    choices: list[Callable[[], st.SearchStrategy[Parameters]]] = []
    for name, field in collection.filters.items():
        values = values_of(opened, collection, field)[:_MOST_VALUES] if not only or name in only else []
        if values:
            written = list(dict.fromkeys(as_parameter(opened, field, value) for value in values))
            choices.append(several(name, written))
    if collection.truthy is not None:
        choices.append(options(truthy=st.sampled_from(["true", "false"])))
    if not choices:
        return st.just(())
    some = st.lists(st.sampled_from(range(len(choices))), max_size=2, unique=True)
    return some.flatmap(lambda chosen: st.tuples(*(choices[number] for number in chosen))).map(
        lambda parts: tuple(pair for part in parts for pair in part)
    )


def slugs_of(opened: OpenRelease, collection: Collection) -> list[str]:
    query = f"SELECT ?r WHERE {{ ?r a {collection.type.cls.n3()} }} ORDER BY ?r"
    return [str(row[0]).removeprefix(collection.base) for row in opened.dataset.select(query)]


@seed(SEED)
@settings(
    max_examples=DRAWS,
    derandomize=not SEED,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_what_a_request_finds_is_what_its_query_finds(
    shelved: Flask, requests: st.SearchStrategy[Request], data: st.DataObject
) -> None:
    client = shelved.test_client()
    asked = data.draw(requests)
    answer = client.get(asked.path, query_string=asked.parameters)
    assert answer.status_code == 200, (asked, answer.text)
    for _ in range(asked.turns):
        if (following := answer.json["links"]["next"]) is not None:
            answer = client.get(following)
            assert answer.status_code == 200, (asked, answer.text)

    rows, query = rows_and_query(answer)
    result = client.get(query)

    assert result.status_code == 200, (asked, result.text)
    assert rows == rows_of(result), asked


def rows_and_query(answer: TestResponse) -> tuple[list[Any], str]:
    """What the answer shows, as its query would, and the URL of the query."""
    page: Json = answer.json
    if "items" in page:
        return list(map(iri, page["items"])), page["links"]["query"]
    edges = [tuple(f"{RECORD}{edge[name]}" for name in ("id", "source", "target")) for edge in page["edges"]]
    return edges, page["graph"]["query"] if "graph" in page else page["links"]["query"]


def rows_of(result: TestResponse) -> list[Any]:
    answer: Json = result.get_json(force=True)
    bindings, variables = answer["results"]["bindings"], answer["head"]["vars"]
    rows = [tuple(row[variable]["value"] for variable in variables) for row in bindings]
    return [row[0] for row in rows] if len(variables) == 1 else rows
