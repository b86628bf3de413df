"""`python -m tools.pictures.walk`: what there is to read on the ways of docs/tour.md, counted in Chromium.

A way is a list of steps: a link or a word for a field, and how many screens are looked at after it. Each word that
stands on one of these screens is counted, also those that a reader would pass over; and, for who knows where to look,
the words of the answer alone.
"""

import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tools.pictures.__main__ import serving

_SCREEN: Final = {"width": 1280, "height": 900}
_WORDS_PER_MINUTE: Final = 200
_SECONDS_PER_CLICK: Final = 5
_LOADED: Final = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"
_WORDS: Final = """([top, bottom]) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  let words = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const inside = text.parentElement;
    if (!inside.checkVisibility() || inside.closest("script, style, .hidden, .skip, title")) continue;
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    const middle = (box.top + box.bottom) / 2 + scrollY;
    if (box.width && middle >= top && middle < bottom) words += (text.data.match(/[^\\s]+/g) ?? []).length;
  }
  return words;
}"""


@dataclass(frozen=True)
class Step:
    """A click, or what is typed into the search box, and the screens that are read then."""

    link: str = ""
    typed: str = ""
    screens: int = 1
    answer: str = ""
    """A selector: what of the page answers the question."""


WAYS: Final[dict[str, tuple[Step, ...]]] = {
    "Why did Haftar not sign": (
        Step(),
        Step("Who came and did not sign"),
        Step(
            "Why, according to whom",
            screens=2,
            answer="section[aria-labelledby=why] h3:has-text('Libyan National Army') ~ ul >> nth=0",
        ),
        Step("Haftar was unwilling to withdraw"),
    ),
    "Who backed the GNA": (
        Step(),
        Step("Who backed whom on a day", screens=3, answer="tr:has-text('Government of National Accord')"),
    ),
    "Who held Sirte": (Step(), Step(typed="Sirte"), Step("Sirte", screens=2, answer="tr:has-text('still so')")),
    "Who held Sirte, on the map": (
        Step(),
        Step("Where it happened, who held it"),
        Step(typed="2020-06", screens=2, answer="li:has-text('Libyan National Army'):has(svg)"),
    ),
    "Who rejects the memorandum": (
        Step(),
        Step(typed="maritime memorandum"),
        Step("Turkey-GNA memorandum of understanding on maritime"),
        Step(
            "Reactions",
            screens=4,
            answer=", ".join(f"h3:has-text('{each}') + ul" for each in ("contests validity", "condemns", "rejects")),
        ),
    ),
    "What UCDP does not code": (
        Step(),
        Step("What UCDP does not code", screens=3, answer="tr:has-text('only this dataset')"),
    ),
}


def main() -> int:
    """Print a row for each way."""
    program = shutil.which("chromium")
    if program is None:
        print("there is no Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    with serving() as address, sync_playwright() as play:
        page = play.chromium.launch(executable_path=program, args=["--no-sandbox"]).new_page(viewport=_SCREEN)
        for name, steps in WAYS.items():
            page.goto(address)
            print(f"| {name} | {_row(page, steps)} |")
    return 0


def _row(page: Page, steps: Iterable[Step]) -> str:
    clicks = screens = words = answer = 0
    loaded = 0.0
    for step in steps:
        before = page.url.partition("#")[0]
        if step.typed or step.link:
            clicks += 1
            _take(page, step)
        if page.url.partition("#")[0] != before or not clicks:
            loaded += page.evaluate(_LOADED) / 1000
        top = page.evaluate("scrollY")
        words += page.evaluate(_WORDS, [top, top + step.screens * _SCREEN["height"]])
        screens += step.screens
        if step.answer:
            answer = sum(len(each.split()) for each in page.locator(step.answer).all_inner_texts())
    least, most = (_minutes(loaded, clicks, each) for each in (answer, words))
    return f"{clicks} | {screens} | {answer:,} | {words:,} | {loaded:.1f} s | {least:.1f} to {most:.1f} min"


def _minutes(loaded: float, clicks: int, words: int) -> float:
    return (loaded + clicks * _SECONDS_PER_CLICK) / 60 + words / _WORDS_PER_MINUTE


def _take(page: Page, step: Step) -> None:
    if step.typed:
        field = page.locator("input[name=at]" if step.typed[0].isdigit() else "#q")
        field.fill(step.typed)
        field.press("Enter")
    else:
        page.get_by_role("link", name=step.link).locator("visible=true").first.click()
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)


if __name__ == "__main__":
    sys.exit(main())
