"""The reading of shapes, one small shape per rule; tests/test_new_property.py shows that it reaches the answers."""

import pytest

from casus.model.fields import Field, Kind, Path, Step
from casus.model.shapes import ShapeError, read_model
from casus.model.types import Model, Properties
from casus.terms.namespaces import CASUS
from tests.turtle import shapes


def model_of(turtle: str) -> Model:
    return read_model(shapes(turtle))


def shape(name: str, *properties: str, extra: str = "") -> str:
    written = " , ".join(f"[ {text} ]" for text in properties)
    return f'shape:{name} a sh:NodeShape ; sh:targetClass casus:{name} ; sh:codeIdentifier "{name}" {extra}' + (
        f" ; sh:property {written} .\n" if written else " .\n"
    )


def field(constraints: str, *, path: str = "casus:value", before: str = "") -> Field:
    """The one field of a shape whose property shape says this."""
    turtle = before + shape("Thing", f'sh:path {path} ; sh:codeIdentifier "value" ; {constraints}')
    return model_of(turtle).types["Thing"].field["value"]


def test_a_class_has_the_fields_of_the_classes_above_it_in_the_order_that_the_shapes_give() -> None:
    model = model_of(
        "casus:Force rdfs:subClassOf casus:Actor . casus:Actor rdfs:subClassOf casus:Record .\n"
        + shape("Record", 'sh:path casus:z ; sh:codeIdentifier "last" ; sh:datatype xsd:string ; sh:order 90')
        + shape("Actor", 'sh:path casus:m ; sh:codeIdentifier "middle" ; sh:datatype xsd:string')
        + shape("Force", 'sh:path casus:a ; sh:codeIdentifier "first" ; sh:datatype xsd:string ; sh:order 1')
    )

    assert [f.name for f in model.types["Force"].fields] == ["first", "middle", "last"]
    assert [f.name for f in model.types["Actor"].fields] == ["middle", "last"]
    assert model.types["Force"].ancestors == {CASUS.Force, CASUS.Actor, CASUS.Record}


def test_fields_are_inherited_over_a_class_without_a_shape() -> None:
    model = model_of(
        "casus:Force rdfs:subClassOf casus:Actor . casus:Actor rdfs:subClassOf casus:Record .\n"
        + shape("Record", 'sh:path casus:z ; sh:codeIdentifier "name" ; sh:datatype xsd:string')
        + shape("Force")
    )

    assert [f.name for f in model.types["Force"].fields] == ["name"]


def test_the_field_of_a_subclass_goes_before_the_one_of_its_name_above_it() -> None:
    model = model_of(
        "casus:Force rdfs:subClassOf casus:Record .\n"
        + shape("Record", 'sh:path casus:z ; sh:codeIdentifier "name" ; sh:name "General" ; sh:datatype xsd:string')
        + shape("Force", 'sh:path casus:z ; sh:codeIdentifier "name" ; sh:name "Special" ; sh:datatype xsd:string')
    )

    assert model.types["Force"].field["name"].label == "Special"
    assert model.types["Record"].field["name"].label == "General"


def test_a_property_shape_without_a_name_only_tightens_the_field_above_it() -> None:
    model = model_of(
        "casus:Event rdfs:subClassOf casus:Dated .\n"
        + shape("Dated", 'sh:path casus:when ; sh:codeIdentifier "when" ; sh:datatype xsd:string')
        + shape("Event", "sh:path casus:when ; sh:minCount 1 ; sh:maxCount 1")
    )
    loose, tight = (model.types[name].field["when"] for name in ("Dated", "Event"))

    assert [f.name for f in model.types["Event"].fields] == ["when"]
    assert (loose.required, loose.multiple) == (False, True)
    assert (tight.required, tight.multiple) == (True, False)


def test_a_field_says_how_many_values_a_record_must_have() -> None:
    pair, one, free = (field(f"sh:datatype xsd:string {count}") for count in ("; sh:minCount 2", "; sh:minCount 1", ""))

    assert [each.at_least for each in (pair, one, free)] == [2, 1, 0]
    assert [each.required for each in (pair, one, free)] == [True, True, False]


def test_a_field_that_a_class_derives_is_derived_there_alone() -> None:
    model = model_of(
        "casus:Coding rdfs:subClassOf casus:Dated .\n"
        + shape("Dated", 'sh:path casus:when ; sh:codeIdentifier "when" ; sh:datatype xsd:string')
        + shape("Coding", "sh:path casus:when ; api:derived true")
    )

    assert model.types["Coding"].field["when"].derived
    assert not model.types["Dated"].field["when"].derived


def test_a_class_declares_the_properties_that_its_records_say_themselves() -> None:
    model = model_of(
        shape("Named", 'sh:path casus:name ; sh:codeIdentifier "name" ; sh:datatype xsd:string')
        + "casus:Thing rdfs:subClassOf casus:Named .\n"
        + shape(
            "Thing",
            'sh:path casus:size ; sh:codeIdentifier "size" ; sh:datatype xsd:integer ; api:derived true',
            'sh:path ( casus:place casus:size ) ; sh:codeIdentifier "place_size" ; sh:datatype xsd:integer',
            'sh:path [ sh:inversePath casus:owner ] ; sh:codeIdentifier "owned" ; sh:class casus:Thing',
            "sh:path casus:note ; sh:minCount 1",
        )
        + "shape:Nameless a sh:NodeShape ; sh:targetClass casus:Stone ; sh:property [ sh:path casus:why ] .\n"
    )

    assert model.properties[CASUS.Named] == Properties(frozenset([CASUS.name]), frozenset())
    assert model.properties[CASUS.Thing] == Properties(frozenset([CASUS.place, CASUS.note]), frozenset([CASUS.size]))
    assert model.properties[CASUS.Stone] == Properties(frozenset([CASUS.why]), frozenset())


def test_what_the_compiler_asks_of_the_shapes_is_read_with_the_rest() -> None:
    model = model_of(
        shape("Named", 'sh:path casus:name ; sh:codeIdentifier "name" ; sh:datatype xsd:string ; api:search "name"')
        + shape(
            "Law",
            'sh:path casus:by ; sh:codeIdentifier "by" ; sh:datatype xsd:string ; api:atItsTime true',
            extra="; api:mayLieAhead true",
        )
        + "shape:OneWay a sh:NodeShape ; api:acyclic casus:partOf , casus:after ."
    )

    assert model.types["Named"].field["name"].search == "name"
    assert model.types["Law"].field["by"].at_its_time and model.types["Law"].may_lie_ahead
    assert not model.types["Named"].may_lie_ahead
    assert model.acyclic == (CASUS.after, CASUS.partOf)


def test_a_shape_without_a_name_is_no_type() -> None:
    assert model_of("shape:X a sh:NodeShape ; sh:targetClass casus:X .").types == {}


def test_a_coded_field_knows_the_codes_of_its_list_in_alphabetical_order() -> None:
    coded = field(
        "sh:class casus:Code ; api:codeList code:stance ; sh:maxCount 1",
        before="<https://w3id.org/casus/code/stance/denies> skos:inScheme code:stance .\n"
        "<https://w3id.org/casus/code/stance/affirms> skos:inScheme code:stance .\n"
        "<https://w3id.org/casus/code/other/x> skos:inScheme code:other .\n",
    )

    assert coded.kind is Kind.CODE
    assert coded.code_list == "stance"
    assert coded.codes == ("affirms", "denies")
    assert coded.target is None


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("casus:a", Path((Step(CASUS.a),))),
        ("[ sh:inversePath casus:a ]", Path((Step(CASUS.a, inverse=True),))),
        ("( casus:a casus:b )", Path((Step(CASUS.a), Step(CASUS.b)))),
        ("( [ sh:inversePath casus:a ] casus:b )", Path((Step(CASUS.a, inverse=True), Step(CASUS.b)))),
    ],
)
def test_a_path_is_properties_and_inverses_in_sequence(written: str, path: Path) -> None:
    assert field("sh:datatype xsd:string", path=written).path == path


@pytest.mark.parametrize(
    ("constraints", "kind", "multiple"),
    [
        ("sh:datatype xsd:string", Kind.STRING, True),
        ("sh:datatype xsd:string ; sh:maxCount 1", Kind.STRING, False),
        ("sh:datatype xsd:string ; sh:maxCount 2", Kind.STRING, True),
        ("sh:datatype xsd:integer", Kind.INTEGER, True),
        ("sh:datatype xsd:decimal", Kind.DECIMAL, True),
        ("sh:datatype xsd:boolean", Kind.BOOLEAN, True),
        ("sh:datatype xsd:date", Kind.DATE, True),
        ("sh:datatype rdf:langString", Kind.TEXTS, True),
        ("sh:datatype rdf:langString ; sh:uniqueLang true", Kind.LABELS, False),
        ("sh:nodeKind sh:IRI", Kind.IRI, True),
        ("sh:class casus:Node", Kind.NODE, True),
        ("sh:class casus:Record", Kind.REFERENCE, True),
        ("sh:class casus:Force", Kind.REFERENCE, True),
        ("sh:class casus:Code", Kind.CODE, True),
        ("sh:class casus:Code ; api:embed true", Kind.NODE, True),
        ("sh:datatype xsd:string ; sh:maxCount 1 ; api:list true", Kind.STRING, True),
    ],
)
def test_the_kind_of_a_field_follows_from_its_constraints(constraints: str, kind: Kind, multiple: bool) -> None:
    found = field(
        constraints, before="casus:Force rdfs:subClassOf casus:Actor . casus:Actor rdfs:subClassOf casus:Record ."
    )

    assert (found.kind, found.multiple) == (kind, multiple)


def test_a_reference_knows_the_class_that_it_leads_to() -> None:
    assert field("sh:class casus:Record").target == CASUS.Record


def test_annotations_say_what_a_field_may_do() -> None:
    free = field("sh:datatype xsd:string ; api:filter true ; api:sort true ; api:derived true ; api:detail true")
    bound = field("sh:datatype xsd:string ; api:filter false")

    assert (free.filter, free.derived, free.detail, free.embed) == (True, True, True, False)
    assert free.sort_path == Path.of(CASUS.value)
    assert not bound.filter and not bound.detail and bound.sort_path is None


def test_a_list_may_be_sorted_by_another_property_than_the_field() -> None:
    assert field("sh:datatype xsd:string ; api:sortBy casus:key").sort_path == Path.of(CASUS.key)


def test_limits_patterns_and_examples_are_read() -> None:
    found = field('sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 10 ; skos:example 7 ; sh:pattern "^a"')

    assert (found.minimum, found.maximum, found.example, found.pattern) == (0, 10, 7, "^a")


def test_a_limit_of_a_decimal_may_have_a_fraction() -> None:
    assert field("sh:datatype xsd:decimal ; sh:minInclusive 0.5").minimum == 0.5


def test_texts_for_people_are_read() -> None:
    found = field('sh:datatype xsd:string ; sh:name "Label"@en ; sh:description "What it is."@en')

    assert (found.label, found.description) == ("Label", "What it is.")


def test_a_collection_holds_the_types_below_its_own() -> None:
    model = model_of(
        "casus:Support rdfs:subClassOf casus:Claim . casus:Control rdfs:subClassOf casus:Claim .\n"
        + shape("Claim", extra='; api:collection "claims" ; rdfs:label "Claims"@en')
        + shape("Support")
        + shape("Control")
        + shape("Other")
    )
    claims = model.collections["claims"]

    assert list(model.collections) == ["claims"]
    assert [t.name for t in claims.types] == ["Control", "Support"]
    assert claims.base == "https://w3id.org/casus/id/claims/"


def test_a_collection_may_have_another_base() -> None:
    turtle = shape("CodeList", extra='; api:collection "codes" ; api:base <https://w3id.org/casus/code/>')

    assert model_of(turtle).collections["codes"].base == "https://w3id.org/casus/code/"


def test_a_datatype_without_json_is_refused_with_the_field() -> None:
    with pytest.raises(ShapeError, match=r"field value: no JSON for datatype .*#gYear"):
        field("sh:datatype xsd:gYear")


def test_a_field_that_does_not_say_what_it_holds_is_refused() -> None:
    with pytest.raises(ShapeError, match="field value: give it sh:datatype, sh:class or sh:nodeKind sh:IRI"):
        field("sh:maxCount 1")


@pytest.mark.parametrize(
    "path",
    [
        "[ sh:alternativePath ( casus:a casus:b ) ]",
        "[ sh:zeroOrMorePath casus:a ]",
        "( casus:a [ sh:zeroOrOnePath casus:b ] )",
    ],
)
def test_a_path_that_is_not_a_sequence_is_refused(path: str) -> None:
    with pytest.raises(ShapeError, match="field value: a path is properties and inverses in sequence"):
        field("sh:datatype xsd:string", path=path)


def test_a_type_that_embeds_itself_is_refused() -> None:
    turtle = shape("Thing", 'sh:path casus:part ; sh:codeIdentifier "parts" ; sh:class casus:Thing ; api:embed true')

    with pytest.raises(ShapeError, match="api:embed leads from Thing back to Thing"):
        model_of(turtle)


def test_types_that_embed_each_other_are_refused_even_over_a_subclass() -> None:
    turtle = (
        "casus:Sub rdfs:subClassOf casus:Upper .\n"
        + shape("Thing", 'sh:path casus:upper ; sh:codeIdentifier "u" ; sh:class casus:Upper ; api:embed true')
        + shape("Sub", 'sh:path casus:thing ; sh:codeIdentifier "t" ; sh:class casus:Thing ; api:embed true')
    )

    with pytest.raises(ShapeError, match="api:embed leads from"):
        model_of(turtle)


def test_types_that_only_refer_to_each_other_are_no_circle() -> None:
    turtle = shape("Thing", 'sh:path casus:part ; sh:codeIdentifier "parts" ; sh:class casus:Thing')

    assert model_of(turtle).types["Thing"].field["parts"].target == CASUS.Thing


def test_a_field_with_two_paths_in_one_collection_is_refused_with_its_name() -> None:
    turtle = (
        "casus:Support rdfs:subClassOf casus:Claim . casus:Control rdfs:subClassOf casus:Claim .\n"
        + shape("Claim", extra='; api:collection "claims"')
        + shape("Support", 'sh:path casus:a ; sh:codeIdentifier "who" ; sh:datatype xsd:string')
        + shape("Control", 'sh:path casus:b ; sh:codeIdentifier "who" ; sh:datatype xsd:string')
    )

    with pytest.raises(ShapeError, match="field who of claims has two paths"):
        model_of(turtle)
