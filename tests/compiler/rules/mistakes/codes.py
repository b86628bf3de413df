"""Codes."""

from tests.compiler.rules.mistakes.fragments import EVIDENCE, FORCE, NAME, SOURCE, STATUS, Mistake

MISTAKES = [
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
]
