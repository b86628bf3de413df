"""A field of a record: one property shape, as the API uses it."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, NamedTuple

from rdflib import URIRef
from rdflib.namespace import RDF, XSD


class Kind(Enum):
    """What the values of a field are, and so how JSON writes them."""

    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    IRI = "iri"
    LABELS = "labels"
    """Text with one value per language: an object from language tag to text."""
    TEXTS = "texts"
    """Text with several values per language: a list of {value, language}."""
    CODE = "code"
    """A value of a closed list."""
    REFERENCE = "reference"
    """Another record."""
    NODE = "node"
    """A node without a page of its own: it is shown in full, or not at all."""


DATATYPES: Final = {
    XSD.string: Kind.STRING,
    XSD.integer: Kind.INTEGER,
    XSD.decimal: Kind.DECIMAL,
    XSD.boolean: Kind.BOOLEAN,
    XSD.date: Kind.DATE,
    RDF.langString: Kind.TEXTS,
}


class Step(NamedTuple):
    """One step of a path."""

    predicate: URIRef
    inverse: bool = False

    def n3(self) -> str:
        return ("^" if self.inverse else "") + self.predicate.n3()


class Path(tuple[Step, ...]):
    """A SHACL path of predicates and inverse predicates in sequence (SHACL, section 2.3.1)."""

    __slots__ = ()

    @classmethod
    def of(cls, *predicates: URIRef) -> "Path":
        """The path of these properties in sequence."""
        return cls(Step(predicate) for predicate in predicates)

    def n3(self) -> str:
        """The path as SPARQL 1.1 writes it (section 9)."""
        return "/".join(step.n3() for step in self)

    def __add__(self, other: tuple[Step, ...]) -> "Path":  # type: ignore[override]
        return Path((*self, *other))

    @property
    def inverse(self) -> "Path":
        """The way back."""
        return Path(Step(step.predicate, not step.inverse) for step in reversed(self))

    @property
    def is_property(self) -> bool:
        """Whether the path is one plain property of the record."""
        return len(self) == 1 and not self[0].inverse


@dataclass(frozen=True)
class Field:
    """One field of a record type."""

    name: str
    """sh:codeIdentifier: the JSON key and the name of the filter."""
    label: str
    description: str
    path: Path
    kind: Kind
    order: int
    multiple: bool
    """Whether JSON writes a list."""
    at_least: int
    """How many values a record must have; 0 where the field is optional."""
    may_lack: bool = False
    """Whether the record of an imported dataset may lack it."""
    target: URIRef | None = None
    """sh:class of the values, for references and nodes."""
    classes: tuple[URIRef, ...] = ()
    """The classes of which one is a value's: those of sh:or where the shape has one, else the target."""
    code_list: str | None = None
    codes: tuple[str, ...] = ()
    """The slugs of the code list, in alphabetical order."""
    embed: bool = False
    detail: bool = False
    """Whether lists leave it out unless it is asked for, though its values are not embedded."""
    edtf: bool = False
    """Whether its text is a time, written as EDTF."""
    repeats: bool = False
    """Whether it is left out inside another record, because it says what its other fields say."""
    filter: bool = False
    sort_path: Path | None = None
    """Where what its lists are sorted by is; None where they cannot be sorted by it."""
    derived: bool = False
    provenance: bool = False
    """Whether it says how far and on whose word the record stands, rather than what it says."""
    edge: str | None = None
    """What it is to the network, where claims are edges: from, to, between, relation."""
    search: str | None = None
    """How a search finds the record by it: name, name-elsewhere or text.

    Of an inverse path, by the labels of what leads here.
    """
    at_its_time: bool = False
    """Whether what a record names by it existed at some day of the record."""
    around_its_time: bool = False
    """Whether that may be otherwise, and is told."""
    truthy: URIRef | None = None
    """The value that ?truthy=true asks for."""
    example: Any = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None

    @property
    def required(self) -> bool:
        return self.at_least > 0
