"""The search index of a release: one document for each record, beside the store and made from what it holds.

Which fields are looked through, and whose records come last among equals, the shapes say (api:search, api:searchRank).
Documents are written in the order in which equals are to be shown, into one segment, because tantivy keeps that order
among equal scores. The index is no part of the digest: it says nothing that the quads do not.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import tantivy
from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.list_rows import values
from casus.compiler.tantivy_folder import write_documents
from casus.compiler.triples import Triples
from casus.model.fields import Field
from casus.model.types import Model
from casus.release.search_fields import (
    CLASS,
    COLLECTION,
    ELSEWHERE,
    IRI,
    START,
    STARTS,
    STORED,
    TEXT,
    WHOLE,
    WORD,
    Text,
    schema,
)
from casus.terms.names import words
from casus.terms.namespaces import CASUS, RDF, SKOS

_NAMES: Final = ("name", "name-elsewhere")
_ARTICLE: Final = "ال"
_SHORTEST_WITH_ARTICLE: Final = 5


def write_index(path: Path, model: Model, union: Triples) -> None:
    """Index every record in the new folder, which nobody writes to again. Raises OSError when it cannot be written."""
    ordered = _in_order(model, union)
    write_documents(path, schema(), (_document(model, union, record, collection) for record, collection in ordered))


def _in_order(model: Model, union: Triples) -> Iterator[tuple[Node, str]]:
    """The records as equals are shown: by the rank of their collection, then short names first, then by name."""
    keys: list[tuple[int, int, str, str, Node, str]] = []
    for record in union.subjects(RDF.type, CASUS.Record):
        if home := model.home_of(str(record)):
            name = str(union.value(record, CASUS.sortKey) or "")
            keys.append(
                (home.collection.search_rank, len(words(name)), name, str(record), record, home.collection.name)
            )
    for *_, record, collection in sorted(keys, key=lambda key: key[:4]):
        yield record, collection


def _document(model: Model, union: Triples, record: Node, collection: str) -> tantivy.Document:
    classes = {cls for cls in union.objects(record, RDF.type) if isinstance(cls, URIRef)}
    record_type = model.type_of(classes)
    searched = [field for field in record_type.fields if field.search] if record_type else []
    names = sorted(
        set(_texts(union, record, (field for field in searched if field.search in _NAMES))),
        key=lambda name: (name.field != "labels", name.language != "en", name.language or "", name.text, name.field),
    )
    elsewhere = {field.name for field in searched if field.search == "name-elsewhere"}
    further = sorted(
        set(_texts(union, record, (field for field in searched if field.search == "text"))),
        key=lambda text: (text.language != "en", text.field, text.language or "", text.text),
    )
    last_parts = sorted(cls.removeprefix(CASUS) for cls in classes)
    terms = {
        IRI: {str(record)},
        COLLECTION: {collection},
        CLASS: {*last_parts},
        WHOLE: {" ".join(words(name.text)) for name in names if name.field not in elsewhere},
        ELSEWHERE: {" ".join(words(name.text)) for name in names if name.field in elsewhere},
        WORD: {word for name in names for word in _terms(name.text)},
        TEXT: {word for text in further for word in _terms(text.text)},
    }
    terms[START] = {word[:length] for word in terms[WORD] for length in STARTS}
    document = tantivy.Document()
    for field_name, found in terms.items():
        for term in sorted(found):
            document.add_text(field_name, term)
    stored = {"iri": str(record), "classes": last_parts, "names": names, "texts": further}
    document.add_bytes(STORED, json.dumps(stored, ensure_ascii=False).encode())
    return document


def _texts(union: Triples, record: Node, fields: Iterable[Field]) -> Iterator[Text]:
    """What the fields say; of a path that leads to records, their labels."""
    for field in fields:
        for value in values(union, record, field.path):
            texts = [value] if isinstance(value, Literal) else union.objects(value, SKOS.prefLabel)
            for text in texts:
                if isinstance(text, Literal):
                    yield Text(field.name, str(text), text.language)


def _terms(text: str) -> Iterator[str]:
    """The words of a text, and Arabic words without their article too: people search for a surname without it."""
    for word in words(text):
        yield word
        if word.startswith(_ARTICLE) and len(word) >= _SHORTEST_WITH_ARTICLE:
            yield word.removeprefix(_ARTICLE)
