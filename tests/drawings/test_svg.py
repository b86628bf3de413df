"""SVG as text: what is shown can never become markup, and a file says what it is of."""

from xml.etree import ElementTree

from markupsafe import Markup

from casus.drawings.statuses import STROKES, stroke
from casus.drawings.svg import Drawing, cut, element, lines, link, nothing, text, width_of

HOSTILE = "</text><script>alert('1')</script>\"&"


def test_words_and_attributes_are_escaped() -> None:
    read = ElementTree.fromstring(link(HOSTILE, HOSTILE, text(1, 2.25, HOSTILE)))

    assert read.get("href") == read.findtext("title") == read.findtext("text") == HOSTILE
    assert len([*read.iter()]) == 3


def test_an_attribute_has_the_name_that_svg_gives_it() -> None:
    assert element("path", class_="a", stroke_width=1.04, fill=None) == '<path class="a" stroke-width="1"/>'
    assert element("g", Markup("<b/>"), "<c>") == "<g><b/>&lt;c&gt;</g>"


def test_a_file_says_what_it_is_of_and_a_page_has_it_once() -> None:
    drawing = Drawing(300, 100, "Support in January 2020", Markup(""))

    alone = drawing.alone("2020-01", "release 1", "CC BY 4.0")
    assert all(words in alone for words in ("Support in January 2020", "2020-01", "release 1", "CC BY 4.0"))
    root = ElementTree.fromstring(alone.encode())
    assert float(root.get("height")) > 100
    assert " style=" not in alone and "<style" not in alone
    assert drawing.in_page().count("Support in January 2020") == 1


def test_words_are_cut_to_their_width() -> None:
    assert cut("Government of National Accord", 14, 100).endswith("…")
    assert width_of(cut("Government of National Accord", 14, 100), 14) <= 100
    assert cut("GNA", 14, 100) == "GNA"
    assert cut("GNA", 14, 1) == "…"


def test_lines_have_all_that_was_said() -> None:
    said = "Casus, release 1 " + "http://localhost/v1/network?" + "ego=armed-forces%2Flna&" * 12
    found = lines(said, 11, 200)

    assert "".join(found).replace(" ", "") == said.replace(" ", "")
    assert all(width_of(line, 11) <= 200 for line in found) and len(found) > 3
    assert lines("", 11, 200) == [""] and lines("abc", 11, 1) == ["a", "b", "c"]


def test_an_address_is_in_a_file_in_full() -> None:
    address = "http://localhost/v1/network?" + "ego=armed-forces%2Flna&" * 12
    root = ElementTree.fromstring(Drawing(300, 100, "t", Markup("")).alone(address))
    below = [each for each in root.iter() if each.tag.endswith("text")]

    assert address in "".join(each.text or "" for each in below)
    assert all(float(each.attrib["y"]) < float(root.attrib["height"]) for each in below)


def test_words_from_right_to_left_have_their_direction_and_others_none() -> None:
    assert 'unicode-bidi="plaintext"' in text(1, 2, "12 يناير 2020")
    assert "unicode-bidi" not in text(1, 2, "12 January 2020")


def test_where_nothing_is_drawn_that_is_said() -> None:
    found = nothing("Japan: Network", HOSTILE)

    assert found.title == "Japan: Network"
    assert ElementTree.fromstring(found.in_page()).findtext("text") == HOSTILE


def test_every_status_has_a_line_of_its_own() -> None:
    strokes = {(s.dashes, s.width, s.opacity) for s in STROKES.values()}

    assert len(strokes) == len(STROKES)
    assert stroke("accepted")["stroke_dasharray"] is None


def test_what_xml_has_no_place_for_is_replaced_in_a_file() -> None:
    alone = nothing("a\x00\x0b\uffff b", "x").alone("release\x01 1")

    assert "release\ufffd 1" in "".join(ElementTree.fromstring(alone.encode()).itertext())
