"""Places without a point and a reason, and points that are more than they can be."""

from tests.compiler.rules.mistakes.fragments import CITY, NAME, NO_POINT, POINT, SOURCE, Mistake

_AT = "wgs:lat 32.5 ; wgs:long 13.5"
_EXACT = POINT.replace("approximate", "exact")
_REPRESENTATIVE = POINT.replace("approximate", "representative")
_REGION = f"a casus:Place ; {NAME} ; casus:placeType place-type:region ; {SOURCE}"
_POINT_OR_REASON = (
    "a place has a point (wgs:lat, wgs:long) and says where it was read (casus:coordinateSource), "
    "or it has coordinate-precision:none and a casus:coordinateNote that says why"
)

MISTAKES = [
    Mistake("place-without-a-word", f"place:p1 {CITY} .", ["place:p1: casus:coordinatePrecision: is missing"]),
    Mistake(
        "point-without-precision", f"place:p2 {CITY} ; {_AT} .", ["place:p2: casus:coordinatePrecision: is missing"]
    ),
    Mistake(
        "point-from-nowhere",
        f"place:p3 {CITY} ; {_AT} ; casus:coordinatePrecision coordinate-precision:approximate .",
        [f"place:p3: {_POINT_OR_REASON}"],
    ),
    Mistake("half-a-point", f"place:p4 {CITY} ; {POINT} ; wgs:lat 32.5 .", [f"place:p4: {_POINT_OR_REASON}"]),
    Mistake(
        "no-point-and-no-reason",
        f"place:p5 {CITY} ; casus:coordinatePrecision coordinate-precision:none .",
        [f"place:p5: {_POINT_OR_REASON}"],
    ),
    Mistake("no-point-and-a-point", f"place:p6 {CITY} ; {NO_POINT} ; {_AT} .", [f"place:p6: {_POINT_OR_REASON}"]),
    Mistake(
        "middle-of-a-town-exact",
        f"place:p7 {CITY} ; {_EXACT} ; {_AT} .",
        [
            "place:p7: only a site has an exact point (an airport, a base, a crossing, a port, an oil facility, "
            "a venue): the middle of a town is approximate"
        ],
    ),
    Mistake(
        "middle-of-a-region",
        f"place:p8 {_REGION} ; {POINT} ; {_AT} .",
        [
            "place:p8: a country, a region, a sea area or a line has no middle: its point is representative, "
            "or it has none"
        ],
    ),
    Mistake(
        "whose-point",
        f"place:p9 {_REGION} ; {_REPRESENTATIVE} ; {_AT} .",
        ["place:p9: a representative point needs a casus:coordinateNote that says whose point it is"],
    ),
]
