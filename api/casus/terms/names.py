"""Names: what our IRIs begin with, slugs, and folding, so that a search finds a name whatever its accents, case or
Arabic letter variants.
"""

import re
import unicodedata
from typing import Final

BASE: Final = "https://w3id.org/casus/"
"""What the IRIs of the project begin with."""
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""The name of a record in its IRI."""
RELEASE_ID: Final = re.compile(r"[0-9A-Za-z.]+-[0-9a-f]{12}")
"""The version of the ontology and the beginning of the content's digest."""
_ARABIC: Final = str.maketrans("أإآٱىةؤئ", "اااايهوي", "ـ")
"""Alif, ya, ta marbuta and hamza carriers to the letter that writers interchange them with; tatweel dropped."""
_LATIN: Final = str.maketrans("–‐ıłøđ", "--ilod", "'’‘ʼʻʾʿ`")
"""Dashes, and letters that Unicode does not decompose; apostrophes and the signs for ayn and hamza dropped."""


def slug_of(iri: object) -> str:
    """The last part of the IRI of a record or code: lna of https://w3id.org/casus/id/armed-forces/lna."""
    return str(iri).rpartition("/")[2]


def fold(name: str) -> str:
    """The name without case, diacritics and letter variants, its white space single: the search key.

    Unicode NFKC and case folding, then the Arabic letter variants that writers interchange (alif, ya, ta marbuta), then
    NFKD with the combining marks dropped, Arabic vowel signs among them.
    """
    if name.isascii():  # none of Unicode's forms changes it
        return " ".join(name.lower().translate(_LATIN).split())
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    decomposed = unicodedata.normalize("NFKD", composed.translate(_ARABIC))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.translate(_LATIN).split())


def words(name: str) -> list[str]:
    """The folded words of the name: what is between white space and punctuation."""
    return re.findall(r"[^\W_]+", fold(name))
