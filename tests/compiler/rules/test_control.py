"""Of a place that somebody held it is known who held it when, or it is said that it is not known."""

import pytest

from casus.compiler.check import Checker
from casus.compiler.violations import BuildError
from tests.conftest import Workshop

_PLACES = """
force:holder a casus:ArmedForce ; skos:prefLabel "Holder"@en ; casus:forceType force-type:armed-group ;
    casus:state state:libya ; dcterms:source source:book .
place:region a casus:Place ; skos:prefLabel "Region"@en ; casus:placeType place-type:region ; {none}
    dcterms:source source:book .
place:town a casus:Place ; skos:prefLabel "Town"@en ; casus:placeType place-type:town ; {none}
    casus:partOf place:region ; {unknown} dcterms:source source:book .
"""
_NONE = 'casus:coordinatePrecision coordinate-precision:none ; casus:coordinateNote "Unknown."@en ;'
_HOLD = """
claim:c{n} a casus:Control ; skos:prefLabel "A force held it."@en ; casus:claimStatus claim-status:reported ;
    casus:controller force:holder ; casus:place place:{place} ; casus:controlType control-type:{kind} ;
    casus:when "{when}" ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ] .
"""


def told(workshop: Workshop, *holds: tuple[str, str, str], unknown: str = "") -> list[str]:
    places = _PLACES.format(none=_NONE, unknown=unknown and f'casus:holderNotEstablished "{unknown}" ;')
    claims = "".join(
        _HOLD.format(n=n, place=place, kind=kind, when=when) for n, (place, kind, when) in enumerate(holds)
    )
    workshop.write("control", places + claims)
    warnings = Checker(workshop.sources).check()[1]
    return [
        str(warning).partition("held it ")[2].partition(":")[0] for warning in warnings if "held it" in str(warning)
    ]


@pytest.mark.parametrize(
    ("holds", "gaps"),
    [
        ([("town", "full", "2011/2015"), ("town", "partial", "2016/..")], []),
        ([("town", "full", "2011/2015-06"), ("town", "full", "2015-08/..")], []),
        ([("town", "full", "2011/2013"), ("town", "full", "2016/..")], ["from 2014-01-01 to 2015-12-31"]),
        ([("town", "full", "2011/2013"), ("town", "presence", "2014/..")], ["from 2014-01-01 to 2021-12-31"]),
        ([("town", "full", "2011-03-01/")], ["from 2011-03-02 to 2021-12-31"]),
        ([("region", "full", "2011/.."), ("town", "full", "2016/2017")], []),
        ([("region", "partial", "2011/.."), ("town", "full", "2016/..")], ["from 2011-12-31 to 2015-12-31"]),
    ],
)
def test_gaps_are_told(workshop: Workshop, holds: list[tuple[str, str, str]], gaps: list[str]) -> None:
    assert told(workshop, *holds) == gaps


def test_a_gap_of_which_the_place_itself_says_so_is_none(workshop: Workshop) -> None:
    assert told(workshop, ("town", "full", "2011/2013"), ("town", "full", "2016/.."), unknown="2014/2015") == []


def test_what_claims_say_is_not_called_unknown(workshop: Workshop) -> None:
    with pytest.raises(BuildError) as error:
        told(workshop, ("town", "full", "2011/.."), unknown="2012/2013")
    [told_] = map(str, error.value.violations)
    assert "'2012/2013': claims of control say who held the place on all of these days: remove the line" in told_
