"""What is told of a record that has days at which what it names was not, and when it is not told."""

import pytest

from casus.compiler.check import Checker
from tests.compiler.rules.mistakes.fragments import EVENT, EVIDENCE, FORCE, STATUS, WAR
from tests.conftest import Workshop

_WAR = f"conflict:war {WAR} . force:gone {FORCE} ; casus:when '2011/2013' ."
_CLAIM = (
    f"claim:one a casus:Membership ; {STATUS.replace('accepted', 'reported')} ; {EVIDENCE} ; "
    "casus:member force:gone ; casus:memberOf state:libya ; "
    "casus:membershipType membership-type:affiliated ; "
)
_ON_PURPOSE = "or say with casus:outOfItsTime that it is on purpose, and why in a skos:editorialNote"


def warnings(workshop: Workshop, records: str) -> list[str]:
    workshop.write("times", f"{_WAR} {records}")
    _, found = Checker(workshop.sources).check()
    return [str(warning).partition(": ")[2] for warning in found]


@pytest.mark.parametrize("when", ["2012/2014", "2010/2012", "2012/", "2012/[..2014]", "2012/.."])
def test_days_at_which_an_actor_was_not_are_told(workshop: Workshop, when: str) -> None:
    assert warnings(workshop, f"{_CLAIM} casus:when '{when}' .") == [
        f"claim:one: casus:member: warning: force:gone is of 2011/2013, the record of {when}: "
        f"correct one of the two, name what there was then, {_ON_PURPOSE}"
    ]


@pytest.mark.parametrize("when", ["2012", "2011/2013", "2012/[..2013]", "2013-12/2014~"])
def test_days_at_which_an_actor_may_have_been_are_not(workshop: Workshop, when: str) -> None:
    assert warnings(workshop, f"{_CLAIM} casus:when '{when}' .") == []


def test_a_dispute_about_what_was_no_more_is_told_too(workshop: Workshop) -> None:
    disputed = _CLAIM.replace("reported", "denied").replace("affirms", "denies")
    assert "is of 2011/2013, the record of 2014" in warnings(workshop, f"{disputed} casus:when '2014' .")[0]


def test_what_is_about_a_war_that_was_over_is_told_unless_it_says_so(workshop: Workshop) -> None:
    event = f"event:late {EVENT} ; casus:conflict conflict:war ; casus:when "
    (told,) = warnings(workshop, f"{event} '2015' .")
    assert told.startswith("event:late: casus:conflict: warning: conflict:war is of 2014, the record of 2015")
    assert warnings(workshop, f"{event} '2014/2015' .") == []
    said = "casus:outOfItsTime conflict:war ; skos:editorialNote 'It is on the settlement.'@en"
    assert warnings(workshop, f"{event} '2015' ; {said} .") == []
