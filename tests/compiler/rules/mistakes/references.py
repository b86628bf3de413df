"""What one record says of another."""

from tests.compiler.rules.mistakes.fragments import (
    BOOK,
    CODING,
    EVENT,
    EVIDENCE,
    FIRST,
    FORCE,
    NAME,
    SOURCE,
    STATUS,
    Mistake,
)

MISTAKES = [
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
        [
            'force:d3: casus:state: "Libya" is text, not a record, where a casus:State is needed; '
            "did you mean state:libya?"
        ],
    ),
    Mistake(
        "reference-by-the-name-in-place-of-the-slug",
        f"body:d18 a casus:Organization ; {SOURCE} ; casus:organizationType organization-type:government ; "
        'skos:prefLabel "Government of the Eighteenth Day"@en . '
        f"force:d18 {FORCE} ; casus:partOf body:government-of-the-eighteenth-day .",
        [
            "force:d18: casus:partOf: body:government-of-the-eighteenth-day is described in no file, "
            "where a casus:Actor is needed (casus:ArmedForce, casus:Organization, casus:Person, casus:State); "
            "did you mean body:d18 (Government of the Eighteenth Day)?"
        ],
    ),
    Mistake(
        "reference-to-an-id-that-was-given-up",
        f"force:d19 {FORCE} ; casus:partOf force:d19-old . "
        'force:d19-old a casus:Tombstone ; dcterms:isReplacedBy force:first ; skos:changeNote "Renamed."@en .',
        [
            "force:d19: casus:partOf: force:d19-old is a casus:Tombstone, "
            "where a casus:Actor is needed (casus:ArmedForce, casus:Organization, casus:Person, casus:State); "
            "did you mean force:first?"
        ],
    ),
    Mistake(
        "reference-to-an-id-that-was-split",
        f"claim:d20 a casus:Reaction ; {STATUS} ; {EVIDENCE} ; casus:reactionTo claim:d20-old ; "
        "casus:actor force:first ; casus:position reaction-position:rejects . "
        f"claim:d20-a a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first . "
        f"claim:d20-b a casus:Assessment ; {STATUS} ; {EVIDENCE} ; casus:about force:first . "
        "claim:d20-old a casus:Tombstone ; dcterms:isReplacedBy claim:d20-a , claim:d20-b ; "
        'skos:changeNote "Split."@en .',
        [
            "claim:d20: casus:reactionTo: claim:d20-old is a casus:Tombstone, where one of casus:Agreement, "
            "casus:Event, casus:Negotiation, casus:Organization, casus:Claim is needed; "
            "did you mean claim:d20-a or claim:d20-b?",
        ],
    ),
    Mistake(
        "reference-to-the-record-of-that-slug-in-another-collection",
        f'negotiation:d21 a casus:Negotiation ; {NAME} ; {SOURCE} ; casus:when "2014" ; '
        f'casus:outcome negotiation-outcome:unknown . event:d21 {EVENT} ; casus:when "2014" . '
        f"claim:d21 a casus:Participation ; {STATUS} ; {EVIDENCE} ; casus:participationIn event:d21 ; "
        "casus:participant force:first ; casus:role participation-role:host .",
        [
            "claim:d21: casus:participationIn: event:d21 is a casus:Event, where one of casus:Negotiation, "
            "casus:Agreement is needed; did you mean negotiation:d21?"
        ],
    ),
    Mistake(
        "reference-to-no-record-of-one-of-two-classes",
        f"claim:d22 a casus:Participation ; {STATUS} ; {EVIDENCE} ; casus:participationIn negotiation:d22-talks ; "
        "casus:participant force:first ; casus:role participation-role:host .",
        [
            "claim:d22: casus:participationIn: negotiation:d22-talks is described in no file, where one of "
            "casus:Negotiation, casus:Agreement is needed",
        ],
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
]
