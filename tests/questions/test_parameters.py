"""Questions with other values than their defaults: REST and SPARQL agree, row by row, and what does not fit is refused.

The query that is compared is made here from the .rq file and rdflib's terms, without the code that serves it.
`FUZZ_VALUES` says how many values by chance each parameter gets (1 without it).
"""

import csv
import io
import os
import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from casus import ONTOLOGY_DIR
from casus.release.questions import Parameter, Question, read_question
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, CODE, RECORD

Values = dict[str, str]
QUESTIONS = [
    read_question(path.stem, path.read_text("utf-8")) for path in sorted((ONTOLOGY_DIR / "questions").glob("*.rq"))
]
ASKED = [question for question in QUESTIONS if question.parameters]
SLUGS = [question.slug for question in ASKED]
BY_CHANCE = int(os.environ.get("FUZZ_VALUES", "1"))
NUMBERS = {str(XSD.integer): int, str(XSD.decimal): float, str(XSD.double): float}


class Release:
    """What the data offer as values, and what SPARQL answers."""

    def __init__(self, client: FlaskClient, opened: OpenRelease) -> None:
        self.client = client
        self.opened = opened
        self._values: dict[tuple[str, str | None], list[str]] = {}

    def values(self, parameter: Parameter) -> list[str]:
        """Values that may be asked for, as a client writes them: of records the most talked about, best known first."""
        key = (parameter.type, parameter.target)
        if key not in self._values:
            self._values[key] = list(self._found(parameter))
        return self._values[key]

    def _found(self, parameter: Parameter) -> Iterator[str]:
        match parameter.type:
            case "reference":
                cls = self.opened.model.class_named(parameter.target or "").n3()
                about = f"?r a {cls} . ?claim {CASUS.about.n3()} ?r"
                query = f"SELECT ?r WHERE {{ {about} }} GROUP BY ?r ORDER BY DESC(COUNT(?claim)) ?r LIMIT 40"
                for (record,) in self.opened.dataset.select(query):
                    yield str(record).removeprefix(RECORD)
            case "code":
                yield from self.opened.model.codes[parameter.target or ""]
            case "identifier":
                scheme = CODE[f"identifier-scheme/{parameter.target}"].n3()
                node = f"?node {CASUS.scheme.n3()} {scheme} ; {CASUS.value.n3()} ?v"
                query = f"SELECT DISTINCT ?v WHERE {{ {node} }} ORDER BY ?v"
                for (value,) in self.opened.dataset.select(query):
                    yield str(value)
            case "integer":
                least, most = map(int, (parameter.target or "").split("-"))
                yield from map(str, range(least, most + 1))
            case _:
                yield from ("2011-03-19", "2014-08-25", "2016-12-17", "2019-04-04", "2020-01-13", "2020-10-23")

    def answered(self, question: Question, parameter: Parameter) -> list[str]:
        """Those of the values that are in the gold answer: to ask for them gives rows."""
        cells = {named(cell) for row in table(gold(question)) for cell in row}
        return [value for value in self.values(parameter) if value in cells]

    def samples(self, question: Question) -> list[Values]:
        """Each parameter with its default and some other values, then all together; the same every time."""
        chance = random.Random(question.slug)
        samples: list[Values] = []
        for parameter in question.parameters:
            known, answered = self.values(parameter), self.answered(question, parameter)
            chosen = [known[0], *chance.sample(known, min(BY_CHANCE, len(known))), *answered[:1]]
            defaults = [parameter.default] if parameter.default else []
            samples += [{parameter.name: value} for value in dict.fromkeys([*defaults, *chosen])]
        if len(question.parameters) > 1:
            samples += [{p.name: chance.choice(self.values(p)) for p in question.parameters} for _ in range(BY_CHANCE)]
        return [ordered(question, sample) for sample in samples]

    def query(self, question: Question, values: Values) -> str:
        """The text of the file with the values in place of the defaults."""
        text = question.text
        for parameter in question.parameters:
            if parameter.name in values:
                line = re.compile(rf"^( +)VALUES \?{parameter.name} \{{.*\}}$", re.MULTILINE)
                assert len(line.findall(text)) == 1
                term = self.term(parameter, values[parameter.name]).n3()
                text = line.sub(lambda found, p=parameter, t=term: f"{found[1]}VALUES ?{p.name} {{ {t} }}", text)  # type: ignore[misc]
        return text

    def term(self, parameter: Parameter, value: str) -> URIRef | Literal:
        match parameter.type:
            case "reference":
                return URIRef(RECORD + value)
            case "code":
                return CODE[f"{parameter.target}/{value}"]
            case "date":
                return Literal(value, datatype=XSD.date)
            case "integer":
                return Literal(int(value))
            case _:
                return Literal(value)


def ordered(question: Question, sample: Values) -> Values:
    """The same values, but no period ends before it begins."""
    full = {p.name: sample.get(p.name, p.default) for p in question.parameters}
    a, b = full.get("from"), full.get("to")
    if a and b and b < a:
        sample = {**sample, "from": b, "to": a}
    return sample


def plain(cell: dict[str, str] | None) -> Any:
    return None if cell is None else NUMBERS.get(cell.get("datatype", ""), str)(named(cell["value"]))


def named(value: str) -> str:
    """What SPARQL says by an IRI: of a record and of a node inside one the id, of a code the notation, of a class the
    name. Everything else as it is.
    """
    return value.rpartition("/")[2] if value.startswith(CODE) else value.removeprefix(RECORD).removeprefix(CASUS)


def written(found: dict[str, Any]) -> list[list[str]]:
    """The table of a result of SPARQL."""
    names = found["head"]["vars"]
    return [
        names,
        *([named(row[name]["value"]) if name in row else "" for name in names] for row in found["results"]["bindings"]),
    ]


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def gold(question: Question) -> str:
    return (ONTOLOGY_DIR / "questions" / f"{question.slug}.csv").read_bytes().decode()


@pytest.fixture(scope="module")
def data(client: FlaskClient, opened: OpenRelease) -> Release:
    return Release(client, opened)


@pytest.mark.parametrize("question", ASKED, ids=SLUGS)
def test_rest_and_sparql_agree_in_rows_and_order(client: FlaskClient, data: Release, question: Question) -> None:
    samples = data.samples(question)
    answered = 0
    for values in samples:
        answer = client.get(f"/v1/questions/{question.slug}", query_string=values)
        assert answer.status_code == 200, (values, answer.text)
        query = data.query(question, values)
        found = client.post("/sparql", data={"query": query}).get_json(force=True)

        assert found["head"]["vars"] == list(question.columns)
        expected = [{name: plain(row.get(name)) for name in question.columns} for row in found["results"]["bindings"]]
        assert answer.json["rows"] == expected, values
        linked = parse_qs(urlsplit(answer.json["links"]["query"]).query)["query"][0]
        assert linked == query, values
        if values == samples[0]:
            assert client.get(answer.json["links"]["self"]).json["rows"] == expected
            assert table(client.get(f"{answer.json['links']['self']}&format=csv").text) == written(found)
        answered += bool(expected)

    assert {name for values in samples for name in values} == {p.name for p in question.parameters}
    assert answered > 0, "every answer was empty, and nothing was compared"


MISTAKES = {
    "reference": ("no-such-record", "states/no-such-record", "x } ?y", "sources/seed-article", ""),
    "code": ("no-such-code", "ACCEPTED", ""),
    "identifier": ("0", "no-such-identifier", ""),
    "date": ("2020", "2020-02-30", "yesterday", ""),
    "integer": ("x", "-1", "99999", "1.5", ""),
}


@pytest.mark.parametrize(
    ("slug", "parameter", "value"),
    [(q.slug, p, value) for q in ASKED for p in q.parameters for value in MISTAKES[p.type]],
    ids=lambda part: part.name if isinstance(part, Parameter) else None,
)
def test_a_value_that_the_release_does_not_know_is_refused(
    client: FlaskClient, slug: str, parameter: Parameter, value: str
) -> None:
    response = client.get(f"/v1/questions/{slug}", query_string={parameter.name: value})

    assert response.status_code == 422, response.text
    assert response.mimetype == "application/problem+json"
    assert [error["parameter"] for error in response.json["errors"]] == [parameter.name]


def test_an_unknown_code_or_identifier_is_answered_with_those_that_are_known(
    client: FlaskClient, opened: OpenRelease
) -> None:
    codes = client.get("/v1/questions/claims-on-thin-evidence?status=maybe").json["errors"][0]["allowed"]
    numbers = client.get("/v1/questions/conflict-parties-by-authority?ucdp_conflict=1").json["errors"][0]["allowed"]

    assert codes == list(opened.model.codes["claim-status"])
    assert {"11346", "13694"} <= set(numbers)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("posts-in-opposing-bodies?from=2020-01-02&to=2020-01-01", "to"),
        ("posts-in-opposing-bodies?from=2030-01-01", "from"),
        ("support-by-supporter-form-and-year?from=2020&to=2019", "to"),
    ],
)
def test_a_period_that_ends_before_it_begins_is_refused(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/v1/questions/{query}")

    assert response.status_code == 422
    assert [error["parameter"] for error in response.json["errors"]] == [parameter]


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.slug for question in QUESTIONS])
def test_an_unknown_or_repeated_parameter_is_refused(client: FlaskClient, question: Question) -> None:
    path = f"/v1/questions/{question.slug}"
    assert client.get(f"{path}?nonsense=1").status_code == 422
    for parameter in question.parameters:
        assert client.get(f"{path}?{parameter.name}=a&{parameter.name}=a").status_code == 422
