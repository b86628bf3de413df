"""What an accepted claim rests on is told where it is less than two independent publishers."""

import pytest

from casus.compiler.check import Checker
from tests.conftest import Workshop

_PRESS = 'publisher:{0} a casus:Publisher ; skos:prefLabel "{0}"@en ; casus:publishes source-type:press {1}.\n'
_SOURCE = (
    'source:{0} a casus:Source ; skos:prefLabel "{0}"@en ; casus:sourceType source-type:{1} ; '
    "casus:publishedBy publisher:{2} .\n"
)
_PUBLISHED = (
    _PRESS.format("house", "")
    + _PRESS.format("part", "; casus:partOf publisher:house ")
    + _PRESS.format("other", ", source-type:blog ")
    + _PRESS.format("near", "; casus:nearTo force:first ")
    + "".join(_SOURCE.format(name, "press", name) for name in ("house", "part", "other", "near"))
    + _SOURCE.format("blog", "blog", "other")
    + """
claim:one a casus:{kind} ; skos:prefLabel "One."@en ; casus:claimStatus claim-status:{status} ; {more}
    casus:evidence {evidence} .
"""
)
_TRANSFER = "casus:recipient force:first ; casus:weaponCategory weapon-category:ships ;"
_REMEDY = "add an independent source that you read, write another status, or say with casus:acceptedOn why it is enough"


def evidence(read: str, more: str = "") -> str:
    return f"[ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:{read} {more}]"


def told(workshop: Workshop, *parts: str, status: str = "accepted", more: str = "") -> list[str]:
    text = _PUBLISHED.format(kind="ArmsTransfer", status=status, more=_TRANSFER + more, evidence=" , ".join(parts))
    workshop.write("claim", text)
    warnings = [str(warning).partition(": ")[2] for warning in Checker(workshop.sources).check()[1]]
    return [warning for warning in warnings if "is accepted" in warning]


@pytest.mark.parametrize(
    ("parts", "who"),
    [
        ([evidence("house")], "publisher:house"),
        ([evidence("house"), evidence("part")], "publisher:house"),
        ([evidence("house"), evidence("blog")], "publisher:house"),
        ([evidence("house"), evidence("other", "; casus:primarySource source:part ")], "publisher:house"),
        ([evidence("blog")], "no publisher that counts"),
    ],
    ids=["alone", "of one house", "a blog", "a report of it", "a blog alone"],
)
def test_less_than_two_publishers_are_told(workshop: Workshop, parts: list[str], who: str) -> None:
    said = f"claim:one: casus:evidence: warning: is accepted, and rests on {who} alone: {_REMEDY}"
    assert told(workshop, *parts) == [said]


@pytest.mark.parametrize(
    "parts",
    [
        [evidence("near"), evidence("house", "; casus:assertedBy force:first ")],
        [evidence("house", "; casus:assertedBy force:first "), evidence("other", "; casus:assertedBy force:first ")],
    ],
    ids=["near", "quoted"],
)
def test_the_word_of_one_that_is_named_is_one_word(workshop: Workshop, parts: list[str]) -> None:
    said = f"is accepted, and all that affirms it comes from force:first, or is near: {_REMEDY}"
    assert told(workshop, *parts) == [f"claim:one: casus:evidence: warning: {said}"]


def test_two_publishers_a_ground_and_another_status_are_not_told(workshop: Workshop) -> None:
    assert told(workshop, evidence("house"), evidence("other")) == []
    assert told(workshop, evidence("near"), evidence("other")) == []
    assert told(workshop, evidence("house"), more="casus:acceptedOn ground:own-act ;") == []
    assert told(workshop, evidence("house"), status="reported") == []


def test_a_ground_is_of_an_accepted_claim(workshop: Workshop) -> None:
    more = _TRANSFER + "casus:acceptedOn ground:own-act ;"
    text = _PUBLISHED.format(kind="ArmsTransfer", status="reported", more=more, evidence=evidence("house"))
    workshop.write("claim", text)
    (problem,) = workshop.problems()
    assert "says on which ground it is accepted (casus:acceptedOn), and its status is another" in problem


def test_a_position_is_told_by_its_actor(workshop: Workshop) -> None:
    more = "casus:actor force:first ; casus:reactionTo claim:two ; casus:position reaction-position:condemns ;"
    quoted = " , ".join(evidence(read, "; casus:assertedBy force:first ") for read in ("house", "other"))
    text = _PUBLISHED.format(kind="Reaction", status="accepted", more=more, evidence=quoted)
    transfer = _PUBLISHED.format(kind="ArmsTransfer", status="reported", more=_TRANSFER, evidence=evidence("house"))
    workshop.write("claim", text + transfer[transfer.index("claim:one") :].replace("claim:one", "claim:two"))
    assert "is accepted" not in " ".join(map(str, Checker(workshop.sources).check()[1]))
