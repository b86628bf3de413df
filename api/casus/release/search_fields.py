"""What a document of the search index is made of, for who writes it and who reads it."""

from typing import Final, NamedTuple

import tantivy

FOLDER: Final = "search"
"""Where it is in a release."""
IRI: Final = "iri"
"""The record."""
COLLECTION: Final = "collection"
"""The collection of the record."""
CLASS: Final = "class"
"""Its classes, by the last part of their IRIs."""
WHOLE: Final = "whole"
"""Each of its own names as one term, its folded words with single spaces."""
ELSEWHERE: Final = "elsewhere"
"""Likewise what others call it, in their datasets."""
WORD: Final = "word"
"""The words of the names."""
START: Final = "start"
"""The first letters of these words, so many as STARTS says: thousands of words share them, one posting list answers."""
TEXT: Final = "text"
"""The words of the texts."""
STORED: Final = "stored"
"""What a result shows, as JSON: iri, classes, names and texts, each as [field, text, language]."""
STARTS: Final = (1, 2, 3)


class Text(NamedTuple):
    """What a field of a record says."""

    field: str
    text: str
    language: str | None


def schema() -> tantivy.Schema:
    """The fields; terms are made by `words`, so that tantivy's tokenizers have nothing to do."""
    builder = tantivy.SchemaBuilder()
    for name in (IRI, COLLECTION, CLASS, WHOLE, ELSEWHERE, WORD, START, TEXT):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.add_bytes_field(STORED, stored=True).build()
