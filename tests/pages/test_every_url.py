"""Every URL that answers JSON has a page, and every page keeps the rules of pages."""

import re
from itertools import cycle, pairwise
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from casus.pages.messages import LANGUAGES
from casus.store.open_release import OpenRelease
from tests.pages.reading import Page, visit

FOR_PROGRAMS = (
    "/healthz",  # probes
    "/readyz",
    "/openapi.json",  # /docs is its page
    "/context.jsonld",
    "/.well-known/",  # RDF, whose page is the release's
    "/sparql/vocabulary",  # for the completion of the editor
    "/v1/map/ground",  # for drawings on it
    "/v1/reconcile",  # a protocol, answered as it says
    "/static/",
    "/docs/ui/",
    "/robots.txt",
    "/sitemap",
    "/opensearch.xml",
)
"""What is no page, and why."""
FILES = ("/dumps/<name>", "/tables")
OF_ITS_OWN = ("/docs",)
"""The explorer of the API draws itself, by a script."""
ASKED = {
    "/v1/search": "q=haftar",
    "/v1/lookup": "scheme=cow-code&value=620",
    "/v1/panel": "unit=dyad-year&from=2019&to=2020",
    "/v1/codes/<slug>": "",
    "/corrections": "about=persons/khalifa-haftar",
    "/sparql": "",
}
DATA = "application/ld+json"
"""A script element of this type holds data, which no browser runs."""
PARTS = {"release_id": "", "scheme": "cow-code", "code_list": "claim-status", "collection": "persons"}


def url_of(rule: Rule, opened: OpenRelease) -> str:
    """A URL that the rule answers."""
    parts = {**PARTS, "release_id": opened.id, "slug": "khalifa-haftar", "name": "api"}
    head = rule.rule.split("/<")[0]
    collection = head.split("/")[2] if head.startswith("/v1/") else ""
    if collection in opened.model.collections:
        found = opened.model.collections[collection]
        parts["slug"] = found.type.example or ""
    parts["slug"] = {"/code": "reported", "/id/questions": "identifiers-of-an-actor"}.get(head, parts["slug"])
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(parts[part[1]]), rule.rule)
    query = ASKED.get(rule.rule, "by=type" if rule.rule.startswith("/v1/counts/") else "")
    return f"{path}?{query}" if query else path


def rules(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.rule.startswith(FOR_PROGRAMS)
        and not rule.rule.endswith(FILES)
        and rule.rule not in OF_ITS_OWN
    ]


@pytest.fixture(scope="module")
def pages(app: Flask, client: FlaskClient, opened: OpenRelease) -> dict[str, tuple[str, str]]:
    """What a browser gets at a URL of each rule: the content type and the text."""
    urls = {rule.rule: url_of(rule, opened) for rule in rules(app)}
    answers = {rule: visit(client, url) for rule, url in urls.items()}
    return {rule: (str(answer.content_type), answer.text) for rule, answer in answers.items()}


def test_every_route_has_a_page(pages: dict[str, tuple[str, str]]) -> None:
    assert len(pages) > 40
    assert [rule for rule, (content_type, _) in pages.items() if not content_type.startswith("text/html")] == []


def test_a_release_that_is_not_kept_is_refused_by_every_route_that_takes_one(app: Flask, client: FlaskClient) -> None:
    document = client.get("/openapi.json").json["paths"]
    taken = {
        path: sorted(p["name"] for p in item["get"]["parameters"] if p.get("required") and p["in"] == "query")
        for path, item in document.items()
        if "get" in item and any(p.get("name") == "release" for p in item["get"].get("parameters", ()))
    }
    values = {"bbox": "9,24,26,33", "by": "type", "unit": "dyad-year", "from": "2019", "to": "2020", "against": "gw"}
    values |= {"scheme": "cow-code", "value": "620", "q": "haftar", "prefix": "haftar", "id": "states/libya"}
    values |= {"since": "2026-01-01", "release": "0-000000000000"}
    statuses = {}
    for path, required in taken.items():
        query = {name: values[name] for name in (*required, "release")}
        answer = client.get(re.sub(r"{\w+}", "x", path), query_string=query)
        statuses[path] = (answer.status_code, [e["parameter"] for e in answer.json.get("errors", ())])

    assert len(statuses) > 100
    assert {path: told for path, told in statuses.items() if told != (422, ["release"])} == {}


def test_every_route_answers_and_does_not_refuse(app: Flask, client: FlaskClient, opened: OpenRelease) -> None:
    empty = {f"/v1/{name}/<slug>" for name, found in opened.model.collections.items() if found.type.of_datasets}
    found = {rule.rule: visit(client, url_of(rule, opened)).status_code for rule in rules(app)}
    assert {rule: status for rule, status in found.items() if status != 200 and rule not in empty} == {}


def test_every_page_has_one_heading_a_title_a_language_and_a_main_part(pages: dict[str, tuple[str, str]]) -> None:
    wrong = []
    for rule, (_, text) in pages.items():
        page = Page(text)
        (html,) = page.all("html")
        titles = text.partition("</head>")[0].count("<title>")  # drawings have theirs
        good = len(page.all("h1")) == len(page.all("main")) == titles == 1
        if not (good and html.get("lang") == "en" and page.texts["title"][0].strip() and page.texts["h1"][0].strip()):
            wrong.append(rule)
    assert wrong == []


def test_headings_leave_no_level_out(pages: dict[str, tuple[str, str]]) -> None:
    wrong = []
    for rule, (_, text) in pages.items():
        levels = [int(tag[1]) for tag, _ in Page(text).elements if re.fullmatch("h[1-6]", tag)]
        if any(after > before + 1 for before, after in pairwise(levels)):
            wrong.append((rule, levels))
    assert wrong == []


def test_no_page_has_what_the_policy_forbids(pages: dict[str, tuple[str, str]]) -> None:
    wrong = []
    for rule, (_, text) in pages.items():
        page = Page(text)
        handlers = {name for _, attributes in page.elements for name in attributes if name.startswith("on")}
        inline = [
            each for each in page.all("script") if "src" not in each and each.get("type") != "application/ld+json"
        ]
        if handlers or inline or page.all("style") or page.values("style"):
            wrong.append(rule)
    assert wrong == []


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, tuple[str, str]]) -> None:
    loads = ("icon", "stylesheet", "preload", "search", "manifest")
    foreign = []
    for rule, (_, text) in pages.items():
        page = Page(text)
        urls = page.values("src") + [e["href"] for e in page.all("link") if e.get("rel") in loads]
        foreign += [(rule, url) for url in urls if urlsplit(url).netloc not in ("", "localhost")]
    assert foreign == []


def test_no_id_is_there_twice(pages: dict[str, tuple[str, str]]) -> None:
    twice = {}
    for rule, (_, text) in pages.items():
        ids = Page(text).values("id")
        if repeated := {each for each in ids if ids.count(each) > 1}:
            twice[rule] = repeated
    assert twice == {}


def test_every_page_comes_in_the_language_that_is_asked_for(
    app: Flask, client: FlaskClient, opened: OpenRelease
) -> None:
    wrong = []
    for rule, language in zip(rules(app), cycle(LANGUAGES[1:]), strict=False):
        url = url_of(rule, opened)
        answer = visit(client, f"{url}{'&' if '?' in url else '?'}lang={language}")
        (html,) = Page(answer.text).all("html")
        if html["lang"] != language or answer.status_code == 422:
            wrong.append(rule.rule)
    assert wrong == []


def test_a_language_that_pages_do_not_come_in_is_english(client: FlaskClient) -> None:
    answer = visit(client, "/v1/releases?lang=de")

    assert answer.status_code == 200
    assert Page(answer.text).all("html")[0]["lang"] == "en"


def test_the_switch_of_languages_keeps_the_parameters(client: FlaskClient) -> None:
    text = visit(client, "/v1/claims?type=Support&sort=earliest_start&lang=fr").text
    others = [each["href"] for each in Page(text).all("a") if each.get("hreflang")]

    assert len(others) == len(LANGUAGES)
    assert all("type=Support&sort=earliest_start" in url for url in others)


def test_programs_still_get_json(app: Flask, client: FlaskClient, opened: OpenRelease) -> None:
    drawn = [url_of(rule, opened) for rule in rules(app) if rule.rule.startswith("/v1/")]
    types = {url: client.get(url).mimetype for url in drawn}

    assert {url for url, mimetype in types.items() if "json" not in mimetype} == set()


def test_every_code_has_an_anchor_on_the_page_of_its_list(client: FlaskClient, opened: OpenRelease) -> None:
    missing = {}
    for name, codes in opened.model.codes.items():
        answer = visit(client, f"/v1/codes/{name}")
        assert answer.status_code == 200, name
        page = Page(answer.text)
        if lost := {*codes} - {*page.values("id")}:
            missing[name] = lost
        for each in page.all("a"):
            anchor = each["href"].partition("#")[2]
            assert not each["href"].startswith("#") or anchor in page.values("id")
    assert missing == {}


def test_every_term_has_an_anchor_and_links_between_terms_lead_to_one(client: FlaskClient) -> None:
    page = Page(visit(client, "/ontology").text)
    ids = {*page.values("id")}

    assert {"ArmedForce", "forceType", "classes", "properties"} <= ids
    assert {each["href"][1:] for each in page.all("a") if each["href"].startswith("#")} <= ids


def test_counts_lead_to_the_lists_that_they_count(client: FlaskClient) -> None:
    rows = client.get("/v1/counts/claims?by=type,status&conflicts=libya-2014-2020").get_json()["items"]
    page = Page(visit(client, "/v1/counts/claims?by=type,status&conflicts=libya-2014-2020").text)
    lists = [each["href"] for each in page.all("a") if "/v1/claims?" in each.get("href", "")]

    assert len(lists) == len(rows) > 0
    assert [client.get(url).get_json()["total"]["value"] for url in lists] == [row["count"] for row in rows]
