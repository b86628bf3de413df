"""What the mistakes are made of: correct pieces of Turtle, and words that many messages have."""

from typing import NamedTuple

NAME = 'skos:prefLabel "X"@en'
SOURCE = "dcterms:source source:book"
FORCE_TYPE = "casus:forceType force-type:armed-group"
FORCE = f"a casus:ArmedForce ; {NAME} ; {FORCE_TYPE} ; {SOURCE}"
BOOK = f"a casus:Source ; {NAME} ; casus:sourceType source-type:book"
STATE = f"a casus:State ; {NAME} ; {SOURCE}"
PERSON = f'a casus:Person ; {NAME} ; dcterms:description "X"@en ; {SOURCE}'
CITY = f"a casus:Place ; {NAME} ; casus:placeType place-type:city ; {SOURCE}"
NO_POINT = 'casus:coordinatePrecision coordinate-precision:none ; casus:coordinateNote "Unknown."@en'
POINT = "casus:coordinatePrecision coordinate-precision:approximate ; casus:coordinateSource source:book"
PLACE = f"{CITY} ; {NO_POINT}"
EVENT = f"a casus:Event ; {NAME} ; casus:eventType event-type:battle ; {SOURCE}"
WAR = f'a casus:Conflict ; {NAME} ; casus:conflictType conflict-type:intrastate ; casus:when "2014" ; {SOURCE}'
STATUS = f"{NAME} ; casus:claimStatus claim-status:accepted"
EVIDENCE = "casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ]"
CODING = (
    "a casus:Coding ; casus:dataset source:dataset ; "
    'casus:datasetVersion "22.1" ; casus:recordKey "dyad_id=1;year=2014"'
)
EXACT = "casus:matchStrength match-strength:exact"

FIRST = "force:first is a casus:ArmedForce"
NOT_EDTF = (
    "is not an EDTF date, such as 2020-01-13, 2020-01, 2020, 2014~ (about 2014), 2014/2016 (from, to) "
    "or 2014/.. (still so)"
)
NO_SLUG = "a slug is lower-case ASCII letters, digits and single hyphens"
END_BY_HAND = (
    "follows from casus:when; write it by hand only to say end-known:censored, or end-known:bounded "
    "beside an end that is a set of days, such as 2019-12/[2020-11..2021-03-16]"
)
BY_HAND = "is made by the build or an import: do not write it by hand"
COMPUTED = "; the build computes it from what the record says"
NOT_WHOLE = "is not a whole number: write it without quotes and point, such as 12"


class Mistake(NamedTuple):
    file: str
    """The name of the file below data/, and of the case."""
    records: str
    said: list[str]
    """Every violation of the file, without file and line."""
