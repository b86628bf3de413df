"""Dates."""

from tests.compiler.rules.mistakes.fragments import (
    BOOK,
    BY_HAND,
    CODING,
    END_BY_HAND,
    EVENT,
    EVIDENCE,
    EXACT,
    FORCE,
    NAME,
    NOT_EDTF,
    PERSON,
    SOURCE,
    STATUS,
    Mistake,
)

MISTAKES = [
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
            "to say the last day of it: 2011/[..2012-08]; a start that is not known is /2012-08"
        ],
    ),
    Mistake(
        "start-that-is-open",
        f'force:e24 {FORCE} ; casus:when "../2020" .',
        [
            "force:e24: an open start ('../2014') says that it was always so: write '/2014' where nobody knows "
            "when it began"
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
        "post-that-may-outlast-a-death",
        f'person:e25 {PERSON} ; casus:birth "1942" ; casus:death "2011-10-20" . '
        f"claim:e25 a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member person:e25 ; "
        'casus:memberOf state:libya ; casus:membershipType membership-type:head-of-state ; casus:when "1969-09-01/" .',
        [
            "claim:e25: casus:member: person:e25 died (2011-10-20), and the claim of 1969-09-01/ may go on after that: "
            "write when it ended, or that it was no later, such as /[..2011-10-20]"
        ],
    ),
    Mistake(
        "post-after-a-death",
        f'person:e26 {PERSON} ; casus:death "2011-10-20" . '
        f"claim:e26 a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member person:e26 ; "
        'casus:memberOf state:libya ; casus:membershipType membership-type:head-of-state ; casus:when "2012" .',
        [
            "claim:e26: casus:member: person:e26 is of /2011-10-20, the claim of 2012: "
            "correct one of the two, or name who there was then"
        ],
    ),
    Mistake(
        "birth-that-is-a-span",
        f'person:e27 {PERSON} ; casus:birth "1942/1943" .',
        [
            "person:e27: casus:birth: '1942/1943' is a span: "
            "a birth or a death is of one day, or a set, such as [1942,1943]"
        ],
    ),
    Mistake(
        "birth-after-death",
        f'person:e28 {PERSON} ; casus:birth "1942" ; casus:death "1941" .',
        ["person:e28: casus:death: lies before the birth (1942)"],
    ),
    Mistake(
        "out-of-its-time-and-within-it",
        f"claim:e29 a casus:Membership ; {STATUS} ; {EVIDENCE} ; casus:member force:first ; "
        'casus:memberOf state:libya ; casus:membershipType membership-type:affiliated ; casus:when "2015" ; '
        "casus:outOfItsTime force:first ; "
        'skos:editorialNote "Why."@en .',
        ["claim:e29: casus:outOfItsTime: names force:first at no day out of its time: remove the line"],
    ),
    Mistake(
        "out-of-its-time-without-a-note",
        f"event:e30 {EVENT} ; casus:when '2012' ; casus:actor force:first ; casus:outOfItsTime force:first .",
        ["event:e30: names something out of its time (casus:outOfItsTime): say why in a skos:editorialNote"],
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
]
