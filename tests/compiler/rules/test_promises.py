"""A promise is told of where a claim says that something was done."""

import pytest

from casus.compiler.check import Checker
from tests.conftest import Workshop

_TRANSFER = """
claim:one a casus:ArmsTransfer ; skos:prefLabel "{label}"@en ; casus:claimStatus claim-status:reported ;
    casus:recipient force:first ; casus:weaponCategory weapon-category:ships ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
"""


def told(workshop: Workshop, label: str) -> list[str]:
    workshop.write("transfer", _TRANSFER.format(label=label))
    return [str(warning).partition(": ")[2] for warning in Checker(workshop.sources).check()[1]]


@pytest.mark.parametrize("said", ["promised", "pledged", "approved", "agreed to"])
def test_a_promise_is_no_transfer(workshop: Workshop, said: str) -> None:
    assert told(workshop, f"A state {said} send boats.") == [
        f"claim:one: skos:prefLabel: warning: the sentence says '{said}', and the claim that it was done: "
        "say what was done, or write a casus:Assessment of the promise"
    ]


def test_what_was_done_is_one(workshop: Workshop) -> None:
    assert told(workshop, "A state sent boats, under an agreement of 2018.") == []
