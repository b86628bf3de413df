"""Reading the sources: what cannot be read is said with file and line, all of it at once."""

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from casus.compiler.load import Loader, load, turtle_files
from casus.compiler.violations import BuildError

GOOD = '<https://example.org/a> <https://example.org/p> "x" .\n'


def problems(root: Path) -> list[str]:
    with pytest.raises(BuildError) as raised:
        load(root)
    return [str(violation) for violation in raised.value.violations]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "ontology" / "data").mkdir(parents=True)
    return tmp_path / "ontology"


def test_every_turtle_file_becomes_a_graph_named_after_its_path(root: Path) -> None:
    (root / "data" / "b.ttl").write_text(GOOD, encoding="utf-8")
    (root / "a.ttl").write_text(GOOD.replace('"x"', '"ليبيا"'), encoding="utf-8")
    (root / "data" / "notes.txt").write_text("no Turtle", encoding="utf-8")
    first, second = load(root)
    assert (first.shown, str(first.name)) == ("ontology/a.ttl", "https://w3id.org/casus/graph/a")
    assert (second.shown, str(second.name)) == ("ontology/data/b.ttl", "https://w3id.org/casus/graph/data/b")
    assert second.path == root / "data" / "b.ttl"
    assert list(first.graph) == [
        (URIRef("https://example.org/a"), URIRef("https://example.org/p"), Literal("ليبيا")),
    ]


def test_files_come_in_the_order_of_their_paths(root: Path) -> None:
    for name in ("z.ttl", "data/b.ttl", "a.ttl", "data/a.ttl"):
        (root / name).write_text(GOOD, encoding="utf-8")
    assert [path.relative_to(root).as_posix() for path in turtle_files(root)] == [
        "a.ttl",
        "data/a.ttl",
        "data/b.ttl",
        "z.ttl",
    ]


MISSING = (
    "something is missing before this: ' ;' after a property, ' ,' between two values, ' .' after a record, "
    "\\ before a quote inside text; or a slug has a space or a bracket"
)
VALUE = (
    "a value is expected here: text in straight double quotes, or prefix:slug; "
    "or the line before ends with ' .' and not with ' ;'"
)


@pytest.mark.parametrize(
    ("text", "violation"),
    [
        pytest.param(
            GOOD + "\n# a comment\n<https://example.org/b> nothing:p 1 .\n",
            """ontology/data/a.ttl:4: Turtle syntax at 'nothing:p 1 .': the prefix "nothing:" is misspelt, """
            "or its @prefix line is missing: copy it from another file",
            id="prefix that is not bound",
        ),
        pytest.param(
            GOOD + "<https://example.org/b> <https://example.org/p> 1\n<https://example.org/c> a 2 .\n",
            f"ontology/data/a.ttl:3: Turtle syntax at '<https://example.org/c> a 2 .': {MISSING}",
            id="statement without its dot",
        ),
        pytest.param(
            '<https://example.org/b> <https://example.org/p> """one\ntwo\nthree""" ;\n    oops .\n',
            f"ontology/data/a.ttl:4: Turtle syntax at 'oops .': {MISSING}",
            id="after a text of several lines",
        ),
        pytest.param(
            GOOD + '<https://example.org/b> <https://example.org/p> "open .\n<https://example.org/c> a 2 .\n',
            "ontology/data/a.ttl:2: Turtle syntax at '<https://example.org/c> a 2 .': "
            "the text before this has no closing quote on its line",
            id="text that is not closed",
        ),
        pytest.param(
            GOOD + "<https://example.org/b> <https://example.org/p> [ a 1 ;\n",
            "ontology/data/a.ttl:3: Turtle syntax at the end of the file: "
            "the file ends inside a record: a ' ]' or the last ' .' is missing",
            id="bracket that is not closed",
        ),
        pytest.param(
            GOOD + "<https://example.org/b> <https://example.org/p> 1\n",
            "ontology/data/a.ttl:3: Turtle syntax at the end of the file: "
            "the file ends inside a record: a ' ]' or the last ' .' is missing",
            id="last full stop that is not there",
        ),
        pytest.param(
            GOOD + "<https://example.org/b>\n    <https://example.org/p> [ a 1 ] , [ a 1 ] .\n",
            "ontology/data/a.ttl:2: <https://example.org/b>: "
            "the same [ ... ] stands twice in this record: remove one, or say what is different",
            id="the same node twice",
        ),
        pytest.param(
            GOOD + '<https://example.org/b> <https://example.org/p> """open\nmore\n',
            "ontology/data/a.ttl:4: Turtle syntax at the end of the file: a text has no closing quote",
            id="long text that is not closed",
        ),
        pytest.param(
            '<https://example.org/b> <https://example.org/p> "said "so" there" .\n',
            f"""ontology/data/a.ttl:1: Turtle syntax at 'so" there" .': {MISSING}""",
            id="quote in a text",
        ),
        pytest.param(
            "<https://example.org/b> <https://example.org/p> “curly” .\n",
            f"ontology/data/a.ttl:1: Turtle syntax at '“curly” .': {VALUE}",
            id="curly quotes",
        ),
        pytest.param(
            "<https://example.org/b> a 1 .\n<https://example.org/q> 2 ;\n<https://example.org/r> 3",
            f"ontology/data/a.ttl:2: Turtle syntax at '; <https://example.org/r> 3': {VALUE}",
            id="full stop in the middle",
        ),
        pytest.param(
            "<https://example.org/b> <https://example.org/p> https://example.org .\n",
            "ontology/data/a.ttl:1: Turtle syntax at 'https://example.org .': a URL stands in <...>",
            id="URL without angle brackets",
        ),
        pytest.param(
            '<https://example.org/b> <https://example.org/p> "x"@ en .\n',
            "ontology/data/a.ttl:1: Turtle syntax at 'x\"@ en .': "
            "a language follows the closing quote at once, such as @en",
            id="language after a space",
        ),
        pytest.param(
            "<https://example.org/b> <https://example.org/p> [ a <https://example.org/C> . ] .\n",
            "ontology/data/a.ttl:1: Turtle syntax at '. ] .': a ' ]' is missing before this",
            id="full stop in brackets",
        ),
        pytest.param(
            "<https://example.org/b> <https://example.org/p> 1 .\n] .\n",
            "ontology/data/a.ttl:2: Turtle syntax at '] .': "
            "this belongs to no record: there is a ' ]' or a ' ;' too many before it",
            id="bracket too many",
        ),
        pytest.param(
            GOOD + "<https://example.org/b> <https://example.org/p> <https://example.org/a b> .\n",
            "ontology/data/a.ttl:2: <https://example.org/a b> is not an IRI: it has ' '",
            id="IRI with a space",
        ),
        pytest.param(
            GOOD + "<https://example.org/b> <https://example.org/p> <www.example.org/a> .\n",
            "ontology/data/a.ttl:2: <www.example.org/a> is not a whole IRI: it begins with https://, or is prefix:slug",
            id="URL without https",
        ),
        pytest.param(
            GOOD + "<https://example.org/b> <https://example.org/p> <https://example.org/100%> .\n",
            "ontology/data/a.ttl:2: Turtle syntax: Invalid IRI percent encoding '%'",
            id="IRI with a bare per cent sign, which rdflib takes",
        ),
        pytest.param(
            GOOD + "\n?x <https://example.org/p> 1 .\n",
            "ontology/data/a.ttl:3: Turtle syntax: ?x is not a valid subject or graph name",
            id="variable, over which rdflib stumbles",
        ),
        pytest.param(
            GOOD + '<https://example.org/b> <https://example.org/p> "x"@en--ltr .\n',
            f"ontology/data/a.ttl:2: Turtle syntax at '--ltr .': {MISSING}",
            id="direction of a text, which is RDF 1.2",
        ),
        pytest.param(
            GOOD + "<https://example.org/b> <https://example.org/p> 1 {| <https://example.org/q> 2 |} .\n",
            f"ontology/data/a.ttl:2: Turtle syntax at '{{| <https://example.org/q> 2 |}} .': {MISSING}",
            id="triple about a triple, which is RDF 1.2",
        ),
        pytest.param(
            GOOD + "\n[] <https://example.org/p> 1 .\n",
            "ontology/data/a.ttl:3: a [ ... ] or _:node stands alone: "
            "write it inside the record it belongs to, as [ ... ]",
            id="node without an owner",
        ),
        pytest.param(
            "<https://example.org/r> <https://example.org/p> [ <https://example.org/p> 1 ] , _:x .\n"
            "_:x <https://example.org/p> 2 .\n_:y <https://example.org/p> 3 .\n",
            "ontology/data/a.ttl:3: a [ ... ] or _:node stands alone: "
            "write it inside the record it belongs to, as [ ... ]",
            id="labelled node without an owner, after one that has one",
        ),
        pytest.param(
            "# own each other\n_:x <https://example.org/p> _:y .\n_:y <https://example.org/p> _:x .\n",
            "ontology/data/a.ttl:2: a [ ... ] or _:node stands alone: "
            "write it inside the record it belongs to, as [ ... ]",
            id="nodes that own each other",
        ),
        pytest.param(
            "<https://example.org/r> <https://example.org/p> _:x .\n<https://example.org/s>\n"
            "    <https://example.org/p> _:x .\n",
            "ontology/data/a.ttl:3: a [ ... ] or _:node has two owners: write it once in each record, as [ ... ]",
            id="node of two owners",
        ),
    ],
)
def test_a_syntax_error_names_file_line_and_place(root: Path, text: str, violation: str) -> None:
    (root / "data" / "a.ttl").write_text(text, encoding="utf-8")
    assert problems(root) == [violation]


def test_all_files_with_errors_are_named_at_once(root: Path) -> None:
    (root / "a.ttl").write_text("oops", encoding="utf-8")
    (root / "data" / "b.ttl").write_text(GOOD, encoding="utf-8")
    (root / "data" / "c.ttl").write_text(GOOD + "oops", encoding="utf-8")
    (root / "data" / "d.ttl").write_text("[] <https://example.org/p> 1 .", encoding="utf-8")
    assert [problem.partition(": ")[0] for problem in problems(root)] == [
        "ontology/a.ttl:1",
        "ontology/data/c.ttl:2",
        "ontology/data/d.ttl:1",
    ]


def test_a_record_that_begins_twice_is_named_with_both_lines_however_it_is_indented(root: Path) -> None:
    again = "\n  place:a a\n    <https://example.org/C> .\n"
    (root / "a.ttl").write_text("@prefix place: <https://example.org/> .\nplace:a a place:C ." + again, "utf-8")
    assert problems(root) == ["ontology/a.ttl:3: place:a: is described at line 2 already; choose another slug"]


def test_a_file_that_is_not_utf_8_is_named_with_the_line(root: Path) -> None:
    (root / "data" / "a.ttl").write_bytes(GOOD.encode() + GOOD.replace('"x"', '"Müller"').encode("latin-1"))
    assert problems(root) == ["ontology/data/a.ttl:2: not UTF-8 (invalid start byte): save the file as UTF-8"]


def test_a_byte_order_mark_is_no_mistake(root: Path) -> None:
    (root / "a.ttl").write_text(GOOD, encoding="utf-8-sig")
    assert [len(file.graph) for file in load(root)] == [1]


def test_a_record_may_have_two_types_in_one_place_and_be_named_in_others(root: Path) -> None:
    turtle = "@prefix place: <https://example.org/> .\nplace:a a place:C , place:D ; place:p [ a place:E ] .\n"
    (root / "a.ttl").write_text(turtle + "place:b a place:C ; place:p place:a , place:b .", encoding="utf-8")
    assert [len(file.graph) for file in load(root)] == [7]


def test_all_that_is_wrong_with_a_file_that_can_be_read_is_said(root: Path) -> None:
    twice = "<https://example.org/a> a <https://example.org/C> .\n" * 2
    (root / "a.ttl").write_text(twice + "[] a <https://example.org/C> .\n", encoding="utf-8")
    assert problems(root) == [
        "ontology/a.ttl:2: <https://example.org/a>: is described at line 1 already; choose another slug",
        "ontology/a.ttl:3: a [ ... ] or _:node stands alone: write it inside the record it belongs to, as [ ... ]",
    ]


def test_what_did_not_change_is_not_parsed_again(root: Path) -> None:
    (root / "a.ttl").write_text(GOOD, encoding="utf-8")
    (root / "b.ttl").write_text(GOOD, encoding="utf-8")
    loader = Loader(root)
    first = loader.load()
    (root / "a.ttl").write_text(GOOD + "# more\n", encoding="utf-8")
    (root / "b.ttl").touch()
    second = loader.load()
    assert [one is other for one, other in zip(first, second, strict=True)] == [False, True]


def test_a_folder_without_turtle_says_so(root: Path) -> None:
    assert problems(root) == [f"{root.as_posix()}: holds no Turtle file"]


def test_a_folder_that_does_not_exist_says_so(root: Path) -> None:
    assert problems(root / "none") == [f"{(root / 'none').as_posix()}: holds no Turtle file"]


def test_what_an_editor_hides_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> a <urn:b> .", encoding="utf-8")
    (tmp_path / ".#a.ttl").symlink_to("nobody@nowhere.1234")

    assert [path.name for path in turtle_files(tmp_path)] == ["a.ttl"]
