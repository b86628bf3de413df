"""Where a record stands, and what it must hold."""

from tests.compiler.rules.mistakes.fragments import (
    BOOK,
    EVIDENCE,
    FORCE,
    FORCE_TYPE,
    NAME,
    NO_SLUG,
    SOURCE,
    STATUS,
    WAR,
    Mistake,
)

MISTAKES = [
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
    Mistake(
        "page-entered-twice",
        f"source:g20 {BOOK} ; foaf:page <https://example.org/x> . "
        f"source:g21 {BOOK} ; foaf:page <http://www.example.org/x/?utm_source=rss> .",
        [
            "source:g21: foaf:page: source:g20 is on this page too: "
            "make one source of the two, and a tombstone of the other"
        ],
    ),
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
]
