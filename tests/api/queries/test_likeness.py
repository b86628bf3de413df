import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.queries.likeness import distance

words = st.text("abcdé", max_size=9)


def by_the_matrix(one: str, other: str) -> int:
    """The optimal string alignment distance as its definition computes it."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            changed = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, changed)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("haftar", "haftar", 0),
        ("haftr", "haftar", 1),
        ("hafatr", "haftar", 1),
        ("hifter", "haftar", 2),
        ("lybia", "libya", 2),
        ("", "libya", 5),
        ("حفتر", "حفطر", 1),
    ],
)
def test_the_distance_counts_letters_added_dropped_changed_or_swapped(one: str, other: str, letters: int) -> None:
    assert distance(one, other) == letters


@given(words, words)
def test_the_distance_is_that_of_the_matrix_of_all_prefixes(one: str, other: str) -> None:
    assert distance(one, other) == by_the_matrix(one, other)
