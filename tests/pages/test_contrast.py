"""Contrast of what is read and drawn, by the colours of the style sheet and of files (WCAG 1.4.3, 1.4.11)."""

import re
from importlib.resources import files
from typing import Final

import pytest

from casus.drawings import extent_shape, map, svg
from casus.drawings.statuses import STROKES

CSS: Final = files("casus.pages").joinpath("static/casus.css").read_text("utf-8")
TEXT: Final = ("ink", "quiet", "link", "accepted", "reported", "alleged", "contested", "denied", "fallen")
GROUNDS: Final = ("paper", "panel")
LINES: Final = ("accepted", "reported", "alleged", "contested", "denied", "fallen", "quiet", "link")
OF_TEXT, OF_LINES = 4.5, 3.0


def tokens(scheme: str) -> dict[str, str]:
    """The colours of the scheme by name."""
    found: dict[str, str] = {}
    for in_dark, root in re.findall(r"(@media \(prefers-color-scheme: dark\) \{\s*)?:root \{(.*?)\}", CSS, re.DOTALL):
        if not in_dark or scheme == "dark":
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", root))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(scheme: str) -> None:
    of = tokens(scheme)
    pairs = {(word, ground): contrast(of[word], of[ground]) for word in TEXT for ground in GROUNDS}
    assert {pair: found for pair, found in pairs.items() if found < OF_TEXT} == {}
    assert contrast(of["ink"], of["mark"]) >= OF_TEXT and contrast(of["link"], of["mark"]) >= OF_TEXT
    assert contrast(of["ink"], of["sea"]) >= OF_TEXT and contrast(of["quiet"], of["sea"]) >= OF_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_of_drawings_can_be_seen(scheme: str) -> None:
    of = tokens(scheme)
    pairs = {(line, ground): contrast(of[line], of[ground]) for line in LINES for ground in ("paper", "sea")}
    assert {pair: found for pair, found in pairs.items() if found < OF_LINES} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_upon_tints_can_be_read(scheme: str) -> None:
    of = tokens(scheme)
    tints = dict(re.findall(r"\.(tint(?:-\d)?) \{ fill: (?:var\(--)?([^;]*?)\)?; \}", CSS))
    assert len(tints) == len(map.TINTS) + 1
    for name, token in tints.items():
        pair = re.match(r"light-dark\((#\w+), (#\w+)", token)
        colour = pair[1 + (scheme == "dark")] if pair else of[token]
        assert contrast(colour, of["paper"]) >= OF_TEXT, (name, colour)


def test_colours_of_files_can_be_seen_on_their_paper() -> None:
    assert all(contrast(each.colour, svg.PAPER) >= OF_LINES for each in STROKES.values())
    assert all(contrast(each, svg.PAPER) >= OF_TEXT for each in (svg.INK, svg.QUIET, *map.TINTS))
    assert contrast(extent_shape.BAR, svg.PAPER) >= OF_LINES and contrast(map.RING, "#eaf0f6") >= OF_LINES


def test_files_have_the_colours_of_light_pages() -> None:
    of = tokens("light")
    assert {status: each.colour for status, each in STROKES.items()} == {
        status: of["alleged" if status == "inferred" else status if status in of else "fallen"] for status in STROKES
    }
    assert (of["ink"], of["quiet"], of["line"], of["paper"]) == (svg.INK, svg.QUIET, svg.LINE, svg.PAPER)
