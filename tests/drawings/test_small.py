from xml.etree import ElementTree

from casus.drawings import small

TIES = [("a", "x", "accepted"), ("b", "x", "contested"), ("c", "y", "reported"), ("a", "y", "accepted")]


def numbers(drawing: str, tag: str, name: str) -> list[float]:
    return [float(each.attrib[name]) for each in ElementTree.fromstring(drawing).iter(tag) if name in each.attrib]


def test_each_claim_is_a_line_that_is_drawn_by_its_status() -> None:
    lines = [each.attrib["class"] for each in ElementTree.fromstring(small.sides(TIES)).iter("path")]

    assert sorted(lines) == sorted(f"status-{status}" for *_, status in TIES)


def test_bars_of_both_sides_stay_in_the_drawing() -> None:
    drawing = small.sides([*TIES, *((f"s{n}", "y", "reported") for n in range(40))])
    tops, heights = (numbers(drawing, "rect", name) for name in ("y", "height"))

    assert all(top >= 0 and top + height <= 132 for top, height in zip(tops, heights, strict=True))


def test_a_column_is_filled_as_high_as_it_is_certain() -> None:
    heights = numbers(small.columns([(4, 2), (8, 8)], "2011", "2012"), "rect", "height")

    assert heights[0] == 2 * heights[2] and heights[1] == heights[3] == 4 * heights[2]


def test_names_of_data_are_text() -> None:
    drawing = small.signs([("✓", "did", "<script>"), ("✗", "did-not", '"&')])

    assert [each.text for each in ElementTree.fromstring(drawing).iter("text")] == ["✓", "<script>", "✗", '"&']


def test_a_picture_beside_its_link_is_told_once() -> None:
    for drawing in (small.sides(TIES), small.places([(32.9, 13.2, 3), (31.2, 16.6, 1)]), small.signs([("✓", "", "a")])):
        root = ElementTree.fromstring(drawing)
        assert root.attrib["aria-hidden"] == "true" and not [*root.iter("a")]
