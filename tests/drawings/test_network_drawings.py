"""Networks as drawings: nothing is outside the frame, every mark leads somewhere, the same input is the same text."""

import random
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casus.drawings.circle import circle
from casus.drawings.legend import with_legend
from casus.drawings.network import Actor, Network, Tie
from casus.drawings.order import crossings, spread, stacked, two_sides
from casus.drawings.sides import around, two_sided
from casus.drawings.statuses import STROKES
from casus.drawings.svg import Drawing

_HOSTILE = """<script>alert("1")</script>&'"""
_UNHURRIED = settings(deadline=None, max_examples=40)
_NAMES = [f"a{place}" for place in range(8)]


@st.composite
def networks(draw: st.DrawFn, *, directed: bool | None = None) -> Network:
    """Up to eight actors, with names of any length, and up to thirty ties."""
    words = st.one_of(st.just(_HOSTILE), st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60))
    actors = {name: Actor(name, draw(words), f"/v1/{name}") for name in _NAMES}
    ends = st.sampled_from(_NAMES)
    drawn = draw(
        st.lists(st.tuples(ends, ends, st.sampled_from([*STROKES, None]), st.integers(1, 40)), min_size=1, max_size=30)
    )
    ties = [
        Tie(
            key=f"k{place}",
            source=source,
            target=target,
            url=f"/v1/claims/{place}",
            label=f"claim {place} {_HOSTILE}",
            status=status,
            count=count,
            directed=draw(st.booleans()) if directed is None else directed,
            kind=f"kind {place % 3}",
            only_possible=place % 2 == 0,
        )
        for place, (source, target, status, count) in enumerate(drawn)
    ]
    used = {end for tie in ties for end in (tie.source, tie.target)}
    return Network({name: actor for name, actor in actors.items() if name in used}, tuple(ties))


def read(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.in_page())


def points(root: ElementTree.Element) -> list[tuple[float, float]]:
    """Where lines go through and are bent to, and the corners of bars and dots."""
    found = []
    for element in root.iter():
        if element.tag == "path" and "h" not in element.get("d", ""):
            numbers = [float(n) for n in re.findall(r"-?[0-9.]+", element.get("d", ""))]
            found += zip(numbers[::2], numbers[1::2], strict=True)
        elif element.tag == "rect":
            x, y, width, height = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
            found += [(x, y), (x + width, y + height)]
        elif element.tag == "circle":
            found.append((float(element.get("cx", 0)), float(element.get("cy", 0))))
        elif element.tag == "text":
            found.append((float(element.get("x", 0)), float(element.get("y", 0))))
    return found


def assert_fits(drawing: Drawing, network: Network, ties: list[Tie]) -> None:
    root = read(drawing)
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in points(root))
    linked = [element.get("href") for element in root.iter("a")]
    assert {tie.url for tie in ties} <= set(linked)
    assert len([url for url in linked if url in {tie.url for tie in ties}]) == len(ties)
    marks = {id(mark) for a in root.iter("a") for mark in a.iter()}
    assert all(id(mark) in marks for name in ("path", "rect", "circle") for mark in root.iter(name))
    assert {each.tag for each in root.iter()} <= {"svg", "title", "a", "path", "rect", "circle", "text"}


@_UNHURRIED
@given(networks(directed=True))
def test_two_sides_hold_every_tie_and_nothing_is_outside_the_frame(network: Network) -> None:
    assert_fits(two_sided(network, "title", ("from", "to")), network, list(network.ties))


@_UNHURRIED
@given(networks())
def test_a_ring_holds_every_tie_and_nothing_is_outside_the_frame(network: Network) -> None:
    assert_fits(circle(network, "title"), network, list(network.ties))


@_UNHURRIED
@given(networks())
def test_around_an_actor_are_its_own_ties(network: Network) -> None:
    centre = network.ties[0].source
    own = [tie for tie in network.ties if centre in (tie.source, tie.target)]

    assert_fits(around(network, centre, "title"), network, own)


@_UNHURRIED
@given(networks(directed=True), st.randoms(use_true_random=False))
def test_the_order_of_the_ties_changes_nothing(network: Network, shuffle: random.Random) -> None:
    ties = list(network.ties)
    shuffle.shuffle(ties)
    other = Network(dict(reversed(network.actors.items())), tuple(ties))

    assert two_sided(other, "t", ("a", "b")) == two_sided(network, "t", ("a", "b"))
    assert circle(other, "t") == circle(network, "t")
    assert around(other, network.ties[0].source, "t") == around(network, network.ties[0].source, "t")


def test_an_actor_that_does_both_stands_on_both_sides() -> None:
    actors = {name: Actor(name, name, f"/{name}") for name in "abc"}
    ties = tuple(Tie(f"{a}{b}", a, b, f"/{a}{b}", "", "accepted") for a, b in ("ab", "bc"))

    words = [each.text for each in read(two_sided(Network(actors, ties), "t", ("from", "to"))).iter("text")]
    assert sorted(words) == ["a", "b", "b", "c", "from", "to"]


@pytest.mark.parametrize(("pairs", "fewest"), [("ay bx", 0), ("ax ay bx by", 1), ("ax by cx dy", 0)])
def test_few_lines_cross(pairs: str, fewest: int) -> None:
    ends = [(left, right) for left, right in pairs.split()]

    assert crossings(ends, *two_sides(ends)) == fewest


@_UNHURRIED
@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(1, 50)), max_size=20))
def test_what_is_spread_keeps_its_order_and_does_not_touch(wished: list[tuple[float, float]]) -> None:
    heights = [height for _, height in wished]
    placed = spread([wish for wish, _ in wished], heights, 5)

    for (above, tall), (below, other) in pairwise(zip(placed, heights, strict=True)):
        assert below - above >= (tall + other) / 2 + 5 - 1e-6


def test_what_has_room_stands_where_it_would_be() -> None:
    assert spread([100, 0, 200], [10, 10, 10], 0)[2] == pytest.approx(200)
    assert spread(stacked([10, 20], 5), [10, 20], 5) == stacked([10, 20], 5)


def test_a_legend_names_every_status_below_the_drawing() -> None:
    drawing = with_legend(two_sided(Network({}, ()), "t", ("a", "b")), [(each, each) for each in STROKES], "a note")

    words = [each.text for each in read(drawing).iter("text")]
    assert words[2:] == [*STROKES, "a note"]
    assert all(float(each.get("y", 0)) <= drawing.height for each in read(drawing).iter("text"))


def test_what_is_written_on_neighbouring_lines_can_be_told_apart() -> None:
    actors = {name: Actor(name, name, f"/{name}") for name in "abc"}
    ties = tuple(
        Tie(f"{n:02}", "a" if n < 6 else "b", "c", f"/{n}", "", "accepted", only_possible=True) for n in range(12)
    )
    for drawing in (two_sided(Network(actors, ties), "t", ("a", "b")), around(Network(actors, ties), "c", "t")):
        marks = [each for each in read(drawing).iter("text") if each.text == "?"]
        places = [(float(each.attrib["x"]), float(each.attrib["y"])) for each in marks]

        assert len(places) == 12
        for n, (x, y) in enumerate(places):
            assert all(abs(x - left) > 7 or abs(y - top) > 9 for left, top in places[:n])
