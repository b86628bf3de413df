"""What layouts read beside the record itself: other records of its release, as JSON with the fields that are shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request
from rdflib import Literal, URIRef

from casus.http.urls import kept_language, url
from casus.model.fields import Field, Step
from casus.model.json_schema import Json
from casus.model.types import Collection, RecordType
from casus.records.brief import said
from casus.records.description import describe
from casus.records.filters import AnyOf, Condition, Not, OfType
from casus.records.period import Period
from casus.records.record_json import Shaper
from casus.records.selecting import lists_of
from casus.records.selection import Selection, Sort
from casus.records.shown import Shown
from casus.store.open_release import OpenRelease
from casus.store.query_terms import Term
from casus.terms.namespaces import BOUNDS, CODE, RECORD, SKOS

TIME: Final = ("when", *BOUNDS, "end_known")
"""What a time is told and drawn by."""
CLAIM: Final = ("labels", "status", *TIME, "evidence_for", "evidence_against")
"""What every line about a claim says of it."""


@dataclass(frozen=True)
class Found:
    """The first records of a list, how many there are on it, and where it is."""

    records: list[Json]
    total: int
    url: str

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.records)


@dataclass(frozen=True)
class Asked:
    """The first records of which all conditions hold, and that may have been so on that day or later."""

    conditions: tuple[Condition, ...]
    most: int
    since: date | None = None

    def selection(self, collection: Collection) -> Selection:
        """The same, as lists are asked for it: by time."""
        period = None if self.since is None else Period(self.since, None)
        return Selection(collection, self.conditions, period=period, sort=Sort("when"), limit=self.most)


def language() -> str:
    """Of the labels that the request asks for."""
    return request.args.get("lang", "en")


def iri_of(record: Json) -> URIRef:
    """The IRI of a record of JSON."""
    return URIRef(record.get("iri") or RECORD + record["id"])


def described(
    release: OpenRelease, types: Iterable[RecordType], records: Iterable[URIRef], fields: Iterable[str]
) -> list[Json]:
    """The records, all of these types, with these fields, in their order."""
    records, shown = list(records), Shown(frozenset(fields), None, language())
    if not records:
        return []
    shaper = Shaper(release.model, describe(release, types, records, shown), shown)
    return [shaper.record(record) for record in records]


def found(release: OpenRelease, collection: Collection, asked: Asked, fields: Iterable[str]) -> Found:
    """The first records of a list, with these fields."""
    return found_together(release, collection, [asked], fields)[0]


def found_together(
    release: OpenRelease, collection: Collection, every: Iterable[Asked], fields: Iterable[str]
) -> list[Found]:
    """The first records of each of the lists; what they say is read at once for all."""
    every = list(every)
    pages = [lists_of(release).page(asked.selection(collection)) for asked in every]
    ids = dict.fromkeys(iri for page, _ in pages for iri in page)
    types = (collection.type, *collection.subtypes)
    records = dict(zip(ids, described(release, types, ids, fields), strict=True))
    return [
        Found([records[iri] for iri in page], total, list_url(release, collection, asked.conditions, asked.since))
        for asked, (page, total) in zip(every, pages, strict=True)
    ]


def list_url(
    release: OpenRelease, collection: Collection, conditions: Iterable[Condition], since: date | None = None
) -> str:
    """Where all records are of which the conditions hold."""
    asked = [*pairs(release, conditions), *([] if since is None else [("from", since.isoformat())])]
    return url(f"/v1/{collection.name}", *asked, *kept_language(language()))


def pairs(release: OpenRelease, conditions: Iterable[Condition]) -> Iterator[tuple[str, str]]:
    """The parameters of a list that set the conditions."""
    for each in conditions:
        match each:
            case OfType():
                yield from (("type", of.name) for of in each.types)
            case AnyOf():
                yield from ((each.field.name, _said(release, value)) for value in each.terms)
            case Not(AnyOf() as left_out):
                yield from (("not", f"{left_out.field.name}:{_said(release, value)}") for value in left_out.terms)


def _said(release: OpenRelease, value: Term) -> str:
    """As a parameter says it: the id of a record, the slug of a code."""
    return release.model.id_of(str(value)).rpartition("#")[2]


def naming(field: Field, *records: Json) -> AnyOf:
    """That the field names one of the records."""
    return AnyOf(field, tuple(map(iri_of, records)))


def definition(release: OpenRelease, code_list: str | None, found: Json | None) -> tuple[str, str] | None:
    """What a code of JSON means, and the language of the words; None where nothing says it."""
    if code_list is None or found is None:
        return None
    iri = CODE[f"{code_list}/{found['id']}"]
    told = said(release.dataset, [iri], [SKOS.definition]).next(iri, Step(SKOS.definition))
    texts = {each.language or "": str(each) for each in told if isinstance(each, Literal)}
    tag = next((tag for tag in (language(), "en", *texts) if tag in texts), None)
    return None if tag is None else (texts[tag], tag)
