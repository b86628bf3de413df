"""The search index of a release: one document for each record, beside the store and made from it.

Which properties are looked through, and whose records come last among equals, the shapes say (api:search,
api:searchRank). Documents are written in the order in which equals are to be shown, into one segment, because tantivy
keeps that order among equal scores. The index is no part of the digest: it says nothing that the quads do not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import tantivy
from rdflib.namespace import SH

from casus.release.search_fields import CLASS, COLLECTION, IRI, START, STARTS, STORED, TEXT, WHOLE, WORD, Text, schema
from casus.terms.names import words
from casus.terms.namespaces import API, CASUS, CODE_IDENTIFIER, RDF, RECORD, SHAPES_GRAPH, SKOS

_ARTICLE: Final = "ال"
_SHORTEST_WITH_ARTICLE: Final = 5
_MEMORY_BYTES: Final = 1_000_000_000
"""What the writer may hold before it begins a second segment: enough for some million records."""


@dataclass(frozen=True)
class _Plan:
    """What the shapes say about searching."""

    roles: dict[ox.NamedNode, tuple[str, str]]
    """Property to "name" or "text", and to the field's name."""
    inverse_roles: dict[ox.NamedNode, tuple[str, str]]
    """The same of properties that lead to the record, from what it is found by the labels of."""
    homes: tuple[tuple[str, str, int], ...]
    """What the IRIs of a collection begin with, its name and its rank."""

    def home(self, iri: str) -> tuple[str, int] | None:
        return next(((name, rank) for base, name, rank in self.homes if iri.startswith(base)), None)


def write_index(path: Path, store: ox.Store) -> None:
    """Index every record of the store in the new folder, which nobody writes to again."""
    path.mkdir()
    plan = _plan(store)
    writer = tantivy.Index(schema(), path=str(path)).writer(_MEMORY_BYTES, num_threads=1)
    for record in _in_order(store, plan):
        writer.add_document(_document(store, plan, record))
    writer.commit()
    writer.wait_merging_threads()
    for lock in path.glob("*.lock"):
        lock.unlink()
    for file in path.iterdir():
        file.chmod(0o644)  # tantivy keeps meta.json for its owner


def _plan(store: ox.Store) -> _Plan:
    shapes = ox.NamedNode(SHAPES_GRAPH)

    def value(node: Any, predicate: str) -> Any:
        found = store.quads_for_pattern(node, ox.NamedNode(predicate), None, shapes)
        return next((quad.object for quad in found), None)

    def said(node: Any, predicate: str) -> str | None:
        found = value(node, predicate)
        return found.value if found is not None else None

    roles: dict[ox.NamedNode, tuple[str, str]] = {}
    inverse_roles: dict[ox.NamedNode, tuple[str, str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(API.search), None, shapes):
        role = (quad.object.value, said(quad.subject, CODE_IDENTIFIER) or "")  # type: ignore[union-attr]
        path = value(quad.subject, SH.path)
        if (inverse := value(path, SH.inversePath)) is not None:
            inverse_roles[inverse] = role
        elif path is not None:
            roles[path] = role
    homes = [
        (
            said(quad.subject, API.base) or f"{RECORD}{quad.object.value}/",  # type: ignore[union-attr]
            quad.object.value,  # type: ignore[union-attr]
            int(said(quad.subject, API.searchRank) or 0),
        )
        for quad in store.quads_for_pattern(None, ox.NamedNode(API.collection), None, shapes)
    ]
    return _Plan(roles, inverse_roles, tuple(homes))


def _in_order(store: ox.Store, plan: _Plan) -> Iterator[ox.NamedNode]:
    """The records as equals are shown: by the rank of their collection, then short names first, then by name."""
    keys: list[tuple[int, int, str, str]] = []
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(CASUS.Record)):
        iri = quad.subject.value  # type: ignore[union-attr]
        if home := plan.home(iri):
            named = store.quads_for_pattern(quad.subject, ox.NamedNode(CASUS.sortKey), None)
            name = next((found.object.value for found in named), "")  # type: ignore[union-attr]
            keys.append((home[1], len(words(name)), name, iri))
    for *_, iri in sorted(keys):
        yield ox.NamedNode(iri)


def _document(store: ox.Store, plan: _Plan, record: ox.NamedNode) -> tantivy.Document:
    classes: set[str] = set()
    texts: dict[str, list[Text]] = {"name": [], "text": []}
    for quad in store.quads_for_pattern(record, None, None):
        value = quad.object
        if quad.predicate.value == str(RDF.type) and isinstance(value, ox.NamedNode):
            classes.add(value.value.removeprefix(CASUS))
        elif isinstance(value, ox.Literal) and quad.predicate in plan.roles:
            role, field = plan.roles[quad.predicate]
            texts[role].append((field, value.value, value.language))
    for predicate, (role, field) in plan.inverse_roles.items():
        for leading in store.quads_for_pattern(None, predicate, record):
            for label in store.quads_for_pattern(leading.subject, ox.NamedNode(SKOS.prefLabel), None):
                texts[role].append((field, label.object.value, label.object.language))  # type: ignore[union-attr]
    names = sorted(set(texts["name"]), key=lambda name: (name[0] != "labels", name[2] != "en", name[2] or "", name[1]))
    further = sorted(set(texts["text"]), key=lambda text: (text[2] != "en", text[0], text[2] or "", text[1]))
    home = plan.home(record.value)
    document = tantivy.Document()
    terms = {
        IRI: {record.value},
        COLLECTION: {home[0]} if home else set(),
        CLASS: classes,
        WHOLE: {" ".join(words(text)) for _, text, _ in names},
        WORD: {word for _, text, _ in names for word in _terms(text)},
        TEXT: {word for _, text, _ in further for word in _terms(text)},
    }
    terms[START] = {word[:length] for word in terms[WORD] for length in STARTS}
    for name, found in terms.items():
        for term in sorted(found):
            document.add_text(name, term)
    stored = {"iri": record.value, "classes": sorted(classes), "names": names, "texts": further}
    document.add_bytes(STORED, json.dumps(stored, ensure_ascii=False).encode())
    return document


def _terms(text: str) -> Iterator[str]:
    """The words of a text, and Arabic words without their article too: people search for a surname without it."""
    for word in words(text):
        yield word
        if word.startswith(_ARTICLE) and len(word) >= _SHORTEST_WITH_ARTICLE:
            yield word.removeprefix(_ARTICLE)
