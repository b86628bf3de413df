"""Entities: the records that have an id in the identifier space (specification, section 2.1)."""

import re
from collections.abc import Iterable
from typing import Final

from rdflib import URIRef

from casus.model.json_schema import Json
from casus.model.types import Collection, Model
from casus.records.tombstones import tombstones
from casus.store.dataset import ReleaseDataset
from casus.store.existence import existing
from casus.store.search_index import Entry
from casus.terms.names import SLUG
from casus.terms.namespaces import RECORD

_ID: Final = re.compile(rf"{SLUG.pattern}/{SLUG.pattern}")
TEXT: Final[Json] = {"type": "string", "minLength": 1}
ENTITY: Final[Json] = {"id": TEXT, "name": TEXT, "description": TEXT}
"""The members by which an entity is shown; some have no description."""


def entity_collections(model: Model) -> list[Collection]:
    """Those whose records are entities: their ids are in the identifier space. The code book is not among them."""
    homes = model.collections.values()
    return [home for home in homes if home.base.startswith(RECORD) and not home.type.derived]


def entity_iri(identifier: str) -> URIRef | None:
    """The IRI of an entity by its id, `persons/khalifa-haftar`, or by the IRI itself; None for what is no id."""
    text = identifier.strip().removeprefix(RECORD)
    return RECORD[text] if _ID.fullmatch(text) else None


def entity_id(iri: str) -> str:
    """The id of an entity: what its IRI has after the identifier space."""
    return iri.removeprefix(RECORD)


def entity(entry: Entry) -> Json:
    """As ENTITY says."""
    description = entry.description()
    return {
        "id": entity_id(entry.iri),
        "name": entry.label() or entry.iri,
        **({"description": description} if description else {}),
    }


def living(dataset: ReleaseDataset, ids: Iterable[str]) -> dict[str, URIRef]:
    """The records that the ids stand for; merged ones by their successors, unknown ones left out."""
    asked = {identifier: iri for identifier in ids if (iri := entity_iri(identifier))}
    alive = set(existing(dataset, list(asked.values())))
    moved = {
        stone.iri: stone.successor
        for stone in tombstones(dataset, [iri for iri in asked.values() if iri not in alive])
        if stone.successor is not None
    }
    return {identifier: moved.get(iri, iri) for identifier, iri in asked.items() if iri in alive or iri in moved}
