import base64
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.http import cursors

RELEASE = "0.1.0-abc"
PARAMETERS = [("status", "accepted"), ("q", "lib")]
pairs = st.lists(st.tuples(st.text(), st.text()), max_size=5)


def encoded(text: str) -> str:
    """What a client could forge."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def digest() -> str:
    cursor = cursors.write(1, RELEASE, PARAMETERS)
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")[1]


@given(st.integers(0, 10**9), st.text(), pairs)
def test_what_is_written_is_read_again(offset: int, release: str, parameters: list[tuple[str, str]]) -> None:
    assert cursors.read(cursors.write(offset, release, parameters), release, parameters) == offset


@given(st.integers(0, 10**9), pairs)
def test_a_cursor_needs_no_quoting_in_a_url(offset: int, parameters: list[tuple[str, str]]) -> None:
    cursor = cursors.write(offset, RELEASE, parameters)

    assert set(cursor) <= set(string.ascii_letters + string.digits + "-_")


def test_the_order_of_the_parameters_does_not_matter() -> None:
    assert cursors.read(cursors.write(50, RELEASE, PARAMETERS), RELEASE, PARAMETERS[::-1]) == 50


@given(pairs, pairs)
def test_a_cursor_of_another_list_is_refused(parameters: list[tuple[str, str]], others: list[tuple[str, str]]) -> None:
    cursor = cursors.write(50, RELEASE, parameters)

    if sorted(parameters) != sorted(others):
        with pytest.raises(ValueError, match="a cursor of another list"):
            cursors.read(cursor, RELEASE, others)


def test_a_cursor_of_another_release_is_refused_and_names_both() -> None:
    with pytest.raises(ValueError, match=r"a cursor of release 0\.0\.9-old, and this is 0\.1\.0-abc"):
        cursors.read(cursors.write(50, "0.0.9-old", PARAMETERS), RELEASE, PARAMETERS)


@given(st.text())
def test_any_text_is_read_or_refused_and_never_fails_otherwise(text: str) -> None:
    with pytest.raises(ValueError):
        cursors.read(text, RELEASE, PARAMETERS)


@given(st.binary())
def test_any_bytes_in_the_alphabet_of_cursors_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        cursors.read(base64.urlsafe_b64encode(content).decode(), RELEASE, PARAMETERS)


@given(st.integers(0, 10**6), st.integers(0, 100), st.characters(codec="ascii"))
def test_a_cursor_with_another_character_gives_another_page_or_is_refused(offset: int, place: int, char: str) -> None:
    """A cursor is not secret: an offset may be made up, but nothing else gets through."""
    cursor = cursors.write(offset, RELEASE, PARAMETERS)
    place %= len(cursor)
    try:
        found = cursors.read(cursor[:place] + char + cursor[place + 1 :], RELEASE, PARAMETERS)
    except ValueError:
        return
    assert type(found) is int
    assert found >= 0


@pytest.mark.parametrize("content", ["", "null", "[1]", "1", "1 2", "  ", "1 2 3", "\x00"])
def test_what_is_no_cursor_is_refused(content: str) -> None:
    with pytest.raises(ValueError):
        cursors.read(encoded(content), RELEASE, PARAMETERS)


def test_the_parts_of_a_cursor_put_together_are_one() -> None:
    assert cursors.read(encoded(f"50 {digest()} {RELEASE}"), RELEASE, PARAMETERS) == 50


@pytest.mark.parametrize("offset", ["-1", "1.5", "", "fifty", "٥٠", "1e3", "+1", str(10**30)])
def test_an_offset_that_is_no_number_of_records_is_refused(offset: str) -> None:
    forged = encoded(f"{offset} {digest()} {RELEASE}")
    with pytest.raises(ValueError, match="a cursor of another list"):
        cursors.read(forged, RELEASE, PARAMETERS)
