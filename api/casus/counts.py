"""How many records of a list there are by the values of its fields, and by year: `/v1/counts/<list>`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import marshmallow as ma
from flask import Response, jsonify
from rdflib import URIRef
from webargs.fields import DelimitedList

from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import RELEASED, released
from casus.http.parameters import Fields
from casus.http.problems import InvalidParameters
from casus.http.representations import CSV, EXCEL, JSON, Representation, chosen
from casus.http.tables import table
from casus.http.turns import Turn, need
from casus.http.urls import self_url, sparql_url
from casus.model.fields import Kind
from casus.model.json_schema import CODE_OR_NULL, STRING_OR_NULL, URL, Json, array, closed
from casus.model.types import Collection
from casus.records.names import Name, names_of
from casus.records.parameters import filters
from casus.records.period import Match, Period
from casus.records.record_json import code, reference
from casus.records.request import selection
from casus.records.selecting import lists_of
from casus.records.selection import Selection
from casus.release.list_fields import TYPE
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import as_iri

_YEAR: Final = "year"
_COUNT: Final = "count"
_MOST_FIELDS: Final = 4
_MOST_YEARS: Final = 300
_MOST_ROWS: Final = 20_000
_OFFERS: Final = (JSON, CSV, EXCEL)

Row = tuple[int | str | None, ...]


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the counts of every list."""
    blp = StrictBlueprint("counts", __name__, url_prefix="/v1", description="How many records there are, by what.")
    for collection in release.model.collections.values():
        _add(blp, collection)
    api.register_blueprint(blp)


def _add(blp: StrictBlueprint, collection: Collection) -> None:
    name, label = collection.type.name, collection.type.label.lower()

    @blp.route(f"/counts/{collection.name}", endpoint=f"counts-{collection.name}")
    @blp.doc(operationId=f"count{name}", summary=f"Count {label} by the values of fields, and by year")
    @blp.arguments(_parameters(collection))
    @blp.answers(_schema(collection), _OFFERS, "A row for each combination of values that a record has.")
    def counts(arguments: dict[str, Any]) -> Response:
        need(Turn.QUERY)
        return _answer(opened(), collection, arguments, chosen(arguments, _OFFERS))


def _names(collection: Collection) -> list[str]:
    return [*([_YEAR] if collection.is_dated else []), TYPE, *collection.filters]


def _parameters(collection: Collection) -> Fields:
    names = _names(collection)
    return {
        **filters(collection),
        "by": DelimitedList(
            ma.fields.String(validate=ma.validate.OneOf(names)),
            required=True,
            validate=ma.validate.Length(1, _MOST_FIELDS),
            metadata={
                "description": "By what to count, with commas between: filters, type, and of what is dated the year. A "
                "record counts once for each of several values, and in every year in which it was so (see match).",
                "example": names[:2],
            },
        ),
        "lang": parameters.language("Language of the labels; English where there is none."),
        "format": parameters.representation(_OFFERS),
    }


def _schema(collection: Collection) -> Json:
    shown: Json = {}
    for name in _names(collection):
        kind = collection.filters[name].kind if name in collection.filters else None
        any_reference = {"anyOf": [{"$ref": "#/components/schemas/Reference"}, {"type": "null"}]}
        shown[name] = {
            Kind.CODE: CODE_OR_NULL,
            Kind.REFERENCE: any_reference,
            Kind.INTEGER: {"type": ["integer", "null"]},
        }.get(kind, {"type": "integer"} if name == _YEAR else STRING_OR_NULL)  # type: ignore[arg-type]
    row = closed({**shown, _COUNT: {"type": "integer", "minimum": 1}}, optional=shown)
    links = closed({"self": URL, "query": URL}, optional={"query"})
    return closed({"items": array(row), "links": links, **RELEASED})


def _answer(
    release: OpenRelease, collection: Collection, arguments: dict[str, Any], representation: Representation
) -> Response:
    names = list(dict.fromkeys(arguments["by"]))
    selected = _selection(release, collection, arguments, names)
    kinds = {name: collection.filters[name].kind if name in collection.filters else None for name in names}
    rows = [(tuple(map(_number, values, kinds.values())), count) for values, count in _rows(release, selected, names)]
    if len(rows) > _MOST_ROWS:
        detail = f"makes {len(rows)} rows, more than {_MOST_ROWS}; count by fewer fields, or of fewer records"
        raise InvalidParameters.of("by", ",".join(names), detail)
    shown = _shown(release, kinds, sorted(rows, key=_order), arguments.get("lang", "en"))
    if representation is not JSON:
        return table((*names, _COUNT), ([item[name] for name in (*names, _COUNT)] for item in shown), representation)
    links = {"self": self_url()}
    if _YEAR not in names:  # which takes a query for each year
        links["query"] = sparql_url(selected.table_query(names))
    return jsonify({"items": list(shown), "links": links, **released(release)})


def _selection(release: OpenRelease, collection: Collection, arguments: dict[str, Any], names: list[str]) -> Selection:
    """The list; a year is a time, so that `match` needs no other one with it."""
    if _YEAR not in names or "match" not in arguments:
        return selection(release, collection, arguments)
    others = {name: value for name, value in arguments.items() if name != "match"}
    return replace(selection(release, collection, others), match=Match(arguments["match"]))


def _rows(release: OpenRelease, selected: Selection, names: list[str]) -> Iterator[tuple[Row, int]]:
    """The combinations and how many records have each, in no order."""
    lists, others = lists_of(release), [name for name in names if name != _YEAR]
    if _YEAR not in names:
        yield from lists.table(selected, others)
        return
    place = names.index(_YEAR)
    for year in _years(release, selected):
        within = replace(selected, period=Period.of_year(year).within(selected.period or Period(None, None)))
        found = lists.table(within, others) if others else [((), lists.page(replace(within, limit=1))[1])]
        yield from (((*values[:place], year, *values[place:]), count) for values, count in found if count)


def _years(release: OpenRelease, selected: Selection) -> range:
    """The years that are asked for, or else those in which something begins or ends. Raises InvalidParameters."""
    first, last = (selected.period.first, selected.period.last) if selected.period else (None, None)
    extent = lists_of(release).years(selected) or (1, 0)
    years = range(first.year if first else extent[0], (last.year if last else extent[1]) + 1)
    if len(years) > _MOST_YEARS:
        detail = f"are {len(years)} of them, {years[0]} to {years[-1]}; ask for {_MOST_YEARS} at most, by from and to"
        raise InvalidParameters.of("by", _YEAR, detail)
    return years


def _number(value: int | str | None, kind: Kind | None) -> int | str | None:
    return int(value) if value is not None and kind is Kind.INTEGER else value


def _order(row: tuple[Row, int]) -> list[tuple[bool, int, str]]:
    """By the values, from left to right; what has none comes last."""
    return [(value is None, value if isinstance(value, int) else 0, str(value)) for value in row[0]]


def _shown(
    release: OpenRelease, kinds: dict[str, Kind | None], rows: list[tuple[Row, int]], language: str
) -> Iterator[Json]:
    """The rows, with codes and records by their names; `kinds` of what is counted, by name."""
    named = names_of(release).of(
        {
            URIRef(value)
            for values, _ in rows
            for value, kind in zip(values, kinds.values(), strict=True)
            if isinstance(value, str) and kind in (Kind.CODE, Kind.REFERENCE)
        }
    )

    def cell(value: int | str | None, kind: Kind | None) -> Any:
        if value is None or kind not in (Kind.CODE, Kind.REFERENCE):
            return value
        iri = as_iri(value)
        name: Name = named[iri]
        return code(iri, name, language) if kind is Kind.CODE else reference(release.model, iri, name, named, language)

    for values, count in rows:
        yield {
            **{name: cell(value, kind) for value, (name, kind) in zip(values, kinds.items(), strict=True)},
            _COUNT: count,
        }
