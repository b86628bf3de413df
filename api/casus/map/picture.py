"""The map as a drawing: its features as marks, the letters of the actors, the window."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask import request

from casus.drawings.geography import Window
from casus.drawings.map import TINTS, Cell, Mark, Ring, Symbol
from casus.http.urls import arguments_but, record_url, url
from casus.map.layers import Layer
from casus.model.json_schema import Json
from casus.pages.choices import instead
from casus.pages.messages import Messages
from casus.pages.times import in_words

_RINGS: Final = {
    "exact": Ring.EXACT,
    "approximate": Ring.NEAR,
    "near": Ring.NEAR,
    "unknown": Ring.UNKNOWN,
    "none": Ring.UNKNOWN,
}
"""By the codes of coordinate-precision and place-precision; those that are not here are of regions."""
_EXACTNESS: Final = (Ring.EXACT, Ring.NEAR, Ring.REGION)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TIMES: Final = ("at", "from", "to", "match")


@dataclass(frozen=True)
class Actor:
    """Who holds places, or has something there."""

    reference: Json
    letter: str
    tint: int | None
    count: int


def actors_of(body: Json) -> dict[str, Actor]:
    """Those of all features by id, with a letter each; the most frequent first."""
    counts: Counter[str] = Counter()
    named: dict[str, Json] = {}
    for feature in body["features"]:
        for tally in feature["properties"]["layers"]:
            for each in tally.get("actors", ()):
                named[each["actor"]["id"]] = each["actor"]
                counts[each["actor"]["id"]] += each["count"]
    order = sorted(named, key=lambda each: (-counts[each], each))
    return {
        each: Actor(named[each], _letter(place), place if place < len(TINTS) else None, counts[each])
        for place, each in enumerate(order)
    }


def window_of(body: Json) -> Window:
    """The box that is asked for, or around most of the features."""
    if "bbox" in request.args:
        return Window.of(*map(float, request.args["bbox"].split(",")))
    counts = (sum(tally["count"] for tally in each["properties"]["layers"]) for each in body["features"])
    return Window.around_most(_points(body), counts)


def whole_of(body: Json) -> Window:
    """Around all features."""
    return Window.around(_points(body))


def _points(body: Json) -> list[tuple[float, float]]:
    """Latitudes and longitudes of the features."""
    return [tuple(feature["geometry"]["coordinates"][::-1]) for feature in body["features"]]


def marks_of(body: Json, layers: dict[str, Layer], actors: dict[str, Actor], t: Messages) -> list[Mark]:
    """The features as marks, in their order."""
    return [_mark(each, layers, actors, t) for each in body["features"] if each["properties"]["place"]]


def cells_of(body: Json, t: Messages) -> list[Cell]:
    """The features that are cells of a grid, in their order."""
    return [_cell(each, t) for each in body["features"] if "bbox" in each]


def _cell(feature: Json, t: Messages) -> Cell:
    west, south, east, north = box = feature["bbox"]
    count = sum(tally["count"] for tally in feature["properties"]["layers"])
    link = instead(("bbox", ",".join(f"{each:g}" for each in box)))
    return Cell(west, south, east, north, count, t.number(count), link, t("map-events", count))


def ring_of(properties: Json) -> Ring:
    """How exactly it is known where: as exactly as the place of the record that is known best, on a point as good."""
    place = _ring(properties["coordinate_precision"]) or Ring.UNKNOWN
    records = (record for tally in properties["layers"] for record in tally["records"])
    told = (_ring(record["place_precision"]) for record in records)
    known = [each for each in told if each in _EXACTNESS]
    best = min(known, key=_EXACTNESS.index, default=Ring.UNKNOWN)
    if place is Ring.UNKNOWN or best is Ring.UNKNOWN:
        return best if place is Ring.UNKNOWN else place
    return max(place, best, key=_EXACTNESS.index)


def _ring(precision: Json | None) -> Ring | None:
    return None if precision is None else _RINGS.get(precision["id"], Ring.REGION)


def list_url(layer: Layer, place: Json | None, *more: tuple[str, str]) -> str:
    """The list of the records of a layer at a place, in the time and of the conflicts that are chosen."""
    own = {"conflicts", *_TIMES, "status", "truthy", "lang"} | (
        {"actors", "event_type"} if not layer.holds_claims else set()
    )
    own &= {*layer.collection.filters, *_TIMES, "truthy", "lang"}
    kept = [(name, value) for name, value in arguments_but() if name in own]
    at = [(layer.place.name, place["id"])] if place else []
    types = [("type", layer.record_type.name)] if layer.holds_claims else []
    return url(f"/v1/{layer.collection.name}", *types, *at, *more, *kept)


def in_short(record: Json, t: Messages) -> str:
    """A record in one line: what it says, how far it stands, when."""
    status = [record["status"]["label"]] if record["status"] else []
    return " – ".join([record["label"] or record["id"], *status, in_words(record, t)])


def _letter(place: int) -> str:
    first, second = divmod(place, len(_LETTERS))
    return (_LETTERS[first - 1] if first else "") + _LETTERS[second]


def _mark(feature: Json, layers: dict[str, Layer], actors: dict[str, Actor], t: Messages) -> Mark:
    properties = feature["properties"]
    place, tallies = properties["place"], {tally["layer"]: tally for tally in properties["layers"]}
    events = [name for name in tallies if not layers[name].holds_claims]
    count = sum(tallies[name]["count"] for name in events)
    name = place["label"] or place["id"]
    longitude, latitude = feature["geometry"]["coordinates"]
    target = record_url(place["id"], t.language)
    if count:
        only = tallies[events[0]]["records"] if count == 1 else []
        target = record_url(only[0]["id"], t.language) if only else list_url(layers[events[0]], place)
    said = [name, t("map-events", count)] if count else [name]
    return Mark(
        latitude=latitude,
        longitude=longitude,
        label=name,
        url=target,
        told=": ".join(said),
        ring=ring_of(properties),
        count=count,
        is_certain=any(tallies[each].get("certain", 1) for each in events) if events else True,
        symbols=tuple(
            each
            for layer, tally in tallies.items()
            if layers[layer].holds_claims
            for each in _symbols(layers[layer], place, tally, actors, t)
        ),
    )


def _symbols(layer: Layer, place: Json, tally: Json, actors: dict[str, Actor], t: Messages) -> Iterator[Symbol]:
    """One for each claim; where not all of them are listed, one for each actor."""
    if not tally["more"]:
        for claim in tally["records"]:
            actor = actors[claim["actors"][0]["id"]]
            told = f"{claim['subtype']['label']}: {in_short(claim, t)}" if claim["subtype"] else in_short(claim, t)
            certain = claim.get("match", "certain") == "certain"
            link, status = record_url(claim["id"], t.language), claim["status"]["id"]
            yield Symbol(actor.letter, layer.name, link, told, certain, status, actor.tint)
        return
    for each in tally["actors"]:
        actor = actors[each["actor"]["id"]]
        link = list_url(layer, place, (layer.actors[0].name, each["actor"]["id"]))
        told = f"{each['actor']['label']}: {t('claims-counted', each['count'])}"
        yield Symbol(actor.letter, layer.name, link, told, each.get("certain", 1) > 0, None, actor.tint)


def legend_lines(actors: Sequence[Actor], most: int) -> list[str]:
    """The letters in words, for a drawing that stands alone: so many characters a line at most."""
    lines = [""]
    for actor in actors:
        said = f"{actor.letter} {actor.reference['label']}"
        if lines[-1] and len(lines[-1]) + len(said) > most:
            lines.append("")
        lines[-1] += (" · " if lines[-1] else "") + said
    return [line for line in lines if line]
