"""Reading the header of a question, and filling its parameters."""

import pytest

from casus.release.questions import read_question
from tests.conftest import Workshop

_TEXT = """# number: 1
# title: Who?
# question: Who was it on a day?
# kinds: L T
# param at: date = 2020-01-20 : The day.
# param who: reference Actor = any : The actor.
# param most: integer 0-4 = 1 : At most.
# column who: The actor's IRI.
# note: An example.
SELECT ?who WHERE {
  VALUES ?at { "2020-01-20" }
  VALUES ?who { UNDEF }
  VALUES ?most { 1 }
  ?who ?p ?day
}
"""


def test_a_header_is_read() -> None:
    question = read_question("who", _TEXT)

    assert (question.number, question.title, question.kinds) == (1, "Who?", ("look-up", "temporal"))
    assert [(p.name, p.type, p.target, p.default) for p in question.parameters] == [
        ("at", "date", None, "2020-01-20"),
        ("who", "reference", "Actor", None),
        ("most", "integer", "0-4", "1"),
    ]
    assert question.columns == {"who": "The actor's IRI."}


def test_a_parameter_is_bound_and_nothing_else_is_changed() -> None:
    bound = read_question("who", _TEXT).bound({"at": r'"a\1b"'})

    assert bound == _TEXT.replace('VALUES ?at { "2020-01-20" }', r'VALUES ?at { "a\1b" }')


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# title: Who?\n", "", "the header has no line '# title: ...'"),
        ("# kinds: L T", "# kinds: L X", "'X' is not a kind of question"),
        ("date = 2020-01-20", "day = 2020-01-20", "the line of the parameter at is not"),
        ("integer 0-4 = 1", "integer = 1", "the line of the parameter most is not"),
        ("reference Actor = any", "reference = any", "the line of the parameter who is not"),
        ("  VALUES ?who { UNDEF }\n", "", "the query has not exactly one line 'VALUES ?who"),
        ("# column who: The", "# column whom: The", "the query has no variable for the column whom"),
    ],
)
def test_a_faulty_header_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?").replace("(", r"\(")):
        read_question("who", _TEXT.replace(old, new))


def test_a_faulty_question_stops_the_build_with_its_file(workshop: Workshop) -> None:
    (workshop.sources / "questions").mkdir()
    (workshop.sources / "questions" / "who.rq").write_text("SELECT * WHERE { ?s ?p ?o }")

    assert workshop.problems() == ["ontology/questions/who.rq: the header has no line '# number: ...'"]
