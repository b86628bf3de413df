"""Markdown as HTML for pages: headings with anchors, links that stay on this host, what is wide in boxes that scroll.

HTML in the text is shown as text. A long text comes in parts, each small enough for a page, cut before headings.
"""

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_SCROLLS: Final = {"tabindex": "0"}
_CUTS: Final = re.compile("(?=<h[23] )")
_ID: Final = re.compile(r'<h[2-6] id="([^"]+)"')
_ELEMENT: Final = re.compile("<[a-z]")
_MOST_ELEMENTS: Final = 2_500
_MOST_PACKED: Final = 34 * 1024
"""Bytes. With what stands around it, a part is within what a page may weigh: 3,000 elements and 40 KB."""


@dataclass(frozen=True)
class Document:
    """A text, ready for a page, or for several."""

    title: str
    """Its first heading, which is not in the body."""
    body: Markup

    @cached_property
    def parts(self) -> dict[str, Markup]:
        """What one page each shows, by the anchor that it begins with; of the first one that is empty."""
        sections = _CUTS.split(self.body)
        found, elements, packed = [sections[0]], *_weight(sections[0])
        for section in sections[1:]:
            more, heavier = _weight(section)
            if elements + more > _MOST_ELEMENTS or packed + heavier > _MOST_PACKED:
                found, elements, packed = [*found, ""], 0, 0
            found[-1] += section
            elements, packed = elements + more, packed + heavier
        return {_ID.findall(text)[0] if place else "": Markup(text) for place, text in enumerate(found)}  # noqa: S704

    @cached_property
    def part_of(self) -> dict[str, str]:
        """The part that each anchor is in."""
        return {anchor: name for name, text in self.parts.items() for anchor in _ID.findall(text)}


def _weight(html: str) -> tuple[int, int]:
    """How many elements it has, and its bytes when it is packed by itself."""
    return len(_ELEMENT.findall(html)), len(zlib.compress(html.encode()))


def document(text: str, name: str, names: frozenset[str]) -> Document:
    """The text of that name, `names` being those that have pages: links to others are none."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = [*_linked(_anchored(parser.parse(text)), posixpath.dirname(name), names)]
    first = next((place for place, token in enumerate(tokens) if token.type == "heading_open"), None)
    if first is None:
        return Document(name, Markup(parser.renderer.render(tokens, parser.options, {})))  # noqa: S704
    title = tokens[first + 1].content.replace("`", "")
    rest = tokens[:first] + tokens[first + 3 :]
    return Document(title, Markup(parser.renderer.render(rest, parser.options, {})))  # noqa: S704


def _anchored(tokens: list[Token]) -> Iterator[Token]:
    """Headings with the anchors that GitHub gives them; tables and code that can be scrolled by the keyboard."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = _anchor(tokens[place + 1].content)
        if token.type == "table_open":
            yield _box(1)
        if token.type in ("th_open", "td_open") and "right" in str(token.attrs.pop("style", "")):  # as the policy wants
            token.attrs["class"] = "number"
        if token.type in ("fence", "code_block"):
            yield _box(1)
            yield token
            yield _box(-1)
            continue
        yield token
        if token.type == "table_close":
            yield _box(-1)


def _box(nesting: int) -> Token:
    attributes: dict[str, str | int | float] = {"class": "scroll", **_SCROLLS} if nesting > 0 else {}
    return Token("box_open" if nesting > 0 else "box_close", "div", nesting, attributes, block=True)  # type: ignore[arg-type]


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _linked(tokens: Iterator[Token], folder: str, names: frozenset[str]) -> Iterator[Token]:
    for token in tokens:
        if token.children:
            token.children = [*_followed(token.children, folder, names)]
        yield token


def _followed(tokens: list[Token], folder: str, names: frozenset[str]) -> Iterator[Token]:
    """The tokens of a line with links to where pages are; a link that leads to none is its text alone."""
    dropped = False
    for token in tokens:
        if token.type == "link_open":
            target = _target(str(token.attrs["href"]), folder, names)
            dropped = target is None
            if target is not None:
                token.attrs["href"] = target
        elif token.type == "image":
            token.attrs["src"] = f"/guide/{posixpath.normpath(posixpath.join(folder, str(token.attrs['src'])))}"
        if not (dropped and token.type in ("link_open", "link_close")):
            yield token


def _target(href: str, folder: str, names: frozenset[str]) -> str | None:
    if re.match(r"[a-z]+:|#|/", href):
        return href
    file, _, anchor = href.partition("#")
    name = posixpath.normpath(posixpath.join(folder, file)).removesuffix(".md")
    return f"/guide/{name}{'#' + anchor if anchor else ''}" if name in names else None
