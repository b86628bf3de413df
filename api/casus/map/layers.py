"""The layers of the map: which types of record lie at places, and by which of their fields."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from casus.model.fields import Field, Kind
from casus.model.types import Collection, Model, RecordType
from casus.records.located import located
from casus.terms.namespaces import CASUS

TYPES: Final = {"events": "Event", "control": "Control", "deployments": "Deployment"}
"""The layers by name, and the type of the records of each."""
OF_ANY_TIME: Final = ("events",)
"""Shown unless layers are named and no time is: who held a place says nothing without a day."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Records of one type, each at places."""

    name: str
    record_type: RecordType
    collection: Collection
    place: Field
    """Where it is."""
    homes: tuple[Collection, ...]
    """The collections of these places."""
    actors: tuple[Field, ...]
    """Who is named; of claims first who holds or deploys."""

    @property
    def holds_claims(self) -> bool:
        return self.collection.holds_claims

    @cached_property
    def subtype(self) -> Field | None:
        """The field that says of what kind it is."""
        status = self.collection.truthy
        codes = (field for field in self.record_type.fields if field.kind is Kind.CODE and field.filter)
        return next((field for field in codes if field.required and (not status or field.name != status.name)), None)

    @cached_property
    def precision(self) -> Field | None:
        """The field that says how exactly the place of the record is known."""
        return next((field for field in self.record_type.fields if field.code_list == "place-precision"), None)

    @property
    def groups(self) -> tuple[str, ...]:
        """By what its records are counted at a place: of claims by their status and their first actor."""
        status = self.collection.truthy
        return (status.name, self.actors[0].name) if self.holds_claims and status is not None else ()

    @cached_property
    def tells_precision_of_points(self) -> Field | None:
        """The field of the places that says how well their points stand for them."""
        fields = (field for home in self.homes for field in home.type.fields)
        return next((field for field in fields if field.code_list == "coordinate-precision"), None)


def layers_of(model: Model) -> dict[str, Layer]:
    """The layers that the model has, by name, in their order."""
    found = {}
    for name, type_name in TYPES.items():
        record_type = model.types[type_name]
        collection = next(c for c in model.collections.values() if c.type.cls in record_type.ancestors)
        places = located(model, collection)
        field = next(field for field in record_type.fields if field.filter and field.name in places)
        actors = tuple(each for each in record_type.fields if _names_actors(model, each))
        found[name] = Layer(name, record_type, collection, field, tuple(places[field.name]), actors)
    return found


def _names_actors(model: Model, field: Field) -> bool:
    """Whether the field is a filter by which a record itself names actors, and nothing else."""
    if not (field.filter and field.kind is Kind.REFERENCE and field.path.is_property):
        return False
    return all(CASUS.Actor in each.ancestors for cls in field.classes for each in model.types_below(cls))
