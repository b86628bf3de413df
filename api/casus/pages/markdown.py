"""Markdown as HTML for a page: headings with anchors, links that stay on this host, what is wide in boxes that scroll.

HTML in the text is shown as text.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_SCROLLS: Final = {"tabindex": "0"}


class Document(NamedTuple):
    """A text, ready for a page."""

    title: str
    """Its first heading, which is not in the body."""
    body: Markup


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
