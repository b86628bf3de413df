"""The questions as pages: the same rows as in JSON, a form that asks again, and the query behind it."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from casus import ONTOLOGY_DIR
from casus.pages.messages import messages
from casus.questions.bars import bars
from casus.questions.ties import ties
from tests.http.test_representations import FIREFOX

SLUGS = sorted(path.stem for path in (ONTOLOGY_DIR / "questions").glob("*.rq"))
BROWSER = {"Accept": FIREFOX}
TALKS = "/v1/questions/who-attended-and-who-signed"


class Page(HTMLParser):
    """What the tests look at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[str] = []
        self.fields: dict[str, dict[str, str | None]] = {}
        self.described: set[str] = set()
        self.ids: list[str] = []
        self.elements = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements += 1
        self.ids += [value for value in (given.get("id"),) if value]
        assert not {"style", "onclick", "onload"} & given.keys()
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag in ("input", "select") and given.get("name") and given.get("type") != "hidden":
            self.fields[given["name"] or ""] = given
            self.described.add(given.get("aria-describedby") or "q")


def test_every_question_stands_in_the_list_by_its_title_and_as_a_sentence(client: FlaskClient) -> None:
    html = client.get("/v1/questions", headers=BROWSER).text
    items = client.get("/v1/questions").json["items"]

    for item in items:
        title, sentence = (item[name].replace("'", "&#39;") for name in ("label", "text"))
        assert f'<a href="http://localhost/v1/{item["id"]}" lang="en">{title}</a> ' in html
        assert f">{sentence}</span>" in html
    assert Page(html).headings[:2] == ["h1", "h2"] and html.count('class="asked"') == 6


@pytest.mark.parametrize("slug", SLUGS)
def test_the_page_of_a_question_has_the_records_of_its_answer_and_keeps_its_budgets(
    client: FlaskClient, slug: str
) -> None:
    html = client.get(f"/v1/questions/{slug}", headers=BROWSER).text
    answer = client.get(f"/v1/questions/{slug}").json
    page = Page(html)
    shown = html.count("<tr>") - 1
    records = {
        value
        for row in answer["rows"][:shown]
        for value in row.values()
        if isinstance(value, str) and re.fullmatch(r"(claims|states|armed-forces|agreements)/[a-z0-9-]+", value)
    }

    assert {f"http://localhost/v1/{each}" for each in records} <= set(page.links)
    assert set(page.fields) - {"q"} == {each["name"] for each in answer["question"]["parameters"]}
    assert page.described <= {*page.ids} and len(page.ids) == len(set(page.ids))
    assert page.headings == ["h1", "h2", "h2"]
    assert shown == len(answer["rows"]) or f"of {len(answer['rows'])} rows" in html
    assert page.elements < 3000


def test_the_form_shows_what_was_asked_and_offers_likely_values(client: FlaskClient) -> None:
    html = client.get(f"{TALKS}?negotiation=moscow-talks-2020", headers=BROWSER).text
    offered = re.findall(r'<option value="(negotiations/[^"]+)">', html)

    field = Page(html).fields["negotiation"]
    assert (field["value"], field["list"]) == ("moscow-talks-2020", "likely-negotiation")
    assert "negotiations/moscow-talks-2020" in offered


@pytest.mark.parametrize(
    ("slug", "name", "kind"),
    [
        ("who-supported-whom-on-a-day", "at", 'type="date"'),
        ("agreements-by-text-status-on-a-day", "agreement_type", "<select"),
        ("path-from-an-agreement-to-talks", "unaccepted_edges", 'type="number"'),
    ],
)
def test_a_field_is_of_the_kind_of_its_parameter(client: FlaskClient, slug: str, name: str, kind: str) -> None:
    html = client.get(f"/v1/questions/{slug}", headers=BROWSER).text
    (tag,) = re.findall(rf'<(?:input|select) id="{name}"[^>]*>', html)
    assert kind in tag


def test_empty_fields_are_not_asked_for(client: FlaskClient) -> None:
    response = client.get("/v1/questions/who-supported-whom-on-a-day?at=2020-01-01&conflict=", headers=BROWSER)

    assert response.status_code == 303
    assert response.headers["Location"].endswith("?at=2020-01-01")


def test_codes_and_statuses_are_words_that_lead_to_their_definitions(client: FlaskClient) -> None:
    html = client.get(TALKS, headers=BROWSER).text

    assert re.search(r'<a class="status alleged" href="[^"]+/v1/codes/claim-status#alleged">alleged</a>', html)
    assert re.search(r'<a class="code" href="[^"]+/codes/participation-role#conflict-party">conflict party</a>', html)
    assert "13 January 2020" in html


def test_the_query_has_colours_and_opens_in_the_editor(client: FlaskClient) -> None:
    html = client.get(f"{TALKS}?negotiation=moscow-talks-2020", headers=BROWSER).text
    (editor,) = (unescape(link) for link in Page(html).links if "/sparql?query=" in link)
    answer = client.get(f"{TALKS}?negotiation=moscow-talks-2020").json

    assert editor == answer["links"]["query"]
    assert '<span class="k">SELECT</span>' in html
    code = html.partition('<pre class="code"')[2].partition("</pre>")[0]
    text = unescape(re.sub(r"<[^>]+>", "", code.partition("<code>")[2]))
    assert text.strip() == parse_qs(urlsplit(editor).query)["query"][0].strip()


def test_support_is_drawn_as_a_network_with_a_link_for_each_claim(client: FlaskClient) -> None:
    path = "/v1/questions/who-supported-whom-on-a-day"
    drawn = client.get(path, headers=BROWSER).text.partition('class="picture')[2].partition("</svg>")[0]
    rows = client.get(path).json["rows"]
    standing = {row["claim"] for row in rows if row["status"] not in ("refuted", "superseded")}

    assert set(re.findall(r'href="http://localhost/v1/(claims/[^"]+)"', drawn)) == standing
    assert {row["status"] for row in rows} >= {*re.findall(r'class="status-([a-z]+)"', drawn)} > {"contested"}
    assert "<svg" not in client.get(TALKS, headers=BROWSER).text


def test_what_fell_is_not_drawn_and_counted(app: Flask) -> None:
    row = {"supporter": "states/a", "supporter_label": "<b>", "recipient": "states/b", "recipient_label": "B"}
    rows = [{**row, "status": "accepted", "claim": "claims/1"}, {**row, "status": "refuted", "claim": "claims/2"}]
    with app.test_request_context():
        drawn = ties(rows, "Support", messages("en"))
        nothing = ties(rows[1:], "Support", messages("en"))

    assert drawn is not None and nothing is None
    assert "1 refuted or superseded claim is not shown." in drawn.inside
    assert "claims/1" in drawn.inside and "claims/2" not in drawn.inside and "<b>" not in drawn.inside


def test_what_is_counted_is_drawn_as_bars_with_the_numbers_of_the_table(client: FlaskClient) -> None:
    path = "/v1/questions/agreements-by-text-status-on-a-day"
    drawn = client.get(path, headers=BROWSER).text.partition('class="picture')[2].partition("</svg>")[0]
    rows = client.get(path).json["rows"]

    assert drawn.count('class="tint-0"') == len(rows) + 1  # one is the legend's
    for row in rows:
        assert f">{row['agreements']}</text>" in drawn


def test_bars_are_called_what_the_table_calls_them(client: FlaskClient) -> None:
    text = client.get("/v1/questions/casualties-by-place-type", headers=BROWSER).text
    drawn = text.partition('class="picture')[2].partition("</svg>")[0]

    assert ">military base</text>" in drawn and ">military-base</text>" not in drawn
    assert ">Fatalities, low</text>" in drawn and ">Events</text>" in drawn


def test_bars_escape_what_they_show_and_stay_inside_their_frame(app: Flask) -> None:
    rows = [{"x": "states/libya", "x_label": "<script>", "n": 3}, {"x": "states/egypt", "x_label": "b", "n": None}]
    with app.test_request_context():
        drawing = bars(rows, "<b>")
    assert drawing is not None
    drawn = str(drawing.in_page())

    assert "<script>" not in drawn and "&lt;script&gt;" in drawn and "<b>" not in drawn
    widths = re.findall(r'x="([0-9.]+)" y="[0-9]+" width="([0-9.]+)"', drawn)
    assert len(widths) == 3 and all(float(x) + float(width) <= 860 for x, width in widths)


def test_one_bar_alone_and_bars_without_names_are_not_drawn() -> None:
    assert bars([{"x": "a", "n": 1}], "one") is None
    assert bars([{"n": 1}, {"n": 2}], "no names") is None


def test_programs_still_get_json(client: FlaskClient) -> None:
    for path in ("/v1/questions", TALKS):
        assert client.get(path).mimetype == client.get(path, headers={"Accept": "*/*"}).mimetype == "application/json"
