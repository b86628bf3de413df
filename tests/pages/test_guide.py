"""The guides as pages."""

import gzip
import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from casus import DOCS_DIR
from casus.pages.markdown import document
from tests.pages.reading import Page, visit
from tests.pages.test_budgets import MOST, MOST_ELEMENTS

NAMES = frozenset(path.relative_to(DOCS_DIR).with_suffix("").as_posix() for path in DOCS_DIR.rglob("*.md"))


def test_every_guide_is_listed_and_there(client: FlaskClient) -> None:
    links = [each["href"] for each in Page(visit(client, "/guide").text).all("a")]

    listed = {url.partition("/guide/")[2] for url in links if "/guide/" in url}
    assert listed == NAMES
    assert {name: visit(client, f"/guide/{name}").status_code for name in NAMES} == dict.fromkeys(NAMES, 200)


@cache
def anchors(name: str) -> frozenset[str]:
    """Of a guide."""
    text = (DOCS_DIR / f"{name}.md").read_text("utf-8")
    return frozenset(re.findall(r'id="([^"]+)"', document(text, name, NAMES).body))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_links_between_guides_lead_to_pages_and_anchors(name: str) -> None:
    body = document((DOCS_DIR / f"{name}.md").read_text("utf-8"), name, NAMES).body
    broken = []
    for url in re.findall(r'href="(/guide/[^"]+|#[^"]+)"', body):
        target, _, anchor = url.removeprefix("/guide/").partition("#")
        if anchor and anchor not in anchors(target or name):
            broken.append(url)
    assert broken == []
    assert not re.search(r'href="[^"]*\.md| style=', body)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_part_of_a_guide_is_a_small_page_and_all_of_it_is_in_one(client: FlaskClient, name: str) -> None:
    found = document((DOCS_DIR / f"{name}.md").read_text("utf-8"), name, NAMES)
    pages = [visit(client, f"/guide/{name}?part={part}" if part else f"/guide/{name}").text for part in found.parts]

    assert "".join(found.parts.values()) == found.body
    for text in pages:
        assert len(gzip.compress(text.encode(), 6)) <= MOST
        assert len(re.findall("<[a-z]", text)) <= MOST_ELEMENTS
    if len(pages) > 1:
        ids = [{*Page(text).values("id")} for text in pages]
        links = [
            urlsplit(url) for text in pages for url in re.findall(rf'href="([^"]*/guide/{name}[^"]*#[^"]+)"', text)
        ]
        part_of = {part: place for place, part in enumerate(found.parts)}
        assert links
        for each in links:
            part = dict(parse_qsl(each.query)).get("part", "")
            assert each.fragment in ids[part_of[found.part_of.get(part, "")]]


def test_a_part_can_be_named_by_any_heading_in_it(client: FlaskClient) -> None:
    assert 'id="camp"' in visit(client, "/guide/reference?part=camp").text
    assert visit(client, "/guide/reference?part=nothing").status_code == 404
    assert "/guide/reference" in visit(client, "/guide/refrence").text


def test_html_in_a_guide_is_text() -> None:
    shown = document("# A <b>title</b>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))", "a", frozenset())

    assert "<script>" not in shown.body
    assert "href" not in shown.body


def test_what_leads_out_of_the_guides_is_no_link_and_pictures_stay_on_this_host() -> None:
    text = "# T\n\n[code](../api/casus/app.py) [api](api.md#ids)\n\n![alt](pictures/one.png)"
    body = document(text, "tour", frozenset({"api"})).body

    assert re.findall(r'(?:href|src)="([^"]+)"', body) == ["/guide/api#ids", "/guide/pictures/one.png"]


@pytest.mark.parametrize("name", ["nothing", "../README", "decisions", "api.md", "..%2Fpyproject.toml", "x.png"])
def test_what_is_no_guide_is_not_found(client: FlaskClient, name: str) -> None:
    assert visit(client, f"/guide/{name}").status_code == 404
