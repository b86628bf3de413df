"""Identifiers in the schemes of others: written as the scheme writes them (casus:valuePattern)."""

import re
from collections.abc import Iterator

from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.names import slug_of
from casus.terms.namespaces import CASUS


def wrong_identifiers(sources: Sources) -> Iterator[Violation]:
    """An identifier that is none of its scheme."""
    for scheme, pattern in sources.union.subject_objects(CASUS.valuePattern):
        try:
            expression = re.compile(str(pattern))
        except re.error as error:
            text = f'"{pattern}" is not a regular expression: {error}'
            yield sources.where.violation(scheme, CASUS.valuePattern, text)
            continue
        for node in sources.union.subjects(CASUS.scheme, scheme):
            for value in sources.union.objects(node, CASUS.value):
                if value and not expression.fullmatch(str(value)):  # the shapes refuse an empty one
                    text = f'"{value}" is no value of {slug_of(scheme)}, which are written as {pattern}'
                    yield sources.where.violation(node, CASUS.value, text)
