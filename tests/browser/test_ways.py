"""Ways through the pages: by the keyboard alone, without JavaScript, on paper, and those of docs/tour.md."""

import re
from io import BytesIO
from typing import Final

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Opener
from tests.browser.kinds import KINDS

REASON: Final = "Haftar was unwilling to withdraw his forces"
SHEET, WIDE_SHEET = 718, 1045
"""The widths of A4, upright and not, between the margins of the browser, in px."""
_MOST_TABS: Final = 200


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so; all that has it on the way must be seen."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
              const e = document.activeElement, box = e.getBoundingClientRect();
              const name = (e.innerText || e.getAttribute("aria-label") || e.labels?.[0]?.textContent || "").trim();
              const marked = getComputedStyle(e).outlineStyle !== "none";
              return {name, marked, seen: box.bottom > 0 && box.top < innerHeight && box.width > 0};
            }"""
        )
        assert focused["marked"] and focused["seen"], focused
        if focused["name"].startswith(name):
            return
    raise AssertionError(f"Tab does not come to {name!r}")


def test_the_keyboard_leads_from_the_entrance_to_a_source(page: Page) -> None:
    page.goto("/")
    tab_to(page, "Search all records")
    page.keyboard.type("moscow talks")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("moscow talks")
    tab_to(page, "Moscow ceasefire talks")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Moscow ceasefire talks")
    tab_to(page, REASON)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(REASON)
    source = page.locator(".side.affirms li a[href*='/v1/sources/']").first.inner_text()
    tab_to(page, source)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(source)


def test_the_first_key_leads_past_the_navigation(page: Page) -> None:
    page.goto(KINDS["claim"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_same_way_without_javascript(opened_page: Opener) -> None:
    page = opened_page(scripts=False)
    page.goto("/")
    page.fill("#q", "moscow talks")
    page.click("form[role=search] button")
    page.click("main >> text=Moscow ceasefire talks of January 2020")
    page.click(f"text={REASON}")
    expect(page.locator(".verdict-of")).to_contain_text("reported")
    page.locator(".side.affirms li a[href*='/v1/sources/']").first.click()
    expect(page.locator("main")).to_contain_text("What is recorded")


@pytest.mark.parametrize("kind", ["network", "map", "timeline-counted", "question", "matrix"])
def test_a_view_is_whole_without_javascript(opened_page: Opener, kind: str) -> None:
    page = opened_page(scripts=False)
    page.goto(KINDS[kind])

    assert page.locator("main table").count() >= 1
    assert page.locator("main form, main .facets, main select").count() >= 1


@pytest.mark.parametrize("kind", ["negotiation", "claim", "force", "network", "map", "list", "timeline", "matrix"])
def test_nothing_is_cut_on_paper_and_no_navigation_is_there(opened_page: Opener, kind: str) -> None:
    page = opened_page(WIDE_SHEET if kind == "matrix" else SHEET)
    page.emulate_media(media="print")
    page.goto(KINDS[kind])
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
          .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible")
          .map((e) => `${e.tagName} ${e.className} ${e.scrollWidth} of ${e.clientWidth}`)"""
    )

    assert [each for each in cut if "hidden" not in each and not each.startswith("THEAD")] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    for part in (".top", ".skip", ".facets", ".languages"):
        assert not page.locator(part).first.is_visible() if page.locator(part).count() else True


def test_a_printed_page_says_why_and_how_it_is_cited(page: Page) -> None:
    page.goto(KINDS["negotiation"])
    printed = re.sub(r"\s+", " ", " ".join(each.extract_text() for each in PdfReader(BytesIO(page.pdf())).pages))

    assert REASON in printed
    assert "Cite as" in printed and "Search" not in printed
