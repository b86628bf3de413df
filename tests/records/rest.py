"""Reading lists as a client does, and the same from the store: for the tests of collections."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient

from casus.model.types import Collection
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CODE, COLLECTIONS, RECORD
from tests.conftest import OF_DATASETS

Json = dict[str, Any]
EVERY = [name for name in (*COLLECTIONS.values(), "codes") if name not in OF_DATASETS]


def get(client: FlaskClient, path: str, *parameters: tuple[str, str]) -> Json:
    response = client.get(f"{path}?{urlencode(parameters)}")
    assert response.status_code == 200, response.text
    answer: Json = response.json
    return answer


def pages(client: FlaskClient, path: str, *parameters: tuple[str, str]) -> Iterator[Json]:
    """Every page of a list."""
    page = get(client, path, *parameters)
    yield page
    while page["links"]["next"]:
        page = client.get(page["links"]["next"]).json
        yield page


def ids(client: FlaskClient, collection: str, *parameters: tuple[str, str]) -> list[str]:
    """The ids on all pages; what was asked before, of a release that does not change, is not asked again."""
    return list(_ids(client, collection, *parameters))


@cache
def _ids(client: FlaskClient, collection: str, *parameters: tuple[str, str]) -> tuple[str, ...]:
    found = pages(client, f"/v1/{collection}", ("limit", "500"), ("fields", "id"), *parameters)
    return tuple(item["id"] for page in found for item in page["items"])


def by_sparql(opened: OpenRelease, collection: Collection, pattern: str = "") -> set[str]:
    """The ids of the records of the collection for which the pattern holds."""
    query = f"SELECT DISTINCT ?r WHERE {{ ?r a {collection.type.cls.n3()} . {pattern} }}"
    slugs = (str(row[0]).removeprefix(collection.base) for row in opened.dataset.select(query))
    return {f"{collection.name}/{slug}" for slug in slugs}


def iri(shown: Json) -> str:
    """The IRI of what an answer shows, made of its id; code lists have one of their own."""
    collection, _, slug = shown["id"].partition("/")
    return f"{CODE}{slug}" if collection == "codes" else f"{RECORD}{shown['id']}"
