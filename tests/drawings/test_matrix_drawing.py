"""A matrix as a drawing: every cell leads to what it says, and what is left out is counted."""

from xml.etree import ElementTree

from casus.drawings.matrix import GLYPHS, Entry, Mark, Matrix, densest, drawn

_HOSTILE = "<script>alert(1)</script>"


def matrix(rows: int, columns: int) -> Matrix:
    """Row and column n have fewer marks the larger n is."""
    names = [
        [Entry(f"{kind}{n}", f"{kind} {n} {_HOSTILE}", f"/{kind}{n}") for n in range(most)]
        for kind, most in (("r", rows), ("c", columns))
    ]
    marks = {
        (f"r{row}", f"c{column}"): Mark(
            "signed", "signed", "accepted" if row else "contested", bool(row), f"/{row}-{column}"
        )
        for row in range(rows)
        for column in range(columns - row)
    }
    return densest(*names, marks, most=3, across=4)


def test_a_cell_leads_to_its_claim_and_is_framed_where_that_is_not_accepted() -> None:
    found = matrix(2, 2)
    root = ElementTree.fromstring(drawn(found, "t", "dashed").in_page())
    links = {each.get("href"): each for each in root.iter("a")}

    assert {"/0-0", "/0-1", "/1-0"} <= links.keys()
    assert links["/0-0"].findtext("title", "").endswith(": signed (contested)")
    assert [links[url].find("rect").get("stroke-dasharray") for url in ("/0-0", "/1-0")] == ["4 3", None]
    assert links["/1-0"].findtext("text") == GLYPHS["signed"]
    assert "script" not in {each.tag for each in root.iter()}


def test_the_densest_part_is_shown_and_the_rest_is_counted() -> None:
    found = matrix(6, 7)

    assert [each.id for each in found.rows] == ["r0", "r1", "r2"]
    assert [each.id for each in found.columns] == ["c0", "c1", "c2", "c3"]
    assert (found.rows_left, found.columns_left) == (3, 3)
    assert {row for row, _ in found.marks} == {"r0", "r1", "r2"}


def test_nothing_is_drawn_outside_the_frame() -> None:
    drawing = drawn(matrix(3, 4), "t", "dashed")
    root = ElementTree.fromstring(drawing.in_page())

    for each in root.iter("rect"):
        x, y, width, height = (float(each.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + width <= drawing.width and y + height <= drawing.height
