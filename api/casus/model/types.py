"""Record types and collections: a node shape, as the API uses it."""

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rdflib import URIRef

from casus.model.fields import Field, Kind, Path
from casus.terms.namespaces import CASUS, RECORD, WGS


@dataclass(frozen=True)
class Edge:
    """The fields that make a record an edge between two actors."""

    source: Field
    target: Field
    """The same as the source where the actors stand in no order."""
    relation: Field | None
    """The field that says what kind of edge it is."""
    directed: bool = True


@dataclass(frozen=True)
class RecordType:
    """One node shape with the fields that it declares and inherits, in the order of columns."""

    cls: URIRef
    name: str
    """sh:codeIdentifier: the `type` of the JSON record and the name of its schema."""
    label: str
    description: str
    fields: tuple[Field, ...]
    ancestors: frozenset[URIRef]
    """The class and its superclasses."""
    example: str | None = None
    may_lie_ahead: bool = False
    """Whether what it is about may begin after the newest source: it was decided for a later day."""
    derived: bool = False
    """Whether the build makes its records, and no curator writes one."""
    of_datasets: bool = False
    """Whether its records come with datasets that are imported, and no curator writes one."""
    unnamed: bool = False
    """Whether the records that are imported have no name of their own, so that no search is for them."""

    @cached_property
    def field(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def kind(self) -> str:
        """What `casus new` calls it: ArmsTransfer is arms-transfer."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", self.name).lower()

    @cached_property
    def edge(self) -> Edge | None:
        """How its records are edges of the network; None where they are none."""
        roles = {field.edge: field for field in self.fields if field.edge is not None}
        if "between" in roles:
            return Edge(roles["between"], roles["between"], roles.get("relation"), directed=False)
        return Edge(roles["from"], roles["to"], roles.get("relation")) if {"from", "to"} <= set(roles) else None


@dataclass(frozen=True)
class Collection:
    """A record type that is served as a list of records, with the types below it."""

    name: str
    """The path segment below /v1, such as armed-forces."""
    base: str
    """What the IRIs of its records begin with."""
    type: RecordType
    subtypes: tuple[RecordType, ...]
    timeline: bool = False
    """Whether its records are entries of the timeline."""
    search_rank: int = 0
    """Among equals, a search shows its records after those of a lower rank."""
    wide: tuple[Field, ...] = ()
    """The fields of the rows, the columns and the cells of a wide table; none: it has no such table."""

    @cached_property
    def types(self) -> tuple[RecordType, ...]:
        """The types of record that it holds: those below it, or its own where there are none."""
        return self.subtypes or (self.type,)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field that a record of the collection can have, by name."""
        found = dict(self.type.field)
        for subtype in self.subtypes:
            for field in subtype.fields:
                found.setdefault(field.name, field)
        return found

    @cached_property
    def filters(self) -> dict[str, Field]:
        return {name: field for name, field in self.fields.items() if field.filter}

    @cached_property
    def sorts(self) -> dict[str, Field]:
        return {name: field for name, field in self.fields.items() if field.sort_path}

    @cached_property
    def truthy(self) -> Field | None:
        """The field whose value tells what is accepted, where the collection has one."""
        return next((field for field in self.fields.values() if field.truthy is not None), None)

    @cached_property
    def is_dated(self) -> bool:
        return "when" in self.type.field

    @cached_property
    def holds_claims(self) -> bool:
        return CASUS.Claim in self.type.ancestors

    @cached_property
    def numbers(self) -> dict[str, Field]:
        """The fields that hold one number at most, by name."""
        numbers = (Kind.INTEGER, Kind.DECIMAL)
        return {name: field for name, field in self.fields.items() if field.kind in numbers and not field.multiple}

    @cached_property
    def coordinates(self) -> tuple[Field, Field] | None:
        """The fields with latitude and longitude, where every record of the collection can have them."""
        ends = {field.path[-1].predicate: field for field in self.type.fields}
        return (ends[WGS.lat], ends[WGS.long]) if WGS.lat in ends and WGS.long in ends else None

    def iri(self, slug: str) -> URIRef:
        return URIRef(self.base + slug)


class Home(NamedTuple):
    """Where a record is at home."""

    collection: Collection
    slug: str

    @property
    def id(self) -> str:
        """`collection/slug`, which no two records share."""
        return f"{self.collection.name}/{self.slug}"

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/v1/{self.id}"


@dataclass(frozen=True)
class Properties:
    """The properties that the shapes of a class declare, its superclasses' left out."""

    written: frozenset[URIRef]
    """By curators."""
    computed: frozenset[URIRef]
    """By the build alone."""


@dataclass(frozen=True)
class Model:
    """Everything that the shapes of a release say about serving it, and of what sources may say."""

    types: dict[str, RecordType]
    """By name."""
    collections: dict[str, Collection]
    """By name."""
    properties: dict[URIRef, Properties] = dataclasses.field(default_factory=dict)
    """By class."""
    acyclic: tuple[URIRef, ...] = ()
    """The properties by which no record leads round to itself."""

    @cached_property
    def _by_class(self) -> dict[URIRef, RecordType]:
        return {record_type.cls: record_type for record_type in self.types.values()}

    @cached_property
    def claims(self) -> Collection:
        """The collection of the claims."""
        return next(collection for collection in self.collections.values() if collection.holds_claims)

    @cached_property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes of every list that a field uses, by the list's slug."""
        fields = (field for record_type in self.types.values() for field in record_type.fields)
        return {field.code_list: field.codes for field in fields if field.code_list is not None}

    def declared(self, classes: Iterable[object]) -> Properties | None:
        """The properties of what is of all these classes; None where no shape is for any of them."""
        found = [each for cls, each in self.properties.items() if cls in {*classes}]
        written = frozenset[URIRef]().union(*(each.written for each in found))
        return Properties(written, frozenset[URIRef]().union(*(each.computed for each in found))) if found else None

    @cached_property
    def _types_of(self) -> dict[frozenset[URIRef], RecordType | None]:
        return {}

    def type_of(self, classes: Iterable[URIRef]) -> RecordType | None:
        """The most special type among the classes of a node."""
        key = frozenset(classes)
        if key not in self._types_of:
            found = [self._by_class[cls] for cls in key if cls in self._by_class]
            self._types_of[key] = max(found, key=lambda each: (len(each.ancestors), each.name), default=None)
        return self._types_of[key]

    def class_named(self, name: str) -> URIRef:
        """The class of the shape with that name; classes above all collections, such as Actor, have one of ours too."""
        return self.types[name].cls if name in self.types else CASUS[name]

    @cached_property
    def _below(self) -> dict[URIRef, list[RecordType]]:
        """The types whose instances are instances of a class, by class; the class's own first, then by name."""
        found: dict[URIRef, list[RecordType]] = {}
        for record_type in sorted(self.types.values(), key=lambda each: each.name):
            for cls in record_type.ancestors:
                found.setdefault(cls, []).append(record_type)
        return {cls: sorted(types, key=lambda each: each.cls != cls) for cls, types in found.items()}

    def types_below(self, cls: URIRef) -> list[RecordType]:
        """The types whose instances are instances of the class; the class's own first, then by name."""
        return self._below.get(cls, [])

    @cached_property
    def _by_base(self) -> dict[str, Collection]:
        return {collection.base: collection for collection in self.collections.values()}

    def home_of(self, iri: str) -> Home | None:
        """The collection and the slug that an IRI stands for; None when it is no record's."""
        end = iri.rfind("/") + 1
        collection = self._by_base.get(iri[:end])
        return None if collection is None or end == len(iri) or "#" in iri else Home(collection, iri[end:])

    def id_of(self, iri: str) -> str:
        """What answers call it: `collection/slug`, with the fragment of a node; `codes/list#slug` of a code.

        An IRI that is none of the release's is its own id.
        """
        record, hash, fragment = iri.partition("#")
        if (home := self.home_of(record)) is not None:
            return home.id + hash + fragment
        above, _, slug = record.rpartition("/")
        code_list = self.home_of(above)
        return str(iri) if code_list is None else f"{code_list.id}#{slug}{hash and '.'}{fragment}"

    @cached_property
    def _statuses(self) -> dict[URIRef, Field]:
        """The field that says how far a record stands, by the classes of which every record has it."""
        return {
            cls: collection.truthy
            for collection in self.collections.values()
            for cls, types in self._below.items()
            if collection.truthy is not None and {*types} <= {collection.type, *collection.types}
        }

    def status_of(self, field: Field) -> Field | None:
        """The field that says how far the records stand that this field refers to; None where not all are claims."""
        found = [self._statuses.get(cls) for cls in field.classes] if field.kind is Kind.REFERENCE else []
        return None if None in found else next(iter(found), None)

    @cached_property
    def _with_pages(self) -> frozenset[URIRef]:
        homes = {collection.type.cls for collection in self.collections.values()}
        return frozenset(cls for cls, types in self._below.items() if any(homes & each.ancestors for each in types))

    def collections_of(self, classes: Iterable[URIRef]) -> list["Collection"]:
        """The collections in which a record of one of the classes can be."""
        wanted = {each.cls for cls in classes for each in self.types_below(cls)}
        return [home for home in self.collections.values() if wanted & {each.cls for each in (home.type, *home.types)}]

    def has_page(self, cls: URIRef | None) -> bool:
        """Whether instances of the class have a page of their own."""
        return cls in self._with_pages

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Names of the types whose IRIs can be others than those of records: code lists, and what is inside them."""
        found: set[str] = set()
        types = [c.type for c in self.collections.values() if c.base != f"{RECORD}{c.name}/"]
        while types:
            found.update(each.name for each in types)
            types = [
                t for each in types for f in each.fields if f.embed and f.target for t in self.types_below(f.target)
            ]
        return frozenset(found)

    def embedded_paths(self, types: Iterable[RecordType]) -> Iterator[Path]:
        """The paths from a record to every node and record shown inside it, however deep."""
        seen: set[Path] = set()
        for record_type in types:
            for field in record_type.fields:
                if not field.embed or field.path in seen or field.target is None:
                    continue
                seen.add(field.path)
                yield field.path
                for path in self.embedded_paths(self.types_below(field.target)):
                    yield field.path + path


def inside(field: Field, types: Iterable[RecordType]) -> list[Field]:
    """The fields that are shown of the nodes and records inside the field.

    All but the way back, and what repeats what their other fields say or what is inside them in turn: the sources of
    their evidence.
    """
    found = {each.name: each for record_type in types for each in record_type.fields}.values()
    embedded = {each.path for each in found if each.embed}

    def repeats(each: Field) -> bool:
        return each.repeats or (not each.embed and Path(each.path[:1]) in embedded)

    return [each for each in found if each.path != field.path.inverse and not repeats(each)]
