"""What a client may ask for: types (our classes) and properties (our fields, and the schemes of identifiers)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from casus.identifiers.schemes import Scheme, Schemes, schemes_of
from casus.model.fields import Field, Kind, Path
from casus.model.json_schema import Json, closed
from casus.model.types import Model, RecordType
from casus.reconciliation.entities import TEXT, entity_collections
from casus.store.open_release import OpenRelease
from casus.terms.names import words
from casus.terms.namespaces import CASUS

NAMED: Final = closed({"id": TEXT, "name": TEXT})


@dataclass(frozen=True)
class Named:
    """What clients know by an id and show by a name."""

    id: str
    name: str

    def json(self) -> Json:
        """As NAMED says."""
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Type(Named):
    """A category of entities (specification, section 2.2): a class, by the last part of its IRI."""

    broader: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property(Named):
    """An attribute of entities (section 2.3): a field by its name, or a scheme of identifiers by its notation."""

    description: str
    fields: tuple[Field, ...] = ()
    """More than one where types of record reach the same kind of thing by different paths."""
    scheme: Scheme | None = None


class Vocabulary:
    """The types and properties of a release."""

    def __init__(self, model: Model, schemes: Schemes) -> None:
        self.model = model
        self.types = {found.id: found for found in _types(model)}
        self.names_elsewhere = frozenset(
            field.name for each in model.types.values() for field in each.fields if field.search == "name-elsewhere"
        )
        """The fields with what others, datasets, call an entity: Yugoslavia is such a name of Serbia."""
        self.schemes = {
            scheme.name: Property(scheme.name, scheme.label, scheme.definition, scheme=scheme)
            for scheme in schemes.all
            if scheme.records
        }
        self.properties = {**_fields(_served(model)), **self.schemes}
        self._scheme_names = {short: scheme.name for scheme in schemes.all for short in scheme.short_names}

    def property(self, name: str) -> Property | None:
        """The property of that id; schemes go by their short names too."""
        return self.properties.get(self._scheme_names.get(name, name))

    def of_type(self, type_id: str) -> list[Property]:
        """The fields that entities of the type have."""
        cls = self.model.class_named(type_id)
        return list(_fields(found for found in _served(self.model) if cls in found.ancestors).values())

    def types_of(self, classes: Iterable[str]) -> list[Type]:
        """The types of an entity of these classes, the most special first."""
        found = [self.types[name] for name in classes if name in self.types]
        return sorted(found, key=lambda kind: (-len(kind.broader), kind.id))


def vocabulary_of(release: OpenRelease) -> Vocabulary:
    """The types and properties of the release."""
    return release.once(_read)


def _read(release: OpenRelease) -> Vocabulary:
    return Vocabulary(release.model, schemes_of(release))


def like(prefix: str, *names: str) -> bool:
    """Whether every word of the prefix, which has one at least, begins a word of the names."""
    have = [word for name in names for word in words(name)]
    asked = words(prefix)
    return bool(asked) and all(any(word.startswith(each) for word in have) for each in asked)


def _types(model: Model) -> Iterator[Type]:
    """The types of record, and the classes above several collections that have no shape of their own: actors."""
    own = list(dict.fromkeys([*(collection.type for collection in entity_collections(model)), *_served(model)]))
    shaped = {record_type.cls for record_type in model.types.values()}
    above = {cls for record_type in own for cls in record_type.ancestors if cls.startswith(CASUS)} - shaped
    offered = {record_type.cls for record_type in own} | above
    for cls in sorted(above):
        name = cls.removeprefix(CASUS)
        yield Type(name, name)
    for record_type in own:
        broader = sorted((record_type.ancestors & offered) - {record_type.cls})
        yield Type(record_type.name, record_type.label, tuple(cls.removeprefix(CASUS) for cls in broader))


def _served(model: Model) -> Iterator[RecordType]:
    """The types of record, one for each record."""
    for collection in entity_collections(model):
        yield from collection.types


def _fields(types: Iterable[RecordType]) -> dict[str, Property]:
    found: dict[str, list[tuple[RecordType, Field]]] = {}
    for record_type in types:
        for field in record_type.fields:
            if field.kind is not Kind.NODE:
                found.setdefault(field.name, []).append((record_type, field))
    return {name: _property(name, of_types) for name, of_types in found.items()}


def _property(name: str, of_types: Sequence[tuple[RecordType, Field]]) -> Property:
    """The fields of that name as one property. Where they mean several things, it says what, by type."""
    labels = dict.fromkeys(field.label for _, field in of_types)
    types: dict[str, list[str]] = {}
    fields: dict[Path, Field] = {}
    for record_type, field in of_types:
        types.setdefault(field.description, []).append(record_type.label)
        fields.setdefault(field.path, field)
    return Property(
        name,
        # State says no more than States and State of origin
        " / ".join(each for each in labels if not any(other != each and other.startswith(each) for other in labels)),
        " ".join(f"{', '.join(named)}: {text}" if len(types) > 1 else text for text, named in types.items()),
        tuple(fields.values()),
    )
