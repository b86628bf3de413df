"""Whatever a URL says, a page answers: what it cannot take it says in words, and never fails."""

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
