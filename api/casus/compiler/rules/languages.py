"""Texts that are not of the language that they bear: a transliteration with @ar, an Arabic name with @en.

Only languages whose names have one script are told apart (ISO 15924). A text may hold words of another script, such as
an abbreviation; what counts is the script of most of its letters. English has one tag: with a country (@en-GB) a name
is not found as the English one. (Capitals make no difference: the parser writes every tag in small letters.)

And names that are said to be of our own rendering in a language that the record has no name in.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

from rdflib import Literal

from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, SKOS

_SCRIPTS: Final = {
    **dict.fromkeys(("de", "en", "es", "fr", "it", "nl", "pt", "tr"), "LATIN"),
    **dict.fromkeys(("ar", "fa"), "ARABIC"),
    **dict.fromkeys(("ru", "uk"), "CYRILLIC"),
    "el": "GREEK",
    "he": "HEBREW",
}
"""The script of a language, as the names of its letters in Unicode begin."""

_SHORT: Final = 60
"""Characters of a text that a message shows."""


def wrong_languages(sources: Sources) -> Iterator[Violation]:
    """One violation for each text in another script than that of its language, or in the English of one country."""
    for file in sources.files:
        for subject, predicate, value in file.graph:
            if isinstance(value, Literal) and value.language and (said := _wrong(str(value), value.language)):
                yield sources.where.violation(subject, predicate, said, file)


def renderings_without_a_name(sources: Sources) -> Iterator[Violation]:
    """One violation for each language in which a name is said to be our own rendering and there is none."""
    for file in sources.files:
        for subject, language in file.graph.subject_objects(CASUS.renderedName):
            names = file.graph.objects(subject, SKOS.prefLabel)
            if all(isinstance(name, Literal) and name.language != str(language) for name in names):
                said = f'"{language}" is a language without a skos:prefLabel: give the name, or take this away'
                yield sources.where.violation(subject, CASUS.renderedName, said, file)


def _wrong(text: str, language: str) -> str | None:
    """What is wrong with the language of the text."""
    shown = text if len(text) <= _SHORT else f"{text[: _SHORT - 3]}..."
    primary = language.partition("-")[0]
    found, wanted = _script(text), _SCRIPTS.get(primary)
    if wanted and found and found != wanted:
        return (
            f'"{shown}"@{language} is in {found.capitalize()} letters: correct the language; '
            "a transliteration is a skos:altLabel in English (@en)"
        )
    if primary == "en" != language:
        return f'"{shown}"@{language}: write the language as @en'
    return None


def _script(text: str) -> str | None:
    """The script of most letters; None where there is no letter."""
    if text.isascii():  # as most are
        return "LATIN" if any(map(str.isalpha, text)) else None
    scripts = Counter(_script_of(letter) for letter in text if letter.isalpha())
    return scripts.most_common(1)[0][0] if scripts else None


@cache
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]
