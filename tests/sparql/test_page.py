"""The page for people: what the server sends, and what a browser makes of it where there is one."""

import json
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from casus.questions.questions import questions_of
from casus.store.open_release import OpenRelease
from tests.http.test_representations import CHROME, FIREFOX, SAFARI

BROWSER = {"Accept": FIREFOX}
HOSTILE = "SELECT * { ?s ?p '</textarea><script>alert(1)</script>' } # &amp; \"'"


def in_the_form(html: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("accept", [FIREFOX, CHROME, SAFARI, "text/html", "application/xhtml+xml"])
def test_a_browser_gets_the_page(client: FlaskClient, accept: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.content_type == "text/html; charset=utf-8"
    assert "Accept" in response.vary


def test_a_link_to_a_query_opens_it_in_the_page_and_does_not_run_it(client: FlaskClient) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    response = client.get("/sparql", query_string={"query": endless}, headers=BROWSER)

    assert response.mimetype == "text/html"
    assert in_the_form(response.text) == endless


def test_text_of_others_is_text(client: FlaskClient) -> None:
    html = client.get("/sparql", query_string={"query": HOSTILE}, headers=BROWSER).text

    assert in_the_form(html) == HOSTILE
    assert "alert(1)</script>" not in html


def test_the_page_needs_no_other_host_and_no_script_of_its_own(client: FlaskClient) -> None:
    response = client.get("/sparql", headers=BROWSER)
    loads = r'<(?:script|img|iframe|link rel="(?:icon|stylesheet)")[^>]*?(?:src|href)="([^"]+)"'
    loaded = re.findall(loads, response.text)

    assert {"casus.css", "sparql.css", "results.js", "sparql.js"} <= {urlsplit(address).path[8:] for address in loaded}
    for address in loaded:
        assert address.startswith("http://localhost/static/")
        assert client.get(address.removeprefix("http://localhost")).status_code == 200
    assert re.findall(r"<script[^>]*>([^<]+)</script>|\son\w+=|<style", response.text) == []
    assert "script-src 'self';" in response.headers["Content-Security-Policy"]


def test_the_examples_are_the_questions_and_their_links_work(client: FlaskClient, opened: OpenRelease) -> None:
    html = client.get("/sparql", headers=BROWSER).text
    links = [unescape(link) for link in re.findall(r'<li><a href="([^"]+)">', html)]

    assert len(links) == len(questions_of(opened))
    for link, question in zip(links, questions_of(opened).values(), strict=True):
        path = link.removeprefix("http://localhost")
        assert in_the_form(client.get(path, headers=BROWSER).text) == question.text
    assert client.get(links[0].removeprefix("http://localhost")).mimetype == "application/sparql-results+json"


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("text", ["SELECT * { ?s a ?o } LIMIT 1", "ASK {}", "CONSTRUCT WHERE { ?s a ?o } LIMIT 1"])
def test_the_form_works_without_scripts(client: FlaskClient, number: int, text: str) -> None:
    html = client.get("/sparql", headers=BROWSER).text
    choice = unescape(re.findall(r'<option value="([^"]+)"', html)[number])
    response = client.get("/sparql", query_string={"query": text, "accept": choice}, headers=BROWSER)

    assert response.status_code == 200
    assert response.mimetype in choice.replace(";q=0.5", "").split(", ")


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ([("query", "ASK {}"), ("query", "ASK {}")], "query-missing"),
        ([("update", "CLEAR ALL")], "update-refused"),
        ([("query", "CLEAR ALL")], "update-refused"),
    ],
)
def test_what_cannot_be_shown_is_refused_for_browsers_too(
    client: FlaskClient, query: list[tuple[str, str]], problem: str
) -> None:
    response = client.get(f"/sparql?{urlencode(query)}", headers=BROWSER)
    title = client.get(f"/sparql?{urlencode(query)}").get_json()["title"]

    assert client.get(f"/sparql?{urlencode(query)}").get_json()["type"].endswith(f"/{problem}")
    assert response.status_code in (400, 403) and f"<title>{title} · Casus</title>" in response.text


def test_an_empty_form_is_the_page_again(client: FlaskClient) -> None:
    response = client.get("/sparql?query=", headers=BROWSER)

    assert (response.status_code, response.headers["Location"]) == (303, "http://localhost/sparql")


def test_a_posted_query_gets_its_result_even_from_a_browser(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK {}"}, headers=BROWSER)

    assert response.mimetype == "application/sparql-results+xml"


def test_the_parameter_goes_before_the_header(client: FlaskClient) -> None:
    for accept in (FIREFOX, "application/sparql-results+xml", "image/png"):
        url = f"/sparql?query={quote('ASK {}')}&accept=text/csv"
        assert client.get(url, headers={"Accept": accept}).mimetype == "text/csv"
    assert client.get(f"/sparql?query={quote('ASK {}')}&accept=text/html").mimetype == "text/html"
    assert client.get(f"/sparql?query={quote('ASK {}')}&accept=text/turtle").status_code == 406


def test_the_page_of_a_pinned_release_stays_in_it(client: FlaskClient, opened: OpenRelease) -> None:
    release = opened.id
    html = client.get(f"/sparql?release={release}", headers=BROWSER).text

    assert f'name="release" value="{release}"' in html
    assert all(f"release={release}" in link for link in re.findall(r'<li><a href="([^"]+)">', html))


def test_everything_has_a_name_for_who_does_not_see_it(client: FlaskClient) -> None:
    html = client.get("/sparql", headers=BROWSER).text
    fields = re.findall(r'<(?:textarea|select)[^>]*\bid="([^"]+)"', html)

    assert '<html lang="en" dir="ltr">' in html
    assert fields == ["query", "accept"]
    assert all(f'<label for="{field}">' in html for field in fields)
    assert 'role="status"' in html
    assert re.findall(r"<h(\d)", html) == ["1", "2"]


def test_the_page_comes_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    html = client.get("/sparql?lang=en", headers=BROWSER).text

    assert in_the_form(html).startswith("PREFIX casus:")


def test_every_word_that_the_scripts_say_is_on_the_page(client: FlaskClient) -> None:
    html = client.get("/sparql", headers=BROWSER).text
    there = json.loads(unescape(re.search(r'data-words="([^"]*)"', html)[1]))  # type: ignore[index]
    script = client.get("/static/sparql.js").text
    said = set(re.findall(r'"(sparql-[a-z-]+)"', script)) | {
        f"sparql-view-{name}" for name in ("table", "map", "timeline", "network", "chart")
    }

    assert len(said) > 15 and said <= there.keys()


@pytest.mark.clients
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SELECT ?a { VALUES ?a { 1 2 3 } }", r"3 rows in .*<th scope=\"col\">a</th>.*(<td>.*?</td>.*){3}"),
        ("ASK {}", r"The answer is yes"),
        ("CONSTRUCT { <urn:s> <urn:p> 'x' } {}", r"A graph as Turtle.*&lt;urn:s&gt; &lt;urn:p&gt; \"x\""),
        ("SELECT * {\n ?s ?p }", r"not SPARQL 1\.1\. Line 2"),
        ("SELECT ('<b>x</b>' AS ?a) {}", r"&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_a_browser_shows_the_result(server: str, tmp_path: Path, text: str, shown: str) -> None:
    if not _a_browser_starts():
        pytest.skip("no Chromium starts here: apt-get install chromium")
    dom = _dom(f"{server}/sparql?{urlencode({'query': text})}#run", tmp_path)

    assert re.search(shown, dom.partition('role="status"')[2], re.DOTALL), dom


@cache
def _a_browser_starts() -> bool:
    if shutil.which("chromium") is None:
        return False
    with TemporaryDirectory() as profile:
        return "<b>started</b>" in _dom("data:text/html,<b>started</b>", Path(profile))


def _dom(url: str, profile: Path) -> str:
    """The page as it is after its scripts have run."""
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={profile}",
        "--virtual-time-budget=20000",
    ]
    return subprocess.run(["chromium", *options, "--dump-dom", url], capture_output=True, timeout=120).stdout.decode()
