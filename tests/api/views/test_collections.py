"""Lists and records over HTTP, and that they agree with what SPARQL says of the same release."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import Literal, URIRef
from rdflib.term import Node
from werkzeug.test import TestResponse

from api import negotiation
from api.model.fields import Field, Kind
from api.model.types import Collection
from api.service import Service
from api.views import cursors
from ontology.namespaces import COLLECTIONS, RECORD

Json = dict[str, Any]
_COLLECTIONS = [*COLLECTIONS.values(), "codes"]


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
    """The ids on all pages."""
    found = pages(client, f"/v1/{collection}", ("limit", "500"), *parameters)
    return [item["id"] for page in found for item in page["items"]]


def by_sparql(casus: Service, collection: Collection, pattern: str = "") -> set[str]:
    """The ids of the records of the collection for which the pattern holds."""
    query = f"SELECT DISTINCT ?r WHERE {{ ?r a {collection.type.cls.n3()} . {pattern} }}"
    return {str(row[0]).removeprefix(collection.base) for row in casus.knowledge.select(query)}


# Pages


@pytest.mark.parametrize("collection", _COLLECTIONS)
def test_the_pages_of_a_list_hold_every_record_exactly_once(
    client: FlaskClient, casus: Service, collection: str
) -> None:
    everything = by_sparql(casus, casus.model.collections[collection])
    limit = max(7, len(everything) // 4)
    found = list(pages(client, f"/v1/{collection}", ("limit", str(limit))))
    listed = [item["id"] for page in found for item in page["items"]]

    assert len(found) > 1
    assert [len(page["items"]) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert sorted(listed) == sorted(everything)
    assert {page["total"]["value"] for page in found} == {len(everything)}
    assert all(page["total"]["relation"] == "eq" for page in found)


def test_a_page_has_fifty_records_unless_the_client_says(client: FlaskClient) -> None:
    assert len(get(client, "/v1/states")["items"]) == 50
    assert len(get(client, "/v1/states", ("limit", "1"))["items"]) == 1


def test_the_links_lead_to_the_next_the_previous_and_the_first_page(client: FlaskClient) -> None:
    first = get(client, "/v1/states", ("limit", "20"))
    second = client.get(first["links"]["next"]).json
    third = client.get(second["links"]["next"]).json

    assert first["links"]["prev"] is None
    assert client.get(second["links"]["prev"]).json["items"] == first["items"]
    assert client.get(third["links"]["prev"]).json["items"] == second["items"]
    assert client.get(third["links"]["first"]).json["items"] == first["items"]
    assert client.get(third["links"]["self"]).json == third
    assert first["links"]["first"] == first["links"]["self"] == "http://localhost/v1/states?limit=20"


def test_the_last_page_has_no_next_one(client: FlaskClient) -> None:
    *_, last = pages(client, "/v1/states", ("limit", "100"))

    assert last["links"]["next"] is None
    assert last["links"]["prev"]


def test_the_links_are_repeated_as_link_headers(client: FlaskClient) -> None:
    middle = client.get(client.get("/v1/states?limit=20&q=a").json["links"]["next"])
    headers = dict(
        match.groups()[::-1]
        for value in middle.headers.getlist("Link")
        if (match := re.fullmatch(r'<([^>]+)>; rel="(\w+)"', value))
    )

    assert headers == {name: middle.json["links"][name] for name in ("first", "prev", "next")}


def test_the_links_keep_the_parameters(client: FlaskClient) -> None:
    asked = [("status", "accepted"), ("status", "reported"), ("sort", "-name"), ("limit", "5"), ("q", "a b")]
    page = get(client, "/v1/claims", ("q", "a"), *asked[:4])
    found = parse_qs(urlsplit(page["links"]["next"]).query)

    assert found.pop("cursor")
    assert found == {"q": ["a"], "status": ["accepted", "reported"], "sort": ["-name"], "limit": ["5"]}


def test_the_size_of_the_pages_may_change_on_the_way(client: FlaskClient) -> None:
    start = get(client, "/v1/states", ("limit", "10"))
    cursor = parse_qs(urlsplit(start["links"]["next"]).query)["cursor"][0]
    rest = get(client, "/v1/states", ("limit", "30"), ("cursor", cursor))

    assert [*start["items"], *rest["items"]] == get(client, "/v1/states", ("limit", "40"))["items"]


@pytest.mark.parametrize(
    ("collection", "parameters"),
    [
        ("states", [("limit", "7")]),
        ("states", [("sort", "-cow_code"), ("limit", "5")]),
        ("claims", [("kind", "support"), ("status", "accepted"), ("status", "reported"), ("limit", "9")]),
        ("claims", [("about", "lna"), ("at", "2019-05"), ("match", "certain"), ("limit", "9")]),
        ("agreements", [("participants", "gna"), ("limit", "9")]),
        ("persons", [("q", 'ha"f}'), ("limit", "9")]),
    ],
)
def test_the_query_of_a_page_gives_exactly_its_ids_in_its_order(
    client: FlaskClient, collection: str, parameters: list[tuple[str, str]]
) -> None:
    page = get(client, f"/v1/{collection}", *parameters)
    if page["links"]["next"]:
        page = client.get(page["links"]["next"]).json
    result = client.get(page["links"]["query"])

    assert result.status_code == 200, result.text
    bindings = result.get_json(force=True)["results"]["bindings"]
    assert [row["id"]["value"] for row in bindings] == [item["iri"] for item in page["items"]]


# Order


def test_a_list_is_in_the_order_of_names(client: FlaskClient) -> None:
    names = [item["label"] for item in get(client, "/v1/persons", ("limit", "500"))["items"]]

    assert [n.casefold() for n in names if n.isascii()] == sorted(n.casefold() for n in names if n.isascii())
    assert ids(client, "persons", ("sort", "name")) == ids(client, "persons")


_PART = {"claims": ("kind", "support"), "sources": ("source_type", "un-document"), "states": ("q", "an")}
"""For the collections that are long: a part of them is enough to see an order."""


@pytest.mark.parametrize("collection", _COLLECTIONS)
def test_each_sort_orders_by_its_field_and_a_minus_turns_it_round(
    client: FlaskClient, casus: Service, collection: str
) -> None:
    part = [_PART[collection]] if collection in _PART else []
    for name, field in casus.model.collections[collection].sorts.items():
        pages_of = [get(client, f"/v1/{collection}", ("limit", "500"), ("sort", s), *part) for s in (name, f"-{name}")]
        values = [[item[name] for item in page["items"] if item[name] is not None] for page in pages_of]

        assert [len(page["items"]) for page in pages_of] == [page["total"]["value"] for page in pages_of], name
        assert field.kind in (Kind.INTEGER, Kind.DATE, Kind.STRING)
        assert len(set(values[0])) > 1, name
        assert values[0] == sorted(values[0]), name
        assert values[1] == values[0][::-1], name


def test_names_can_be_turned_round(client: FlaskClient) -> None:
    upwards, downwards = (ids(client, "places", ("sort", sort)) for sort in ("name", "-name"))

    assert upwards == downwards[::-1]


# Filters: REST and SPARQL agree


def values_of(casus: Service, collection: Collection, field: Field) -> list[Node]:
    """The values that a filter can be asked for, the most frequent first, those that hardly select anything last."""
    rows = casus.knowledge.select(
        f"SELECT ?v (COUNT(DISTINCT ?r) AS ?n) WHERE {{ ?r a {collection.type.cls.n3()} ; {field.path.n3()} ?v }} "
        "GROUP BY ?v ORDER BY (?n > 20) DESC(?n) ?v"
    )
    return [value for value, _ in rows if value is not None]


def as_parameter(casus: Service, field: Field, value: Node) -> str:
    """The value as a client writes it."""
    if field.kind is Kind.CODE:
        return str(value).rsplit("/", 1)[-1]
    if field.kind is Kind.REFERENCE:
        home = casus.model.collection_of(str(value))
        assert home
        return f"{home[0].name}/{home[1]}"
    return str(value)


@pytest.mark.parametrize("collection", _COLLECTIONS)
def test_every_filter_finds_what_sparql_finds(client: FlaskClient, casus: Service, collection: str) -> None:
    """Each with one value, another, and both, which means either."""
    home = casus.model.collections[collection]
    tried = []
    for name, field in home.filters.items():
        values = tuple(values_of(casus, home, field))
        for chosen in dict.fromkeys([values[:1], values[1:2], values[:2]]):
            if not chosen:
                continue
            pattern = f"VALUES ?v {{ {' '.join(value.n3() for value in chosen)} }} ?r {field.path.n3()} ?v ."
            expected = by_sparql(casus, home, pattern)
            parameters = [(name, as_parameter(casus, field, value)) for value in chosen]

            assert expected
            assert sorted(ids(client, collection, *parameters)) == sorted(expected), parameters
        if values:
            tried.append(name)

    assert set(home.filters) - set(tried) <= {"doi"}  # no source of the release has one


@pytest.mark.parametrize("collection", sorted(set(_COLLECTIONS) - {"codes"}))
def test_what_a_filter_finds_shows_the_value_in_its_field(client: FlaskClient, casus: Service, collection: str) -> None:
    """The same without SPARQL: by the JSON of the records."""
    home = casus.model.collections[collection]
    everything = [item for page in pages(client, f"/v1/{collection}", ("limit", "500")) for item in page["items"]]

    def shown(item: Json, name: str) -> set[str]:
        found = item.get(name)
        listed = found if isinstance(found, list) else [found]
        return {value["iri"] if isinstance(value, dict) else str(value) for value in listed if value is not None}

    for name, field in home.filters.items():
        for value in values_of(casus, home, field)[:1]:
            expected = {item["id"] for item in everything if str(value) in shown(item, name)}

            assert expected, name
            assert set(ids(client, collection, (name, as_parameter(casus, field, value)))) == expected, name


def test_filters_together_must_all_hold(client: FlaskClient) -> None:
    supported = set(ids(client, "claims", ("supporter", "turkey")))
    accepted = set(ids(client, "claims", ("status", "accepted")))

    assert set(ids(client, "claims", ("supporter", "turkey"), ("status", "accepted"))) == supported & accepted
    assert supported & accepted < supported


@pytest.mark.parametrize("value", ["lna", "armed-forces/lna", f"{RECORD}armed-forces/lna"])
def test_a_reference_is_an_id_or_a_collection_and_id_or_an_iri(client: FlaskClient, value: str) -> None:
    assert ids(client, "claims", ("about", value)) == ids(client, "claims", ("about", "armed-forces/lna")) != []


def test_each_kind_of_claim_can_be_asked_for(client: FlaskClient, casus: Service) -> None:
    home = casus.model.collections["claims"]
    for record_type in home.types:
        kind = re.sub(r"(?<!^)([A-Z])", r"-\1", record_type.name).lower()
        found = [i for p in pages(client, "/v1/claims", ("kind", kind), ("limit", "500")) for i in p["items"]]

        assert {item["type"] for item in found} <= {record_type.name}
        assert {item["id"] for item in found} == by_sparql(casus, home, f"?r a {record_type.cls.n3()} .")


def test_two_kinds_mean_either(client: FlaskClient) -> None:
    either = ids(client, "claims", ("kind", "support"), ("kind", "legal-act"))

    assert sorted(either) == sorted(
        ids(client, "claims", ("kind", "support")) + ids(client, "claims", ("kind", "legal-act"))
    )


@pytest.mark.parametrize(
    ("collection", "name", "slug"),
    [
        ("persons", "haftar", "khalifa-haftar"),
        ("persons", "HAFTAR", "khalifa-haftar"),
        ("persons", "Hifter", "khalifa-haftar"),
        ("persons", "حفتر", "khalifa-haftar"),
        ("persons", "حَفْتَر", "khalifa-haftar"),
        ("persons", "Хафтар", "khalifa-haftar"),
        ("persons", "ХАФТАР", "khalifa-haftar"),
        ("persons", "erdogan", "recep-tayyip-erdogan"),
        ("persons", "ERDOĞAN", "recep-tayyip-erdogan"),
        ("states", "türkiye", "turkey"),
        ("states", "Turkiye", "turkey"),
        ("states", "cote d'ivoire", "cote-divoire"),
        ("states", "Côte d’Ivoire", "cote-divoire"),
    ],
)
def test_a_name_is_found_in_any_script_whatever_the_case_and_the_accents(
    client: FlaskClient, collection: str, name: str, slug: str
) -> None:
    found = ids(client, collection, ("q", name))

    assert slug in found
    assert len(found) < 5


def test_a_name_that_no_record_has_finds_nothing_and_says_so(client: FlaskClient) -> None:
    page = get(client, "/v1/persons", ("q", "no such person"))

    assert (page["items"], page["total"]["value"]) == ([], 0)
    assert page["links"]["next"] is page["links"]["prev"] is None


@pytest.mark.parametrize("text", ['"', "'", '") } #', "\\", "?id", "a\nb", "{", "\x00", "%", "😀"])
def test_a_name_that_looks_like_sparql_is_only_a_name(client: FlaskClient, text: str) -> None:
    found = ids(client, "persons", ("q", text + "no such person"))

    assert found == []


# Time. libya-sirte-2016 was from some day of May 2016 to 17 December 2016; syria-2011 goes on.


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
    undated = {i["id"] for i in get(client, "/v1/armed-forces", ("limit", "500"))["items"] if i["when"] is None}

    assert undated
    assert not undated & set(ids(client, "armed-forces", ("from", "0001")))


# Records


def test_a_record_has_what_identifies_it_its_fields_and_its_links(client: FlaskClient, casus: Service) -> None:
    record = client.get("/v1/armed-forces/lna").json

    assert list(record)[:5] == ["id", "iri", "type", "label", "href"]
    assert (record["id"], record["type"]) == ("lna", "ArmedForce")
    assert record["iri"] == "https://w3id.org/casus/id/armed-forces/lna"
    assert record["href"] == record["links"]["self"] == "http://localhost/v1/armed-forces/lna"
    assert set(casus.model.types["ArmedForce"].field) < set(record)
    assert record["labels"]["en"] == record["label"]
    assert "ar" in record["labels"]
    assert record["release"] == casus.manifest.id
    assert record["label"] in record["cite_as"]
    assert casus.manifest.id in record["cite_as"]
    assert record["iri"] in record["cite_as"]


def test_a_reference_tells_where_the_other_record_is(client: FlaskClient) -> None:
    (state,) = client.get("/v1/armed-forces/lna").json["state"]

    assert state == {
        "id": "libya",
        "iri": "https://w3id.org/casus/id/states/libya",
        "type": "State",
        "label": "Libya",
        "href": "http://localhost/v1/states/libya",
    }
    assert client.get(state["href"]).json["id"] == "libya"


def test_claims_are_shown_in_full_on_the_page_of_an_agreement(client: FlaskClient) -> None:
    page = client.get("/v1/agreements/libyan-political-agreement-2015").json
    claim = page["participations"][0]

    assert claim["type"] == "Participation"
    assert claim["status"]["id"]
    assert claim["roles"]
    assert claim["evidence"][0]["read_in"]["href"].startswith("http://localhost/v1/sources/")
    assert {**client.get(claim["href"]).json, **claim} == client.get(claim["href"]).json
    assert "evidence" not in get(client, "/v1/agreements", ("limit", "50"))["items"][0]


def test_claims_are_referred_to_in_a_list(client: FlaskClient) -> None:
    items = {item["id"]: item for item in get(client, "/v1/agreements", ("limit", "500"))["items"]}
    claim = items["libyan-political-agreement-2015"]["participations"][0]

    assert set(claim) == {"id", "iri", "type", "label", "href"}


def test_it_can_be_read_who_came_to_the_table_and_did_not_sign_and_why(client: FlaskClient) -> None:
    claim = client.get("/v1/claims/moscow-talks-2020-lna").json

    assert claim["participation_in"]["id"] == "moscow-talks-2020"
    assert claim["participant"]["id"] == "lna"
    assert claim["signature"]["id"] != "signed"
    assert all(reason["type"] == "Assessment" and reason["status"]["id"] for reason in claim["reasons"])


@pytest.mark.parametrize("collection", _COLLECTIONS)
def test_every_link_of_a_record_works(client: FlaskClient, collection: str) -> None:
    slug = get(client, f"/v1/{collection}", ("limit", "1"))["items"][0]["id"]
    record = client.get(f"/v1/{collection}/{slug}").json

    assert client.get(record["links"]["self"]).json == record
    assert (record["links"]["claims"] is None) == (collection in ("codes", "sources"))
    if record["links"]["claims"]:
        assert client.get(record["links"]["claims"]).status_code == 200
    described = client.get(record["links"]["query"], headers={"Accept": "text/turtle"})
    assert described.status_code == 200
    assert record["iri"] in described.text


def test_the_claims_of_a_record_are_those_about_it(client: FlaskClient) -> None:
    url = client.get("/v1/armed-forces/lna").json["links"]["claims"]
    claims = client.get(url).json["items"]

    assert claims
    assert all("lna" in {record["id"] for record in claim["about"]} for claim in claims)


@pytest.mark.parametrize("collection", _COLLECTIONS)
def test_an_identifier_leads_to_its_record(client: FlaskClient, collection: str) -> None:
    item = get(client, f"/v1/{collection}", ("limit", "1"))["items"][0]
    response = client.get(urlsplit(item["iri"]).path.removeprefix("/casus"))

    assert response.status_code == 303
    assert response.headers["Location"] == item["href"]


ODD = [
    "no-such-record",
    "LNA",
    "a b",
    "a>b",
    'a"b',
    "{}",
    "a#b",
    "lna#identifier",
    "a\nb",
    "\x00",
    "\x7f",
    "%zz",
    "حفتر",
    "\ufffd",
    "..",
    "'",
    "a|b",
    "é" * 300,
]


@pytest.mark.parametrize("slug", ODD)
@pytest.mark.parametrize("path", ["/v1/armed-forces", "/v1/codes", "/id/armed-forces"])
def test_a_slug_that_no_record_has_is_not_found(client: FlaskClient, path: str, slug: str) -> None:
    response = client.get(f"{path}/{quote(slug, safe='')}")

    assert response.status_code == 404, response.text
    assert response.json["type"].endswith("/not-found")


def test_a_slug_whose_bytes_are_no_text_is_not_found(client: FlaskClient) -> None:
    assert client.get("/v1/states/%ff").status_code == 404


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1", "/id/nothing/x", "/v1/states/libya/more", "/nothing"])
def test_a_path_that_there_is_not_is_not_found(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_a_record_is_only_in_its_own_collection(client: FlaskClient) -> None:
    assert client.get("/v1/states/lna").status_code == 404
    assert client.get("/v1/armed-forces/lna").status_code == 200


# Representations


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("text/html, text/turtle;q=0.5", "text/turtle"),
    ],
)
def test_a_record_is_given_as_the_client_accepts(client: FlaskClient, accept: str | None, media_type: str) -> None:
    response = client.get("/v1/armed-forces/lna", headers={"Accept": accept} if accept else {})

    assert response.status_code == 200
    assert response.mimetype == media_type
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    ("name", "media_type"), [("json", "application/json"), ("turtle", "text/turtle"), ("jsonld", "application/ld+json")]
)
def test_the_format_goes_before_the_accept_header(client: FlaskClient, name: str, media_type: str) -> None:
    response = client.get(f"/v1/armed-forces/lna?format={name}", headers={"Accept": "image/png"})

    assert (response.status_code, response.mimetype) == (200, media_type)


RDF = ["application/json", "text/turtle", "application/ld+json", "application/n-triples"]
GEOJSON = "application/geo+json"
CITATIONS = [offer.media_type for offer in negotiation.CITATIONS]


@pytest.mark.parametrize(
    ("path", "accept", "offered"),
    [
        ("/v1/states", "text/turtle", ["application/json", "text/csv", "application/x-ndjson", *CITATIONS]),
        ("/v1/places", "image/png", ["application/json", "text/csv", "application/x-ndjson", GEOJSON, *CITATIONS]),
        ("/v1/states/libya", "text/html", [*RDF, *CITATIONS]),
        ("/v1/claims/moscow-talks-2020-lna", "text/html", [*RDF, "application/trig", *CITATIONS]),
        ("/v1/places/sirte", "text/html", [*RDF, GEOJSON, *CITATIONS]),
    ],
)
def test_what_is_not_offered_is_refused_with_what_is(
    client: FlaskClient, path: str, accept: str, offered: list[str]
) -> None:
    response = client.get(path, headers={"Accept": accept})

    assert response.status_code == 406
    assert response.json["offered"] == offered
    assert response.mimetype == "application/problem+json"


# What is refused


def refused(response: TestResponse, parameter: str) -> Json:
    assert response.status_code == 422, response.text
    assert response.json["type"] == "https://w3id.org/casus/problem/invalid-parameters"
    errors = {error["parameter"]: error for error in response.json["errors"]}
    assert list(errors) == [parameter]
    found: Json = errors[parameter]
    assert found["detail"]
    return found


@pytest.mark.parametrize(
    ("path", "parameters", "culprit"),
    [
        ("/v1/states", [("nonsense", "1")], "nonsense"),
        ("/v1/states", [("COW_code", "620")], "COW_code"),
        ("/v1/states/libya", [("at", "2020")], "at"),
        ("/v1/persons", [("at", "2020")], "at"),
        ("/v1/states", [("kind", "support")], "kind"),
        ("/v1/claims", [("kind", "Support")], "kind"),
        ("/v1/claims", [("kind", "")], "kind"),
        ("/v1/claims", [("status", "true")], "status"),
        ("/v1/claims", [("status", "accepted,reported")], "status"),
        ("/v1/claims", [("status", "")], "status"),
        ("/v1/claims", [("status", "accepted"), ("status", "nonsense")], "status"),
        ("/v1/states", [("cow_code", "LIB")], "cow_code"),
        ("/v1/states", [("cow_code", "620.5")], "cow_code"),
        ("/v1/states", [("cow_code", "6_20")], "cow_code"),
        ("/v1/states", [("cow_code", "")], "cow_code"),
        ("/v1/states", [("iso_alpha2", "")], "iso_alpha2"),
        ("/v1/states", [("iso_alpha2", "x" * 501)], "iso_alpha2"),
        ("/v1/states", [("limit", "0")], "limit"),
        ("/v1/states", [("limit", "-1")], "limit"),
        ("/v1/states", [("limit", "501")], "limit"),
        ("/v1/states", [("limit", "x")], "limit"),
        ("/v1/states", [("limit", "")], "limit"),
        ("/v1/states", [("limit", "5.5")], "limit"),
        ("/v1/states", [("limit", "1_0")], "limit"),
        ("/v1/states", [("limit", "9" * 5000)], "limit"),
        ("/v1/states", [("sort", "nonsense")], "sort"),
        ("/v1/states", [("sort", "--name")], "sort"),
        ("/v1/states", [("sort", "")], "sort"),
        ("/v1/states", [("sort", "iso_alpha2")], "sort"),
        ("/v1/states", [("q", "")], "q"),
        ("/v1/states", [("q", " ")], "q"),
        ("/v1/states", [("q", "\u0301")], "q"),
        ("/v1/states", [("q", "x" * 201)], "q"),
        ("/v1/states", [("format", "turtle")], "format"),
        ("/v1/states/libya", [("format", "xml")], "format"),
        ("/v1/states", [("cursor", "")], "cursor"),
        ("/v1/states", [("cursor", "nonsense")], "cursor"),
        ("/v1/states", [("cursor", "é")], "cursor"),
        ("/v1/events", [("at", "2020-13")], "at"),
        ("/v1/events", [("at", "2020-02-30")], "at"),
        ("/v1/events", [("at", "2020-1-1")], "at"),
        ("/v1/events", [("at", "20200101")], "at"),
        ("/v1/events", [("at", "0000")], "at"),
        ("/v1/events", [("at", "2020\n")], "at"),
        ("/v1/events", [("at", "٢٠٢٠")], "at"),
        ("/v1/events", [("at", "2020/2021")], "at"),
        ("/v1/events", [("at", "2020~")], "at"),
        ("/v1/events", [("at", "now")], "at"),
        ("/v1/events", [("at", "")], "at"),
        ("/v1/events", [("from", "2020-00")], "from"),
        ("/v1/events", [("to", "x")], "to"),
        ("/v1/events", [("at", "2020"), ("from", "2019")], "at"),
        ("/v1/events", [("at", "2020"), ("to", "2021")], "at"),
        ("/v1/events", [("from", "2020"), ("to", "2019")], "to"),
        ("/v1/events", [("match", "maybe")], "match"),
        ("/v1/claims", [("about", "no-such-record")], "about"),
        ("/v1/claims", [("about", "")], "about"),
        ("/v1/claims", [("about", "states/lna")], "about"),
        ("/v1/claims", [("about", "nonsense/lna")], "about"),
        ("/v1/claims", [("about", "https://w3id.org/casus/id/states/lna")], "about"),
        ("/v1/claims", [("about", "https://example.org/lna")], "about"),
        ("/v1/claims", [("about", "lna> } #")], "about"),
        ("/v1/claims", [("about", "lna\n")], "about"),
        ("/v1/claims", [("about", "lna#identifier")], "about"),
        ("/v1/claims", [("supporter", "libya-2011")], "supporter"),
        ("/v1/claims", [("source", "libya")], "source"),
        ("/v1/claims", [("supporter", "turkey"), ("supporter", "atlantis")], "supporter"),
    ],
)
def test_a_parameter_that_is_not_as_it_should_be_is_refused(
    client: FlaskClient, path: str, parameters: list[tuple[str, str]], culprit: str
) -> None:
    refused(client.get(f"{path}?{urlencode(parameters)}"), culprit)


@pytest.mark.parametrize("name", ["q", "sort", "limit", "cursor", "format", "at", "from", "to", "match"])
def test_a_parameter_that_takes_one_value_must_not_come_twice(client: FlaskClient, name: str) -> None:
    value = {"sort": "name", "limit": "5", "format": "json", "match": "possible", "cursor": "x"}.get(name, "2020")

    assert "once" in refused(client.get(f"/v1/events?{name}={value}&{name}={value}"), name)["detail"]


def test_an_unknown_parameter_is_refused_with_those_that_there_are(client: FlaskClient) -> None:
    error = refused(client.get("/v1/claims?recipent=lna"), "recipent")

    assert {"recipient", "status", "q", "limit"} <= set(error["allowed"])


def test_an_unknown_code_is_refused_with_those_that_there_are(client: FlaskClient) -> None:
    error = refused(client.get("/v1/claims?status=true"), "status")

    assert {"accepted", "reported", "refuted"} <= set(error["allowed"])
    assert error["value"] == ["true"]


def test_all_that_is_wrong_is_told_at_once(client: FlaskClient) -> None:
    errors = client.get("/v1/claims?status=true&limit=0&nonsense=1").json["errors"]

    assert [error["parameter"] for error in errors] == ["limit", "nonsense", "status"]


def test_an_ambiguous_id_is_refused_with_what_it_can_mean(client: FlaskClient) -> None:
    error = refused(client.get("/v1/claims?about=berlin-conference-2020"), "about")

    assert error["allowed"] == ["events/berlin-conference-2020", "negotiations/berlin-conference-2020"]
    for value in error["allowed"]:
        assert client.get(f"/v1/claims?about={value}").status_code == 200


def test_an_id_is_looked_for_among_the_classes_that_the_shape_allows_only(client: FlaskClient) -> None:
    """There is an event of that id too, but one takes part in negotiations and agreements."""
    assert client.get("/v1/claims?participation_in=berlin-conference-2020").status_code == 200


def forged(casus: Service, offset: int, release: str, *parameters: tuple[str, str]) -> str:
    return cursors.write(offset, release or casus.manifest.id, [("", "/v1/states"), *parameters])


def test_a_cursor_is_for_the_list_it_was_given_for(client: FlaskClient, casus: Service) -> None:
    cursor = forged(casus, 10, "", ("sort", "-name"))

    assert client.get(f"/v1/states?sort=-name&cursor={cursor}").status_code == 200
    assert "another list" in refused(client.get(f"/v1/states?cursor={cursor}"), "cursor")["detail"]
    assert "another list" in refused(client.get(f"/v1/states?sort=name&cursor={cursor}"), "cursor")["detail"]


def test_a_cursor_is_not_for_the_list_of_another_collection(client: FlaskClient) -> None:
    cursor = parse_qs(urlsplit(get(client, "/v1/states")["links"]["next"]).query)["cursor"][0]

    assert "another list" in refused(client.get(f"/v1/claims?cursor={cursor}"), "cursor")["detail"]


def test_a_cursor_of_an_older_release_is_refused(client: FlaskClient, casus: Service) -> None:
    cursor = forged(casus, 10, "0.0.1-0123456789ab")

    assert "0.0.1-0123456789ab" in refused(client.get(f"/v1/states?cursor={cursor}"), "cursor")["detail"]


def test_a_cursor_past_the_end_gives_an_empty_page_that_leads_back(client: FlaskClient, casus: Service) -> None:
    page = client.get(f"/v1/states?cursor={forged(casus, 100_000, '')}").json

    assert page["items"] == []
    assert page["links"]["next"] is None
    assert page["links"]["first"] == "http://localhost/v1/states"


@pytest.mark.parametrize("offset", [2**31, 2**63, 10**30])
def test_a_cursor_that_no_list_can_have_is_refused_or_gives_nothing(
    client: FlaskClient, casus: Service, offset: int
) -> None:
    response = client.get(f"/v1/states?cursor={forged(casus, offset, '')}")

    assert response.status_code in (200, 422)


def test_iris_and_literals_of_the_data_are_what_the_answers_show(client: FlaskClient, casus: Service) -> None:
    """One record, field by field, against its triples."""
    libya = URIRef(f"{RECORD}states/libya")
    record = client.get("/v1/states/libya").json
    rows = list(casus.knowledge.select(f"SELECT ?p ?o WHERE {{ {libya.n3()} ?p ?o }}"))
    texts = {(o.language, str(o)) for p, o in rows if isinstance(o, Literal) and str(p).endswith("prefLabel")}

    assert {(language, text) for language, text in record["labels"].items()} == texts
    assert str(record["cow_code"]) in {str(o) for p, o in rows if str(p).endswith("cowCode")}
    assert {a["value"] for a in record["aliases"]} == {str(o) for p, o in rows if str(p).endswith("altLabel")}
