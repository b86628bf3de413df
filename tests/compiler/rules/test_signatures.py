"""What is told of who took part in a text and of what nobody says: warnings of `casus check`."""

import pytest

from casus.compiler.check import Checker
from tests.conftest import Workshop

TEXT = """
agreement:text a casus:Agreement ; skos:prefLabel "Text"@en ; casus:when "2020-01-13" ;
    casus:agreementType agreement-type:ceasefire ; dcterms:source source:book ;
    casus:textStatus [ a casus:TextStatus ; casus:textState text-status:unknown ; casus:when "2020" ;
        dcterms:source source:book ] .
"""
CAME = """
claim:one a casus:Participation ; skos:prefLabel "It came."@en ; casus:claimStatus claim-status:reported ;
    casus:participationIn agreement:text ; casus:participant force:first ; casus:role participation-role:mediator ;
    {said} casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
"""


def warned(workshop: Workshop, records: str) -> list[str]:
    workshop.write("text", records)
    _, warnings = Checker(workshop.sources).check()
    return [str(warning).split("warning: ")[1].split(":")[0] for warning in warnings]


def test_a_text_in_which_nobody_took_part(workshop: Workshop) -> None:
    assert warned(workshop, TEXT) == ["nobody took part in it"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("casus:attendance attendance:attended ;", ["it came, and what it did with agreement"]),
        ("casus:attendance attendance:attended ; casus:signature signature:not-asked ;", []),
        ("casus:attendance attendance:remote ; casus:signature signature:unknown ;", []),
        ("casus:attendance attendance:absent ;", []),
    ],
)
def test_who_came_says_what_it_did_with_the_text(workshop: Workshop, said: str, told: list[str]) -> None:
    assert warned(workshop, TEXT + CAME.format(said=said)) == told
