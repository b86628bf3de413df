"""Where the engine reads a keyword in a query: asked of the engine itself, because nobody else reads a text as it does.

Oxigraph's grammar has no tokens (`trueSERVICE` is two words, `SERVICE:x` may be one), so a lexer of ours would have to
follow two readings of many a text. Instead each place where the letters stand gets another word: as long, in the same
case, of letters only, and one that the text does not hold. In a name, a string, an IRI or a comment it changes nothing
and the engine still parses the text. Where the letters were the keyword, it does not: no rule of the grammar takes a
word that is no name in that place.

The parse trees of spargebra 0.4.8, the parser in pyoxigraph 0.5.13, said the same for each of 1.8 million random texts
made to confuse the two. pyoxigraph has no way to see them, and none to switch SERVICE off.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Final, NoReturn

import pyoxigraph as ox

from casus.sandbox.syntax_error import stopped_at
from casus.terms.names import BASE

_LETTERS: Final = "abcdefghijklmnoprstuvwxyz"
"""All but the q, with which the other words begin."""


def keyword(word: str, text: str) -> int | None:
    """Where the engine reads the keyword in the query, or None. Raises SyntaxError where it reads no query."""
    found = list(re.finditer(word, text, re.IGNORECASE | re.ASCII))
    if not found:
        return None
    other = _other_word(len(word), text.lower())
    if (
        other is None
    ):  # the text holds every such word: taken for the keyword, which is safe for both that are asked for
        return found[0].start()
    changed = re.sub(word, lambda letters: _in_the_case_of(letters[0], other), text, flags=re.IGNORECASE | re.ASCII)
    try:
        _parse(changed)
    except SyntaxError as error:
        _parse(text)
        end = stopped_at(str(error), changed)
        return max((one.start() for one in found if one.end() <= end), default=found[0].start())
    return None


def _other_word(length: int, text: str) -> str | None:
    """A word of that length that the text does not hold; None where it holds them all.

    As it begins with the one q in it, no two can overlap.
    """
    others = ("q" + "".join(letters) for letters in product(_LETTERS, repeat=length - 1))
    return next((other for other in others if other not in text), None)


def _in_the_case_of(word: str, other: str) -> str:
    return "".join(b.upper() if a.isupper() else b for a, b in zip(word, other, strict=True))


def _parse(text: str) -> None:
    """Raises SyntaxError. Nothing is evaluated: the engine takes the dataset after it parsed, and gets none."""
    with suppress(_Parsed):
        ox.Store().query(text, base_iri=BASE, named_graphs=_no_dataset())  # type: ignore[arg-type]


class _Parsed(Exception):
    """The text is a query."""


def _no_dataset() -> Iterator[NoReturn]:
    raise _Parsed
    yield
