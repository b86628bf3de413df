"""SVG as text: elements whose attributes and texts are escaped, and a drawing as part of a page or a file of its own.

A drawing has presentation attributes only (the policy of pages refuses `style`), so that a file of it looks alike
without a stylesheet; in pages the classes of its elements take their colours from `casus.css`, which goes before
attributes. No library: svgwrite 1.4 is no longer kept, drawsvg 2.4 writes `style` elements, lxml is not there.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Final
from unicodedata import bidirectional, combining, east_asian_width

from markupsafe import Markup

INK: Final = "#1b2430"
QUIET: Final = "#566172"
LINE: Final = "#cfd6df"
PAPER: Final = "#fff"
"""The colours of light pages, for files; pages have them by the classes `ink`, `quiet`, `line` and `paper`."""
_FONT: Final = "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif"
_EM: Final = 0.59
_WIDE_EM: Final = 1.0
_EMS: Final = {
    **dict.fromkeys("ijlI.,:;'|", 0.32),
    **dict.fromkeys(" frt()[]-/", 0.38),
    **dict.fromkeys("mwMW—…", 0.95),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 0.7),
}
"""Widths of letters in DejaVu Sans, the widest of the fonts: words in others end earlier."""
_MARGIN: Final = 12
_NOTHING: Final = 640
"""As wide is a drawing of nothing."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for, not even escaped (XML 1.0, section 2.2): a word that is looked for may have it."""
_FOOT: Final = 11
_FOOT_LINE: Final = 16

Value = str | int | float | None


def element(name: str, *inside: str, **attributes: Value) -> Markup:
    """The element: `stroke_width=2` is the attribute stroke-width, `class_` class; None is left out.

    What is inside is escaped unless it is Markup.
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _written(value))
        for key, value in attributes.items()
        if value is not None
    )
    if not inside:
        return Markup("<{}{}/>").format(Markup(name), written)  # noqa: S704
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, Markup("").join(inside))  # noqa: S704


def _written(value: Value) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def group(*inside: str, **attributes: Value) -> Markup:
    """A `g`."""
    return element("g", Markup(""), *inside, **attributes)


def text(x: float, y: float, words: str, *more: Markup, **attributes: Value) -> Markup:
    """Words at a point; `text_anchor` is as in a text from left to right, whatever the script.

    Words of a script from right to left stand in its order, with their numbers and the ellipsis where it has them.
    """
    return element("text", words, *more, x=x, y=y, unicode_bidi="plaintext" if _turns(words) else None, **attributes)


def number(words: str) -> Markup:
    """Part of a text that keeps its order from left to right in any script: a date, a number with signs."""
    return element("tspan", words, direction="ltr", unicode_bidi="isolate")


def _turns(words: str) -> bool:
    return any(bidirectional(letter) in ("R", "AL") for letter in words)


def link(url: str, name: str, *inside: str, **attributes: Value) -> Markup:
    """What leads to the URL; the title is its name for those who do not see it, and shown by a pointer over it."""
    return element("a", element("title", name), *inside, href=url, **attributes)


def width_of(words: str, size: float) -> float:
    """About how wide the words are in letters of that size: enough to keep them apart."""
    return size * sum(map(_width, words))


def _width(letter: str) -> float:
    if combining(letter):
        return 0
    return _WIDE_EM if east_asian_width(letter) in "WF" else _EMS.get(letter, _EM)


def cut(words: str, size: float, most: float) -> str:
    """The words, or as much of them as fits into that width, with an ellipsis."""
    if width_of(words, size) <= most:
        return words
    ends = [*accumulate(map(_width, words))]
    return words[: bisect_right(ends, most / size - _width("…"))].rstrip() + "…"


def lines(words: str, size: float, most: float) -> list[str]:
    """The words in lines of that width at most, broken at spaces, and within what is wider alone: all of them."""
    found = [""]
    for word in words.split(" "):
        joined = f"{found[-1]} {word}" if found[-1] else word
        if width_of(joined, size) <= most:
            found[-1] = joined
            continue
        parts = _parts(word, size, most)
        found = [*found, *parts] if found[-1] else parts
    return found


def _parts(word: str, size: float, most: float) -> list[str]:
    """The word, in as many parts as it needs."""
    found = []
    while word:
        ends = [*accumulate(map(_width, word))]
        fits = max(1, bisect_right(ends, most / size))
        found.append(word[:fits])
        word = word[fits:]
    return found


@dataclass(frozen=True)
class Drawing:
    """What is drawn, from (0, 0) to its width and height."""

    width: float
    height: float
    title: str
    inside: Markup

    def in_page(self) -> Markup:
        """The drawing as part of a page; its direction is that of its geometry, whatever the page's."""
        return self._svg(self.height, self.inside, class_="drawing")

    def alone(self, *foot: str, language: str = "en") -> str:
        """The drawing as a file, with its title and these lines (day, release, licence, citation) in full below it."""
        top, room = self.height + _MARGIN, self.width - 2 * _MARGIN
        below = [part for line in (self.title, *foot) for part in lines(line, _FOOT, room)]
        written = (
            text(_MARGIN, top + _FOOT_LINE * place, line, font_size=_FOOT, fill=QUIET)
            for place, line in enumerate(below, 1)
        )
        height = top + _FOOT_LINE * len(below) + _MARGIN
        paper = element("rect", width=self.width, height=height, fill=PAPER)
        said = element("desc", " · ".join(foot))
        inside = (said, paper, self.inside, *written)
        whole = self._svg(
            height, *inside, xmlns="http://www.w3.org/2000/svg", width=self.width, height=height, lang=language
        )
        return Markup('<?xml version="1.0" encoding="UTF-8"?>\n' + _NOT_XML.sub("\ufffd", whole))  # noqa: S704

    def _svg(self, tall: float, *inside: str, **attributes: Value) -> Markup:
        return element(
            "svg",
            element("title", self.title),
            *inside,
            viewBox=f"0 0 {_written(float(self.width))} {_written(float(tall))}",
            role="group",
            direction="ltr",
            font_family=_FONT,
            font_size=14,
            fill="currentColor",
            color=INK,
            **attributes,
        )


def nothing(title: str, words: str) -> Drawing:
    """What stands for a drawing where there is nothing to draw: that, in words."""
    said = lines(words, 14, _NOTHING - 2 * _MARGIN)
    inside = [text(_MARGIN, 24 * place, line, class_="ink", fill=INK) for place, line in enumerate(said, 1)]
    return Drawing(_NOTHING, 24 * len(said) + _MARGIN, title, Markup("").join(inside))
