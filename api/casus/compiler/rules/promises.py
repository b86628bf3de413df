"""What was promised, announced or voted is no support, no transfer and no deployment until it is done."""

import re
from collections.abc import Iterator
from typing import Final

from rdflib import Literal

from casus.compiler.sources import Sources
from casus.compiler.violations import Violation
from casus.terms.namespaces import CASUS, RDF, SKOS

_DONE: Final = (CASUS.Support, CASUS.ArmsTransfer, CASUS.Deployment)
"""The kinds of claim that say that something was done."""
_PROMISED: Final = re.compile(
    r"\b(promised|pledged|announced|approved|offered|voted|planned|agreed (?:to|with|on|that))\b"
)


def only_promised(sources: Sources) -> Iterator[Violation]:
    """Warns of a claim of something done whose sentence says that it was promised."""
    union = sources.union
    for cls in _DONE:
        for claim in union.subjects(RDF.type, cls):
            for label in union.objects(claim, SKOS.prefLabel):
                said = _PROMISED.search(str(label))
                if isinstance(label, Literal) and label.language == "en" and said:
                    text = (
                        f"the sentence says {said[0]!r}, and the claim that it was done: say what was done, or write a "
                        "casus:Assessment of the promise"
                    )
                    yield sources.where.warning(claim, SKOS.prefLabel, text)
