"""SVG as text: elements whose attributes and texts are escaped, and a drawing as part of a page or a file of its own.

A drawing has presentation attributes only (the policy of pages refuses `style`), so that a file of it looks alike
without a stylesheet; in pages the classes of its elements take their colours from `casus.css`, which goes before
attributes. No library: svgwrite 1.4 is no longer kept, drawsvg 2.4 writes `style` elements, lxml is not there.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Final
from unicodedata import combining, east_asian_width

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


def text(x: float, y: float, words: str, **attributes: Value) -> Markup:
    """Words at a point; `text_anchor` is as in a text from left to right, whatever the script."""
    return element("text", words, x=x, y=y, **attributes)


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
        """The drawing as a file, with its title and these lines (day, release, licence, citation) below it."""
        top = self.height + _MARGIN
        lines = (
            text(_MARGIN, top + _FOOT_LINE * place, cut(line, 11, self.width - 2 * _MARGIN), font_size=11, fill=QUIET)
            for place, line in enumerate([self.title, *foot], 1)
        )
        height = top + _FOOT_LINE * (len(foot) + 1) + _MARGIN
        paper = element("rect", width=self.width, height=height, fill=PAPER)
        said = element("desc", " · ".join(foot))
        inside = (said, paper, self.inside, *lines)
        return Markup('<?xml version="1.0" encoding="UTF-8"?>\n') + self._svg(
            height, *inside, xmlns="http://www.w3.org/2000/svg", width=self.width, height=height, lang=language
        )

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
