"""The page for queries in a real Chromium: with the built editor and without it, under the policy of all pages."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from casus.pages.built import is_built

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium: apt-get install chromium"),
]
with_editor = pytest.mark.skipif(not is_built(), reason="the editor is not built here: make assets")
PREFIXES = "PREFIX casus: <https://w3id.org/casus/ontology#>\n"
SUPPORT = f"""{PREFIXES}SELECT ?source ?target ?status ?claim {{
  ?claim a casus:Support ; casus:supporter ?source ; casus:recipient ?target ; casus:claimStatus ?status
}} LIMIT 12"""
HOSTILE = "<img src=x onerror=alert(1)>"
DRAWN = {
    "map": f"SELECT ('{HOSTILE}' AS ?label) (IRI('javascript:alert(1)') AS ?event) (32.9 AS ?lat) (13.2 AS ?long) {{}}",
    "timeline": "SELECT ('It' AS ?label) ('2019-04-04' AS ?start) ('2020-06' AS ?end) {}",
    "network": SUPPORT,
    "chart": "SELECT ?label ?n { VALUES (?label ?n) { ('a' 1) ('b' 2) } }",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page whose console must stay silent, but for answers that are problems, and which may ask no other host."""
    context = browser.new_context(base_url=server, viewport={"width": 390, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: None if "status of 400" in message.text else said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(server) else said.append(request.url))
    yield page
    context.close()
    assert said == []


@with_editor
def test_the_query_has_colours_in_a_shadow_root_and_stays_in_the_form(page: Page) -> None:
    page.goto(f"/sparql?{urlencode({'query': SUPPORT})}")
    keyword = page.locator(".editor .cm-line span").filter(has_text="SELECT").first

    assert keyword.evaluate("(e) => e.getRootNode() instanceof ShadowRoot")
    assert keyword.evaluate("(e) => getComputedStyle(e).color !== getComputedStyle(document.body).color")
    assert page.locator("#query").input_value() == SUPPORT


@with_editor
def test_completion_inserts_a_term_and_declares_its_prefix_and_the_query_runs(page: Page) -> None:
    page.goto("/sparql")
    page.locator(".editor .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT * { ?force a casus:ArmedFor")
    page.locator(".editor .cm-tooltip-autocomplete li", has_text="casus:ArmedForce").first.wait_for()
    page.wait_for_timeout(200)  # the list takes no key in its first moment, lest it surprise
    page.keyboard.press("Enter")
    written = page.locator("#query").input_value()
    assert written.startswith(PREFIXES) and "a casus:ArmedForce" in written

    page.keyboard.press("Control+Enter")
    page.locator("#result td a", has_text="force:lna").first.wait_for()
    page.locator("#result td", has_text="Libyan National Army").first.wait_for()


@pytest.mark.parametrize("view", DRAWN)
def test_a_view_is_chosen_and_its_link_restores_query_and_view(page: Page, view: str) -> None:
    page.goto(f"/sparql?{urlencode({'query': DRAWN[view]})}#run")
    page.locator(f"#views button[name={view}]").click()
    page.locator("#result svg.drawing").wait_for()
    link = page.locator("#link").get_attribute("href") or ""
    page.goto("/v1/questions")
    page.goto(link)
    page.locator("#result svg.drawing").wait_for()

    assert f"view={view}" in link and page.locator("#query").input_value() == DRAWN[view]
    assert page.locator(f"#views button[name={view}]").get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.documentElement.scrollWidth === document.documentElement.clientWidth")
    if view == "map":
        assert page.locator("#result title", has_text=HOSTILE).count() == 1
        assert page.locator("#result img, #result a").count() == 0
    if view == "network":
        assert page.locator("#result svg a").count() >= 12
        assert page.locator("#result svg text", has_text="accepted").count() > 0


def test_without_the_built_editor_the_field_does_all(page: Page) -> None:
    page.route("**/built/editor.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"/sparql?{urlencode({'query': 'SELECT ?a { VALUES ?a { 1 2 } }'})}")
    page.locator("#query").press("Control+Enter")
    page.locator("#result td").first.wait_for()

    assert page.locator("#query").is_visible() and page.locator(".editor").count() == 0
    assert page.locator("#status").inner_text().startswith("2 rows")


def test_a_mistake_is_shown_where_it_is(page: Page) -> None:
    page.goto(f"/sparql?{urlencode({'query': 'SELECT * {'})}")
    page.locator("#run").click()
    page.locator("#status.problem").wait_for()


CONTROL = f"""{PREFIXES}SELECT ?claim ?status ?earliest_start ?latest_start ?earliest_end ?latest_end {{
  ?claim a casus:Control ; casus:claimStatus ?status ; casus:earliestStart ?earliest_start
  OPTIONAL {{ ?claim casus:latestStart ?latest_start }} OPTIONAL {{ ?claim casus:earliestEnd ?earliest_end }}
  OPTIONAL {{ ?claim casus:latestEnd ?latest_end }}
}} ORDER BY ?claim LIMIT 60"""


def drawn(page: Page, query: str, view: str, language: str = "en") -> None:
    page.goto(f"/sparql?{urlencode({'query': query, 'view': view, 'lang': language})}#run")
    page.locator("#result svg.drawing").wait_for()


def test_the_map_lies_on_land_and_each_row_is_a_mark_of_its_own(page: Page) -> None:
    rows = "('Fiji' -17 -179.5) ('Suva' -17.5 178) ('Suva too' -17.5 178) ('nowhere' 132 513)"
    drawn(page, f"SELECT ?label ?lat ?long {{ VALUES (?label ?lat ?long) {{ {rows} }} }}", "map")

    assert len(page.locator("#result path.land").get_attribute("d") or "") > 100
    assert page.locator("#result svg.drawing text", has_text="Natural Earth").count() == 1
    assert sorted(page.locator("#result .drawing g title").all_text_contents()) == ["Fiji", "Suva", "Suva too"]
    places = page.locator("#result circle.mark").evaluate_all("(all) => all.map((each) => each.getAttribute('cx'))")
    assert len({*places}) == 3 and max(map(float, places)) - min(map(float, places)) < 1000
    assert page.locator("#result p", has_text="1 row has nothing to draw").count() == 1


def test_what_has_an_empty_place_has_none(page: Page) -> None:
    rows = "('Fiji' '-17' '-179.5') ('nowhere' '' ' ')"
    drawn(page, f"SELECT ?label ?lat ?long {{ VALUES (?label ?lat ?long) {{ {rows} }} }}", "map")

    assert page.locator("#result .drawing g title").all_text_contents() == ["Fiji"]
    assert page.locator("#result p", has_text="1 row has nothing to draw").count() == 1


def test_a_timeline_of_long_ago_ends_long_ago_where_an_end_is_open(page: Page) -> None:
    drawn(page, "SELECT ('It' AS ?label) ('1911-09-29' AS ?start) ?end { OPTIONAL { ?end a <http://a/> } }", "timeline")

    said = page.locator("#result svg.drawing text").all_text_contents()
    assert any(each.startswith("1911") for each in said) and not any(
        each.startswith("19") and "1911" not in each for each in said
    )


def test_a_drawing_that_is_late_is_not_shown_below_another_query(page: Page) -> None:
    late: list[Route] = []
    page.route("**/v1/map/ground*", lambda route: late.append(route))
    with page.expect_request("**/v1/map/ground*"):
        page.goto(f"/sparql?{urlencode({'query': DRAWN['map'], 'view': 'map'})}#run")
    page.evaluate("document.querySelector('#query').value = 'ASK {}'")
    page.evaluate("run()")
    page.locator("#status", has_text="Yes").wait_for()
    with page.expect_response("**/v1/map/ground*"):
        late[0].continue_()
    page.wait_for_timeout(300)

    assert page.locator("#result").inner_html() == ""


def test_a_timeline_has_the_line_and_the_word_of_each_status_on_paper(page: Page) -> None:
    drawn(page, CONTROL, "timeline")
    rows = page.locator("#result .drawing a")
    lines = rows.locator("path.line").evaluate_all("(all) => all.map((each) => each.classList[1])")
    words = rows.locator("text.tick").all_text_contents()

    assert rows.count() == len(lines) == 60
    assert lines == [word.removeprefix("? ") for word in words]
    ends = """(all) => all.filter((row) => [...row.querySelectorAll("rect")].some(
        (bar) => bar.getBBox().x + bar.getBBox().width > row.querySelector(".tick").getBBox().x)).length"""
    assert rows.evaluate_all(ends) == 0


def test_a_year_lasts_until_its_last_day_and_what_is_certain_of_it_is_what_lies_between(page: Page) -> None:
    times = "('years' '2018' '2020') ('days' '2018-01-01' '2020-12-31') ('core' '2018-12-31' '2020-01-01')"
    drawn(page, f"SELECT ?label ?start ?end {{ VALUES (?label ?start ?end) {{ {times} }} }}", "timeline")
    bars = """(all) => all.map((each) => ["x", "width"].map((name) => +each.getAttribute(name)))"""
    outer = page.locator("#result rect.possible").evaluate_all(bars)
    inner = page.locator("#result rect.mark").evaluate_all(bars)

    assert outer[0] == outer[1] == inner[1]
    assert inner[0] == inner[2] == outer[2] and inner[0][1] < outer[0][1]


def test_numbers_below_zero_have_bars_to_the_left(page: Page) -> None:
    drawn(page, "SELECT ?label ?n { VALUES (?label ?n) { ('a' -5) ('b' 2) ('c' 0) } }", "chart")
    bars = page.locator("#result rect.mark").evaluate_all(
        "(all) => all.map((each) => ['x', 'width'].map((name) => +each.getAttribute(name)))"
    )

    (below, size), (zero, width), (_, none) = bars
    assert below + size == pytest.approx(zero) and size == pytest.approx(2.5 * width) and none == 0


def test_a_drawing_begins_at_its_names_in_arabic_too(page: Page) -> None:
    drawn(page, CONTROL, "timeline", "ar")
    name = page.locator("#result .drawing a text").first.bounding_box()

    assert name is not None and 0 <= name["x"] < 200
    assert page.evaluate("document.documentElement.scrollWidth === document.documentElement.clientWidth")
    assert page.locator("#query").evaluate("(e) => getComputedStyle(e).textAlign") == "left"
