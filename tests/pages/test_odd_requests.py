"""Whatever a URL says, a page answers: what it cannot take it says in words, and never fails."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.pages.reading import Page, visit

LONG = "%25%27%22%3C" + "q" * 3_000
VIEWS = ("/v1/network", "/v1/map", "/v1/timeline", "/v1/claims", "/v1/negotiations", "/v1/armed-forces/lna/adjacent")
TIMES = ("0000", "0001", "9999", "9999-12", "9999-12-31", "0001-01-01", "2020-13", "2020-02-30", "-0044", "2020/2021")
ODD = (
    *(f"at={time}" for time in TIMES),
    "at=2020&from=2019",
    "from=9999&to=0001",
    "from=0001&to=9999",
    "bbox=180,-90,-180,90",
    "bbox=0,0,0,0",
    "bbox=nan,0,1,inf",
    "bbox=179,89,179.0001,90",
    "bins=month&at=9999",
    "bins=year&from=9999",
    "cursor=%00",
    "cursor=MTAw",
    "ego=armed-forces/lna&depth=4",
    "format=svg",
    "format=wide",
    "lang=xx",
    "lang=../../etc",
    "layers=,",
    "limit=0",
    "limit=99999999999999999999",
    "q=%00",
    f"q={LONG}",
    f"ego={LONG}",
    f"subjects={LONG}",
    f"release={LONG}",
    "status=refuted&match=certain",
    "view=matrix",
)


@pytest.mark.parametrize("path", VIEWS)
def test_no_parameter_makes_a_page_fail(client: FlaskClient, path: str) -> None:
    answers = {odd: visit(client, f"{path}?{odd}") for odd in ODD}
    assert {odd: answer.status_code for odd, answer in answers.items() if answer.status_code >= 500} == {}


@pytest.mark.parametrize("path", VIEWS)
def test_what_a_page_cannot_take_it_names_in_a_page(client: FlaskClient, path: str) -> None:
    page = visit(client, f"{path}?at=2020-13&nope=%3Cscript%3E")
    assert page.status_code == 422
    assert {"at", "nope"} <= {*Page(page.text).texts["code"]}


class Elements(HTMLParser):
    """The attributes of a page, and what stands in its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.scripts = ""
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.found += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.scripts += data if self._in_script else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


@pytest.mark.parametrize(
    "path",
    [
        "/v1/search?q={}",
        "/v1/states?q={}",
        "/v1/states?nope={}",
        "/v1/states?{}=1",
        "/v1/states/{}",
        "/{}",
        "/sparql?query={}",
        "/v1/network?ego={}",
        "/v1/questions?q={}",
        "/v1/timeline?at={}",
        "/corrections?id={}",
    ],
)
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"onfocus='alert(1)' x='", "javascript:alert(1)"])
def test_no_word_of_a_client_becomes_a_part_of_a_page(client: FlaskClient, path: str, text: str) -> None:
    answer = client.get(path.format(quote(text, safe="")), headers={"Accept": "text/html"})
    page = Elements()
    page.feed(answer.text)

    assert answer.mimetype == "text/html" and page.found
    assert "alert" not in page.scripts
    for name, value in page.found:
        assert not name.startswith("on")
        assert name not in ("href", "src", "action") or not value.lower().startswith("javascript:")
