"""The mistakes that curators make, and what is said of each: file, node, property, message.

One check of one workshop finds them all: every case writes a file of its own, and nothing else may be said of it.
"""

import re
from pathlib import Path

import pytest

from ontology.build.release import check
from ontology.build.report import BuildError
from tests.conftest import Workshop

PREFIXES = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in {
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        **{
            name.replace("s", "") if name == "persons" else name.rstrip("s"): f"https://w3id.org/casus/id/{name}/"
            for name in ("places", "events", "conflicts", "persons")
        },
        **{
            name: f"https://w3id.org/casus/code/{name}/"
            for name in (
                "alignment-type",
                "conflict-link-type",
                "conflict-type",
                "event-type",
                "party-type",
                "participation-role",
                "place-type",
            )
        },
    }.items()
)
NAME = 'skos:prefLabel "X"@en'
SOURCE = "dcterms:source source:book"
FORCE = f"a casus:ArmedForce ; {NAME} ; casus:forceType force-type:armed-group ; {SOURCE}"
BOOK = f"a casus:Source ; {NAME} ; casus:sourceType source-type:book"
PLACE = f"a casus:Place ; {NAME} ; casus:placeType place-type:city ; {SOURCE}"
EVENT = f"a casus:Event ; {NAME} ; casus:eventType event-type:battle ; {SOURCE}"
STATUS = f"{NAME} ; casus:claimStatus claim-status:accepted"
EVIDENCE = "casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:book ]"
EXACT = "casus:matchStrength match-strength:exact"
IS_FORCE = "casus:Actor, casus:ArmedForce, casus:Record, casus:Sourced, casus:Temporal"
EDTF = "is not an EDTF date, such as 2020-01-13, 2020-01, 2020 or 2014~"
NO_SLUG = "a slug is lower-case ASCII letters, digits and single hyphens"
INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"

MISTAKES: dict[str, tuple[str, list[str]]] = {
    # Names
    "label missing": (
        f"force:no-label a casus:ArmedForce ; casus:forceType force-type:armed-group ; {SOURCE} .",
        [
            "force:no-label: skos:prefLabel: is missing",
            "force:no-label: skos:prefLabel: needs a skos:prefLabel in English (@en)",
        ],
    ),
    "label only in Arabic": (
        f"force:arabic {FORCE.replace('"X"@en', '"قوة"@ar')} ." if False else "force:arabic "
        + FORCE.replace('"X"@en', '"قوة"@ar')
        + " .",
        ["force:arabic: skos:prefLabel: needs a skos:prefLabel in English (@en)"],
    ),
}
