"""What the code book says: made of the shapes and the code lists of the release alone, with how often each is used.

The page and the PDF are drawn from this, and it is the JSON.
"""

from collections.abc import Iterable, Iterator

from rdflib import URIRef

from casus.codebook.uses import Uses, uses_of
from casus.http.paging import released
from casus.model.fields import Field
from casus.model.json_schema import Json
from casus.model.types import Collection, Model, RecordType
from casus.records.lists import whole
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, DATA_LICENCE


def code_book(release: OpenRelease) -> Json:
    """The collections with their fields, the nodes inside records with theirs, and the code lists with their codes."""
    model = release.model
    uses = {record_type.name: uses_of(release.dataset, record_type) for record_type in model.types.values()}
    collections = [_collection(model, collection, uses) for collection in model.collections.values()]
    nodes = [_type(model, each.name, each, each.fields, uses) for each in _nodes(model)]
    types = [*collections, *(each for collection in collections for each in collection["types"]), *nodes]
    (lists,) = (c for c in model.collections.values() if any(f.target == CASUS.Code for f in c.type.fields if f.embed))
    return {
        "collections": collections,
        "node_types": nodes,
        "code_lists": [_code_list(record, types) for record in whole(release, lists).records],
        "licence": str(DATA_LICENCE),
        **released(release, "Code book"),
    }


def _collection(model: Model, collection: Collection, uses: dict[str, Uses]) -> Json:
    """The fields of all its records, and of each type those that the others have not."""
    own = collection.type
    types = [
        _type(model, each.name, each, (f for f in each.fields if own.field.get(f.name) != f), uses)
        for each in collection.subtypes
    ]
    return {**_type(model, collection.name, own, own.fields, uses), "types": types}


def _nodes(model: Model) -> Iterator[RecordType]:
    """What lives inside records. A type above others is shown by those below it."""
    above = {ancestor for each in model.types.values() for ancestor in each.ancestors - {each.cls}}
    return (each for each in model.types.values() if each.cls not in above and not model.has_page(each.cls))


def _type(model: Model, name: str, of: RecordType, fields: Iterable[Field], uses: dict[str, Uses]) -> Json:
    used = uses[of.name]
    return {
        "name": name,
        "label": of.label,
        "description": {"en": of.description},
        "count": used.records,
        "fields": [_field(model, field, used) for field in fields],
    }


def _field(model: Model, field: Field, used: Uses) -> Json:
    return {
        "name": field.name,
        "label": field.label,
        "description": {"en": field.description},
        "datatype": field.kind.value,
        "code_list": field.code_list,
        "target_types": [_name(model, cls) for cls in field.classes],
        "is_list": field.multiple,
        "required": field.required,
        "derived": field.derived,
        "filter": field.filter,
        "sort": field.sort_path is not None,
        "example": None if field.example is None else str(field.example),
        "use_count": used.fields[field.path],
    }


def _name(model: Model, cls: URIRef) -> str:
    return next((each.name for each in model.types.values() if each.cls == cls), str(cls).rpartition("#")[2])


def _code_list(record: Json, types: list[Json]) -> Json:
    """The list as `/v1/codes` shows it, and the fields whose values are codes of it."""
    _, _, name = record["id"].partition("/")
    used = (f"{of['name']}.{field['name']}" for of in types for field in of["fields"] if field["code_list"] == name)
    return {**{key: record[key] for key in ("id", "label", "description", "codes")}, "used_in_fields": [*used]}
