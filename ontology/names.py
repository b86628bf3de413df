"""Folding of names, so that a search finds them whatever the accents, the case or the spelling of an Arabic letter."""

import unicodedata
from typing import Final

_ARABIC: Final = str.maketrans("أإآٱىةؤئ", "اااايهوي", "ـ")
"""Alif, ya, ta marbuta and hamza carriers to the letter that writers interchange them with; tatweel dropped."""
_LATIN: Final = str.maketrans("–‐ıłøđ", "--ilod", "'’‘ʼʻʾʿ`")
"""Dashes, and letters that Unicode does not decompose; apostrophes and the signs for ayn and hamza dropped."""


def fold(name: str) -> str:
    """The name without case, diacritics and letter variants, its white space single: the search key.

    Unicode NFKC and case folding, then the Arabic letter variants that writers interchange (alif, ya, ta marbuta), then
    NFKD with the combining marks dropped, Arabic vowel signs among them.
    """
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    decomposed = unicodedata.normalize("NFKD", composed.translate(_ARABIC))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.translate(_LATIN).split())
