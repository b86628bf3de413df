"""What a search text asks of the index: tiers from a whole name down to some words of a description.

A record has the score of its best tier, whatever else fits; equals stay in the order in which the build wrote them.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

from rapidfuzz.distance import OSA
from tantivy import Occur, Query

from casus.release.search_fields import CLASS, COLLECTION, ELSEWHERE, START, STARTS, TEXT, WHOLE, WORD, Text
from casus.search.similarity import without_articles
from casus.store.query_terms import Term, term
from casus.store.search_index import Entry, SearchIndex
from casus.terms.names import words

MOST_WORDS: Final = 16
_SHORTEST_WITH_TYPO: Final = 4
_SHORTEST_WITH_TWO: Final = 5
_SHORTEST_OF_TEXT: Final = 4
_FEWEST_FOR_MOST: Final = 3


class Tier(Enum):
    """How a record fits; the values are scores, powers of two that a 32-bit float holds exactly."""

    NAME = 128.0
    """One of its own names is the text."""
    ELSEWHERE = 64.0
    """What a dataset calls it is the text."""
    WORDS = 32.0
    """Its names have every word."""
    BEGINNING = 16.0
    """Every word begins a word of its names."""
    TYPO = 8.0
    """So it is but for one letter in words of four or more."""
    TYPOS = 4.0
    """So it is but for two letters in words of five or more that no name of the release has."""
    TEXT = 2.0
    """Its names and texts have every word."""
    MOST = 1.0
    """They have all words but one, of three or more."""

    @property
    def shown(self) -> str:
        """What the API calls it."""
        return {Tier.ELSEWHERE: "name", Tier.TYPO: "fuzzy", Tier.TYPOS: "fuzzy", Tier.BEGINNING: "prefix"}.get(
            self, self.name.lower()
        )


SHOWN: Final = tuple(dict.fromkeys(tier.shown for tier in Tier))


def asked_words(text: str) -> list[str]:
    """The words that are looked for: all but articles, each once."""
    return list(dict.fromkeys(without_articles(words(text))))[:MOST_WORDS]


def search_query(index: SearchIndex, text: str, collections: Sequence[str] = (), classes: Sequence[str] = ()) -> Query:
    """The records of one of the collections and of one of the classes (none given: any) that fit the text."""
    asked = asked_words(text)
    schema = index.schema

    def has(field: str, word: str) -> Query:
        return Query.term_query(schema, field, word, index_option="basic")

    def begins(field: str, word: str) -> Query:
        if field == WORD and len(word) in STARTS:
            return has(START, word)
        return Query.fuzzy_term_query(schema, field, word, distance=0, prefix=True)

    def resembles(word: str, letters: int) -> Query:
        return Query.fuzzy_term_query(schema, WORD, word, distance=letters)

    def mistyped(word: str) -> list[Query]:
        close = [resembles(word, 1)] if len(word) >= _SHORTEST_WITH_TYPO else []
        return [begins(WORD, word), *close]

    def much_mistyped(word: str) -> list[Query]:
        far = len(word) >= _SHORTEST_WITH_TWO and not index.knows(word)
        return [begins(WORD, word), resembles(word, 2)] if far else mistyped(word)

    def anywhere(word: str) -> list[Query]:
        long = [begins(TEXT, word)] if len(word) >= _SHORTEST_OF_TEXT else []
        return [begins(WORD, word), has(TEXT, word), *long]

    tiers = {
        Tier.NAME: has(WHOLE, " ".join(words(text))),
        Tier.ELSEWHERE: has(ELSEWHERE, " ".join(words(text))),
        Tier.WORDS: _all(has(WORD, word) for word in asked),
        Tier.BEGINNING: _all(begins(WORD, word) for word in asked),
        Tier.TYPO: _all(_any(mistyped(word)) for word in asked),
        Tier.TYPOS: _all(_any(much_mistyped(word)) for word in asked),
        Tier.TEXT: _all(_any(anywhere(word)) for word in asked),
    }
    if len(asked) >= _FEWEST_FOR_MOST:
        each = [(Occur.Should, _any(anywhere(word))) for word in asked]
        tiers[Tier.MOST] = Query.boolean_query(each, minimum_number_should_match=len(asked) - 1)
    best = Query.disjunction_max_query([Query.const_score_query(query, tier.value) for tier, query in tiers.items()])
    return _among(index, best, collections, classes)


def any_word_query(
    index: SearchIndex, text: str, collections: Sequence[str] = (), classes: Sequence[str] = ()
) -> Query:
    """The records of which a name has one of the words, or one that differs in a letter; rare words first."""
    each: list[Query] = []
    for word in asked_words(text):
        each.append(Query.term_query(index.schema, WORD, word, index_option="basic"))
        if len(word) >= _SHORTEST_WITH_TYPO:
            each.append(Query.fuzzy_term_query(index.schema, WORD, word, distance=1))
    return _among(index, _any(each) if each else Query.empty_query(), collections, classes)


def _among(index: SearchIndex, query: Query, collections: Sequence[str], classes: Sequence[str]) -> Query:
    """The same, but only what is in one of the collections and of one of the classes (none given: any)."""
    wanted = [(COLLECTION, collections), (CLASS, classes)]
    limits = [Query.term_set_query(index.schema, field, list(names)) for field, names in wanted if names]
    return _all([query, *(Query.const_score_query(limit, 0.0) for limit in limits)])


def _all(queries: Iterable[Query]) -> Query:
    found = list(queries)
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Must, query) for query in found])


def _any(queries: Iterable[Query]) -> Query:
    found = list(queries)
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, query) for query in found])


def matched(entry: Entry, text: str, tier: Tier) -> Text:
    """The name or text of the record that fits best; its first name when none alone does."""
    if tier in (Tier.NAME, Tier.ELSEWHERE):
        whole = words(text)
        return next(name for name in entry.names if words(name[1]) == whole)
    asked = asked_words(text)
    places = (*entry.names, *entry.texts) if tier in (Tier.TEXT, Tier.MOST) else entry.names
    return max(places, key=lambda place: _fit(asked, words(place[1])))


def _fit(asked: list[str], found: list[str]) -> tuple[int, int]:
    """How well the words fit, and how few they are."""
    return sum(max((_one(word, other) for other in found), default=0) for word in asked), -len(found)


def _one(asked: str, found: str) -> int:
    if found == asked or found.removeprefix("ال") == asked:
        return 8
    if found.startswith(asked):
        return 7
    return max(0, 6 - 2 * OSA.distance(asked, found)) if len(asked) >= _SHORTEST_WITH_TYPO else 0


def page_query(iris: Sequence[Term]) -> str:
    """SELECT ?id: these, in this order; they are named, because no SPARQL query ranks as a search does."""
    rows = " ".join(f"({position} {term(iri)})" for position, iri in enumerate(iris))
    return f"SELECT ?id WHERE {{ VALUES (?position ?id) {{ {rows} }} }} ORDER BY ?position"
