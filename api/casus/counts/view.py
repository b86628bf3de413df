"""How many records of a list there are by the values of its fields, and by year or month: `/v1/counts/<list>`."""

from typing import Any, Final

import marshmallow as ma
from flask import Response, jsonify
from webargs.fields import DelimitedList

from casus.counts.by import COUNT, names, numbers, sum_of, units
from casus.counts.page import shown_on_page
from casus.counts.points import features, place_of, points_of
from casus.counts.rows import Count
from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import RELEASED, released
from casus.http.parameters import Fields
from casus.http.representations import CSV, EXCEL, HTML, JSON, Representation, chosen
from casus.http.tables import table
from casus.http.turns import Turn, need
from casus.http.urls import self_url, sparql_url
from casus.model.fields import Kind
from casus.model.json_schema import CODE_OR_NULL, STRING_OR_NULL, URL, Json, array, closed
from casus.model.types import Collection, Model
from casus.pages.html import drawn
from casus.records.formats.geojson import GEOJSON, feature_collection
from casus.records.located import located
from casus.records.parameters import filters
from casus.release.list_fields import TYPE
from casus.store.open_release import OpenRelease
from casus.terms.calendar import Unit

_MOST_FIELDS: Final = 4
_POINTS: Final = GEOJSON.representation
_TIMES: Final[dict[str, Json]] = {
    Unit.YEAR.value: {"type": "integer"},
    Unit.MONTH.value: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "examples": ["2016-05"]},
}
_VALUES: Final[dict[Kind, Json]] = {
    Kind.CODE: CODE_OR_NULL,
    Kind.REFERENCE: {"anyOf": [{"$ref": "#/components/schemas/Reference"}, {"type": "null"}]},
    Kind.INTEGER: {"type": ["integer", "null"]},
}
_SUM: Final[Json] = {
    "type": ["integer", "null"],
    "description": "With sum; null: no record of the row says the number.",
}


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the counts of every list."""
    blp = StrictBlueprint("counts", __name__, url_prefix="/v1", description="How many records there are, by what.")
    for collection in release.model.collections.values():
        api.spec.components.schema(f"{collection.type.name}Count", _row(collection))
        _add(blp, release.model, collection)
    api.register_blueprint(blp)


def _add(blp: StrictBlueprint, model: Model, collection: Collection) -> None:
    name, label = collection.type.name, collection.type.label.lower()
    offers = (JSON, HTML, CSV, EXCEL, *([_POINTS] if located(model, collection) else []))
    row = {"$ref": f"#/components/schemas/{name}Count"}
    answer = closed({"items": array(row), "links": closed({"self": URL, "query": URL}), **RELEASED})
    times = ", and by year or month" if collection.is_dated else ""

    @blp.route(f"/counts/{collection.name}", endpoint=f"counts-{collection.name}")
    @blp.doc(operationId=f"count{name}", summary=f"Count {label} by the values of fields{times}")
    @blp.arguments(_parameters(model, collection, offers))
    @blp.answers(answer, offers, "A row for each combination of values that a record has.", {_POINTS: points_of(row)})
    def counts(arguments: dict[str, Any]) -> Response:
        need(Turn.QUERY)
        representation, count = chosen(arguments, offers), Count.asked(opened(), collection, arguments)
        if representation is not HTML:
            return _answer(count, arguments, representation)
        return drawn(_answer(count, arguments, JSON), "counts.html", offers, **shown_on_page(collection, count.columns))


def _parameters(model: Model, collection: Collection, offers: tuple[Representation, ...]) -> Fields:
    return {
        **filters(collection),
        "by": DelimitedList(
            ma.fields.String(validate=ma.validate.OneOf(names(collection))),
            required=True,
            validate=ma.validate.Length(1, _MOST_FIELDS),
            metadata={"description": _by(model, collection), "example": [*list(units(collection))[:1], TYPE]},
        ),
        **_sum(collection),
        "lang": parameters.language("Language of the labels; English where there is none."),
        "format": parameters.representation(offers),
    }


def _by(model: Model, collection: Collection) -> str:
    """What the parameter says."""
    text = "By what to count, with commas between: filters, type, and of what is dated the year or the month. A record "
    text += "counts once for each of several values, and in every year or month in which it was so (see match)."
    places = ", ".join(located(model, collection))
    return f"{text} With format=geojson also by one of these, where the points are: {places}." if places else text


def _sum(collection: Collection) -> Fields:
    """The parameter that has numbers added up, where the records have such."""
    added = numbers(collection)
    if not added:
        return {}
    return {
        "sum": DelimitedList(
            ma.fields.String(validate=ma.validate.OneOf(added)),
            validate=ma.validate.Length(1, error="name one field at least"),
            metadata={
                "description": "Numbers to add up over the records of each row, with commas between: `sum_` and the "
                "name of the field is the member of the row. A record without the number adds nothing, and one that "
                "counts in several rows adds its number to each: so sums of rows are no sum of records.",
                "example": added[:1],
            },
        )
    }


def _row(collection: Collection) -> Json:
    shown: Json = {}
    for name in names(collection):
        if name in units(collection):
            shown[name] = _TIMES[name]
        else:
            shown[name] = _VALUES.get(collection.filters[name].kind, STRING_OR_NULL) if name != TYPE else STRING_OR_NULL
    sums: Json = {sum_of(name): _SUM for name in numbers(collection)}
    row = {**shown, COUNT: {"type": "integer", "minimum": 1}, **sums}
    return closed(row, "What is counted by, and how many records there are.", optional={*shown, *sums})


def _answer(count: Count, arguments: dict[str, Any], representation: Representation) -> Response:
    place = place_of(count) if representation is _POINTS else None
    rows, language = count.rows(), arguments.get("lang", "en")
    if place is not None:
        body = feature_collection(count.release.id, features(count, rows, place, language))
        return Response("".join(body), content_type=representation.content_type)
    shown = count.shown(rows, language)
    if representation is not JSON:
        return table(count.columns, (item.values() for item in shown), representation)
    links = {"self": self_url(), "query": sparql_url(count.query)}
    return jsonify({"items": list(shown), "links": links, **released(count.release)})
