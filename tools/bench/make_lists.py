"""Writes what the benchmark asks: `records.txt` (500 IRIs) and `lists.txt` (2,000 paths), drawn once with a fixed seed.

    casus build && python -m tools.bench.make_lists

Each path is asked of the application, and only one that is answered with 200 is written.
"""

import random
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask.testing import FlaskClient

from casus.app import create_app
from casus.model.fields import Kind
from casus.model.types import Collection
from casus.settings import Settings
from casus.store.open_release import OpenRelease
from casus.terms.names import slug_of

_HERE: Final = Path(__file__).parent
_RECORDS, _LISTS = 500, 2000


def main() -> None:
    app = create_app(Settings.from_environment())
    client, release = app.test_client(), app.extensions["casus-releases"].served
    draw = random.Random(12)
    records = [
        row[0]
        for row in release.dataset.select(
            "SELECT DISTINCT ?id { ?id a <https://w3id.org/casus/ontology#Record> ; "
            '<http://www.w3.org/2004/02/skos/core#prefLabel> ?label FILTER(LANG(?label) = "en") } ORDER BY ?id'
        )
    ]
    (_HERE / "records.txt").write_text("\n".join(map(str, draw.sample(records, _RECORDS))) + "\n", "utf-8")
    found: dict[str, None] = {}
    while len(found) < _LISTS:
        path = _path(draw, release, client)
        if path not in found and client.get(path).status_code == 200:
            found[path] = None
    (_HERE / "lists.txt").write_text("\n".join(found) + "\n", "utf-8")


def _path(draw: random.Random, release: OpenRelease, client: FlaskClient) -> str:
    """A list with some filters, a time, an order, what it would leave out, a page; sometimes one of its records."""
    collection = draw.choice(list(release.model.collections.values()))
    parameters: dict[str, str] = {}
    for name in draw.sample(sorted(collection.filters), min(len(collection.filters), draw.choice([0, 0, 1, 1, 2]))):
        parameters[name] = _value(draw, release, collection, name)
    if draw.random() < 0.3:
        parameters["at"] = f"20{draw.randint(11, 21)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    if draw.random() < 0.2:
        parameters["sort"] = draw.choice(["", "-"]) + draw.choice(["label", *collection.sorts])
    if draw.random() < 0.15:
        parameters["include"] = draw.choice(
            [name for name, field in collection.fields.items() if field.embed or field.detail]
        )
    if draw.random() < 0.3:
        parameters["limit"] = str(draw.choice([1, 5, 10, 20, 25, 100]))
    if draw.random() < 0.2:
        parameters["lang"] = draw.choice(["ar", "fr", "ru", "tr"])
    path = f"/v1/{collection.name}"
    url = f"{path}?{urlencode(parameters)}" if parameters else path
    answer = client.get(url)
    if answer.status_code != 200:
        return path
    if draw.random() < 0.25 and answer.json["items"]:
        return f"/v1/{draw.choice(answer.json['items'])['id']}"
    if draw.random() < 0.3 and answer.json["links"]["next"]:
        return f"{path}?{urlencode({**parameters, 'cursor': '@' + parameters.get('limit', '50')}, safe='@')}"
    return url


def _value(draw: random.Random, release: OpenRelease, collection: Collection, name: str) -> str:
    """A value that some record of the collection has there."""
    field = collection.filters[name]
    rows = release.dataset.select(
        f"SELECT DISTINCT ?value {{ ?id a {collection.type.cls.n3()} ; {field.path.n3()} ?value }} "
        "ORDER BY ?value LIMIT 200"
    )
    if not rows:
        return "x"
    value = str(draw.choice(rows)[0])
    if field.kind is Kind.CODE:
        return slug_of(value)
    return release.model.id_of(value)


if __name__ == "__main__":
    main()
