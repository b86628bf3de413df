"""A battle has two sides: what `casus check` warns of."""

import pytest

from casus.compiler.check import Checker
from tests.compiler.rules.mistakes.fragments import EVENT, FORCE
from tests.conftest import Workshop


@pytest.mark.parametrize(
    ("said", "is_warned_of"),
    [
        ("casus:actor force:first", True),
        ("casus:actor force:first , force:other", False),
        ('casus:actor force:first ; skos:editorialNote "The sources do not say whom it fought."@en', False),
    ],
)
def test_a_battle_with_one_side_is_told_of(workshop: Workshop, said: str, is_warned_of: bool) -> None:
    workshop.write("e", f'force:other {FORCE} .\nevent:e {EVENT} ; casus:when "2014" ; {said} .')
    _, warnings = Checker(workshop.sources).check()
    told = [text for text in map(str, warnings) if "event:e: casus:actor: warning: a battle with one side" in text]
    assert len(told) == is_warned_of
