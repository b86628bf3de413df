"""The sources as one whole: graphs, union, and shapes that cannot be understood."""

import pytest

from casus.compiler.load import load
from casus.compiler.sources import Sources
from casus.terms.namespaces import CASUS, DERIVED_GRAPH, GRAPH, QUESTIONS_GRAPH, RECORD
from tests.conftest import Workshop


def test_the_union_holds_all_that_is_written_and_derived_and_no_question(workshop: Workshop) -> None:
    (workshop.sources / "questions").mkdir()
    sources = Sources.of(workshop.sources, load(workshop.sources))
    written = {triple for file in sources.files for triple in file.graph}

    assert set(sources.union) == written | set(sources.derived)
    assert (RECORD["states/libya"], CASUS.cowCode, None) in sources.derived
    assert len(sources) == len(sources.union) + len(sources.questions)


def test_a_release_gets_each_file_what_is_derived_and_the_questions_as_graphs(workshop: Workshop) -> None:
    sources = Sources.of(workshop.sources, load(workshop.sources))

    assert {GRAPH["shapes"], GRAPH["data/records"], GRAPH["codes/stance"]} <= set(sources.graphs)
    assert sources.graphs[DERIVED_GRAPH] is sources.derived
    assert sources.graphs[QUESTIONS_GRAPH] is sources.questions


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "sh:path casus:hedge ;",
            "sh:path casus:hedge ;\n sh:maxLength 9 ;",
            "ontology/shapes.ttl:{line}: <https://w3id.org/casus/shape/Claim>: sh:property > sh:maxLength: "
            "sh:maxLength is not checked: see casus.model.constraints",
        ),
        (
            "( casus:evidence casus:stance ) ;",
            "( casus:evidence casus:stance ) ;\n sh:minCount 1 ;",
            "ontology/shapes.ttl:{line}: <https://w3id.org/casus/shape/Claim>: sh:property > sh:minCount: "
            "sh:minCount is not checked on a path of several steps",
        ),
        (
            'sh:pattern "^[^/]*$"',
            '\n sh:pattern "^[^/*$"',
            "ontology/shapes.ttl:{line}: <https://w3id.org/casus/shape/LegalAct>: sh:property > sh:pattern: "
            '"^[^/*$" is not a regular expression: unterminated character set at position 1',
        ),
        (
            '[ sh:path casus:hedge ; sh:codeIdentifier "hedges" ; sh:name "Hedge"@en ; sh:order 6 ;\n'
            "          sh:datatype rdf:langString ;",
            '\n[ sh:path casus:hedge ; sh:codeIdentifier "hedges" ; sh:name "Hedge"@en ; sh:order 6 ;',
            "ontology/shapes.ttl:{line}: <https://w3id.org/casus/shape/Claim>: sh:property: "
            "field hedges: give it sh:datatype, sh:class or sh:nodeKind sh:IRI",
        ),
        (
            'sh:path casus:member ; sh:codeIdentifier "member"',
            'sh:path casus:member ; sh:codeIdentifier "when"',
            "ontology/shapes.ttl: field when of claims has two paths; rename one",
        ),
    ],
    ids=["no constraint of ours", "path of several steps", "pattern", "no kind of value", "two paths"],
)
def test_shapes_that_cannot_be_understood_are_said_as_any_mistake(
    workshop: Workshop, old: str, new: str, said: str
) -> None:
    workshop.edit("shapes.ttl", old, new)
    text = (workshop.sources / "shapes.ttl").read_text("utf-8")
    line = text[: text.index(new.lstrip()) + new.lstrip().rfind("\n ") + 1].count("\n") + 1

    assert workshop.problems() == [said.format(line=line)]


@pytest.mark.parametrize(
    "constraint", ['sh:maxCount "one"', 'sh:minCount "x"', 'sh:order "x"', 'sh:minInclusive "x"', "sh:nodeKind sh:Iri"]
)
def test_a_word_of_a_shape_that_is_not_understood_is_said(workshop: Workshop, constraint: str) -> None:
    workshop.edit("shapes.ttl", 'sh:codeIdentifier "when"', f'{constraint} ; sh:codeIdentifier "when"')

    (said,) = workshop.problems()
    assert said.startswith("ontology/shapes.ttl") and "understood" in said
