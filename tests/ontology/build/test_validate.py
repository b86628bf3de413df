"""The mistakes that curators make, and what is said of each: file, node, property, message.

One check of one workshop finds them all: every case is a file of its own, and nothing else may be said of that file.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from ontology.build.release import check
from ontology.build.report import BuildError
from tests.conftest import Workshop

COLLECTIONS = {
    "agreement": "agreements",
    "place": "places",
    "event": "events",
    "conflict": "conflicts",
    "person": "persons",
}
CODE_LISTS = (
    "agreement-type",
    "alignment-type",
    "conflict-link-type",
    "conflict-type",
    "date-precision",
    "event-type",
    "later-act",
    "legal-act-type",
    "measure-type",
    "membership-type",
    "participation-role",
    "place-type",
    "reaction-position",
    "support-form",
    "text-status",
)
PREFIXES = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in {
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        **{prefix: f"https://w3id.org/casus/id/{collection}/" for prefix, collection in COLLECTIONS.items()},
        **{name: f"https://w3id.org/casus/code/{name}/" for name in CODE_LISTS},
    }.items()
)

NAME = 'skos:prefLabel "X"@en'
SOURCE = "dcterms:source source:book"
FORCE_TYPE = "casus:forceType force-type:armed-group"
FORCE = f"a casus:ArmedForce ; {NAME} ; {FORCE_TYPE} ; {SOURCE}"
BOOK = f"a casus:Source ; {NAME} ; casus:sourceType source-type:book"
STATE = f"a casus:State ; {NAME} ; {SOURCE}"
PLACE = f"a casus:Place ; {NAME} ; casus:placeType place-type:city ; {SOURCE}"
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
BY_HAND = "is computed by the build: do not write it by hand"
COMPUTED = "; the build computes it from what the record says"
NOT_WHOLE = "is not a whole number: write it without quotes and point, such as 12"


class Mistake(NamedTuple):
    file: str
    """The name of the file below data/, and of the case."""
    records: str
    said: list[str]
    """Every violation of the file, without file and line."""


MISTAKES = [
    # Identifiers
    Mistake(
        "identifier-of-another-scheme",
        f"force:i1 {FORCE} ; casus:identifier [ a casus:Identifier ; casus:scheme identifier-scheme:wikidata ; "
        'casus:value "11346" ; casus:matchStrength match-strength:exact ] .',
        [
            'force:i1: casus:identifier > casus:value: "11346" is no value of wikidata, '
            "which are written as Q[1-9][0-9]*"
        ],
    ),
    # Names
    Mistake(
        "label-empty",
        f'force:a0 a casus:ArmedForce ; skos:prefLabel ""@en ; {FORCE_TYPE} ; {SOURCE} .',
        ["force:a0: skos:prefLabel: the text is empty"],
    ),
    Mistake(
        "label-missing",
        f"force:a1 a casus:ArmedForce ; {FORCE_TYPE} ; {SOURCE} .",
        ["force:a1: skos:prefLabel: is missing"],
    ),
    Mistake(
        "label-not-in-english",
        f'force:a2 a casus:ArmedForce ; skos:prefLabel "قوة"@ar ; {FORCE_TYPE} ; {SOURCE} .',
        ["force:a2: skos:prefLabel: needs a skos:prefLabel in English (@en)"],
    ),
    Mistake(
        "label-without-language",
        f'force:a4 {FORCE} ; skos:prefLabel "Y" .',
        ['force:a4: skos:prefLabel: "Y" has no language: write it after the quote, such as "..."@en'],
    ),
    Mistake(
        "label-twice-in-one-language",
        f'force:a5 {FORCE} ; skos:prefLabel "Y"@en .',
        ["force:a5: skos:prefLabel: has two values in one language: keep one, move the other to skos:altLabel"],
    ),
    Mistake(
        "label-in-the-english-of-a-country",
        f'force:a6 a casus:ArmedForce ; skos:prefLabel "X"@en-GB ; {FORCE_TYPE} ; {SOURCE} .',
        ['force:a6: skos:prefLabel: "X"@en-GB: write the language as @en'],
    ),
    Mistake(
        "language-in-capitals",
        f'force:a9 {FORCE} ; skos:altLabel "قوة"@AR .',
        ['force:a9: skos:altLabel: "قوة"@AR: write the language as @ar'],
    ),
    Mistake(
        "label-in-another-script",
        f'force:a7 {FORCE} ; skos:prefLabel "Al-Quwwa"@ar .',
        [
            'force:a7: skos:prefLabel: "Al-Quwwa"@ar is in Latin letters: correct the language; '
            "a transliteration is a skos:altLabel in English (@en)"
        ],
    ),
    Mistake(
        "arabic-label-that-is-said-to-be-english",
        f'force:a8 a casus:ArmedForce ; skos:prefLabel "القوة"@en ; {FORCE_TYPE} ; {SOURCE} .',
        [
            'force:a8: skos:prefLabel: "القوة"@en is in Arabic letters: correct the language; '
            "a transliteration is a skos:altLabel in English (@en)"
        ],
    ),
    # Codes
    Mistake(
        "code-not-in-the-list",
        f"claim:b1 a casus:Assessment ; {STATUS} ; casus:about force:first ; "
        "casus:evidence [ a casus:Evidence ; casus:stance stance:doubts ; casus:readIn source:book ] .",
        [
            "claim:b1: casus:evidence > casus:stance: stance:doubts is not a code of the list stance: affirms, denies",
            "claim:b1: an accepted claim needs evidence that affirms it",
        ],
    ),
    Mistake(
        "code-of-another-list",
        f"claim:b2 a casus:Assessment ; {STATUS} ; casus:about force:first ; "
        "casus:evidence [ a casus:Evidence ; casus:stance claim-status:denied ; casus:readIn source:book ] .",
        [
            "claim:b2: casus:evidence > casus:stance: "
            "claim-status:denied is not a code of the list stance: affirms, denies; did you mean stance:denies?",
            "claim:b2: an accepted claim needs evidence that affirms it",
        ],
    ),
    Mistake(
        "code-as-text",
        f"claim:b3 a casus:Assessment ; {STATUS} ; casus:about force:first ; "
        'casus:evidence [ a casus:Evidence ; casus:stance "affirms" ; casus:readIn source:book ] .',
        [
            'claim:b3: casus:evidence > casus:stance: "affirms" is not a code of the list stance: affirms, denies; '
            "did you mean stance:affirms?",
            "claim:b3: an accepted claim needs evidence that affirms it",
        ],
    ),
    Mistake(
        "status-outside-the-list",
        f"claim:b0 a casus:Assessment ; {NAME} ; {EVIDENCE} ; casus:about force:first ; "
        "casus:claimStatus claim-status:confirmed .",
        [
            "claim:b0: casus:claimStatus: claim-status:confirmed is not a code of the list claim-status: "
            "accepted, alleged, contested, denied, inferred, refuted, reported, superseded"
        ],
    ),
    Mistake(
        "code-missing",
        f"force:b4 a casus:ArmedForce ; {NAME} ; {SOURCE} .",
        ["force:b4: casus:forceType: is missing"],
    ),
    Mistake(
        "two-codes-where-one-is-allowed",
        f"force:b5 {FORCE} ; casus:forceType force-type:state-forces .",
        [
            "force:b5: casus:forceType: may have only 1 value, and has 2: "
            "force-type:armed-group, force-type:state-forces"
        ],
    ),
    Mistake(
        "code-without-definition",
        'later-act:b6 a casus:Code ; skos:inScheme <https://w3id.org/casus/code/later-act> ; skos:notation "b6" ; '
        'skos:prefLabel "b6"@en .',
        ["later-act:b6: skos:definition: is missing"],
    ),
    Mistake(
        "code-without-list",
        'later-act:b7 a casus:Code ; skos:notation "b7" ; skos:prefLabel "b7"@en ; skos:definition "B."@en .',
        ["later-act:b7: skos:inScheme: is missing"],
    ),
    # Properties and classes
    Mistake(
        "property-unknown",
        f'force:c1 {FORCE} ; casus:colour "red" .',
        ["force:c1: casus:colour: is not a term of ontology/casus.ttl"],
    ),
    Mistake(
        "property-misspelt",
        f"force:c0 {FORCE} ; casus:basedin place:x .",
        ["force:c0: casus:basedin: is not a term of ontology/casus.ttl; did you mean casus:basedIn?"],
    ),
    Mistake(
        "property-as-the-api-names-it",
        f"claim:c9 a casus:Assessment ; {NAME} ; {EVIDENCE} ; casus:about force:first ; "
        "casus:status claim-status:accepted .",
        [
            "claim:c9: casus:claimStatus: is missing",
            "claim:c9: casus:status: is not a term of ontology/casus.ttl; did you mean casus:claimStatus?",
        ],
    ),
    Mistake(
        "property-of-another-class",
        f"force:c2 {FORCE} ; casus:fatalitiesBest 3 .",
        [
            "force:c2: casus:fatalitiesBest: is not a property of casus:ArmedForce, but of casus:Event; "
            "see docs/reference.md"
        ],
    ),
    Mistake(
        "property-with-a-capital",
        f"force:c11 {FORCE} ; dcterms:Source source:book .",
        [
            "force:c11: dcterms:Source: is not a property of casus:ArmedForce; see docs/reference.md; "
            "did you mean dcterms:source?"
        ],
    ),
    Mistake(
        "property-of-another-vocabulary",
        f'force:c3 {FORCE} ; foaf:name "X" .',
        ["force:c3: foaf:name: is not a property of casus:ArmedForce; see docs/reference.md"],
    ),
    Mistake(
        "property-of-another-class-in-a-node",
        f"force:c4 {FORCE} ; casus:identifier [ a casus:Identifier ; casus:scheme identifier-scheme:ucdp-actor ; "
        f'casus:value "1" ; {EXACT} ; casus:locator "p. 3" ] .',
        [
            "force:c4: casus:identifier > casus:locator: is not a property of casus:Identifier, "
            "but of casus:Evidence, casus:Provision; see docs/reference.md"
        ],
    ),
    Mistake(
        "property-added-from-another-file",
        'force:first casus:locator "p. 3" .',
        [
            "force:first: casus:locator: is not a property of casus:ArmedForce, "
            "but of casus:Evidence, casus:Provision; "
            "see docs/reference.md",
            "force:first: is described in ontology/data/records.ttl too; choose another slug",
        ],
    ),
    Mistake(
        "class-misspelt",
        f"force:c5 {FORCE.replace('ArmedForce', 'ArmedForse')} .",
        ["force:c5: a: casus:ArmedForse is not a term of ontology/casus.ttl; did you mean casus:ArmedForce?"],
    ),
    Mistake(
        "class-too-general",
        f"force:c6 a casus:Actor ; {NAME} ; {SOURCE} .",
        ["force:c6: a: casus:Actor is not a class of records; see docs/reference.md"],
    ),
    Mistake(
        "class-with-a-small-letter",
        f"claim:c12 a casus:alignment ; {STATUS} ; {EVIDENCE} ; casus:about force:first .",
        ["claim:c12: a: casus:alignment is not a term of ontology/casus.ttl; did you mean casus:Alignment?"],
    ),
    Mistake(
        "claim-of-no-kind",
        f"claim:c13 a casus:Claim ; {STATUS} ; {EVIDENCE} ; casus:about force:first .",
        [
            "claim:c13: a: casus:Claim is too general: write which kind it is, casus:AgreementRelation, "
            "casus:Alignment, casus:ArmsTransfer, casus:Assessment, casus:ConflictLink, casus:ConflictParty, "
            "casus:Control, casus:Deployment, casus:GovernmentStatus, casus:LegalAct, casus:Measure, "
            "casus:Membership, casus:Participation, casus:Reaction, casus:Support"
        ],
    ),
    Mistake(
        "property-of-the-evidence-on-the-claim",
        f"claim:c14 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; casus:readIn source:book .",
        [
            "claim:c14: casus:readIn: is not a property of casus:Assessment, but of casus:Evidence; "
            "see docs/reference.md"
        ],
    ),
    Mistake(
        "class-misspelt-in-a-node",
        f"claim:c15 a casus:Assessment ; {STATUS} ; casus:about force:first ; "
        f"{EVIDENCE} , [ a casus:Evidense ; casus:stance stance:affirms ; casus:readIn source:dataset ] .",
        [
            "claim:c15: casus:evidence > a: casus:Evidense is not a term of ontology/casus.ttl; "
            "did you mean casus:Evidence?",
            "claim:c15: casus:evidence: the part in [ ... ] is a casus:Evidense, where a casus:Evidence is needed",
        ],
    ),
    Mistake(
        "two-classes",
        f"force:c10 a casus:ArmedForce , casus:Place ; {NAME} ; {FORCE_TYPE} ; {SOURCE} ; "
        "casus:placeType place-type:city .",
        ["force:c10: a: is a casus:ArmedForce and a casus:Place: a record is of one class"],
    ),
    Mistake(
        "type-missing",
        f"force:c7 {NAME} ; {FORCE_TYPE} ; {SOURCE} .",
        ["force:c7: has no type; write 'a casus:...' after its name"],
    ),
    Mistake(
        "type-missing-in-a-node",
        f"force:c8 {FORCE} ; casus:identifier [ casus:scheme identifier-scheme:ucdp-actor ; "
        f'casus:value "1" ; {EXACT} ] .',
        [
            "force:c8: casus:identifier: the part in [ ... ] has no type (a casus:...), "
            "where a casus:Identifier is needed"
        ],
    ),
    # References
    Mistake(
        "reference-to-nothing",
        f"force:d1 {FORCE} ; casus:state state:lybia .",
        [
            "force:d1: casus:state: state:lybia is described in no file, where a casus:State is needed; "
            "did you mean state:libya?"
        ],
    ),
    Mistake(
        "reference-with-the-wrong-prefix",
        f"force:d15 {FORCE} ; casus:state place:libya .",
        [
            "force:d15: casus:state: place:libya is described in no file, where a casus:State is needed; "
            "did you mean state:libya?"
        ],
    ),
    Mistake(
        "reaction-to-a-source",
        f"claim:d16 a casus:Reaction ; {STATUS} ; {EVIDENCE} ; casus:reactionTo source:book ; "
        "casus:actor force:first ; casus:position reaction-position:rejects .",
        [
            "claim:d16: casus:reactionTo: source:book is a casus:Source, where one of casus:Agreement, casus:Event, "
            "casus:Negotiation, casus:Organization, casus:Claim is needed"
        ],
    ),
    Mistake(
        "coding-of-another-version-than-that-of-the-dataset",
        f"claim:d17 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; "
        f"casus:codedIn [ {CODING.replace('source:dataset', 'source:d17')} ] . "
        f'source:d17 {BOOK.replace("book", "dataset")} ; casus:version "21.1" .',
        ['claim:d17: casus:codedIn > casus:datasetVersion: "22.1" is not the version of source:d17, which is "21.1"'],
    ),
    Mistake(
        "reference-of-the-wrong-class",
        f"force:d2 {FORCE} ; casus:state force:first .",
        [f"force:d2: casus:state: {FIRST}, where a casus:State is needed"],
    ),
    Mistake(
        "reference-as-text",
        f'force:d3 {FORCE} ; casus:state "Libya" .',
        ['force:d3: casus:state: "Libya" is text, not a record, where a casus:State is needed'],
    ),
    Mistake(
        "reference-of-none-of-two-classes",
        f"claim:d4 a casus:Participation ; {STATUS} ; {EVIDENCE} ; casus:participationIn force:first ; "
        "casus:participant force:first ; casus:role participation-role:host .",
        [
            f"claim:d4: casus:participationIn: {FIRST}, where one of casus:Negotiation, casus:Agreement is needed",
        ],
    ),
    Mistake(
        "reference-back-from-the-wrong-class",
        f'person:d5 a casus:Person ; {NAME} ; dcterms:description "X."@en ; {SOURCE} . '
        f"force:d5 {FORCE} ; casus:member person:d5 .",
        [
            "force:d5: casus:member: is not a property of casus:ArmedForce, but of casus:Membership; "
            "see docs/reference.md",
            f"person:d5: memberships: {FIRST.replace('first', 'd5')}, where a casus:Membership is needed",
        ],
    ),
    Mistake(
        "reference-to-itself",
        f"force:d6 {FORCE} ; casus:partOf force:d6 .",
        ["force:d6: casus:partOf: names the record itself; name another one"],
    ),
    Mistake(
        "successor-of-itself",
        f"claim:d7 a casus:Assessment ; {NAME} ; {EVIDENCE} ; casus:about force:first ; "
        "casus:claimStatus claim-status:superseded ; casus:supersededBy claim:d7 .",
        ["claim:d7: casus:supersededBy: names the record itself; name another one"],
    ),
    Mistake(
        "circle-of-successors",
        "".join(
            f"claim:{one} a casus:Assessment ; {NAME} ; {EVIDENCE} ; casus:about force:first ; "
            f"casus:claimStatus claim-status:superseded ; casus:supersededBy claim:{other} . "
            for one, other in (("d9a", "d9b"), ("d9b", "d9c"), ("d9c", "d9a"))
        ),
        ["claim:d9a: casus:supersededBy: leads round to the record itself: claim:d9a, claim:d9b, claim:d9c, claim:d9a"],
    ),
    Mistake(
        "circle-of-parts",
        f"force:d10a {FORCE} ; casus:partOf force:d10b . force:d10b {FORCE} ; casus:partOf force:d10a .",
        ["force:d10a: casus:partOf: leads round to the record itself: force:d10a, force:d10b, force:d10a"],
    ),
    Mistake(
        "support-entered-twice",
        "".join(
            f'claim:d15{which} a casus:Support ; {STATUS} ; {EVIDENCE} ; casus:when "2014" ; '
            "casus:supporter state:libya ; casus:recipient force:first ; casus:supportForm support-form:weapons . "
            for which in ("a", "b")
        )
        + f'claim:d15c a casus:Support ; {NAME} ; {EVIDENCE} ; casus:when "2014" ; '
        "casus:claimStatus claim-status:superseded ; casus:supersededBy claim:d15a ; "
        "casus:supporter state:libya ; casus:recipient force:first ; casus:supportForm support-form:weapons .",
        [
            "claim:d15b: casus:supporter: claim:d15a has it too, with the same casus:recipient and casus:supportForm "
            "and casus:when: make one claim of the two"
        ],
    ),
    Mistake(
        "successor-of-another-kind",
        f"claim:d11 a casus:Assessment ; {NAME} ; {EVIDENCE} ; casus:about force:first ; "
        "casus:claimStatus claim-status:superseded ; casus:supersededBy claim:d11-alignment . "
        f"claim:d11-alignment a casus:Alignment ; {STATUS} ; {EVIDENCE} ; "
        "casus:alignedActor force:first , state:libya ; casus:alignmentType alignment-type:rivalry .",
        [
            "claim:d11: a claim is superseded by a claim of its own kind (casus:supersededBy); "
            "if the kind was wrong, give up the id with a tombstone"
        ],
    ),
    Mistake(
        "coded-in-what-is-no-dataset",
        f"claim:d12 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; "
        f"casus:codedIn [ {CODING.replace('source:dataset', 'source:book')} ] .",
        [
            "claim:d12: casus:codedIn > casus:dataset: is no dataset: name a source whose kind is source-type:dataset; "
            "what another source says is evidence"
        ],
    ),
    Mistake(
        "coded-in-a-dataset-that-is-nowhere",
        f"claim:d13 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; "
        f"casus:codedIn [ {CODING.replace('source:dataset', 'source:ucdp')} ] .",
        [
            "claim:d13: casus:codedIn > casus:dataset: source:ucdp is described in no file, "
            "where a casus:Source is needed"
        ],
    ),
    Mistake(
        "primary-source-that-is-the-one-read",
        f"claim:d14 a casus:Assessment ; {STATUS} ; casus:about force:first ; casus:evidence [ a casus:Evidence ; "
        "casus:stance stance:affirms ; casus:readIn source:book ; casus:primarySource source:book ] .",
        [
            "claim:d14: casus:evidence > casus:primarySource: is the source that was read (casus:readIn): "
            "name the one behind it, or remove the line"
        ],
    ),
    Mistake(
        "one-actor-on-both-sides",
        f"claim:d8 a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member force:first ; "
        "casus:memberOf force:first ; casus:membershipType membership-type:commander .",
        ["claim:d8: casus:member: force:first is the casus:memberOf too: name two different ones"],
    ),
    # Dates
    Mistake(
        "date-not-edtf",
        f'force:e1 {FORCE} ; casus:when "May 2014" .',
        [f"force:e1: casus:when: 'May 2014' {NOT_EDTF}"],
    ),
    Mistake(
        "date-not-in-the-calendar",
        f'force:e2 {FORCE} ; casus:when "2014-02-30" .',
        ["force:e2: casus:when: '2014-02-30' is not a day, month or year between the years 1 and 9999"],
    ),
    Mistake(
        "date-backwards",
        f'force:e3 {FORCE} ; casus:when "2015/2014" .',
        ["force:e3: casus:when: '2015/2014' ends before it starts"],
    ),
    Mistake(
        "date-without-quotes",
        f"force:e4 {FORCE} ; casus:when 2014 .",
        ['force:e4: casus:when: 2014 is a number, where text is needed: write "2014"'],
    ),
    Mistake(
        "date-twice",
        f'force:e8 {FORCE} ; casus:when "2014" , "2015" .',
        ['force:e8: casus:when: may have only 1 value, and has 2: "2014", "2015"'],
    ),
    Mistake(
        "end-said-to-be-open-by-hand",
        f'force:e17 {FORCE} ; casus:when "2014/2019" ; casus:endKnown end-known:open .',
        [f"force:e17: casus:endKnown: {END_BY_HAND}"],
    ),
    Mistake(
        "end-said-to-be-bounded-that-is-one-date",
        f'force:e18 {FORCE} ; casus:when "2014/2019" ; casus:endKnown end-known:bounded .',
        [f"force:e18: casus:endKnown: {END_BY_HAND}"],
    ),
    Mistake(
        "end-censored-without-a-day",
        f'force:e19 {FORCE} ; casus:when "2014/.." ; casus:endKnown end-known:censored .',
        [
            "force:e19: casus:endKnown: the data stop on a day, which casus:when names as its end, "
            "such as 2014/2019-12-31"
        ],
    ),
    Mistake("date-missing", f"event:e5 {EVENT} .", ["event:e5: casus:when: is missing"]),
    Mistake(
        "date-with-a-datatype",
        f'force:e13 {FORCE} ; casus:when "2014-01-01"^^xsd:date .',
        ['force:e13: casus:when: "2014-01-01" has the datatype xsd:date, and must have none: remove the ^^xsd:date'],
    ),
    Mistake(
        "date-with-a-datatype-that-it-is-not-of",
        f'force:e14 {FORCE} ; casus:when "2014-02-30"^^xsd:date .',
        [
            'force:e14: casus:when: "2014-02-30" is not a valid xsd:date',
            "force:e14: casus:when: '2014-02-30' is not a day, month or year between the years 1 and 9999",
        ],
    ),
    Mistake(
        "date-bound-by-hand",
        f'force:e6 {FORCE} ; casus:when "2014" ; casus:earliestStart "2014-05-01"^^xsd:date .',
        [f"force:e6: casus:earliestStart: {BY_HAND}"],
    ),
    Mistake(
        "date-in-a-node-not-edtf",
        f"force:e7 {FORCE} ; casus:identifier [ a casus:Identifier ; casus:scheme identifier-scheme:ucdp-actor ; "
        f'casus:value "1" ; {EXACT} ; casus:when "2014-" ] .',
        [f"force:e7: casus:identifier > casus:when: '2014-' {NOT_EDTF}"],
    ),
    Mistake(
        "date-of-a-dataset-without-precision",
        f"claim:e9 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; "
        f'casus:codedIn [ {CODING} ; casus:codedStart "2014-10-16" ] .',
        [
            "claim:e9: casus:codedIn: a start of the dataset stands with its precision: "
            "write both casus:codedStart and casus:codedStartPrecision, or neither"
        ],
    ),
    Mistake(
        "date-of-a-dataset-with-the-number-of-its-precision",
        f"claim:e10 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; "
        f'casus:codedIn [ {CODING} ; casus:codedEnd "2014-10-16" ; casus:codedEndPrecision 2 ] .',
        [
            "claim:e10: casus:codedIn > casus:codedEndPrecision: 2 is not a code of the list date-precision: "
            "day, day-assigned, few-days, month, month-assigned, range-of-a-month, range-of-a-week, range-of-a-year, "
            "range-of-days, thirty-days, week, year, year-assigned, year-unknown"
        ],
    ),
    Mistake(
        "date-of-a-dataset-that-does-not-fit-its-precision",
        f"claim:e11 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; "
        f'casus:codedIn [ {CODING} ; casus:codedStart "2014" ; casus:codedStartPrecision date-precision:few-days ] .',
        ["claim:e11: casus:codedIn: '2014' has no day, which its precision needs"],
    ),
    Mistake(
        "date-of-a-dataset-by-hand",
        f"claim:e12 a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first ; "
        f'casus:codedIn [ {CODING} ; casus:when "2014" ] .',
        [f"claim:e12: casus:codedIn > casus:when: {BY_HAND}"],
    ),
    Mistake(
        "date-after-the-newest-source",
        f"event:e15 {EVENT.replace('source:book', 'source:paper')} ; casus:when '2041-01-28' . "
        f"source:paper {BOOK} ; casus:when '2014-01-30' .",
        [
            "event:e15: casus:when: begins on 2041-01-28, after the newest of its sources (2014-01-30): "
            "correct one of the two, or add the source that reports it"
        ],
    ),
    Mistake(
        "date-after-the-sources-were-read",
        f'event:e16 {EVENT} ; casus:when "2041-01-28" .',
        [
            "event:e16: casus:when: begins on 2041-01-28, after the sources were read "
            "(2026-11-25, casus:readUntil in ontology/dataset.ttl): correct the date, or that day"
        ],
    ),
    Mistake(
        "date-with-slashes",
        f'force:e20 {FORCE} ; casus:when "13/01/2020" .',
        [
            "force:e20: casus:when: '13/01/2020' is not an EDTF date: "
            "year, month and day have '-' between them, such as 2020-01-13"
        ],
    ),
    Mistake(
        "date-that-is-a-set-open-at-one-side",
        f'force:e21 {FORCE} ; casus:when "[..2020]" .',
        [
            "force:e21: casus:when: '..2020' is open at one side, which only the end of an interval may be, "
            "to say the last day of it: 2011/[..2012-08]; a start that is not known is ../2012-08"
        ],
    ),
    Mistake(
        "claim-of-somebody-who-was-not-there-yet",
        f"claim:e22 a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member force:first ; "
        "casus:memberOf state:libya ; "
        'casus:membershipType membership-type:affiliated ; casus:when "2012" .',
        [
            "claim:e22: casus:member: force:first is of 2014-05/.., the claim of 2012: "
            "correct one of the two, or name who there was then"
        ],
    ),
    Mistake(
        "claim-of-somebody-who-was-no-more",
        f'force:e23 {FORCE} ; casus:when "2011/2013" . '
        f"claim:e23 a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member force:e23 ; casus:memberOf state:libya ; "
        'casus:membershipType membership-type:affiliated ; casus:when "2014/.." .',
        [
            "claim:e23: casus:member: force:e23 is of 2011/2013, the claim of 2014/..: "
            "correct one of the two, or name who there was then"
        ],
    ),
    Mistake(
        "act-that-lasts",
        f"agreement:e24 a casus:Agreement ; {NAME} ; {SOURCE} ; casus:when '2007' ; "
        "casus:agreementType agreement-type:maritime-delimitation ; casus:textStatus [ a casus:TextStatus ; "
        f"casus:textState text-status:unknown ; {SOURCE} ] . "
        f"claim:e24 a casus:LegalAct ; {STATUS} ; {EVIDENCE} ; casus:actOn agreement:e24 ; "
        'casus:legalActType legal-act-type:ratified ; casus:when "2007/2012" .',
        [
            "claim:e24: casus:when: an act is of one day: where it is not known which, "
            "write the set of days, such as [2007-01-17..2012-09-28]"
        ],
    ),
    # Numbers and other values
    Mistake(
        "locator-empty",
        f"claim:f11 a casus:Assessment ; {STATUS} ; casus:about force:first ; casus:evidence [ a casus:Evidence ; "
        'casus:stance stance:affirms ; casus:readIn source:book ; casus:locator " " ] .',
        ["claim:f11: casus:evidence > casus:locator: the text is empty"],
    ),
    Mistake("latitude-91", f"place:f1 {PLACE} ; wgs:lat 91.0 .", ["place:f1: wgs:lat: 91.0 is greater than 90"]),
    Mistake(
        "longitude-west-of-180",
        f"place:f2 {PLACE} ; wgs:long -180.5 .",
        ["place:f2: wgs:long: -180.5 is less than -180"],
    ),
    Mistake(
        "literal-ill-typed",
        f'place:f3 {PLACE} ; wgs:lat "north"^^xsd:decimal .',
        ['place:f3: wgs:lat: "north" is not a valid xsd:decimal'],
    ),
    Mistake(
        "fatalities-low-above-best",
        f'event:f4 {EVENT} ; casus:when "2014" ; casus:fatalitiesLow 4 ; casus:fatalitiesBest 3 .',
        ["event:f4: casus:fatalitiesLow: 4 is greater than casus:fatalitiesBest"],
    ),
    Mistake(
        "fatalities-low-above-high",
        f'event:f0 {EVENT} ; casus:when "2014" ; casus:fatalitiesLow 10 ; casus:fatalitiesHigh 5 .',
        ["event:f0: casus:fatalitiesLow: 10 is greater than casus:fatalitiesHigh"],
    ),
    Mistake(
        "number-in-quotes",
        f'place:f10 {PLACE} ; wgs:lat "30.76" .',
        ['place:f10: wgs:lat: "30.76" is not a number with a point: write it without quotes, such as 32.5 or 32.0'],
    ),
    Mistake(
        "fatalities-negative",
        f'event:f5 {EVENT} ; casus:when "2014" ; casus:fatalitiesLow -1 .',
        ["event:f5: casus:fatalitiesLow: -1 is less than 0"],
    ),
    Mistake(
        "number-as-decimal",
        f'event:f6 {EVENT} ; casus:when "2014" ; casus:fatalitiesBest 3.0 .',
        [f"event:f6: casus:fatalitiesBest: 3.0 {NOT_WHOLE}"],
    ),
    Mistake(
        "language-tag-spelt-out",
        f'source:f7 {BOOK} ; dcterms:language "English" .',
        ['source:f7: dcterms:language: "English" does not match ^[a-z]{2,3}(-[A-Za-z0-9]+)*$; such as "en"'],
    ),
    Mistake(
        "url-as-text",
        f'source:f8 {BOOK} ; foaf:page "https://example.org" .',
        ['source:f8: foaf:page: "https://example.org" is not an IRI: write it as <https://...>'],
    ),
    Mistake(
        "value-empty",
        f"force:f9 {FORCE} ; casus:identifier [ a casus:Identifier ; casus:scheme identifier-scheme:ucdp-actor ; "
        f'casus:value "" ; {EXACT} ] .',
        ["force:f9: casus:identifier > casus:value: the text is empty"],
    ),
    # Addresses
    Mistake("slug-with-capitals", f"force:LNA {FORCE} .", [f"force:LNA: {NO_SLUG}"]),
    Mistake("slug-with-underscores", f"force:g_2 {FORCE} .", [f"force:g_2: {NO_SLUG}"]),
    Mistake("slug-in-arabic", f"force:قوة {FORCE} .", [f"force:قوة: {NO_SLUG}"]),
    Mistake("slug-with-a-slash", f"force:g4\\/x {FORCE} .", [f"force:g4/x: {NO_SLUG}"]),
    Mistake(
        "record-in-the-wrong-collection",
        f"force:g5 {BOOK} .",
        ["force:g5: a: is a casus:Source: its IRI must begin with https://w3id.org/casus/id/sources/"],
    ),
    Mistake(
        "record-outside-the-collections",
        f"<https://w3id.org/casus/armed-forces/g6> {FORCE} .",
        [
            "<https://w3id.org/casus/armed-forces/g6>: a: is a casus:ArmedForce: "
            "its IRI must begin with https://w3id.org/casus/id/armed-forces/"
        ],
    ),
    Mistake(
        "record-that-another-file-describes",
        f"force:g7 {FORCE} .",
        ["force:g7: is described in ontology/data/g7.ttl too; choose another slug"],
    ),
    # What a record must hold
    Mistake(
        "source-missing",
        f"force:h1 a casus:ArmedForce ; {NAME} ; {FORCE_TYPE} .",
        ["force:h1: dcterms:source: is missing"],
    ),
    Mistake(
        "claim-without-evidence",
        f"claim:h2 a casus:Assessment ; {STATUS} ; casus:about force:first .",
        ["claim:h2: casus:evidence: is missing", "claim:h2: an accepted claim needs evidence that affirms it"],
    ),
    Mistake(
        "claim-without-status",
        f"claim:h3 a casus:Assessment ; {NAME} ; {EVIDENCE} ; casus:about force:first .",
        ["claim:h3: casus:claimStatus: is missing"],
    ),
    Mistake(
        "evidence-without-stance-and-source",
        f"claim:h4 a casus:Assessment ; {STATUS} ; casus:about force:first ; casus:evidence [ a casus:Evidence ] .",
        [
            "claim:h4: casus:evidence > casus:readIn: is missing",
            "claim:h4: casus:evidence > casus:stance: is missing",
            "claim:h4: an accepted claim needs evidence that affirms it",
        ],
    ),
    Mistake(
        "assessment-about-nothing",
        f"claim:h5 a casus:Assessment ; {STATUS} ; {EVIDENCE} .",
        ["claim:h5: casus:about: an assessment names at least one record that it is about"],
    ),
    Mistake(
        "alignment-of-one",
        f"claim:h6 a casus:Alignment ; {STATUS} ; {EVIDENCE} ; casus:alignedActor force:first ; "
        "casus:alignmentType alignment-type:rivalry .",
        ["claim:h6: casus:alignedActor: needs at least 2 values"],
    ),
    Mistake(
        "link-of-three-conflicts",
        f"conflict:one {WAR} . conflict:two {WAR} . conflict:three {WAR} . "
        f"claim:h7 a casus:ConflictLink ; {STATUS} ; {EVIDENCE} ; "
        "casus:linkedConflict conflict:one , conflict:two , conflict:three ; "
        "casus:linkType conflict-link-type:arms-transit .",
        [
            "claim:h7: casus:linkedConflict: may have only 2 values, and has 3: "
            "conflict:one, conflict:three, conflict:two"
        ],
    ),
    Mistake(
        "person-without-description",
        f"person:h8 a casus:Person ; {NAME} ; {SOURCE} .",
        ["person:h8: dcterms:description: is missing"],
    ),
    # Derived from identifiers
    Mistake("code-number-by-hand", f"state:i1 {STATE} ; casus:cowCode 621 .", [f"state:i1: casus:cowCode: {BY_HAND}"]),
    Mistake(
        "code-number-not-a-number",
        f"state:i2 {STATE} ; casus:identifier [ a casus:Identifier ; casus:scheme identifier-scheme:cow-code ; "
        f'casus:value "LIB" ; {EXACT} ] .',
        [
            f"state:i2: casus:cowCode: LIB {NOT_WHOLE}{COMPUTED}",
            'state:i2: casus:identifier > casus:value: "LIB" is no value of cow-code, '
            "which are written as [1-9][0-9]{0,2}",
        ],
    ),
    Mistake(
        "two-exact-numbers",
        f"state:i3 {STATE} ; casus:identifier "
        f'[ a casus:Identifier ; casus:scheme identifier-scheme:cow-code ; casus:value "1" ; {EXACT} ] , '
        f'[ a casus:Identifier ; casus:scheme identifier-scheme:cow-code ; casus:value "2" ; {EXACT} ] .',
        [f"state:i3: casus:cowCode: may have only 1 value, and has 2: 1, 2{COMPUTED}"],
    ),
]

CORRECT = f"""
force:right-bounded {FORCE} ; casus:when "2014/[2016..2019]" ; casus:endKnown end-known:bounded .
force:right {FORCE} ; skos:altLabel "R"@en , "R2"@en ; casus:when "2014-05?/.." ; casus:partOf force:first .
place:right {PLACE} ; wgs:lat 90.0 ; wgs:long -180.0 .
event:right {EVENT} ; casus:when "[2014-05-01,2014-05-03]" ; casus:place place:right ; casus:actor force:right ;
    casus:fatalitiesLow 0 ; casus:fatalitiesBest 0 ; casus:fatalitiesHigh 3 .
source:right {BOOK} ; casus:when "2014-10-27" ; foaf:page <https://example.org/a%20b?c#e> ; dcterms:language "zh-Hant" .
claim:right a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about claim:right-too , force:right .
claim:right-too a casus:Alignment ; {STATUS} ; {EVIDENCE} ; casus:alignedActor force:right , force:first ;
    casus:alignmentType alignment-type:rivalry ; casus:when "2014/" .
claim:right-decided a casus:Measure ; {STATUS} ; casus:imposedBy state:libya ; casus:when "2014-10-31/2044" ;
    casus:measureType measure-type:arms-embargo ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:affirms ; casus:readIn source:right ] .
force:right-gone {FORCE} ; casus:when "2011/2013" .
claim:right-on-the-last-day a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member force:right-gone ;
    casus:memberOf state:libya ; casus:membershipType membership-type:affiliated ; casus:when "2013-12-31/.." .
claim:right-disputed a casus:Membership ; {STATUS.replace("accepted", "denied")} ; casus:member force:right-gone ;
    casus:memberOf state:libya ; casus:membershipType membership-type:affiliated ; casus:when "2014" ;
    casus:evidence [ a casus:Evidence ; casus:stance stance:denies ; casus:readIn source:book ] .
claim:right-old a casus:Assessment ; {STATUS.replace("accepted", "superseded")} ; {EVIDENCE} ; casus:about force:right ;
    casus:supersededBy claim:right , claim:right-new .
claim:right-new a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:right .
"""


@pytest.fixture(scope="module")
def workshop_of_mistakes(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("mistakes"))
    workshop.write("g7", f"force:g7 {FORCE} .")
    workshop.write("correct", PREFIXES + CORRECT)
    for mistake in MISTAKES:
        workshop.write(mistake.file, PREFIXES + mistake.records)
    return workshop


@pytest.fixture(scope="module")
def said(workshop_of_mistakes: Workshop) -> dict[str, list[str]]:
    """What the check says, by file, the lines left out."""
    problems: dict[str, list[str]] = {}
    for problem in workshop_of_mistakes.problems():
        place, _, rest = problem.partition(": ")
        problems.setdefault(place.partition(":")[0], []).append(rest)
    return problems


def test_a_correct_workshop_has_no_problem(workshop: Workshop) -> None:
    workshop.write("correct", PREFIXES + CORRECT)
    assert workshop.problems() == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.file for mistake in MISTAKES])
def test_a_mistake_is_said_with_file_node_property_and_message(mistake: Mistake, said: dict[str, list[str]]) -> None:
    assert sorted(said.get(f"ontology/data/{mistake.file}.ttl", [])) == sorted(mistake.said)


def test_no_mistake_shows_the_inside_of_a_library(
    workshop_of_mistakes: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    workshop_of_mistakes.problems()
    assert caplog.text == ""


def test_every_mistake_is_said_with_the_line_of_the_record(workshop_of_mistakes: Workshop) -> None:
    problems = workshop_of_mistakes.problems()
    before = (workshop_of_mistakes.sources / "data" / "correct.ttl").read_text("utf-8").count("@prefix")
    assert len(problems) > len(MISTAKES)
    assert [problem for problem in problems if f".ttl:{before + 1}: " not in problem] == []


def test_the_mistakes_of_all_files_are_said_at_once_and_nothing_of_other_files(said: dict[str, list[str]]) -> None:
    assert list(said) == sorted(f"ontology/data/{mistake.file}.ttl" for mistake in MISTAKES)


def test_the_rules_of_the_shapes_are_told_of_the_shapes_too(workshop: Workshop) -> None:
    workshop.edit("shapes.ttl", "sh:path casus:hedge ;", "sh:path casus:hege ;")
    text = (workshop.sources / "shapes.ttl").read_text("utf-8")
    line = text[: text.index("casus:hege")].count("\n") + 1
    assert workshop.problems() == [
        f"ontology/shapes.ttl:{line}: <https://w3id.org/casus/shape/Claim>: sh:property > sh:path: "
        "casus:hege is not a term of ontology/casus.ttl; did you mean casus:hedge?"
    ]


@pytest.mark.parametrize(
    "value",
    [
        "<https://example.org/a b>",
        "[ <https://example.org/p> <https://example.org/a b> ]",
        '"x"@englishlanguage',
    ],
    ids=["IRI with a space", "IRI with a space in a node", "language tag that is none"],
)
def test_what_no_store_would_take_is_said_before_it_is_written(tmp_path: Path, value: str) -> None:
    (tmp_path / "a.ttl").write_text(f"<https://example.org/a> <https://example.org/p> {value} .", encoding="utf-8")
    with pytest.raises(BuildError) as raised:
        check(tmp_path)
    assert [violation.file for violation in raised.value.violations] == [f"{tmp_path.name}/a.ttl"]
