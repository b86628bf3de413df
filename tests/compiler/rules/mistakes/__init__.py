"""The mistakes that curators make, each with all that is said of it."""

from tests.compiler.rules.mistakes import codes, dates, identifiers, names, points, records, references, terms, values

MISTAKES = [
    *codes.MISTAKES,
    *dates.MISTAKES,
    *identifiers.MISTAKES,
    *names.MISTAKES,
    *points.MISTAKES,
    *records.MISTAKES,
    *references.MISTAKES,
    *terms.MISTAKES,
    *values.MISTAKES,
]
