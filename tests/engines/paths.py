"""What is asked of the service that has its data itself and of the one that reads them from an engine: every view.

The description of the service (its OpenAPI document) says which lists there are and what each takes.
"""

from collections.abc import Iterator
from typing import Any, Final

from flask.testing import FlaskClient

_OTHERS: Final = (
    "/?format=html",
    "/.well-known/sparql-examples",
    "/.well-known/void",
    "/code/claim-status",
    "/guide?format=html",
    "/id/states/libya",
    "/ontology",
    "/sitemap.xml",
    "/sparql",
    "/sparql/vocabulary",
    "/v1/changes",
    "/v1/claims?format=html&limit=6&status=contested",
    "/v1/claims?format=ndjson&limit=2",
    "/v1/codebook",
    "/v1/counts/participation?by=outcome",
    "/v1/crosswalks",
    "/v1/crosswalks/cow-code?limit=5",
    "/v1/lookup?scheme=cow-code&value=620",
    "/v1/map",
    "/v1/map?format=geojson",
    "/v1/map?format=html",
    "/v1/network",
    "/v1/network?at=2019-06-01&format=graphml",
    "/v1/network?format=html",
    "/v1/panel?unit=dyad-year&from=2014&to=2015",
    "/v1/panel?unit=state-year&from=2014&to=2015",
    "/v1/participation?format=html",
    "/v1/participation?limit=5",
    "/v1/questions",
    "/v1/questions?format=html",
    "/v1/reconcile",
    "/v1/reconcile/preview?id=states/libya",
    "/v1/reconcile/suggest/entity?prefix=haf",
    '/v1/reconcile?queries={"a":{"query":"Khalifa Haftar"}}',
    "/v1/releases",
    "/v1/search?q=ceasefire&format=html",
    "/v1/search?q=haftar&limit=5",
    "/v1/states/libya/adjacent",
    "/v1/timeline",
    "/v1/timeline?format=html",
)
_PROFILES: Final = (
    "agreements/berlin-conclusions-2020",
    "armed-forces/lna",
    "claims/party-tripoli-2019-wagner",
    "persons/khalifa-haftar",
    "states/libya",
)
"""Records of which much is said: their pages have every part."""
_OF_A_RECORD: Final = ("/v1/{}", "/v1/{}?format=html", "/v1/{}?format=turtle", "/v1/{}?format=jsonld")
_MOST_FACETS: Final = 10


def paths(client: FlaskClient) -> list[str]:
    """Paths of every view: lists of every collection in each of their ways, and a record of each that has any."""
    described = client.get("/openapi.json").json["paths"]
    asked = list(_OTHERS)
    for path, operations in described.items():
        parameters = {found["name"]: found["schema"] for found in operations.get("get", {}).get("parameters", ())}
        if path.startswith("/v1/questions/"):
            asked.append(path)
        elif f"{path}/{{slug}}" in described and {"facets", "sort"} <= parameters.keys():
            asked += _of_a_list(path, parameters)
            records = client.get(f"{path}?limit=1").json["items"]
            asked += [way.format(record["id"]) for record in records for way in _OF_A_RECORD]
    asked += [way.format(name) for name in _PROFILES for way in _OF_A_RECORD]
    return sorted(dict.fromkeys(asked))


def _of_a_list(path: str, parameters: dict[str, dict[str, Any]]) -> Iterator[str]:
    facets = parameters["facets"]["items"]["enum"][:_MOST_FACETS]
    include = parameters.get("include", {}).get("items", {}).get("enum", [])
    yield f"{path}?limit=5&facets={','.join(facets)}" + (f"&include={','.join(include)}" if include else "")
    yield f"{path}?limit=3&format=html"
    yield f"{path}?limit=20&format=csv"
    yield f"{path}?limit=4&sort={parameters['sort']['enum'][-1]}"
    if "at" in parameters:
        yield f"{path}?limit=10&at=2014-06-01"
        yield f"{path}?limit=10&from=2011-01-01&to=2016-12-31"
    yield path.replace("/v1/", "/v1/counts/") + f"?by={facets[0]}"
