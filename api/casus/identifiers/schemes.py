"""The schemes that identifiers belong to: COW codes, ISO 3166, UCDP actors and so on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from rdflib import URIRef
from rdflib.term import Node

from casus.http.problems import InvalidParameters
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease


@dataclass(frozen=True)
class Scheme:
    """A code of the list identifier-scheme."""

    iri: URIRef
    name: str
    """Its notation, such as cow-code."""
    short_names: tuple[str, ...]
    """Other names that requests may use, such as cow."""
    label: str
    definition: str
    note: str | None
    uri_template: str | None
    uses: int
    """How many identifiers and mappings have it."""
    records: int
    """How many identifiers of records have it."""


class Schemes:
    """All schemes of a release."""

    def __init__(self, schemes: Iterable[Scheme]) -> None:
        self.all = tuple(schemes)
        self._by_name = {name: scheme for scheme in self.all for name in (scheme.name, *scheme.short_names)}
        self._by_iri = {scheme.iri: scheme for scheme in self.all}

    @property
    def names(self) -> list[str]:
        """Every name that a request may use, in alphabetical order."""
        return sorted(self._by_name)

    def __getitem__(self, name: str) -> Scheme:
        """The scheme of that name; KeyError when there is none."""
        return self._by_name[name]

    def of(self, iri: Node) -> Scheme:
        return self._by_iri[URIRef(str(iri))]


def schemes_of(release: OpenRelease) -> Schemes:
    """The schemes of the release."""
    return release.once(_read)


def _read(release: OpenRelease) -> Schemes:
    """The schemes that `schemes.rq` tells of."""
    return Schemes(
        Scheme(
            iri=URIRef(str(iri)),
            name=str(name),
            short_names=tuple(sorted(str(short or "").split())),
            label=str(label),
            definition=str(definition),
            note=None if note is None else str(note),
            uri_template=None if template is None else str(template),
            uses=int(str(uses or 0)),
            records=int(str(records or 0)),
        )
        for iri, name, short, label, definition, note, template, uses, records in release.dataset.select(
            fixed(__package__, "schemes")
        )
        if iri is not None
    )


def scheme_parameter(names: list[str], description: str, **options: Any) -> ma.fields.String:
    """A parameter that names a scheme."""
    metadata = {"description": description, "example": "cow"}
    return ma.fields.String(validate=ma.validate.OneOf(names), metadata=metadata, **options)


def chosen_scheme(release: OpenRelease, arguments: dict[str, Any], parameter: str) -> Scheme:
    """The scheme that the parameter names; InvalidParameters where a pinned release lacks it."""
    name, schemes = arguments[parameter], schemes_of(release)
    if name not in schemes.names:
        raise InvalidParameters.of(parameter, name, f"is no scheme of release {release.id}", allowed=schemes.names)
    return schemes[name]
