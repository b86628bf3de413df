"""The shaping of a description into JSON, on descriptions of a few triples."""

import contextvars
from typing import Any

import pytest
from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.model.fields import Field, Kind, Path, Step
from casus.model.json_schema import Json
from casus.model.types import Collection, Model, RecordType
from casus.records.description import Description
from casus.records.names import Name
from casus.records.record_json import Shaper
from casus.records.shown import ALL, Shown
from casus.terms.deadline import Deadline, OutOfTime
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD, SKOS, XSD

THING, PART = RECORD["things/a"], URIRef(f"{RECORD}things/a#part-1")


def make(
    name: str, kind: Kind, *steps: Step, multiple: bool = False, embed: bool = False, target: URIRef | None = None
) -> Field:
    path = Path(steps or (Step(CASUS[name]),))
    return Field(name, "", "", path, kind, 1, multiple=multiple, at_least=0, target=target, embed=embed)


_PART = RecordType(CASUS.Part, "Part", "", "", (make("size", Kind.INTEGER),), frozenset([CASUS.Part]))
_FIELDS = (
    make("text", Kind.STRING),
    make("texts", Kind.STRING, multiple=True),
    make("number", Kind.INTEGER),
    make("share", Kind.DECIMAL),
    make("flag", Kind.BOOLEAN),
    make("day", Kind.DATE),
    make("url", Kind.IRI),
    make("names", Kind.LABELS),
    make("aliases", Kind.TEXTS, multiple=True),
    make("code", Kind.CODE),
    make("friend", Kind.REFERENCE, target=CASUS.Thing),
    make("child", Kind.REFERENCE, target=CASUS.Small, embed=True),
    make("parts", Kind.NODE, multiple=True, target=CASUS.Part, embed=True),
    make("sizes", Kind.INTEGER, Step(CASUS.parts), Step(CASUS.size), multiple=True),
    make("owners", Kind.REFERENCE, Step(CASUS.owns, inverse=True), multiple=True, target=CASUS.Thing),
    make("lists", Kind.REFERENCE, Step(CASUS.lists, inverse=True), multiple=True, target=CASUS.Small, embed=True),
)
_THING = RecordType(CASUS.Thing, "Thing", "Things", "", _FIELDS, frozenset([CASUS.Thing]))
_IN_SMALL = (
    make("number", Kind.INTEGER),
    make("thing", Kind.REFERENCE, Step(CASUS.lists), target=CASUS.Thing),
    make("bits", Kind.NODE, Step(CASUS.bits), multiple=True, target=CASUS.Part, embed=True),
    make("bit_sizes", Kind.INTEGER, Step(CASUS.bits), Step(CASUS.size), multiple=True),
)
_SMALL = RecordType(CASUS.Small, "Small", "Small", "", _IN_SMALL, frozenset([CASUS.Small]))
_THINGS = Collection("things", f"{RECORD}things/", _THING, ())
_SMALLS = Collection("smalls", f"{RECORD}smalls/", _SMALL, ())
MODEL = Model({"Thing": _THING, "Part": _PART, "Small": _SMALL}, {"things": _THINGS, "smalls": _SMALLS})


def shaped(*triples: tuple[Node, URIRef, Node], shown: Shown = ALL, names: dict[URIRef, Name] | None = None) -> Json:
    description = Description([(THING, RDF.type, CASUS.Thing), *triples])
    description.names = names or {}
    return Shaper(MODEL, description, shown).record(THING)


def value_of(name: str, *values: Node, **options: Any) -> object:
    return shaped(*((THING, CASUS[name], value) for value in values), **options)[name]


def test_a_record_begins_with_what_identifies_it_and_goes_on_with_every_field_of_its_type() -> None:
    record = shaped((THING, SKOS.prefLabel, Literal("A", lang="en")))

    assert list(record) == ["id", "type", "label", *(field.name for field in _FIELDS)]
    assert (record["id"], record["type"], record["label"]) == ("things/a", "Thing", "A")


def test_a_record_and_a_node_that_are_not_where_their_ids_say_tell_their_iris() -> None:
    elsewhere, bit = URIRef("https://example.org/lists/b"), URIRef("https://example.org/lists/b#bit-1")
    lists = Collection("lists", "https://example.org/lists/", _SMALL, ())
    description = Description(
        [(elsewhere, RDF.type, CASUS.Small), (elsewhere, CASUS.bits, bit), (bit, RDF.type, CASUS.Part)]
    )
    record = Shaper(Model(MODEL.types, {"things": _THINGS, "lists": lists}), description).record(elsewhere)

    assert list(record)[:4] == ["id", "type", "label", "iri"]
    assert (record["id"], record["iri"]) == ("lists/b", str(elsewhere))
    assert record["bits"] == [{"id": "lists/b#bit-1", "iri": str(bit), "size": None}]


def test_only_the_fields_that_are_shown_are_there() -> None:
    assert list(shaped(shown=Shown())) == ["id", "type", "label", *(f.name for f in _FIELDS if not f.embed)]
    assert list(shaped(shown=Shown(frozenset({"text", "parts"})))) == ["id", "type", "label", "text", "parts"]
    assert list(shaped(shown=Shown(frozenset()))) == ["id", "type", "label"]


def test_a_field_without_a_value_is_null_or_an_empty_list_or_an_empty_map() -> None:
    record = shaped()

    assert record["text"] is record["number"] is record["code"] is record["friend"] is record["label"] is None
    assert record["texts"] == record["aliases"] == record["parts"] == []
    assert record["names"] == {}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("text", Literal("a “b”"), "a “b”"),
        ("number", Literal("620", datatype=XSD.integer), 620),
        ("number", Literal("0", datatype=XSD.integer), 0),
        ("share", Literal("32.10", datatype=XSD.decimal), 32.1),
        ("flag", Literal("true", datatype=XSD.boolean), True),
        ("flag", Literal("1", datatype=XSD.boolean), True),
        ("flag", Literal("false", datatype=XSD.boolean), False),
        ("day", Literal("2020-01-13", datatype=XSD.date), "2020-01-13"),
        ("url", URIRef("https://example.org/x"), "https://example.org/x"),
    ],
)
def test_a_value_has_the_json_type_of_its_kind(name: str, value: Node, expected: object) -> None:
    found = value_of(name, value)

    assert found == expected
    assert type(found) is type(expected)


def test_values_of_a_list_are_in_order() -> None:
    assert value_of("texts", Literal("b"), Literal("a")) == ["a", "b"]


def test_names_are_a_map_by_language() -> None:
    found = value_of("names", Literal("Libya", lang="en"), Literal("ليبيا", lang="ar"))

    assert found == {"ar": "ليبيا", "en": "Libya"}


def test_other_names_are_a_list_in_the_order_of_languages_and_texts() -> None:
    found = value_of("aliases", Literal("b", lang="en"), Literal("a", lang="en"), Literal("c", lang="ar"))

    assert found == [
        {"value": "c", "language": "ar"},
        {"value": "a", "language": "en"},
        {"value": "b", "language": "en"},
    ]


AFFIRMS = CODE["stance/affirms"]
FRIEND = RECORD["things/b"]


def test_a_code_is_its_notation_and_its_label() -> None:
    names = {AFFIRMS: Name(None, {"en": "affirms", "ar": "يؤكد"})}

    assert value_of("code", AFFIRMS, names=names) == {"id": "affirms", "label": "affirms"}
    assert value_of("code", AFFIRMS, names=names, shown=Shown(language="ar")) == {"id": "affirms", "label": "يؤكد"}


def test_a_reference_tells_what_it_leads_to() -> None:
    names = {FRIEND: Name(_THING, {"en": "B"})}

    assert value_of("friend", FRIEND, names=names) == {"id": "things/b", "type": "Thing", "label": "B"}


def test_a_reference_to_what_has_a_status_tells_it() -> None:
    names = {FRIEND: Name(_THING, {"en": "B"}, AFFIRMS), AFFIRMS: Name(None, {"en": "affirms"})}

    assert value_of("friend", FRIEND, names=names) == {
        "id": "things/b",
        "type": "Thing",
        "label": "B",
        "status": {"id": "affirms", "label": "affirms"},
    }


def test_a_reference_to_something_unknown_is_told_as_far_as_it_is_known() -> None:
    unknown = URIRef("http://example.org/x")

    assert value_of("friend", unknown, names={unknown: Name(None, {})}) == {
        "id": "http://example.org/x",
        "type": None,
        "label": None,
    }


def test_a_label_is_in_the_language_asked_for_or_english_or_in_any() -> None:
    both = [(THING, SKOS.prefLabel, Literal(text, lang=lang)) for text, lang in (("ليبيا", "ar"), ("Libya", "en"))]

    assert shaped(*both)["label"] == shaped(*both, shown=Shown(language="fr"))["label"] == "Libya"
    assert shaped(*both, shown=Shown(language="ar"))["label"] == "ليبيا"
    assert shaped(*both[:1])["label"] == "ليبيا"


def test_values_are_found_along_paths_and_against_the_direction_of_properties() -> None:
    record = shaped(
        (THING, CASUS.parts, PART),
        (PART, RDF.type, CASUS.Part),
        (PART, CASUS.size, Literal("7", datatype=XSD.integer)),
        (FRIEND, CASUS.owns, THING),
        names={FRIEND: Name(_THING, {})},
    )

    assert record["sizes"] == [7]
    assert record["owners"] == [{"id": "things/b", "type": "Thing", "label": None}]


def test_a_node_is_known_by_its_id_and_shown_in_full() -> None:
    triples = (
        (THING, CASUS.parts, PART),
        (PART, RDF.type, CASUS.Part),
        (PART, CASUS.size, Literal("7", datatype=XSD.integer)),
    )

    assert shaped(*triples)["parts"] == [{"id": "things/a#part-1", "size": 7}]
    assert "parts" not in shaped(*triples, shown=Shown())


def test_a_record_inside_another_is_shown_in_full_but_for_what_repeats_what_is_inside_it() -> None:
    child, bit = RECORD["smalls/c"], URIRef(f"{RECORD}smalls/c#bit-1")
    triples = (
        (THING, CASUS.child, child),
        (child, RDF.type, CASUS.Small),
        (child, CASUS.number, Literal("3", datatype=XSD.integer)),
        (child, CASUS.bits, bit),
        (bit, RDF.type, CASUS.Part),
        (bit, CASUS.size, Literal("7", datatype=XSD.integer)),
    )

    assert shaped(*triples)["child"] == {
        "id": "smalls/c",
        "type": "Small",
        "label": None,
        "number": 3,
        "thing": None,
        "bits": [{"id": "smalls/c#bit-1", "size": 7}],
    }
    assert "child" not in shaped(*triples, shown=Shown())


def test_a_record_inside_another_does_not_lead_back() -> None:
    child = RECORD["smalls/c"]
    record = shaped((child, CASUS.lists, THING), (child, RDF.type, CASUS.Small))

    assert record["lists"] == [{"id": "smalls/c", "type": "Small", "label": None, "number": None, "bits": []}]


def test_a_record_that_no_shape_describes_is_an_error() -> None:
    with pytest.raises(LookupError, match="no shape describes"):
        Shaper(MODEL, Description()).record(THING)


def test_no_record_is_shaped_when_the_time_is_over() -> None:
    def work() -> None:
        Deadline(0).begin()
        with pytest.raises(OutOfTime):
            shaped()

    contextvars.Context().run(work)
