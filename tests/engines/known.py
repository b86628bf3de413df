"""What an engine is known not to do, and why: a failure that is not here fails the tests, and so does one that passes.

Versions: Oxigraph's server 0.5.13, Fuseki 5.6.0, Virtuoso 7.2.5.3229 of Debian 12.
"""

from typing import Final

_COMPILER: Final = (
    "its compiler fails: *SQ156: Internal Optimized compiler error ... Please report the statement compiled* "
    "(of a kind with [#1463](https://github.com/openlink/virtuoso-opensource/issues/1463))"
)
_SILENT: Final = "a wrong answer with status 200"
_SLOW: Final = (
    "no answer within 30 s; it was seen to answer no query at all afterwards, computing nothing, until it was restarted"
)

QUESTIONS_WITHOUT_GOLD: Final[dict[str, dict[str, str]]] = {
    "Virtuoso": {
        "changes-of-allegiance": _SILENT,
        "claims-denied-by-the-accused": _SILENT,
        "conflict-parties-by-authority": _COMPILER,
        "days-from-ceasefire-to-breach": "an error, *DT001: Function year needs a datetime*, where SPARQL leaves a "
        "variable unbound (section 18.5: an expression in error)",
        "identifiers-of-an-actor": _SILENT,
        "known-only-through-reports-about-documents": "its compiler fails without a word: *SQ074: Line 2:*",
        "support-by-supporter-form-and-year": _SLOW,
        "support-that-no-dataset-codes": _COMPILER,
        "who-represented-whom": f"{_SILENT}, or none within 30 s",
    },
}
"""By the engine's name: questions that do not have their gold answer there."""
