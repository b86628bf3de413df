"""Patterns of identifiers; what does not fit one is among the mistakes."""

from tests.conftest import Workshop


def test_a_pattern_that_is_none_is_said_at_the_scheme_and_stops_no_other_rule(workshop: Workshop) -> None:
    workshop.edit("codes/identifier-scheme.ttl", 'casus:valuePattern "Q[1-9][0-9]*"', 'casus:valuePattern "Q[1-9"')
    workshop.edit("data/records.ttl", 'skos:prefLabel "A Book"@en ;', "")
    scheme, book = workshop.problems()

    assert scheme.startswith("ontology/codes/identifier-scheme.ttl:")
    assert scheme.endswith(
        'identifier-scheme:wikidata: casus:valuePattern: "Q[1-9" is not a regular expression: '
        "unterminated character set at position 1"
    )
    assert book.endswith("source:book: skos:prefLabel: is missing")
