"""The search index of a release, opened read-only; the build writes it (api/casus/compiler/search_index.py)."""

import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import tantivy

from casus.release.search_fields import IRI, STORED, WORD, Text, schema


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


_LOCK: Final = ".lock"


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for the time of the block. The first reader that tantivy 0.27 makes, before it can be told not to, has a
    thread that may lock once more while the folder is being removed.
    """
    folder = Path(tempfile.mkdtemp(prefix="casus-search-"))
    try:
        yield folder
    finally:
        for _ in range(10):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.01)


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
        """Open the index in that folder; FileNotFoundError when there is none.

        tantivy writes a lock file even to read, which a release does not let it do: so it gets a folder of links, which
        is gone again once the files are mapped.
        """
        with _folder() as links:
            for file in path.resolve(strict=True).iterdir():
                if file.suffix != _LOCK:  # another user's, if there is one
                    (links / file.name).symlink_to(file)
            index = tantivy.Index.open(str(links))
            index.config_reader("manual")
            return cls(index.searcher())

    def knows(self, word: str) -> bool:
        """Whether a name has the folded word."""
        return self._searcher.doc_freq(WORD, word) > 0

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
