"""Makes a release with as many events as one wants, for tests of scale: `python -m tools.scale GED.csv ROWS VAR`.

The rows of a UCDP GED file, again and again, become events beside the shipped data, with actors and places of
their own. Importers do not exist yet; this is no import, and nobody should use its data.
"""

import csv
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from casus import ONTOLOGY_DIR
from casus.compiler.check import Checker
from casus.compiler.list_index import places, write_list_index
from casus.compiler.list_rows import Row, rows_of
from casus.compiler.publish import make_current
from casus.model.types import Model
from casus.release import list_fields
from casus.release.integrity import files_of
from casus.release.manifest import Release, current
from casus.settings import Settings
from casus.terms.names import fold
from casus.terms.namespaces import BOUNDS, CASUS, CODE, GRAPH, RDF, RECORD, SKOS, XSD

_VIOLENCE: Final = {"1": "battle", "2": "battle", "3": "killing-of-civilians"}
_PRECISION: Final = {"1": "exact", "2": "near", "3": "second-order-division", "4": "first-order-division"}
_DEATHS: Final = ("fatalities_low", "fatalities_best", "fatalities_high")
_PIECE: Final = 500_000
"""Lines that are loaded at once."""


@dataclass(frozen=True)
class Event:
    """A row as an event."""

    iri: str
    label: str
    day: date
    last: date
    type: str
    precision: str
    place: tuple[str, str]
    """IRI and name."""
    conflict: tuple[str, str]
    actors: tuple[tuple[str, str], ...]
    deaths: tuple[str, str, str]
    """Low, best, high."""


def events(path: Path, wanted: int) -> Iterator[Event]:
    """The rows of the file, again and again; each round has an earlier time, and actors and places of its own."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number in range(wanted):
        turn, row = number // len(rows), rows[number % len(rows)]
        earlier = timedelta(days=211 * (turn % 150))
        first, last = (date.fromisoformat(row[name][:10]) - earlier for name in ("date_start", "date_end"))
        where, sides = row["where_coordinates"] or "somewhere", [row["side_a"], row["side_b"]]
        yield Event(
            iri=f"{RECORD}events/scale-{number + 1}",
            label=f"{sides[0]} and {sides[1]} at {where}, {first} (row {number + 1})",
            day=first,
            last=last,
            type=_VIOLENCE[row["type_of_violence"]],
            precision=_PRECISION.get(row["where_prec"], "country"),
            place=_named("places", f"{where}-{turn}", f"{where} {turn}"),
            conflict=_named("conflicts", f"{row['conflict_new_id']}-{turn}", f"{row['conflict_name']} {turn}"),
            actors=tuple(_named("armed-forces", f"{side}-{turn}", f"{side} {turn}") for side in dict.fromkeys(sides)),
            deaths=(row["low"], row["best"], row["high"]),
        )


def _named(collection: str, text: str, label: str) -> tuple[str, str]:
    slug = "-".join("".join(char if char.isascii() and char.isalnum() else " " for char in text.lower()).split())
    return f"{RECORD}{collection}/scale-{slug}", label


def _quads(event: Event, known: set[str]) -> Iterator[tuple[str, str, Any]]:
    """What the event says, and what those say that it names for the first time."""
    for iri, label, classes in (
        (event.place[0], event.place[1], ("Place",)),
        (event.conflict[0], event.conflict[1], ("Conflict",)),
        *((iri, label, ("ArmedForce", "Actor")) for iri, label in event.actors),
    ):
        if iri not in known:
            known.add(iri)
            yield from _record(iri, label, classes)
    yield from _record(event.iri, event.label, ("Event", "Temporal"))
    iri, end = event.iri, str(event.last)
    yield iri, CASUS.when, str(event.day) if event.day == event.last else f"{event.day}/{end}"
    for bound, day in zip(BOUNDS.values(), (event.day, event.day, event.last, event.last), strict=True):
        yield iri, bound, ox.Literal(str(day), datatype=ox.NamedNode(XSD.date))
    yield iri, CASUS.endKnown, ox.NamedNode(f"{CODE}end-known/known")
    yield iri, CASUS.eventType, ox.NamedNode(f"{CODE}event-type/{event.type}")
    yield iri, CASUS.placePrecision, ox.NamedNode(f"{CODE}place-precision/{event.precision}")
    yield iri, CASUS.place, ox.NamedNode(event.place[0])
    yield iri, CASUS.conflict, ox.NamedNode(event.conflict[0])
    for actor, _ in event.actors:
        yield iri, CASUS.actor, ox.NamedNode(actor)
    for name, value in zip(("fatalitiesLow", "fatalitiesBest", "fatalitiesHigh"), event.deaths, strict=True):
        yield iri, CASUS[name], ox.Literal(value, datatype=ox.NamedNode(XSD.integer))


def _record(iri: str, label: str, classes: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
    for name in (*classes, "Sourced", "Record"):
        yield iri, RDF.type, ox.NamedNode(CASUS[name])
    yield iri, SKOS.prefLabel, ox.Literal(label, language="en")
    yield iri, CASUS.sortKey, fold(label)
    yield iri, CASUS.searchKey, fold(label)


def _lines(events: Iterable[Event], known: set[str]) -> Iterator[str]:
    graph = ox.NamedNode(GRAPH["data/scale"])
    for event in events:
        for s, p, o in _quads(event, known):
            yield f"{ox.Quad(ox.NamedNode(s), ox.NamedNode(p), ox.Literal(o) if isinstance(o, str) else o, graph)} .\n"


def _rows(model: Model, found: Iterable[Event]) -> Iterator[Row]:
    others: dict[str, Row] = {}
    of = model.collections
    for event in found:
        named = [("places", "Place", event.place), ("conflicts", "Conflict", event.conflict)]
        for name, type_name, (iri, label) in (
            *named,
            *(("armed-forces", "ArmedForce", actor) for actor in event.actors),
        ):
            others.setdefault(iri, Row(iri, of[name], type_name, fold(label), (fold(label),)))
        filters = {
            "event_type": (f"{CODE}event-type/{event.type}",),
            "places": (event.place[0],),
            "conflicts": (event.conflict[0],),
            "actors": tuple(iri for iri, _ in event.actors),
        }
        days = [str(event.day), str(event.day), str(event.last), str(event.last)]
        bounds = dict(zip(BOUNDS, days, strict=True))
        yield Row(
            event.iri,
            of["events"],
            "Event",
            fold(event.label),
            (fold(event.label),),
            filters,
            numbers=dict(zip(_DEATHS, map(float, event.deaths), strict=True)),
            keys={**bounds, "when": days[0], "fatalities_best": int(event.deaths[1])},
            dated=True,
            bounds=dict(bounds),
            mentions=(event.place[0], event.conflict[0], *filters["actors"]),
        )
    yield from others.values()


def make(source: Path, wanted: int, base: Release, var: Path) -> Release:
    """A release in `var`, made current: that of `base` with so many events more."""
    release_id = f"{base.manifest.version}-scale{wanted}"
    folder = var / "releases" / release_id
    shutil.copytree(base.path, folder, ignore=shutil.ignore_patterns("store", "lists", "dumps", "manifest.json"))
    sources = Checker(ONTOLOGY_DIR, lambda _: None).read()
    rows = [*rows_of(sources.model, sources.union), *_rows(sources.model, events(source, wanted))]
    rows.sort(key=lambda row: (row.collection.name, row.label, row.iri))
    write_list_index(folder / list_fields.FOLDER, sources.model, rows)
    store = ox.Store(str(folder / "store"))
    number = 0
    for piece in _pieces(sources, rows, source, wanted, base):
        store.bulk_load(piece.encode(), ox.RdfFormat.N_QUADS)
        number += piece.count("\n")
    store.optimize()
    store.flush()
    del store
    manifest = replace(base.manifest, id=release_id, triples=number, dumps=(), files=files_of(folder))
    manifest.write(folder)
    make_current(var, release_id)
    return Release(folder, manifest)


def _pieces(sources: Any, rows: list[Row], source: Path, wanted: int, base: Release) -> Iterator[str]:
    def lines() -> Iterator[str]:
        written = ox.Store.read_only(str(base.store_path))
        order = ox.NamedNode(GRAPH["order"])
        yield from (f"{quad} .\n" for quad in written if quad.graph_name != order)
        yield from _lines(events(source, wanted), set())
        yield from (f"{quad} .\n" for quad in places(rows))

    piece: list[str] = []
    for line in lines():
        piece.append(line)
        if len(piece) == _PIECE:
            yield "".join(piece)
            piece = []
    yield "".join(piece)


def main(source: str, wanted: str, var: str) -> int:
    release = make(Path(source), int(wanted), current(Settings.from_environment().var_dir), Path(var))
    print(f"{release.id}: {release.manifest.triples} triples")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
