"""The shaping of a description into JSON, on descriptions of a few triples."""

import pytest
from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.model.fields import Field, Kind, Path, Step
from casus.model.json_schema import Json
from casus.model.types import Collection, Model, RecordType
from casus.records.description import Description
from casus.records.record_json import Shaper
from casus.terms.namespaces import CASUS, CODE, RDF, RECORD, SKOS, XSD

THING, PART = RECORD["things/a"], URIRef(f"{RECORD}things/a#part-1")
ROOT = "https://casus.example"


def make(name: str, kind: Kind, *, multiple: bool = False, embed: bool = False, target: URIRef | None = None) -> Field:
    path = Path((Step(CASUS[name]),))
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
)
_THING = RecordType(CASUS.Thing, "Thing", "Things", "", _FIELDS, frozenset([CASUS.Thing]))
_SMALL = RecordType(CASUS.Small, "Small", "Small", "", (make("number", Kind.INTEGER),), frozenset([CASUS.Small]))
_THINGS = Collection("things", f"{RECORD}things/", _THING, ())
_SMALLS = Collection("smalls", f"{RECORD}smalls/", _SMALL, ())
MODEL = Model({"Thing": _THING, "Part": _PART, "Small": _SMALL}, {"things": _THINGS, "smalls": _SMALLS})


def shaped(*triples: tuple[Node, URIRef, Node], full: bool = True) -> Json:
    return Shaper(
        MODEL, Description([(THING, RDF.type, CASUS.Thing), *triples]), (ROOT + "{}").format, full=full
    ).record(THING)


def shown(name: str, *values: Node) -> object:
    return shaped(*((THING, CASUS[name], value) for value in values))[name]


def test_a_record_begins_with_what_identifies_it_and_goes_on_with_every_field_of_its_type() -> None:
    record = shaped((THING, SKOS.prefLabel, Literal("A", lang="en")))

    assert list(record) == ["id", "iri", "type", "label", "href", *(field.name for field in _FIELDS)]
    assert (record["id"], record["iri"], record["type"]) == ("a", str(THING), "Thing")
    assert (record["label"], record["href"]) == ("A", "https://casus.example/v1/things/a")


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
    found = shown(name, value)

    assert found == expected
    assert type(found) is type(expected)


def test_values_of_a_list_are_in_order() -> None:
    assert shown("texts", Literal("b"), Literal("a")) == ["a", "b"]


def test_names_are_a_map_by_language() -> None:
    assert shown("names", Literal("Libya", lang="en"), Literal("ليبيا", lang="ar")) == {"ar": "ليبيا", "en": "Libya"}


def test_other_names_are_a_list_in_the_order_of_languages_and_texts() -> None:
    found = shown("aliases", Literal("b", lang="en"), Literal("a", lang="en"), Literal("c", lang="ar"))

    assert found == [
        {"value": "c", "language": "ar"},
        {"value": "a", "language": "en"},
        {"value": "b", "language": "en"},
    ]


def test_a_code_tells_its_label_and_where_its_list_is() -> None:
    code = CODE["stance/affirms"]
    record = shaped((THING, CASUS.code, code), (code, SKOS.prefLabel, Literal("affirms", lang="en")))

    assert record["code"] == {
        "id": "affirms",
        "iri": "https://w3id.org/casus/code/stance/affirms",
        "label": "affirms",
        "href": "https://casus.example/v1/codes/stance",
    }


def test_a_reference_tells_what_it_leads_to() -> None:
    friend = RECORD["things/b"]
    record = shaped(
        (THING, CASUS.friend, friend),
        (friend, RDF.type, CASUS.Thing),
        (friend, SKOS.prefLabel, Literal("B", lang="en")),
    )

    assert record["friend"] == {
        "id": "b",
        "iri": str(friend),
        "type": "Thing",
        "label": "B",
        "href": "https://casus.example/v1/things/b",
    }


def test_a_reference_to_something_unknown_is_told_as_far_as_it_is_known() -> None:
    assert shown("friend", URIRef("http://example.org/x")) == {
        "id": None,
        "iri": "http://example.org/x",
        "type": None,
        "label": None,
        "href": None,
    }


def test_a_label_is_english_where_there_is_one() -> None:
    both = [(THING, SKOS.prefLabel, Literal(text, lang=lang)) for text, lang in (("ليبيا", "ar"), ("Libya", "en"))]

    assert shaped(*both)["label"] == "Libya"
    assert shaped(*both[:1])["label"] == "ليبيا"


def test_an_embedded_record_is_shown_in_full_on_a_page_and_referenced_in_a_list() -> None:
    child = RECORD["smalls/c"]
    triples = (
        (THING, CASUS.child, child),
        (child, RDF.type, CASUS.Small),
        (child, CASUS.number, Literal("3", datatype=XSD.integer)),
    )

    assert shaped(*triples, full=True)["child"]["number"] == 3
    assert list(shaped(*triples, full=False)["child"]) == ["id", "iri", "type", "label", "href"]


@pytest.mark.parametrize("full", [True, False])
def test_a_node_is_always_shown_in_full(full: bool) -> None:
    triples = (
        (THING, CASUS.parts, PART),
        (PART, RDF.type, CASUS.Part),
        (PART, CASUS.size, Literal("7", datatype=XSD.integer)),
    )

    assert shaped(*triples, full=full)["parts"] == [{"iri": str(PART), "size": 7}]


def test_a_record_that_no_shape_describes_is_an_error() -> None:
    with pytest.raises(LookupError, match="no shape describes"):
        Shaper(MODEL, Description([]), str, full=True).record(THING)
