"""Names and their languages."""

from tests.compiler.rules.mistakes.fragments import FORCE, FORCE_TYPE, SOURCE, Mistake

MISTAKES = [
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
        ['force:a6: skos:prefLabel: "X"@en-gb: write the language as @en'],
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
    Mistake(
        "rendered-name-that-is-not-given",
        f'force:a9 {FORCE} ; casus:renderedName "tr" .',
        ['force:a9: casus:renderedName: "tr" is a language without a skos:prefLabel: give the name, or take this away'],
    ),
]
