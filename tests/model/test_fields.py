from dataclasses import fields

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from casus import ONTOLOGY_DIR
from casus.model.fields import DATATYPES, Field, Kind, Path, Step

MEMBER = URIRef("http://example.org/member")
LABEL = URIRef("http://example.org/label")


def test_a_step_is_written_as_sparql_writes_it() -> None:
    assert Step(MEMBER).n3() == "<http://example.org/member>"
    assert Step(MEMBER, inverse=True).n3() == "^<http://example.org/member>"


def test_a_path_is_its_steps_in_sequence() -> None:
    path = Path((Step(MEMBER, inverse=True), Step(LABEL)))

    assert path.n3() == "^<http://example.org/member>/<http://example.org/label>"


def test_paths_are_joined_to_a_path() -> None:
    joined = Path((Step(MEMBER),)) + Path((Step(LABEL),))

    assert isinstance(joined, Path)
    assert joined == Path((Step(MEMBER), Step(LABEL)))
    assert Path() + joined == joined


def test_the_way_back_goes_the_steps_from_the_last_to_the_first_each_the_other_way_round() -> None:
    path = Path((Step(MEMBER, inverse=True), Step(LABEL)))

    assert path.inverse == Path((Step(LABEL, inverse=True), Step(MEMBER)))
    assert path.inverse.inverse == path
    assert Path.of(MEMBER, LABEL) == Path((Step(MEMBER), Step(LABEL)))


@pytest.mark.parametrize(
    ("path", "is_property"),
    [
        (Path((Step(MEMBER),)), True),
        (Path((Step(MEMBER, inverse=True),)), False),
        (Path((Step(MEMBER), Step(LABEL))), False),
        (Path(), False),
    ],
)
def test_only_one_forward_step_is_a_plain_property(path: Path, is_property: bool) -> None:
    assert path.is_property is is_property


def test_every_datatype_of_the_shapes_has_a_kind() -> None:
    shapes = Graph().parse(ONTOLOGY_DIR / "shapes.ttl")
    used = set(shapes.objects(None, SH.datatype))

    assert RDF.langString in used
    assert used <= set(DATATYPES)


def test_a_field_may_do_nothing_unless_it_is_said() -> None:
    field = Field("name", "Name", "", Path((Step(LABEL),)), Kind.STRING, order=1, multiple=False, at_least=0)

    permissions = [f.name for f in fields(Field) if f.default is False]
    assert permissions == [
        "may_lack",
        "embed",
        "detail",
        "edtf",
        "repeats",
        "filter",
        "derived",
        "provenance",
        "at_its_time",
        "around_its_time",
    ]
    assert not any(getattr(field, name) for name in permissions)
    assert field.sort_path is None
