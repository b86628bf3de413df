"""docs/questions.md: every question is in it, its calls answer, and what it shows is what they answer."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient

from casus import ONTOLOGY_DIR

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "questions.md").read_text("utf-8")
SLUGS = sorted(path.stem for path in (ONTOLOGY_DIR / "questions").glob("*.rq"))


class Lesson(NamedTuple):
    """The section of one question."""

    slug: str
    calls: list[str]
    query: str
    head: list[str]
    rows: list[list[str]]
    is_whole: bool
    """No rows are left out."""
    text: str


def lessons() -> Iterator[Lesson]:
    for text in re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]:
        calls = re.findall(r"^curl 'http://127\.0\.0\.1:8000(.*)'$", text, re.MULTILINE)
        answer = text.rpartition("\n```\n")[2]
        lines = [line.strip("|").split(" | ") for line in re.findall(r"^\|.*\|$", answer, re.MULTILINE)]
        cells = [[cell.strip() for cell in line] for line in lines]
        query = re.findall(r"^```sparql\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        yield Lesson(
            slug=re.split(r"[/?]", calls[0])[3],
            calls=calls,
            query=query[0],
            head=[name.strip("`") for name in cells[0]],
            rows=[[cell.strip("`") for cell in row] for row in cells[2:] if set(row) != {"…"}],
            is_whole=["…"] * len(cells[0]) not in cells,
            text=text,
        )


LESSONS = list(lessons())


def test_every_question_is_taught_once() -> None:
    assert sorted(lesson.slug for lesson in LESSONS) == SLUGS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
class TestLesson:
    def test_the_first_call_answers_with_the_rows_that_are_shown(self, client: FlaskClient, lesson: Lesson) -> None:
        found = client.get(lesson.calls[0]).json["rows"]
        shown = [[self.cell(row[name]) for name in lesson.head] for row in found]

        assert lesson.rows
        assert (len(found) == len(lesson.rows)) is lesson.is_whole
        start = shown.index(lesson.rows[0])
        assert shown[start : start + len(lesson.rows)] == lesson.rows

    def cell(self, value: str | int | None) -> str:
        return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ").strip()

    def test_every_call_answers_with_rows(self, client: FlaskClient, lesson: Lesson) -> None:
        for call in lesson.calls:
            response = client.get(call)
            assert response.status_code == 200, response.text
            assert response.json["rows"], call
        assert len(set(lesson.calls)) == len(lesson.calls)

    def test_the_part_that_is_shown_is_in_the_query(self, lesson: Lesson) -> None:
        lines = [line.strip() for line in (ONTOLOGY_DIR / "questions" / f"{lesson.slug}.rq").read_text().splitlines()]
        part = [line.strip() for line in lesson.query.strip().splitlines()]

        assert any(lines[n : n + len(part)] == part for n in range(len(lines)))
        assert lesson.query.count("{") <= lesson.query.count("}") or "{" not in lesson.query

    def test_it_says_what_is_asked_with_which_parameters_and_columns(self, client: FlaskClient, lesson: Lesson) -> None:
        question = client.get(lesson.calls[0]).json["question"]

        assert lesson.text.startswith(f"{question['label']}\n")
        assert f"*{question['text']}*" in lesson.text
        for parameter in question["parameters"]:
            assert f"* `{parameter['name']}` ({parameter['datatype']}): {parameter['description']['en']}" in lesson.text
        for column in question["columns"]:
            assert f"| `{column['name']}` | {column['description']['en']} |" in lesson.text
        assert ("**Limits.** " in lesson.text) is bool(question["note"])
        assert all(f"**Limits.** {note}" in lesson.text for note in question["note"].values())


def test_the_page_names_the_questions_that_one_engine_does_not_answer_in_time() -> None:
    head = PAGE.partition("\n## ")[0]
    slow = [s for s in SLUGS if "\n# engines: " in (ONTOLOGY_DIR / "questions" / f"{s}.rq").read_text("utf-8")]

    assert slow == ["claims-on-thin-evidence", "path-from-an-agreement-to-talks"]
    assert "#which-relations-rest-on-one-publisher-or-only-on-such-as-are-near-one-party" in head
    assert "#how-is-an-agreement-linked-to-talks-through-shared-actors" in head
    assert "rdflib" in head
