"""Does a query give the same bytes every time that it runs on the same release?

Mostly it does: the order of rows, groups and samples is the same in every worker process (measured on pyoxigraph
0.5.13). What differs from run to run is asked for by name, or is a blank node that CONSTRUCT makes anew.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Final

from casus.sparql.reading import QueryForm
from casus.sparql.words import tokens

_CHANGING: Final = ("NOW", "RAND", "UUID", "BNODE")
"""Functions (SPARQL 1.1, section 17.4); STRUUID holds UUID. A word may hold more than one: Oxigraph reads `1ASNOW`."""


def is_repeatable(text: str, form: QueryForm) -> bool:
    """Whether the result depends on nothing but the release; False in doubt."""
    for token in tokens(text):
        if token.lastgroup == "unclosed":
            return False
        # To the engine, what looks like an IRI and has a bracket may be "less than" and a call: 1<RAND()&&2>1
        is_read = token.lastgroup == "word" or (token.lastgroup == "iri" and "(" in token[0])
        if is_read and any(name in token[0].upper() for name in _CHANGING):
            return False
    return form is not QueryForm.CONSTRUCT or not _makes_blank_nodes(text)


def _makes_blank_nodes(text: str) -> bool:
    """Whether a blank node or a list stands in the template, which ends at the first closing brace."""
    in_template = False
    for token in tokens(text):
        match token[0]:
            case "{":
                in_template = True
            case "}":
                return False
            case "[" | "(" if in_template:
                return True
            case _ if in_template and token.lastgroup == "blank":
                return True
    return False


def result_tag(release_id: str, media_type: str, text: str, *graphs: Sequence[str]) -> str:
    """What names the bytes of a repeatable query's result, without running it: an opaque text for an ETag.

    The software is part of it, because another version may write the same result in other bytes.
    """
    key = json.dumps([release_id, *_software(), media_type, text, *map(list, graphs)])
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@cache
def _software() -> tuple[str, str]:
    return version("casus"), version("pyoxigraph")
