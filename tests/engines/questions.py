"""The competency questions on an engine, and why some get no answer, or another one, there."""

import csv
import io
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient

from casus import ONTOLOGY_DIR

QUESTIONS: Final = sorted((ONTOLOGY_DIR / "questions").glob("*.rq"))


def complaint(client: FlaskClient, question: Path) -> str | None:
    """What is wrong with what the endpoint answers to the question; None when it is the gold answer."""
    answer = client.post("/sparql", data={"query": question.read_text("utf-8")}, headers={"Accept": "text/csv"})
    if answer.status_code != 200:
        return f"{answer.status_code} {answer.json['type'].rpartition('/')[2]}"
    rows, gold = _rows(answer.get_data(as_text=True)), _rows(question.with_suffix(".csv").read_bytes().decode())
    if rows == gold:
        return None
    if sorted(rows) == sorted(gold):
        return "the rows in another order"
    if len(rows) != len(gold):
        return f"{len(rows) - 1} rows, not {len(gold) - 1}"
    return (
        f"other values in {sum(row != wanted for row, wanted in zip(rows, gold, strict=True))} of {len(gold) - 1} rows"
    )


def _rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table, newline="")))
