"""The map: events, control and deployments by place, as GeoJSON, as a page and as a drawing."""

from dataclasses import replace
from typing import Any, Final

import marshmallow as ma
from flask import Response, jsonify
from webargs.fields import DelimitedList

from casus.drawings.statuses import FALLEN
from casus.http import parameters
from casus.http.blueprint import StrictBlueprint
from casus.http.current_release import opened
from casus.http.openapi import CasusApi
from casus.http.paging import released
from casus.http.parameters import Fields, PlainInteger
from casus.http.representations import HTML, JSON, SVG, Representation, chosen
from casus.http.turns import Turn, need
from casus.http.urls import self_url, sparql_url
from casus.map import page
from casus.map.asked import Asked
from casus.map.features import feature_collection
from casus.map.found import claims_of, found
from casus.map.ground import add_ground
from casus.map.layers import OF_ANY_TIME, TYPES
from casus.map.schema import COMPONENTS, MAP
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.records.filters import bbox
from casus.records.formats.geojson import GEOJSON
from casus.records.parameters import times
from casus.store.open_release import OpenRelease

_GEOJSON: Final = GEOJSON.representation
_OFFERS: Final = (JSON, HTML, _GEOJSON, SVG)
_SHOWN: Final = 10
_MOST_SHOWN: Final = 100
_MANY: Final = 100
_FEW: Final = 2
"""Where a map has many records, a page shows so few of each place."""


def register(api: CasusApi, release: OpenRelease) -> None:
    """Add the map, and the ground of one."""
    blp = StrictBlueprint("map", __name__, url_prefix="/v1", description="Where it happened, and who held it.")
    for name, schema in COMPONENTS.items():
        api.spec.components.schema(name, schema)
    page.add_tab_of_map(release, frozenset(_parameters(release.model)))

    @blp.route("/map")
    @blp.doc(operationId="map", summary="Events, control and deployments by place")
    @blp.arguments(_parameters(release.model))
    @blp.answers(MAP, _OFFERS, "A feature for each place or cell, and what has no point.", {_GEOJSON: MAP})
    def map_of_places(arguments: dict[str, Any]) -> Response:
        need(Turn.QUERY)
        representation = chosen(arguments, _OFFERS)
        if representation in (HTML, SVG):
            return _drawn(opened(), arguments, is_alone=representation is SVG)
        return _answer(opened(), arguments, representation)

    add_ground(blp)
    api.register_blueprint(blp)


def _parameters(model: Model) -> Fields:
    return {
        "layers": DelimitedList(
            ma.fields.String(validate=ma.validate.OneOf([*TYPES])),
            validate=ma.validate.Length(1, error="name one layer at least"),
            metadata={
                "description": "What to show, with commas between. Unless told: all with at, from or to, and "
                f"{', '.join(OF_ANY_TIME)} without.",
                "example": [*TYPES][:2],
            },
        ),
        **times(),
        "bbox": bbox(),
        "conflicts": parameters.identifiers("Records of this conflict. Repeated: of any of them."),
        "actors": parameters.identifiers("Records that name this actor. Repeated: any of them.", "armed-forces/lna"),
        "event_type": parameters.choices(model.codes["event-type"], "Events of this kind; claims stay.", "air-strike"),
        "status": parameters.choices(model.codes["claim-status"], "Claims of this status; events stay."),
        "truthy": parameters.choice(["true", "false"], "true: only claims whose status says that they are accepted."),
        "limit": PlainInteger(
            load_default=_SHOWN,
            validate=parameters.between(0, _MOST_SHOWN),
            metadata={"description": "How many records of each layer a place shows at most; it counts the rest."},
        ),
        "lang": parameters.language("Language of the labels; English where there is none."),
        "format": parameters.representation(_OFFERS),
    }


def _answer(
    release: OpenRelease, arguments: dict[str, Any], representation: Representation, *, in_a_page: bool = False
) -> Response:
    asked = Asked.of(release, arguments)
    there = found(asked)
    if in_a_page and there.records > _MANY:
        asked = replace(asked, records_at_a_place=min(_FEW, asked.records_at_a_place))
    response = jsonify({**feature_collection(asked, there), "links": _links(asked), **released(release)})
    response.content_type = representation.content_type
    return response


def _drawn(release: OpenRelease, arguments: dict[str, Any], *, is_alone: bool) -> Response:
    """The same as a page or a drawing, without claims that were refuted or superseded unless statuses are asked for."""
    fallen, asked = 0, dict(arguments)
    if "status" not in asked:
        asked["status"] = [each for each in release.model.codes["claim-status"] if each not in FALLEN]
        fallen = claims_of(Asked.of(release, {**arguments, "status": [*FALLEN]}))
    return page.drawn(release, _answer(release, asked, JSON, in_a_page=True), fallen, is_alone)


def _links(asked: Asked) -> Json:
    queries = {
        layer.name: sparql_url(selected.table_query((layer.place.name, *layer.groups)))
        for layer, selected in asked.selections.items()
    }
    return {"self": self_url(), "queries": queries}
