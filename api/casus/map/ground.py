"""The ground of a map, for whoever draws marks upon it: the land and the graticule of a window, and where both lie."""

from typing import Any, Final

from flask import Response, jsonify

from casus.drawings import coast
from casus.drawings.geography import WIDTH, Window
from casus.http.blueprint import StrictBlueprint
from casus.http.representations import JSON
from casus.model.json_schema import STRING, Json, array, closed
from casus.records.filters import bbox, box_of

_NUMBER: Final[Json] = {"type": "number"}
_LINE: Final = closed({"at": {**_NUMBER, "description": "In units of the drawing."}, "label": STRING})
_GROUND: Final = closed(
    {
        "bbox": {
            **array(_NUMBER),
            "minItems": 4,
            "maxItems": 4,
            "description": "West, south, east and north in degrees: the box, made larger to the proportions of a "
            "drawing. East may be above 180, where the window goes on behind the 180th meridian.",
        },
        "width": {**_NUMBER, "description": "Of the drawing, from west to east; longitudes are linear in it."},
        "height": {**_NUMBER, "description": "From north to south; latitudes are linear in it."},
        "land": {**STRING, "description": "The outlines of the land, as the `d` of a path of SVG; empty: sea."},
        "meridians": {**array(_LINE), "description": "Round longitudes, from the left."},
        "parallels": {**array(_LINE), "description": "Round latitudes, from the top."},
        "source": {**STRING, "description": "Whose outlines these are."},
    }
)


def add_ground(blp: StrictBlueprint) -> None:
    """Add the resource to those of the map."""

    @blp.route("/map/ground")
    @blp.doc(operationId="mapGround", summary="The land in a window, for drawings of one's own")
    @blp.arguments({"bbox": bbox(required=True)})
    @blp.answers(_GROUND, (JSON,), "The land and the graticule.")
    def ground(arguments: dict[str, Any]) -> Response:
        return jsonify(_ground(Window.of(*map(float, box_of(arguments["bbox"])))))


def _ground(window: Window) -> Json:
    across = ((window.place(window.south, each)[0], name) for each, name in window.meridians())
    down = ((window.place(each, window.west)[1], name) for each, name in window.parallels())
    meridians, parallels = ([{"at": round(at, 1), "label": name} for at, name in of] for of in (across, down))
    return {
        "bbox": [round(each, 4) for each in (window.west, window.south, window.east, window.north)],
        "width": WIDTH,
        "height": round(window.height, 1),
        "land": coast.path(window),
        "meridians": meridians,
        "parallels": parallels[::-1],
        "source": coast.SOURCE,
    }
