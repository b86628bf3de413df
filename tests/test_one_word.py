"""One word for one thing: what an answer shows, a filter takes, a sort names and a column is called.

The OpenAPI document and an answer of every path are walked; a second word for the same thing, or a second thing under
the same word, fails. The questions have the words of the shapes, and a short list of their own.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import URIRef

from casus import ONTOLOGY_DIR
from casus.model.fields import Field, Kind
from casus.model.types import Collection
from casus.release.questions import Question, read_question
from casus.store.open_release import OpenRelease
from tests.conftest import OF_DATASETS

OF_EVERY_LIST = {
    "type", "truthy", "at", "from", "to", "match", "q", "sort", "limit", "cursor", "fields", "include", "lang",
    "format", "facets", "view", "release", "not", "min", "max", "bbox",
}  # fmt: skip
IDENTITY = {"id", "type", "label"}
OTHER_WORDS = {"href", "iri", "kind", "kinds", "slug", "uri", "name"}
"""For what is called id, type, label or a URL by its role."""
WITH_IRIS = {"CodeList", "CodeListItem", "Code", "Identifier"}
"""Of code lists, whose IRIs are not the base of records and their id."""
NAMED = ("parameters", "columns", "dumps", "collections", "types", "node_types", "fields")
"""What has a name in the words of programs."""
NO_PLURAL = {"evidence", "bbox"}
"""`bbox` is a word of GeoJSON (RFC 7946, section 5)."""
OTHERS_STANDARDS = (
    "/v1/reconcile", "/sparql", "/.well-known", "/id/", "/code/", "/ontology", "/healthz", "/readyz", "/v1/releases/{",
    "/mcp",
)  # fmt: skip
"""Paths whose words are those of a specification of others, or that answer without a body of ours."""


def collections(opened: OpenRelease) -> list[Collection]:
    return list(opened.model.collections.values())


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json
    return found


def parameters(document: dict[str, Any], path: str) -> dict[str, Any]:
    return {p["name"]: p["schema"] for p in document["paths"][path]["get"]["parameters"] if "name" in p}


def choices(schema: dict[str, Any]) -> set[str]:
    return set(schema.get("enum") or schema.get("items", {}).get("enum") or ())


def test_a_list_has_one_word_for_each_thing(client: FlaskClient, opened: OpenRelease, document: dict[str, Any]) -> None:
    for collection in collections(opened):
        path = f"/v1/{collection.name}"
        asked = parameters(document, path)
        shown = IDENTITY | collection.fields.keys()
        everything = ",".join(sorted(collection.fields))
        table = client.get(f"{path}?format=csv&limit=1&fields={everything}").text
        columns = {name.split(".")[0] for name in next(csv.reader(io.StringIO(table)))}
        items = client.get(f"{path}?limit=50&fields={everything}").json["items"]

        assert asked.keys() - OF_EVERY_LIST - {"release"} <= shown, collection.name
        assert {name.removeprefix("-") for name in choices(asked["sort"])} <= shown
        assert choices(asked["fields"]) == shown | ({"match"} & asked.keys())
        assert columns - {"iri"} == shown - {name for name, field in collection.fields.items() if name not in columns}
        assert columns >= shown - {n for n, f in collection.fields.items() if f.kind.value == "node"}
        assert {name for item in items for name in item} <= shown | {"iri"}
        if "facets" in asked:
            assert choices(asked["facets"]) <= asked.keys()
        if "include" in asked:
            assert choices(asked["include"]) <= shown


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from document["components"]["schemas"].items()


def test_the_document_has_no_second_word_for_what_something_is(document: dict[str, Any]) -> None:
    ours = {
        n: s for n, s in schemas(document) if not n.startswith(("Reconciliation", "Extension", "Column", "Problem"))
    }
    for name, schema in ours.items():
        found = schema.get("properties", {}).keys() & OTHER_WORDS
        assert found <= ({"iri"} if name in WITH_IRIS else set()), name


def answers(client: FlaskClient, opened: OpenRelease, document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """An answer of every path that has one of ours."""
    examples = {
        "scheme": "cow", "code_list": "stance", "slug": None,
    }  # fmt: skip
    required = {
        "/v1/search": "q=haftar", "/v1/lookup": "scheme=cow&value=620", "/v1/changes": f"since={opened.id}",
        "/v1/panel": "unit=state-year&from=2014&to=2015", "/v1/map/ground": "bbox=9,24,26,33",
        "/v1/network": "type=ArmsTransfer", "/v1/timeline": "at=2019-04",
        "/v1/crosswalks/{scheme}": "against=gw&limit=20",
    }  # fmt: skip
    for path in document["paths"]:
        if path.startswith(OTHERS_STANDARDS) or path == "/":
            continue
        if path.endswith(tuple(f"/v1/{name}/{{slug}}" for name in OF_DATASETS)):
            continue
        filled = path
        for collection in collections(opened):
            filled = filled.replace(
                f"/v1/{collection.name}/{{slug}}", f"/v1/{collection.name}/{collection.type.example}"
            )
        for name, value in examples.items():
            filled = filled.replace(f"{{{name}}}", str(value))
        query = "by=type" if path.startswith("/v1/counts/") else required.get(path, "")
        lists = [collection for collection in collections(opened) if path == f"/v1/{collection.name}"]
        if lists:
            query = "limit=100&facets=" + next(iter(lists[0].filters), "") if lists[0].filters else "limit=100"
            embedded = [name for name, field in lists[0].fields.items() if field.embed or field.detail]
            query += f"&include={','.join(embedded)}" + ("&from=2011" if lists[0].is_dated else "")
        response = client.get(f"{filled}?{query}")
        assert response.status_code == 200, (filled, query, response.text[:300])
        yield path, response.json


Shape = str


ANYTHING = {"items", "value", "default"}
"""Words for whatever stands there."""


def walk(value: Any, key: str = "", path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every member, with where it is."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield name, f"{path}.{name}", member
            yield from walk(member, name, f"{path}.{name}")
    elif isinstance(value, list):
        for member in value:
            yield from walk(member, key, f"{path}[]")


def shape(value: Any) -> Shape | None:
    """What kind of JSON it is, and of an object which one."""
    if value in (None, [], {}):
        return None
    if isinstance(value, list):
        inner = {shape(member) for member in value} - {None}
        return f"list of {sorted(map(str, inner))[0]}" if len(inner) == 1 else "list of records"
    if isinstance(value, dict):
        names = value.keys()
        if names == {"id", "label"}:
            return "code"
        if names >= IDENTITY:
            return "record"
        return "object"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


@pytest.fixture(scope="module")
def members(client: FlaskClient, opened: OpenRelease, document: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (name, f"{path}{where}", value)
        for path, body in answers(client, opened, document)
        for name, where, value in walk(body)
        if ".rows[]" not in where and ".facets." not in where  # columns of a question, and names of fields
    ]


def test_an_answer_has_no_second_word_for_what_something_is(members: list[tuple[str, str, Any]]) -> None:
    assert len(members) > 50_000
    found = {(name, where) for name, where, _ in members if name in OTHER_WORDS}
    own = ("/v1/codes", "/v1/codebook.code_lists[]")
    assert {where for name, where in found if name == "iri" and not where.startswith(own)} == set()
    allowed = tuple(f"{it}[].name" for it in NAMED)
    assert {where for name, where in found if name != "iri" and not where.endswith(allowed)} == set()


def test_an_id_says_where_it_is(members: list[tuple[str, str, Any]], opened: OpenRelease) -> None:
    names = "|".join([*opened.model.collections, "questions"])
    identifier = re.compile(rf"({names})/[a-z0-9-]+(#[A-Za-z0-9.-]+)?")
    codes = {code for listed in opened.model.codes.values() for code in listed}
    for name, where, value in members:
        if name != "id":
            continue
        assert identifier.fullmatch(value) or value in codes, (where, value)


def test_what_is_a_list_has_a_plural_name_and_what_is_none_has_not(members: list[tuple[str, str, Any]]) -> None:
    lists = {name for name, _, value in members if isinstance(value, list)}
    assert {name for name in lists if not name.endswith("s") and name not in NO_PLURAL} == set()
    assert len(lists) > 40


def test_a_word_means_one_kind_of_thing(members: list[tuple[str, str, Any]]) -> None:
    shapes: dict[str, dict[Shape, str]] = defaultdict(dict)
    for name, where, value in members:
        if name not in ANYTHING and (found := shape(value)) is not None:
            shapes[name].setdefault(found, where)
    several = {name: dict(found) for name, found in shapes.items() if len(found) > 1}
    assert several == {}


OF_QUESTIONS = {
    # Whom or what a row sets side by side, where no field says it.
    "accused", "between", "breach", "ceasefire", "commander", "from_record", "opponent",
    # What is said of one of these.
    "asserter_is", "breach_earliest_start", "ceasefire_earliest_start", "opponent_status", "signature_earliest_start",
    "state_side", "state_status",
    # A path, edge by edge.
    "edge_1", "edge_2", "edge_3", "edge_4", "edges", "unaccepted", "unaccepted_edges",
    # Counts, beside those that are a plural.
    "accepted_claims", "affirmed", "alone", "certain", "coded_claims", "coded_parts", "denied", "denied_claims",
    "documents", "reports", "ucdp_records", "uses", "without_alleged",
    # Days between, and years.
    "days_least", "days_most", "days_to_breach", "days_to_signature", "ucdp_first_year", "ucdp_last_year",
    # What a comparison of datasets or of evidence finds.
    "coded", "comparison", "ends", "from_datasets", "problem", "starts", "ucdp_field",
    # Of every list, and for reference managers.
    "bibtex", "match", "type",
}  # fmt: skip
"""Words of questions for what no record says."""
OF_SEVERAL = ("first", "joined", "last", "left", "other", "without")
"""What a word begins with where a row has another of the kind; `without`: how many have none."""
NO_CODES = {
    "government_status": {"government-side-of-conflict"}, "place_type": {"none"},
    "relation_type": {"endorsed-by-security-council"},
}  # fmt: skip
"""Values that are in no list of the field: the descriptions of the columns say so."""


class Words:
    """What the names of the shapes' fields and types mean. A claim of any kind is a `claim`."""

    def __init__(self, opened: OpenRelease) -> None:
        self.model = opened.model
        self.types = {
            kind.kind.replace("-", "_"): kind
            for kind in self.model.types.values()
            if self.model.has_page(kind.cls)
            and (kind == self.model.claims.type or self.model.claims.type.cls not in kind.ancestors)
        }
        self.named: dict[str, list[Field]] = defaultdict(list)
        for kind in self.model.types.values():
            for field in kind.fields:
                if not field.path[0].inverse:
                    self.named[field.name].append(field)

    def plurals(self, word: str) -> set[str]:
        return {f"{word}s", re.sub(r"y$", "ies", word), re.sub(r"is$", "es", word)} - {word}

    def fields(self, word: str) -> list[Field]:
        """Those that have the name, or its plural."""
        return [field for name in {word} | self.plurals(word) for field in self.named.get(name, ())]

    def is_plural(self, word: str) -> bool:
        singulars = {*self.types, *(name for name, fields in self.named.items() if not fields[0].multiple)}
        lists = {name for name, fields in self.named.items() if any(field.multiple for field in fields)}
        return word not in NO_PLURAL and (word in lists or any(word in self.plurals(name) for name in singulars))

    def classes(self, word: str) -> set[URIRef]:
        """What is referred to by the word."""
        named = {self.types[word].cls} if word in self.types else set()
        return named.union(*(field.classes for field in self.fields(word)))

    def is_of_a_reference(self, word: str) -> bool:
        """`reason_status` is the status of the reason."""
        splits = [(word[: at.start()], word[at.end() :]) for at in re.finditer("_", word)]
        return any(
            last in kind.field
            for first, last in splits
            for cls in self.classes(first)
            for kind in self.model.types_below(cls)
        )

    def is_known(self, word: str) -> bool:
        word = word.removesuffix("_label")
        first, _, rest = word.partition("_")
        return (
            word in OF_QUESTIONS
            or word in self.types
            or bool(self.fields(word))
            or self.is_plural(word)
            or self.is_of_a_reference(word)
            or (first in OF_SEVERAL and self.is_known(rest))
        )


@pytest.fixture(scope="module")
def words(opened: OpenRelease) -> Words:
    return Words(opened)


QUESTIONS = [
    read_question(path.stem, path.read_text("utf-8")) for path in sorted((ONTOLOGY_DIR / "questions").glob("*.rq"))
]
by_question = pytest.mark.parametrize("question", QUESTIONS, ids=[question.slug for question in QUESTIONS])


@by_question
def test_a_question_has_no_second_word_for_what_records_say(question: Question, words: Words) -> None:
    assert [name for name in question.columns if not words.is_known(name)] == []
    for parameter in question.parameters:
        name, fields = parameter.name, words.fields(parameter.name)
        match parameter.type:
            case "date" | "integer":
                assert name in OF_EVERY_LIST | OF_QUESTIONS
            case "code":
                assert parameter.target in {field.code_list for field in fields}
            case "identifier":
                assert name == (parameter.target or "").replace("-", "_")
            case _:
                assert words.is_known(name)


@by_question
def test_a_column_holds_what_its_word_means(question: Question, words: Words, client: FlaskClient) -> None:
    """An id where it refers to records, a code where there is a list, a name for a label, a number for a plural."""
    identifier = re.compile(rf"({'|'.join(words.model.collections)})/[a-z0-9-]+")
    rows = client.get(f"/v1/questions/{question.slug}").json["rows"]
    for name in question.columns:
        values = {row[name] for row in rows} - {None}
        fields = words.fields(name)
        if words.is_plural(name):
            assert all(isinstance(value, int) for value in values), name
        elif name in words.types or {field.kind for field in fields} == {Kind.REFERENCE}:
            assert [value for value in values if not identifier.fullmatch(value)] == [], name
        elif {field.kind for field in fields} == {Kind.CODE}:
            known = {code for field in fields for code in field.codes} | NO_CODES.get(name, set())
            assert values <= known, name
        elif name.endswith("_label"):
            assert [value for value in values if identifier.fullmatch(value)] == [], name


def test_the_words_that_only_questions_have_are_needed(words: Words) -> None:
    columns = {name.removesuffix("_label") for question in QUESTIONS for name in question.columns}
    used = columns | {parameter.name for question in QUESTIONS for parameter in question.parameters}
    used |= {name.removeprefix(f"{part}_") for name in used for part in OF_SEVERAL}

    assert OF_QUESTIONS - used == set()
    assert {name for name in OF_QUESTIONS if words.fields(name) or name in words.types} == set()
    assert {part for part in OF_SEVERAL if not any(name.startswith(f"{part}_") for name in columns)} == set()
