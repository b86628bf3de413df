"""How like two words or two names are."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from casus.terms.names import words

_ARTICLES: Final = frozenset({"al", "el", "the"})
"""Written or left out at will before names."""
_SUN_LETTERS: Final = ("ch", "d", "dh", "n", "r", "s", "sh", "t", "th", "z")
_ASSIMILATED: Final = frozenset(f"{vowel}{letter}" for vowel in "ae" for letter in _SUN_LETTERS)
"""The Arabic article as it is spoken before such a letter: as-Sarraj, en-Nawasi; before another it is a word."""
_SAME_BUT_FOR_ARTICLES: Final = 0.99
_SAME_IN_ANOTHER_ORDER: Final = 0.97
_LEAST: Final = 0.6
"""Words that are less alike are different words."""


def without_articles(found: Sequence[str]) -> list[str]:
    """The words but for articles, unless there is nothing else."""
    last = len(found) - 1
    return [
        word for place, word in enumerate(found) if not _is_article(word, found[place + 1] if place < last else "")
    ] or list(found)


def _is_article(word: str, following: str) -> bool:
    return word in _ARTICLES or (word in _ASSIMILATED and following.startswith(word[1:]))


def of_names(one: str, *others: str) -> float:
    """How like a name is to the likest of others, from 0 to 1: 1 for the same words in the same order.

    Words are paired, the likest first, and count by their letters. Articles before Arabic names hardly count, the order
    of the words and typing errors count a little, words that only one name has count in full.
    """
    asked = _words(one)
    best = 0.0
    for other in others:
        best = max(best, _of_name(asked, _words(other), best))
    return best


@lru_cache(maxsize=65_536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(words(name))


def _of_name(one: tuple[str, ...], other: tuple[str, ...], least: float) -> float:
    """The likeness; 0 where it cannot be more than the least that is of interest."""
    if one == other:
        return 1.0 if one else 0.0
    core, other_core = without_articles(one), without_articles(other)
    if core == other_core:
        return _SAME_BUT_FOR_ARTICLES
    length, other_length = sum(map(len, core)), sum(map(len, other_core))
    if not length or not other_length or 2 * min(length, other_length) <= least * (length + other_length):
        return 0.0
    pairs = [(_of_words(a, b), i, j) for i, a in enumerate(core) for j, b in enumerate(other_core)]
    paired, left, right = 0.0, set(range(len(core))), set(range(len(other_core)))
    for likeness, i, j in sorted((pair for pair in pairs if pair[0]), key=lambda pair: (-pair[0], pair[1], pair[2])):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            paired += likeness * (len(core[i]) + len(other_core[j]))
    return min(_SAME_IN_ANOTHER_ORDER, paired / (length + other_length))


def _of_words(one: str, other: str) -> float:
    """1 for equal words, less for each letter that differs, 0 for words that are hardly alike."""
    if one == other:
        return 1.0
    if one.isascii() != other.isascii():  # two scripts; folded Latin is ASCII
        return 0.0
    longest = max(len(one), len(other))
    if abs(len(one) - len(other)) > longest * (1 - _LEAST):
        return 0.0
    likeness = 1 - OSA.distance(one, other) / longest
    return likeness if likeness >= _LEAST else 0.0
