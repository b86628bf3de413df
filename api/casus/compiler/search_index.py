"""The search index of a release: one document for each record, beside the store and made from what it holds.

Which fields are looked through, and whose records come last among equals, the shapes say (api:search, api:searchRank).
Documents are written in the order in which equals are to be shown, into one segment, because tantivy keeps that order
among equal scores. The index is no part of the digest: it says nothing that the quads do not.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.list_entries import values
from casus.compiler.tantivy_folder import write_documents
from casus.compiler.triples import Triples
from casus.model.constraints import Data
from casus.model.fields import Field
from casus.model.types import Collection, Model
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


@dataclass(frozen=True, slots=True)
class Found:
    """A record as a search finds and shows it."""

    iri: str
    collection: str
    rank: int
    """Among equals, those of a lower rank are shown first."""
    label: str
    """The folded English label."""
    classes: list[str]
    """By the last part of their IRIs."""
    names: list[Text]
    texts: list[Text]
    elsewhere: list[str]
    """The fields whose names are those that others give it."""

    def members(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def of_members(cls, members: dict[str, Any]) -> "Found":
        """What `members` gave."""
        names, texts = ([Text(*text) for text in members[name]] for name in ("names", "texts"))
        return cls(**{**members, "names": names, "texts": texts})


def write_index(path: Path, found: Iterable[Found]) -> None:
    """Index these in the new folder, which nobody writes to again. Raises OSError when it cannot be written.

    In the order in which equals are shown: by the rank of their collection, then short names first, then by name.
    """
    ordered = sorted(found, key=lambda each: (each.rank, len(words(each.label)), each.label, each.iri))
    write_documents(path, schema(), map(_document, ordered))


def found_of(model: Model, union: Triples) -> Iterator[Found]:
    """Every record that is in a collection."""
    for record in union.subjects(RDF.type, CASUS.Record):
        if home := model.home_of(str(record)):
            label = str(union.value(record, CASUS.sortKey) or "")
            classes = {cls for cls in union.objects(record, RDF.type) if isinstance(cls, URIRef)}
            yield found(model, union, record, home.collection, classes, label)


def found(
    model: Model, data: Data, record: Node, collection: Collection, classes: Iterable[URIRef], label: str
) -> Found:
    """The record, which is of these classes, as a search finds it."""
    record_type = model.type_of(classes)
    searched = [field for field in record_type.fields if field.search] if record_type else []
    names = sorted(
        set(_texts(data, record, (field for field in searched if field.search in _NAMES))),
        key=lambda name: (name.field != "labels", name.language != "en", name.language or "", name.text, name.field),
    )
    further = sorted(
        set(_texts(data, record, (field for field in searched if field.search == "text"))),
        key=lambda text: (text.language != "en", text.field, text.language or "", text.text),
    )
    return Found(
        iri=str(record),
        collection=collection.name,
        rank=collection.search_rank,
        label=label,
        classes=sorted(cls.removeprefix(CASUS) for cls in classes),
        names=names,
        texts=further,
        elsewhere=[field.name for field in searched if field.search == "name-elsewhere"],
    )


def _document(found: Found) -> str:
    names, elsewhere = found.names, {*found.elsewhere}
    terms = {
        IRI: {found.iri},
        COLLECTION: {found.collection},
        CLASS: {*found.classes},
        WHOLE: {" ".join(words(name.text)) for name in names if name.field not in elsewhere},
        ELSEWHERE: {" ".join(words(name.text)) for name in names if name.field in elsewhere},
        WORD: {word for name in names for word in _terms(name.text)},
        TEXT: {word for text in found.texts for word in _terms(text.text)},
    }
    terms[START] = {word[:length] for word in terms[WORD] for length in STARTS}
    stored = {"iri": found.iri, "classes": found.classes, "names": names, "texts": found.texts}
    encoded = b64encode(json.dumps(stored, ensure_ascii=False).encode()).decode()
    return json.dumps({**{name: sorted(found_terms) for name, found_terms in terms.items()}, STORED: encoded})


def _texts(data: Data, record: Node, fields: Iterable[Field]) -> Iterator[Text]:
    """What the fields say; of a path that leads to records, their labels."""
    for field in fields:
        for value in values(data, record, field.path):
            texts = [value] if isinstance(value, Literal) else data.objects(value, SKOS.prefLabel)
            for text in texts:
                if isinstance(text, Literal):
                    yield Text(field.name, str(text), text.language)


def _terms(text: str) -> Iterator[str]:
    """The words of a text, and Arabic words without their article too: people search for a surname without it."""
    for word in words(text):
        yield word
        if word.startswith(_ARTICLE) and len(word) >= _SHORTEST_WITH_ARTICLE:
            yield word.removeprefix(_ARTICLE)
