"""The search index of a release, opened read-only; the build writes it (api/casus/compiler/search_index.py)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from casus.release.search_fields import COLLECTION, IRI, STORED, WORD, Text, schema
from casus.store.tantivy_folder import searcher_of

_LETTERS_PER_TYPO = 3
"""So short is a word in which one letter may differ; two may in one of twice as many."""


@dataclass(frozen=True)
class Entry:
    """What the index holds of a record, for showing it."""

    iri: str
    classes: tuple[str, ...]
    """The last parts of the classes' IRIs."""
    names: tuple[Text, ...]
    texts: tuple[Text, ...]

    def label(self, language: str = "en") -> str | None:
        """The name in the language, or in English, or any."""
        return _in_language(self.names, "labels", language)

    def description(self, language: str = "en") -> str | None:
        """The description in the language, or in English, or any."""
        return _in_language(self.texts, "description", language)


def _in_language(texts: Sequence[Text], field: str, language: str) -> str | None:
    """English comes first in the index."""
    found = {tag: text for name, text, tag in reversed(texts) if name == field}
    return found.get(language) or next(reversed(found.values()), None)


@dataclass(frozen=True)
class Hits:
    """A page of what a query found."""

    total: int
    entries: tuple[tuple[float, Entry], ...]
    """Each with its score, the best first."""


class SearchIndex:
    """The records of a release by their words. Threads may share it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.schema = schema()
        self._searcher = searcher

    @classmethod
    def open(cls, path: Path) -> "SearchIndex":
        """Open the index in that folder; FileNotFoundError when there is none."""
        return cls(searcher_of(path))

    def knows(self, word: str) -> bool:
        """Whether a name has the folded word."""
        return self._searcher.doc_freq(WORD, word) > 0

    def resembling(self, asked: Sequence[str], collection: str, most: int) -> tuple[Entry, ...]:
        """Records of the collection of which a name has one of the folded words, or one that differs by two letters.

        Those that have more of the words come first, and among them those that have rarer ones.
        """
        alike = [
            tantivy.Query.fuzzy_term_query(self.schema, WORD, word, distance=min(2, len(word) // _LETTERS_PER_TYPO))
            for word in asked
        ]
        exact = [tantivy.Query.term_query(self.schema, WORD, word, index_option="basic") for word in asked]
        among = tantivy.Query.const_score_query(
            tantivy.Query.term_query(self.schema, COLLECTION, collection, index_option="basic"), 0.0
        )
        words = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in (*alike, *exact)])
        both = tantivy.Query.boolean_query([(tantivy.Occur.Must, words), (tantivy.Occur.Must, among)])
        return tuple(entry for _, entry in self.run(both, most).entries)

    def entries(self, iris: Iterable[str]) -> dict[str, Entry]:
        """What the index holds of these records, by IRI; nothing of those that it does not have."""
        wanted = list(dict.fromkeys(iris))
        if not wanted:
            return {}
        query = tantivy.Query.term_set_query(self.schema, IRI, wanted)
        return {entry.iri: entry for _, entry in self.run(query, len(wanted)).entries}

    def run(self, query: tantivy.Query, limit: int, offset: int = 0) -> Hits:
        """The records from `offset` on, at most `limit`."""
        left = self._searcher.num_docs - offset  # tantivy allocates for what is asked, were it thousands of millions
        if left <= 0:
            return Hits(self._searcher.search(query, limit=1).count, ())  # type: ignore[attr-defined]
        found = self._searcher.search(query, limit=min(limit, left), offset=offset)
        return Hits(found.count, tuple(self._entries(found.hits)))  # type: ignore[attr-defined]

    def _entries(self, hits: Sequence[tuple[float, tantivy.DocAddress]]) -> Iterator[tuple[float, Entry]]:
        for score, address in hits:
            stored = json.loads(self._searcher.doc(address)[STORED][0])
            names, texts = (tuple(Text(*text) for text in stored[name]) for name in ("names", "texts"))
            yield score, Entry(stored["iri"], tuple(stored["classes"]), names, texts)
