"""Requests of every kind that the service answers, made from its OpenAPI document; and what is compared of answers."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import requests

HOST: Final = "casus.example.org"
"""What clients call all copies; answers hold it."""
_OF_ONE_ANSWER: Final = ("date", "cache-status", "connection", "keep-alive", "transfer-encoding")
"""Headers that say nothing of the representation: when it was sent, by whom it was kept, over which connection."""
_QUERIES: Final = (
    "SELECT * { ?s ?p ?o } LIMIT 50",
    "SELECT ?p (COUNT(*) AS ?n) (SAMPLE(?o) AS ?one) { ?s ?p ?o } GROUP BY ?p",
    "SELECT (GROUP_CONCAT(?name) AS ?names) { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }",
    "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 50",
    "DESCRIBE <https://w3id.org/casus/id/states/libya>",
    "ASK {}",
)
_REFUSED: Final = (
    "/nothing",
    "/v1/states?x=1",
    "/v1/states?limit=0",
    "/v1/states/nobody",
    "/v1/states?cursor=x",
    "/v1/states?release=0.1.0-000000000000",
)
_OTHERS: Final = (
    "/docs",
    "/guide",
    "/guide/api",
    "/openapi.json",
    "/context.jsonld",
    "/robots.txt",
    "/sitemap.xml",
    "/corrections",
)
_EXAMPLES: Final = {
    "/id/{collection}/{slug}": "/id/states/libya",
    "/id/questions/{slug}": "/id/questions/who-came-and-did-not-sign",
    "/code/{code_list}": "/code/claim-status",
    "/code/{code_list}/{slug}": "/code/claim-status/accepted",
    "/v1/crosswalks/{scheme}": "/v1/crosswalks/cow-code",
    "/v1/lookup": "/v1/lookup?scheme=cow-code&value=620",
    "/v1/search": "/v1/search?q=libya",
    "/v1/reconcile/preview": "/v1/reconcile/preview?id=states/libya",
    "/v1/reconcile/suggest/entity": "/v1/reconcile/suggest/entity?prefix=lib",
    "/v1/reconcile/suggest/property": "/v1/reconcile/suggest/property?prefix=st",
    "/v1/reconcile/suggest/type": "/v1/reconcile/suggest/type?prefix=st",
}


class Asked(NamedTuple):
    """A request."""

    path: str
    accept: str = "*/*"
    coding: str = "identity"
    method: str = "GET"
    data: tuple[tuple[str, str], ...] = ()


class Said(NamedTuple):
    """All of an answer that a client can keep."""

    status: int
    headers: dict[str, str]
    body: bytes


def said(url: str, asked: Asked, session: requests.Session) -> Said:
    """The answer of that copy, as it is on the wire."""
    headers = {"Host": HOST, "Accept": asked.accept, "Accept-Encoding": asked.coding}
    with session.request(
        asked.method, url + asked.path, headers=headers, data=dict(asked.data) or None, stream=True, timeout=60,
        allow_redirects=False,
    ) as response:  # fmt: skip
        body = response.raw.read(decode_content=False)
    kept = {name.lower(): value for name, value in response.headers.items() if name.lower() not in _OF_ONE_ANSWER}
    return Said(response.status_code, kept, body)


def every_request(url: str) -> list[Asked]:
    """Each path in each of its media types, in several codings; queries; pages and what they load; what is refused."""
    document = requests.get(f"{url}/openapi.json", timeout=30).json()
    found = [*_of_document(url, document), *(Asked(path, "text/html") for path in _REFUSED), *map(Asked, _REFUSED)]
    found += [Asked(path) for path in _OTHERS]
    for page in ("/", "/sparql", "/docs", "/v1/map"):
        text = requests.get(url + page, headers={"Host": HOST, "Accept": "text/html"}, timeout=30).text
        found += [
            Asked(path.replace("&amp;", "&"), "text/html,*/*;q=0.8")
            for path in re.findall(rf'(?:href|src)="(?:http://{HOST})?(/(?:static|docs|guide)[^"#]*)"', text)
        ]
    entities = json.dumps({"q0": {"query": "Libya"}})
    found.append(Asked("/v1/reconcile", method="POST", data=(("queries", entities),)))
    return list(dict.fromkeys([*found, *_in_codings(found)]))


def _in_codings(requests: list[Asked]) -> Iterator[Asked]:
    """Every fourth of them, each in another one."""
    for asked, coding in zip(requests[::4], itertools.cycle(("gzip", "br", "zstd")), strict=False):
        yield asked._replace(coding=coding)


def _of_document(url: str, document: Any) -> Iterator[Asked]:
    release = requests.get(f"{url}/readyz", timeout=30).json()["release"]
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        types = operations["get"]["responses"].get("200", {}).get("content") or {"*/*": {}}
        for example, accept in itertools.product(_examples(url, path, release), types):
            yield Asked(example, accept)


def _examples(url: str, path: str, release: str) -> list[str]:
    if path == "/sparql":
        return [path, *(f"{path}?{urlencode({'query': query})}" for query in _QUERIES)]
    if of_collection := re.match(r"/v1/([a-z-]+)/\{slug\}", path):
        items = requests.get(f"{url}/v1/{of_collection[1]}?limit=1&fields=id", timeout=30).json()["items"]
        return [path.replace("{slug}", items[0]["id"].split("/")[1])] if items else []
    dump = f"casus-{release}.nq.gz"
    return [_EXAMPLES.get(path, path.replace("{release_id}", release).replace("{name}", dump))]
