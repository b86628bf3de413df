import pytest
from hypothesis import given
from hypothesis import strategies as st

from casus.search.similarity import of_names
from casus.terms.names import words as fold_words


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Khalifa Haftar", "KHALIFA  HAFTAR", 1, 1),
        ("Fayez Sarraj", "Fayez al-Sarraj", 0.98, 0.999),
        ("Fayez as-Sarraj", "Fayez al-Sarraj", 0.98, 0.999),
        ("The Gambia", "Gambia", 0.98, 0.999),
        ("Haftar, Khalifa", "Khalifa Haftar", 0.96, 0.98),
        ("Khalifa Hafter", "Khalifa Haftar", 0.9, 0.96),
        ("Gen. Khalifa Haftar", "Khalifa Haftar", 0.85, 0.95),
        ("Haftar", "Khalifa Haftar", 0.5, 0.7),
        ("Saddam Haftar", "Khalifa Haftar", 0.4, 0.6),
        ("Libyan National Army", "Syrian Arab Army", 0, 0.6),
        ("خليفة حفتر", "Khalifa Haftar", 0, 0),
        ("...", "Khalifa Haftar", 0, 0),
        ("...", "!!!", 0, 0),
    ],
)
def test_the_likeness_of_names_is_what_a_reader_would_say(one: str, other: str, least: float, most: float) -> None:
    assert least <= of_names(one, other) <= most
    assert of_names(one, other) == pytest.approx(of_names(other, one))


def test_the_likest_of_several_names_counts() -> None:
    names = ["Khalifa Haftar", "Khalifa Hifter", "Somebody else altogether"]

    assert of_names("Khalifa Hifter", *names) == 1
    assert of_names("Khalifa Heftar", *names) == max(of_names("Khalifa Heftar", name) for name in names)
    assert of_names("Khalifa Hifter") == 0


@given(st.text(max_size=12), st.text(max_size=12))
def test_only_the_same_words_in_the_same_order_are_wholly_alike(one: str, other: str) -> None:
    assert (of_names(one, other) == 1) == (fold_words(one) == fold_words(other) != [])
