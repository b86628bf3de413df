"""The draw of records for a review: each kind has its share, and the release draws."""

from tools import sample


def test_small_kinds_have_the_least_and_large_ones_their_share() -> None:
    shares = sample.shared({"few": 2, "some": 20, "many": 200}, size=20, at_least=3)
    assert shares["few"] == 2
    assert shares["some"] == 3
    assert sum(shares.values()) == 20


def test_not_more_than_there_are() -> None:
    assert sample.shared({"few": 2, "some": 4}, size=20, at_least=3) == {"few": 2, "some": 4}


def test_the_seed_draws() -> None:
    iris = {f"https://example.org/{number}": None for number in range(50)}
    first = sample.drawn(iris, 5, "one")
    assert first == sample.drawn(iris, 5, "one") != sample.drawn(iris, 5, "another")
    left_out = next(iri for iri in iris if iri not in first)
    assert first == sample.drawn({iri: None for iri in iris if iri != left_out}, 5, "one")
