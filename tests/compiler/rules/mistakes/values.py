"""Numbers, texts and other values."""

from tests.compiler.rules.mistakes.fragments import (
    BOOK,
    CITY,
    EVENT,
    EXACT,
    FORCE,
    NOT_EDTF,
    NOT_WHOLE,
    PLACE,
    POINT,
    STATUS,
    Mistake,
)

MISTAKES = [
    Mistake(
        "locator-empty",
        f"claim:f11 a casus:Assessment ; {STATUS} ; casus:about force:first ; casus:evidence [ a casus:Evidence ; "
        'casus:stance stance:affirms ; casus:readIn source:book ; casus:locator " " ] .',
        ["claim:f11: casus:evidence > casus:locator: the text is empty"],
    ),
    Mistake(
        "blanks-of-a-template",
        f'place:f16 {PLACE} ; dcterms:description "___"@en ; casus:partOf place:___ . '
        'source:f16 a casus:Source ; skos:prefLabel "Report of ___"@en ; casus:sourceType source-type:___ ; '
        'casus:when "___" ; foaf:page <https://___> .',
        [
            "place:f16: casus:partOf: place:___ is described in no file, where a casus:Place is needed",
            "place:f16: dcterms:description: ___ is still to be filled in",
            "source:f16: casus:sourceType: source-type:___ is not a code of the list source-type: blog, book, "
            "dataset, encyclopedia, journal-article, news-agency, official-text, press, research-report, statement, "
            "un-document, web-page",
            f"source:f16: casus:when: '___' {NOT_EDTF}",
            "source:f16: foaf:page: ___ is still to be filled in",
            "source:f16: skos:prefLabel: ___ is still to be filled in",
        ],
    ),
    Mistake(
        "latitude-91",
        f"place:f1 {CITY} ; {POINT} ; wgs:lat 91.0 ; wgs:long 1.0 .",
        ["place:f1: wgs:lat: 91.0 is greater than 90"],
    ),
    Mistake(
        "longitude-west-of-180",
        f"place:f2 {CITY} ; {POINT} ; wgs:lat 1.0 ; wgs:long -180.5 .",
        ["place:f2: wgs:long: -180.5 is less than -180"],
    ),
    Mistake(
        "literal-ill-typed",
        f'place:f3 {CITY} ; {POINT} ; wgs:lat "north"^^xsd:decimal ; wgs:long 1.0 .',
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
        f'place:f10 {CITY} ; {POINT} ; wgs:lat "30.76" ; wgs:long 1.0 .',
        ['place:f10: wgs:lat: "30.76" is not a number with a point: write it without quotes, such as 32.5 or 32.0'],
    ),
    Mistake(
        "fatalities-without-the-row-of-the-dataset",
        f'event:f7 {EVENT} ; casus:when "2014" ; casus:fatalitiesHigh 5 ; dcterms:source source:dataset .',
        [
            "event:f7: has figures and a dataset among its sources: name the row that they come from "
            "(casus:codedIn with its casus:recordKey)"
        ],
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
    Mistake(
        "text-that-a-spreadsheet-runs",
        f'force:f12 {FORCE} ; skos:altLabel "=HYPERLINK(1)"@en , "-Y"@en .',
        [
            f'force:f12: skos:altLabel: "{text}" begins with {text[0]}, and spreadsheets take it for a formula: '
            "begin with a letter"
            for text in ("=HYPERLINK(1)", "-Y")
        ],
    ),
]
