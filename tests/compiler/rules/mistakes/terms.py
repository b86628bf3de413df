"""Properties and classes."""

from tests.compiler.rules.mistakes.fragments import (
    EVIDENCE,
    EXACT,
    FORCE,
    FORCE_TYPE,
    NAME,
    NO_POINT,
    SOURCE,
    STATUS,
    Mistake,
)

MISTAKES = [
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
            "casus:Alignment, casus:ArmsTransfer, casus:Assessment, casus:CampMembership, casus:ConflictLink, "
            "casus:ConflictParty, casus:Control, casus:Deployment, casus:GovernmentStatus, casus:LegalAct, "
            "casus:Measure, casus:Membership, casus:Participation, casus:Reaction, casus:Support"
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
        f"casus:placeType place-type:city ; {NO_POINT} .",
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
]
