"""The vocabulary, the shapes and the code lists hang together: nothing is used undeclared, nothing is undocumented."""

import re
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD
from rdflib.term import Node

from casus import ONTOLOGY_DIR
from casus.terms.namespaces import API, CASUS, CODE, CODE_IDENTIFIER, COLLECTIONS

_SHAPE = "https://w3id.org/casus/shape/"

CODE_FILES = sorted((ONTOLOGY_DIR / "codes").glob("*.ttl"))
SOURCES = sorted(ONTOLOGY_DIR.rglob("*.ttl"))
PREFIXED = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|#.*|\bcasus:([A-Za-z]\w*)')
"""A casus: term, after whatever may hide one: a text, an IRI, a comment."""


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(ONTOLOGY_DIR / "casus.ttl")


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(ONTOLOGY_DIR / "shapes.ttl")


@pytest.fixture(scope="module")
def codes() -> Graph:
    graph = Graph()
    for path in CODE_FILES:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def terms(vocabulary: Graph) -> set[URIRef]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    return {term for kind in kinds for term in vocabulary.subjects(RDF.type, kind) if isinstance(term, URIRef)}


def used(path: Path) -> set[URIRef]:
    return {CASUS[name] for name in PREFIXED.findall(path.read_text("utf-8")) if name}


def properties(shapes: Graph) -> list[tuple[Node, Node]]:
    """Every node shape with each of its property shapes."""
    return list(shapes.subject_objects(SH.property))


def fields(shapes: Graph) -> list[tuple[str, Node]]:
    """Every field as `Shape.name`, with its property shape."""
    return [
        (f"{str(shape).removeprefix(_SHAPE)}.{name}", node)
        for shape, node in properties(shapes)
        if (name := shapes.value(node, CODE_IDENTIFIER)) is not None
    ]


def steps(shapes: Graph, path: Node | None) -> list[Node]:
    """The properties of a path: one, an inverse one, or a sequence of either."""
    if isinstance(path, BNode):
        inverse = shapes.value(path, SH.inversePath)
        if inverse is not None:
            return [inverse]
        return [step for part in Collection(shapes, path) for step in steps(shapes, part)]
    assert path is not None
    return [path]


def ancestors(vocabulary: Graph, cls: Node) -> set[Node]:
    return set(vocabulary.transitive_objects(cls, RDFS.subClassOf))


# casus.ttl


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ONTOLOGY_DIR).as_posix())
def test_every_term_that_a_file_uses_is_declared(terms: set[URIRef], path: Path) -> None:
    found = used(path)
    assert found, "no casus: term was found at all"
    assert found - terms == set()


def test_every_class_and_property_has_one_english_label_and_definition(vocabulary: Graph, terms: set[URIRef]) -> None:
    assert len(terms) > 120
    for term in terms:
        for name in (RDFS.label, SKOS.definition):
            values = list(vocabulary.objects(term, name))
            assert [value.language for value in values if isinstance(value, Literal)] == ["en"], (term, name)
            assert str(values[0]).strip(), (term, name)


def test_no_two_classes_and_no_two_properties_share_a_label(vocabulary: Graph) -> None:
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
        labels = [
            str(vocabulary.value(term, RDFS.label)) for kind in kinds for term in vocabulary.subjects(RDF.type, kind)
        ]
        assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_every_term_is_in_the_namespace_and_of_one_kind(vocabulary: Graph, terms: set[URIRef]) -> None:
    kinds = {term: set(vocabulary.objects(term, RDF.type)) - {OWL.SymmetricProperty} for term in terms}
    assert {term: kind for term, kind in kinds.items() if len(kind) != 1} == {}
    assert [term for term in terms if not term.startswith(str(CASUS))] == []
    assert [term for term in terms if term[len(CASUS)].isupper() != (OWL.Class in kinds[term])] == []


def test_an_object_property_leads_to_a_class_and_a_datatype_property_to_a_datatype(
    vocabulary: Graph, terms: set[URIRef]
) -> None:
    datatypes = {XSD.string, XSD.integer, XSD.decimal, XSD.date, XSD.boolean, RDF.langString}
    for term in terms:
        target = vocabulary.value(term, RDFS.range)
        if (term, RDF.type, OWL.DatatypeProperty) in vocabulary:
            assert target in datatypes, term
        elif (term, RDF.type, OWL.ObjectProperty) in vocabulary and str(target).startswith(str(CASUS)):
            assert target in terms, term


def test_casus_never_says_that_its_term_is_another_projects_term(vocabulary: Graph) -> None:
    for claim in (OWL.sameAs, OWL.equivalentClass, OWL.equivalentProperty):
        assert list(vocabulary.subject_objects(claim)) == []


def test_the_ontology_has_a_version_and_a_licence(vocabulary: Graph) -> None:
    ontology = URIRef("https://w3id.org/casus/ontology")
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(vocabulary.value(ontology, OWL.versionInfo)))
    assert str(vocabulary.value(ontology, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"


def test_the_match_of_used_terms_sees_texts_and_comments_as_such(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text('casus:a "casus:b \\" casus:c" <casus:d> ; casus:e . # casus:f\ncasus:g', encoding="utf-8")
    assert used(file) == {CASUS.a, CASUS.e, CASUS.g}


# shapes.ttl


def test_every_class_that_records_or_nodes_can_have_has_one_shape(vocabulary: Graph, shapes: Graph) -> None:
    shaped = [cls for shape, cls in shapes.subject_objects(SH.targetClass) if (shape, CODE_IDENTIFIER, None) in shapes]
    assert len(shaped) == len(set(shaped))
    unshaped = set(vocabulary.subjects(RDF.type, OWL.Class)) - set(shaped)
    # An actor is what states, armed forces, organizations and persons have in common; a tombstone is not served.
    assert unshaped == {CASUS.Actor, CASUS.Tombstone}


def test_a_shape_is_named_after_its_class_and_says_what_it_is(shapes: Graph) -> None:
    for shape, cls in shapes.subject_objects(SH.targetClass):
        if (shape, CODE_IDENTIFIER, None) not in shapes:  # a rule
            continue
        name = str(cls).removeprefix(str(CASUS))
        assert shape == URIRef(_SHAPE + name)
        assert str(shapes.value(shape, CODE_IDENTIFIER)) == name
        assert shapes.value(shape, RDFS.label) and shapes.value(shape, RDFS.comment), shape


def test_every_field_has_one_name_description_and_order(shapes: Graph) -> None:
    found = fields(shapes)
    assert len(found) > 150
    for field, node in found:
        assert re.fullmatch(r"[A-Za-z]+\.[a-z][a-z0-9_]*", field)
        for name in (SH.name, SH.description, SH.order):
            assert len(list(shapes.objects(node, name))) == 1, (field, name)
        order = shapes.value(node, SH.order)
        assert isinstance(order, Literal) and isinstance(order.toPython(), int), field


def test_every_field_has_one_kind_of_value(shapes: Graph) -> None:
    for field, node in fields(shapes):
        kinds = [kind for name in (SH.datatype, SH["class"], SH.nodeKind) for kind in shapes.objects(node, name)]
        assert len(kinds) == 1, field


def test_a_record_never_has_two_fields_of_one_name_or_one_order(vocabulary: Graph, shapes: Graph) -> None:
    own: dict[Node, list[tuple[str, int]]] = {}
    for shape, node in properties(shapes):
        name, cls = shapes.value(node, CODE_IDENTIFIER), shapes.value(shape, SH.targetClass)
        if name is not None and cls is not None:
            own.setdefault(cls, []).append((str(name), int(str(shapes.value(node, SH.order)))))
    assert own
    for cls in own:
        inherited = [field for ancestor in ancestors(vocabulary, cls) for field in own.get(ancestor, [])]
        names = [name for name, _ in inherited]
        assert sorted({name for name in names if names.count(name) > 1}) == [], cls
        orders = [order for _, order in own[cls]]
        assert sorted({order for order in orders if orders.count(order) > 1}) == [], cls


def test_a_property_shape_without_a_name_only_constrains_a_field_that_has_one(vocabulary: Graph, shapes: Graph) -> None:
    named = {CASUS.shortcut, SKOS.inScheme, SKOS.notation}  # the notation of a code is its id
    named |= {DCTERMS.title, SKOS.hasTopConcept, SKOS.topConceptOf, SKOS.narrower}  # derived, for browsers of SKOS
    for shape, node in properties(shapes):
        if shapes.value(node, CODE_IDENTIFIER) is None:
            path, cls = shapes.value(node, SH.path), shapes.value(shape, SH.targetClass)
            if cls in (None, CASUS.Tombstone):  # a part of a rule; what has no fields
                continue
            declared = {
                shapes.value(other, SH.path)
                for above, other in properties(shapes)
                if shapes.value(other, CODE_IDENTIFIER) is not None
                and shapes.value(above, SH.targetClass) in ancestors(vocabulary, cls)
            }
            assert path in declared | named, (shape, path)


def test_every_path_class_and_constraint_of_a_field_is_declared(shapes: Graph, terms: set[URIRef]) -> None:
    for field, node in fields(shapes):
        mentioned = [*steps(shapes, shapes.value(node, SH.path)), *shapes.objects(node, SH["class"])]
        mentioned += shapes.objects(node, SH.lessThanOrEquals)
        assert [term for term in mentioned if str(term).startswith(str(CASUS)) and term not in terms] == [], field


def test_the_kind_of_value_agrees_with_the_range_of_the_property(vocabulary: Graph, shapes: Graph) -> None:
    compared = 0
    for field, node in fields(shapes):
        path = shapes.value(node, SH.path)
        target = vocabulary.value(path, RDFS.range) if isinstance(path, URIRef) else None
        cls, datatype = shapes.value(node, SH["class"]), shapes.value(node, SH.datatype)
        if datatype is not None and target is not None:
            assert datatype == target, field
            compared += 1
        elif cls is not None and str(target).startswith(str(CASUS)):
            assert target in ancestors(vocabulary, cls), f"{field}: {cls} is not below {target}"
            compared += 1
    assert compared > 100


def test_every_code_list_that_a_field_names_exists_and_fits_the_vocabulary(
    vocabulary: Graph, shapes: Graph, codes: Graph
) -> None:
    named = list(shapes.subject_objects(API.codeList))
    assert len(named) > 30
    for node, code_list in named:
        assert (code_list, RDF.type, CASUS.CodeList) in codes, code_list
        assert shapes.value(node, SH["class"]) == CASUS.Code
        path = shapes.value(node, SH.path)
        if isinstance(path, URIRef):
            assert (path, RDFS.seeAlso, code_list) in vocabulary, (path, code_list)


def test_every_field_of_codes_names_its_list(shapes: Graph) -> None:
    free = {"Code.broader", "CodeList.codes"}
    of_codes = {field: node for field, node in fields(shapes) if shapes.value(node, SH["class"]) == CASUS.Code}
    assert {field for field, node in of_codes.items() if shapes.value(node, API.codeList) is None} == free


def test_every_code_list_is_used_by_a_field(shapes: Graph) -> None:
    named = {str(code_list).removeprefix(str(CODE)) for code_list in shapes.objects(None, API.codeList)}
    assert {path.stem for path in CODE_FILES} == named


def test_the_collections_are_those_of_the_code_and_the_code_book(shapes: Graph) -> None:
    collections = [str(name) for name in shapes.objects(None, API.collection)]
    assert sorted(collections) == sorted([*COLLECTIONS.values(), "codes"])


def test_only_annotations_that_the_header_of_the_file_explains_are_used(shapes: Graph) -> None:
    header = (ONTOLOGY_DIR / "shapes.ttl").read_text("utf-8").partition("@prefix")[0]
    annotations = {str(name).removeprefix(str(API)) for name in shapes.predicates() if str(name).startswith(str(API))}
    assert {name for name in annotations if f"api:{name}" not in header} <= {"collection", "base"}
    assert {"codeList", "filter", "sort", "embed", "derived"} <= annotations


def test_an_example_of_a_filter_by_code_is_a_code_of_the_list(shapes: Graph, codes: Graph) -> None:
    checked = 0
    for node, code_list in shapes.subject_objects(API.codeList):
        for example in shapes.objects(node, SKOS.example):
            assert (URIRef(f"{code_list}/{example}"), SKOS.inScheme, code_list) in codes, (code_list, example)
            checked += 1
    assert checked > 15


def test_only_single_values_are_sorted_by(shapes: Graph) -> None:
    sortable = set(shapes.subjects(API.sort, Literal(True)))
    assert sortable
    assert [node for node in sortable if shapes.value(node, SH.maxCount) != Literal(1)] == []


# codes/


@pytest.mark.parametrize("path", CODE_FILES, ids=lambda path: path.stem)
def test_a_file_holds_the_list_of_its_name_and_nothing_else(path: Path) -> None:
    graph = Graph().parse(path)
    code_list = CODE[path.stem]
    assert list(graph.subjects(RDF.type, CASUS.CodeList)) == [code_list]
    assert (code_list, RDF.type, SKOS.ConceptScheme) in graph
    assert len(str(graph.value(code_list, DCTERMS.description))) > 20
    members = set(graph.subjects(SKOS.inScheme, code_list))
    assert len(members) >= 2
    assert members == set(graph.subjects(RDF.type, CASUS.Code))


@pytest.mark.parametrize("path", CODE_FILES, ids=lambda path: path.stem)
def test_the_notation_of_a_code_is_its_slug_and_it_stands_in_a_block_of_its_own(path: Path) -> None:
    graph = Graph().parse(path)
    for code in graph.subjects(RDF.type, CASUS.Code):
        slug = str(code).removeprefix(f"{CODE}{path.stem}/")
        assert list(graph.objects(code, SKOS.notation)) == [Literal(slug)]
    written = re.findall(rf"^{path.stem}:(\S+) a casus:Code\b", path.read_text("utf-8"), re.MULTILINE)
    assert sorted(written) == sorted(str(notation) for notation in graph.objects(None, SKOS.notation))


def test_every_code_has_an_english_label_and_a_definition_that_says_more(codes: Graph) -> None:
    found = list(codes.subjects(RDF.type, CASUS.Code))
    assert len(found) > 300
    for code in found:
        label = next(o for o in codes.objects(code, SKOS.prefLabel) if isinstance(o, Literal) and o.language == "en")
        definitions = [o for o in codes.objects(code, SKOS.definition) if isinstance(o, Literal) and o.language == "en"]
        assert len(definitions) == 1, code
        assert str(definitions[0]).endswith((".", ")")), code
        assert str(definitions[0]).strip(".").lower() != str(label).lower(), code


def test_a_broader_code_is_of_the_same_list_and_never_below_itself(codes: Graph) -> None:
    for code, broader in codes.subject_objects(SKOS.broader):
        assert codes.value(code, SKOS.inScheme) == codes.value(broader, SKOS.inScheme), code
        assert code not in codes.transitive_objects(broader, SKOS.broader), code


def test_every_mapping_of_a_code_names_a_scheme_and_a_strength_that_exist(codes: Graph) -> None:
    mappings = list(codes.subjects(RDF.type, CASUS.Identifier))
    assert len(mappings) > 100
    for node in mappings:
        for name, code_list in ((CASUS.scheme, "identifier-scheme"), (CASUS.matchStrength, "match-strength")):
            assert (codes.value(node, name), SKOS.inScheme, CODE[code_list]) in codes, (node, name)


def test_a_shortcut_is_a_declared_property_that_a_shape_serves_as_derived(
    vocabulary: Graph, shapes: Graph, codes: Graph
) -> None:
    shortcuts = set(codes.objects(None, CASUS.shortcut))
    assert {CASUS.cowCode, CASUS.gwCode, CASUS.iso3166Alpha3, CASUS.unSymbol} <= shortcuts
    for shortcut in shortcuts:
        assert (shortcut, RDF.type, OWL.DatatypeProperty) in vocabulary
        assert any((node, API.derived, Literal(True)) in shapes for node in shapes.subjects(SH.path, shortcut)), (
            shortcut
        )


def test_a_url_pattern_has_one_place_for_the_value(codes: Graph) -> None:
    patterns = [str(pattern) for pattern in codes.objects(None, CASUS.uriTemplate)]
    assert patterns
    assert [pattern for pattern in patterns if not re.fullmatch(r"https://[^{}\s]+\{value\}[^{}\s]*", pattern)] == []
