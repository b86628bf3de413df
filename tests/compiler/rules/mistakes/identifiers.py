"""Identifiers, and what the build computes from them."""

from tests.compiler.rules.mistakes.fragments import BY_HAND, COMPUTED, EXACT, FORCE, NOT_WHOLE, STATE, Mistake

MISTAKES = [
    Mistake(
        "identifier-of-another-scheme",
        f"force:i1 {FORCE} ; casus:identifier [ a casus:Identifier ; casus:scheme identifier-scheme:wikidata ; "
        'casus:value "11346" ; casus:matchStrength match-strength:exact ] .',
        [
            'force:i1: casus:identifier > casus:value: "11346" is no value of wikidata, '
            "which are written as Q[1-9][0-9]*"
        ],
    ),
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
