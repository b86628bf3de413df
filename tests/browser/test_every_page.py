"""Every kind of page in a browser: silent, ours alone, accessible, no wider than the screen, in both schemes."""

from itertools import cycle, product
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.kinds import KINDS, LARGE, OF_OTHERS, REFUSALS

SCREENS: Final = tuple(product((1280, 390), ("light", "dark")))
"""Widths and schemes."""
ONCE: Final = [(kind, screen) for kind, screen in zip(KINDS, cycle(SCREENS), strict=False) if kind not in LARGE]
EVERY: Final = [*product(KINDS, SCREENS)]
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""The levels of WCAG that axe checks; it must be told that of 2.2."""


def names(cases: list[tuple[str, tuple[int, str]]]) -> list[str]:
    return [f"{kind}-{width}-{scheme}" for kind, (width, scheme) in cases]


@pytest.mark.parametrize(("kind", "screen"), ONCE, ids=names(ONCE))
def test_a_page_is_as_it_should_be(opened_page: Opener, kind: str, screen: tuple[int, str]) -> None:
    look(opened_page(*screen), kind)


@pytest.mark.full
@pytest.mark.parametrize(("kind", "screen"), [e for e in EVERY if e not in ONCE], ids=lambda each: str(each))
def test_a_page_is_so_on_all_screens(opened_page: Opener, kind: str, screen: tuple[int, str]) -> None:
    look(opened_page(*screen), kind)


@pytest.mark.full
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_so_from_right_to_left(opened_page: Opener, kind: str) -> None:
    look(opened_page(390), kind, language="ar", direction="rtl")


def test_the_arabic_entrance_and_a_claim_read_from_right_to_left(opened_page: Opener) -> None:
    page = opened_page(390)
    for kind in ("home", "claim"):
        look(page, kind, language="ar", direction="rtl")


def look(page: Page, kind: str, *, language: str = "en", direction: str = "ltr") -> None:
    """Open the page and see that all is well with it."""
    url = KINDS[kind]
    if language != "en":
        url += f"{'&' if '?' in url else '?'}lang={language}"
    answer = page.goto(url)

    assert answer is not None and answer.status == REFUSALS.get(kind, 200)
    if kind in OF_OTHERS:
        return
    assert answer.headers["content-type"].startswith("text/html")
    found: dict[str, Any] = page.evaluate(
        """() => {
          const root = document.documentElement;
          return {lang: root.lang, dir: root.dir, wide: root.scrollWidth, seen: root.clientWidth,
                  headings: document.querySelectorAll("h1").length, mains: document.querySelectorAll("main").length};
        }"""
    )
    assert found["wide"] == found["seen"]
    assert (found["lang"], found["dir"]) == (language, direction)
    assert found["headings"] == found["mains"] == 1
    assert wrong(page) == []


def wrong(page: Page) -> list[str]:
    """What axe has against the page: the rule and where."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": [*RULES]}, "resultTypes": ["violations"]})
    return [
        f"{each['id']}: {node['html'][:160]}" for each in results.response["violations"] for node in each["nodes"][:5]
    ]
