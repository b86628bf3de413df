"""The map for people: a page with the drawing, its legend, what is off the map and a table; and the drawing alone."""

from collections import Counter
from itertools import chain
from typing import Final

from flask import Response, request

from casus.drawings import coast
from casus.drawings.geography import Window
from casus.drawings.legend import SAMPLE, with_legend
from casus.drawings.map import Cell, Mark, Ring, drawn_map, sample, symbol, unlabelled
from casus.drawings.map import Symbol as MapSymbol
from casus.drawings.svg import Drawing
from casus.http.representations import JSON, SVG
from casus.http.urls import canonical_url, self_url
from casus.map.layers import TYPES, Layer, layers_of
from casus.map.picture import Actor, actors_of, cells_of, legend_lines, list_url, marks_of, ring_of, whole_of, window_of
from casus.model.json_schema import Json
from casus.model.types import Collection
from casus.pages.choices import instead, kept, period_in_words, stepped, without
from casus.pages.html import drawn as page_of
from casus.pages.html import svg
from casus.pages.messages import Messages, messages
from casus.records import statuses
from casus.records.narrowing import chips
from casus.records.tabs import Tab, add_tab, tabs
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import DATA_LICENCE_NAME

_FORM: Final = ("at", "from", "to", "layers", "bbox", "limit")
_LEGEND_CHARS: Final = 150
_MANY: Final = 60
"""So many places are listed with how many records each has, and not with the records."""
_MOVES: Final = {"west": (-0.5, 0), "north": (0, 0.5), "south": (0, -0.5), "east": (0.5, 0)}


def add_tab_of_map(release: OpenRelease, parameters: frozenset[str]) -> None:
    """Have the lists whose records the map shows link to it, with the layer of their types."""
    layers = layers_of(release.model)

    def always(collection: Collection) -> list[tuple[str, str]]:
        """The layers of the collection, or those of the types that are chosen of it, and whom they name."""
        own = [layer for layer in layers.values() if layer.collection.name == collection.name]
        types = request.args.getlist("type")
        chosen = [layer.name for layer in own if layer.record_type.name in types] or [layer.name for layer in own]
        fields = {field.name for layer in own if layer.name in chosen for field in layer.actors} - parameters
        named = [("actors", value) for name in sorted(fields) for value in request.args.getlist(name)]
        return [("layers", ",".join(chosen)), *named]

    add_tab(
        "map",
        Tab(
            fits=lambda collection: any(layer.collection.name == collection.name for layer in layers.values()),
            path=lambda _: "/v1/map",
            takes=lambda _: parameters - {"layers", "limit", "format", "release"},
            always=always,
        ),
    )


def drawn(release: OpenRelease, answer: Response, fallen: int, is_alone: bool) -> Response:
    """The page or the drawing of what the answer has in JSON; `fallen`: how many claims are left out."""
    body: Json = answer.get_json()
    t, layers = messages(request.args.get("lang")), layers_of(release.model)
    actors, window = actors_of(body), window_of(body)
    marks, cells = marks_of(body, layers, actors, t), cells_of(body, t)
    title = " · ".join(filter(None, (t("nav-map"), *_of_what(release), period_in_words(t))))
    found = drawn_map(title, window, marks, t("map-source", source=coast.SOURCE), cells)
    if is_alone:
        return _alone(release, found, body, marks, cells, fallen, t)
    own = {
        layer.collection.name
        for layer in layers.values()
        if any(layer.name == each["layer"] for each in body["layers"])
    }
    collection = release.model.collections[own.pop()] if len(own) == 1 else None
    return page_of(
        answer,
        "map.html",
        title=title,
        drawing=svg(found.in_page()),
        fallen=statuses.fallen(fallen),
        rings=[*(each.value for each in _rings(marks)), *(["cell"] if cells else [])],
        unlabelled=unlabelled(window, marks),
        beyond=[mark for mark in marks if not window.holds(mark.latitude, mark.longitude)],
        everything=instead(("bbox", whole_of(body).bbox)),
        legend=[_letter(each) for each in actors.values()],
        shapes=_shapes(marks),
        statuses=statuses.legend(release, _statuses(body), t.language),
        has_hollow=_has_hollow(marks),
        rows=_rows(body, layers),
        cells=[{"count": each.count, "url": each.url, "box": _box(each)} for each in cells],
        off=[{**each, **_row(each, layers), "note": _note(each, t)} for each in body["off_map_places"]],
        off_count=sum(each["off_map"] for each in body["layers"]),
        outside=sum(each.get("outside", 0) for each in body["layers"]),
        layers=body["layers"],
        zoom=_zoom(window),
        window=window,
        form_kept=kept(*_FORM),
        chips=[*chips(release, release.model.collections["events"], {}, but=_FORM)],
        steps=stepped(t),
        tabs=tabs(collection, "map") if collection else [],
        here=self_url(),
        alternates=[JSON, SVG],
    )


def _alone(
    release: OpenRelease,
    found: Drawing,
    body: Json,
    marks: list[Mark],
    cells: list[Cell],
    fallen: int,
    t: Messages,
) -> Response:
    """The drawing as a file, with what its marks and letters mean, and what it leaves out."""
    samples = [(sample(ring, SAMPLE), t(f"ring-{ring.value}")) for ring in _rings(marks)]
    samples += [(sample("cell", SAMPLE), t("ring-cell"))] if cells else []
    samples += [(sample(shape, SAMPLE), t(f"layers-{shape}")) for shape in _shapes(marks)]
    lines = (each["status"] for each in statuses.legend(release, _statuses(body), t.language))
    notes = [t("map-hollow")] if _has_hollow(marks) else []
    explained = with_legend(found, ((each["id"], each["label"]) for each in lines), *notes, marks=samples)
    letters = legend_lines([*actors_of(body).values()], _LEGEND_CHARS)
    off = sum(each["off_map"] for each in body["layers"])
    left_out = [t(key, count) for key, count in (("map-off", off), ("fallen", fallen)) if count]
    empty = [] if marks or cells else [t("map-empty")]
    foot = (release.manifest.cite_as(), DATA_LICENCE_NAME, canonical_url(release.id))
    alone = explained.alone(*letters, *empty, *left_out, *foot, language=t.language)
    return Response(alone, content_type=SVG.content_type)


def _rings(marks: list[Mark]) -> list[Ring]:
    return [each for each in Ring if each in {mark.ring for mark in marks}]


def _shapes(marks: list[Mark]) -> list[str]:
    """The layers whose symbols are drawn."""
    return [name for name in TYPES if any(each.shape == name for mark in marks for each in mark.symbols)]


def _has_hollow(marks: list[Mark]) -> bool:
    """Whether something of what is drawn was only possibly so."""
    symbols = (symbol for mark in marks for symbol in mark.symbols)
    return not all(each.is_certain for each in chain[Mark | MapSymbol](marks, symbols))


def _of_what(release: OpenRelease) -> list[str]:
    named = ("actors", "conflicts")
    events = release.model.collections["events"]
    return [chip["label"] for chip in chips(release, events, {}, but=[n for n in request.args if n not in named])]


def _letter(actor: Actor) -> Json:
    drawn = symbol(MapSymbol(actor.letter, "control", "", "", True, None, actor.tint), 10, 10)
    return {"actor": actor.reference, "count": actor.count, "symbol": svg(drawn)}


def _statuses(body: Json) -> Counter[str]:
    """How many of the claims that are drawn have each status."""
    counts: Counter[str] = Counter()
    for feature in body["features"]:
        for tally in feature["properties"]["layers"]:
            counts.update(tally.get("statuses", {}))
    return counts


def _rows(body: Json, layers: dict[str, Layer]) -> list[Json]:
    """The places that have points, those of many without their records, which are one link away."""
    found = [_row(each["properties"], layers) for each in body["features"] if each["properties"]["place"]]
    if len(found) <= _MANY:
        return found
    for row in found:
        for tally in row["layers"]:
            url = list_url(layers[tally["layer"]], row["place"])
            tally.update(records=[], more=tally["count"], url=url)
    return found


def _row(properties: Json, layers: dict[str, Layer]) -> Json:
    """A place with its records, by layer, and links to those that are not listed."""
    place = properties["place"]
    return {
        "place": place,
        "ring": ring_of(properties).value,
        "layers": [
            {
                "label": layers[tally["layer"]].record_type.label,
                **tally,
                "url": list_url(layers[tally["layer"]], place) if tally["more"] and place else None,
            }
            for tally in properties["layers"]
        ],
    }


def _note(off: Json, t: Messages) -> Json | None:
    """Why a place has no point, in the language of the page or in English."""
    notes = off["coordinate_note"]
    language = t.language if t.language in notes else "en"
    return {"value": notes[language], "language": language} if language in notes else None


def _box(cell: Cell) -> str:
    return f"{cell.south:g}° – {cell.north:g}°, {cell.west:g}° – {cell.east:g}°"


def _zoom(window: Window) -> list[Json]:
    """Links to larger and smaller windows, and to those beside this one."""
    steps = {"in": window.scaled(0.5), "out": window.scaled(2), **{k: window.moved(*v) for k, v in _MOVES.items()}}
    found = [{"key": key, "url": instead(("bbox", each.bbox))} for key, each in steps.items()]
    return [*found, *([{"key": "all", "url": without("bbox")}] if "bbox" in request.args else [])]
