"""Maps: places where they are, labels where nothing else is, land where land is."""

import json
import re
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.drawings import coast
from casus.drawings.geography import LEAST_HEIGHT, MOST_HEIGHT, WIDTH, Window
from casus.drawings.map import Cell, Mark, Ring, Symbol, drawn_map, radius
from casus.drawings.placement import Block, Box, placed

HOSTILE = "</text><script>alert(1)</script>\"'&"
SYMBOL = Symbol("A", "control", "/c", "told", True, "accepted")
POINTS = st.tuples(st.floats(-85, 85), st.floats(-180, 180))
BLOCKS = st.lists(
    st.builds(
        Block,
        x=st.floats(0, WIDTH),
        y=st.floats(0, 600),
        radius=st.floats(4, 30),
        width=st.floats(10, 200),
        height=st.floats(10, 60),
        goes_far=st.booleans(),
    ),
    max_size=30,
)


def mark_of(block: Block) -> Box:
    return Box(block.x - block.radius, block.y - block.radius, block.x + block.radius, block.y + block.radius)


@given(BLOCKS)
def test_no_block_covers_another_one_or_a_mark_and_all_are_in_the_frame(blocks: list[Block]) -> None:
    frame = Box(0, 0, WIDTH, 600)
    boxes = placed(blocks, frame)
    found = [box for box in boxes if box is not None]

    assert all(box.within(frame) for box in found)
    assert not [1 for n, box in enumerate(found) for other in found[:n] if box.meets(other)]
    assert not [1 for box in found for block in blocks if box.meets(mark_of(block))]
    assert boxes == placed(blocks, frame)


def test_the_first_one_has_the_place_beside_its_mark() -> None:
    boxes = placed([Block(500, 300, 8, 60, 16), Block(440, 300, 8, 60, 16)], Box(0, 0, WIDTH, 600))
    assert boxes[0] is not None and boxes[1] is not None
    assert 508 < boxes[0].left < 520 and 420 < boxes[1].right < 432


@given(st.lists(POINTS, min_size=1, max_size=20))
def test_a_window_around_points_holds_them_all_in_the_proportions_of_a_drawing(
    points: list[tuple[float, float]],
) -> None:
    window = Window.around(points)

    assert 0.99 * LEAST_HEIGHT <= window.height <= MOST_HEIGHT or window.east - window.west >= 359
    assert all(window.holds(*point) for point in points)
    assert all(0 <= x <= WIDTH for x, _ in (window.place(*point) for point in points))


@given(st.tuples(st.floats(-170, 160), st.floats(-70, 60), st.floats(1, 60), st.floats(1, 20)))
def test_the_box_of_a_window_is_one_that_the_map_can_be_asked_for(box: tuple[float, float, float, float]) -> None:
    west, south, wide, tall = box
    east = west + wide if west + wide <= 180 else west + wide - 360
    window = Window.of(west, south, east, min(90, south + tall))
    for each in (window, window.scaled(0.5), window.scaled(2), window.moved(0.5, 0), window.moved(0, -0.5)):
        left, bottom, right, top = map(float, each.bbox.split(","))
        assert -180 <= left <= 180 and -180 <= right <= 180 and -90 <= bottom < top <= 90


def test_east_is_right_and_north_is_up_beyond_the_180th_meridian_too() -> None:
    window = Window.of(170, -20, -170, 0)
    (fiji, south), (samoa, north) = window.place(-18, 178), window.place(-13.8, -172)
    assert fiji < samoa and north < south


def test_the_window_leaves_out_what_lies_far_away_and_alone() -> None:
    libya = [(32.9 - n / 10, 13.2 + n / 3) for n in range(20)]
    points = [*libya, (55.75, 37.6), (40.7, -74.0)]
    window = Window.around_most(points, [2] * 20 + [1, 1])
    assert all(window.holds(*point) for point in libya)
    assert not window.holds(55.75, 37.6) and not window.holds(40.7, -74.0)


def inside(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether the point is in the ring, by how often a line from it crosses the ring."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum((v > y) != (w > y) and x < (u - t) * (y - v) / (w - v) + t for (t, v), (u, w) in pairs) % 2 == 1


@pytest.mark.parametrize(
    ("point", "is_land"), [((27, 15), True), ((35, 18), False), ((46, 2), True), ((60, 175), False), ((66, 175), True)]
)
def test_land_is_where_land_is(point: tuple[float, float], is_land: bool) -> None:
    latitude, longitude = point
    window = Window.of(longitude - 8, latitude - 5, longitude + 8 - (360 if longitude > 172 else 0), latitude + 5)
    x, y = window.place(*point)
    assert (sum(inside(ring, x, y) for ring in coast.outlines(window)) % 2 == 1) is is_land


@pytest.mark.parametrize("box", [(9, 19, 26, 34), (-180, -60, 180, 85), (150, -50, -150, 10)])
def test_outlines_end_at_the_frame(box: tuple[float, float, float, float]) -> None:
    window = Window.of(*box)
    points = [point for ring in coast.outlines(window) for point in ring]
    assert points
    assert all(-0.01 <= x <= WIDTH + 0.01 and -0.01 <= y <= window.height + 0.01 for x, y in points)
    assert coast.path(window) == coast.path(window) and len(coast.path(window)) < 70_000


def test_the_file_of_outlines_is_small_and_says_where_they_are_from() -> None:
    text = files("casus.drawings").joinpath("coast.json").read_text("utf-8")
    data = json.loads(text)
    assert len(text) <= 120_000
    assert "Natural Earth" in data["source"] and data["licence"] == "public domain"
    assert re.search(r"world-atlas \d", data["made_of"])


def mark(number: int, ring: Ring, latitude: float = 32.9) -> Mark:
    symbol = Symbol("A", "control", f"/claims/{number}", HOSTILE, number % 2 == 0, "reported", 0)
    return Mark(latitude, 13.2 + number / 50, HOSTILE, f"/places/{number}", HOSTILE, ring, number, True, (symbol,))


def test_each_place_and_each_claim_is_a_link_and_nothing_becomes_markup() -> None:
    marks = [mark(number, ring) for number, ring in enumerate(Ring)]
    window = Window.around([(m.latitude, m.longitude) for m in marks])
    drawing = drawn_map(HOSTILE, window, marks, "Coast: Natural Earth")
    root = ElementTree.fromstring(drawing.in_page())

    assert {each.get("href") for each in root.iter("a")} == {m.url for m in marks} | {m.symbols[0].url for m in marks}
    assert "<script" not in drawing.alone() and " style=" not in drawing.alone()
    assert "Coast: Natural Earth" in drawing.in_page()
    assert drawing == drawn_map(HOSTILE, window, marks, "Coast: Natural Earth")


def test_how_exactly_a_place_is_known_is_drawn_by_its_line() -> None:
    window = Window.around([(32.9, 13.2)])

    def circles(ring: Ring) -> list[ElementTree.Element]:
        found = ElementTree.fromstring(drawn_map("", window, [mark(1, ring)], "").in_page())
        return [*found.iter("circle")]

    (exact,), (near,), (hatch, region) = circles(Ring.EXACT), circles(Ring.NEAR), circles(Ring.REGION)
    assert exact.get("stroke-dasharray") is None and near.get("stroke-dasharray")
    assert hatch.get("fill", "").startswith("url(") and region.get("stroke-dasharray")
    assert radius(mark(1, Ring.REGION)) > radius(mark(1, Ring.NEAR)) == radius(mark(1, Ring.EXACT))


def test_the_cell_with_the_most_events_fills_its_part_of_the_map() -> None:
    window = Window.of(0, 0, 16, 8)
    cells = [Cell(west, 0, west + 2, 2, count, f"{count}", f"/{west}", "") for west, count in ((0, 100), (4, 25))]
    root = ElementTree.fromstring(drawn_map("", window, [], "", cells).in_page())
    sides = [float(each.get("width", 0)) for each in root.iter("rect") if each.get("class") == "ring"]
    assert sides[0] == pytest.approx(2 * sides[1], abs=0.2) and sides[0] <= WIDTH / 8 + 0.1


def test_points_on_both_sides_of_the_180th_meridian_are_near_each_other() -> None:
    fiji = [(-17.0, -179.5), (-17.5, 178.0)]
    window = Window.around(fiji)

    assert window.east - window.west < 5 and all(window.holds(*point) for point in fiji)
    assert Window.around_most([*fiji, *((-18.0 - n / 10, 179.0) for n in range(6))], [1] * 8).east < 190


def test_a_line_leads_to_the_words_that_it_is_for() -> None:
    marks = [Mark(32.0 + n / 100, 13.0, "Ab", f"/{n}", "t", Ring.EXACT, symbols=(SYMBOL,) * 6) for n in range(5)]
    root = ElementTree.fromstring(drawn_map("t", Window(10, 30, 18, 34).whole, marks, "s").in_page())
    ends = [
        tuple(map(float, re.split(r"[ ]", each.get("d", "").partition("L")[2])))
        for each in root.iter("path")
        if each.get("class") == "leader"
    ]
    words = [(float(each.attrib["x"]), float(each.attrib["y"])) for each in root.iter("text") if each.text == "Ab"]
    symbols = [
        tuple(map(float, re.findall(r"-?[\d.]+", each.attrib["d"])[:2]))
        for each in root.iter("path")
        if "h18" in each.get("d", "")
    ]

    near = [[abs(x - left) < 25 and abs(y - top) < 30 for left, top in (*words, *symbols)] for x, y in ends]
    assert ends and all(map(any, near))
