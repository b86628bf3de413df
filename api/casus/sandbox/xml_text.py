"""What XML cannot hold, mended or refused in the bytes of a result.

pyoxigraph 0.5.13 writes three things into SPARQL Results XML and RDF/XML that no reader gets back (measured):
carriage returns as they are, which every XML parser turns into line feeds (XML 1.0, section 2.11); characters that XML
does not have (section 2.2), such as U+0001; and, in RDF/XML, properties whose IRI has no end that is an XML name, as
elements without a name. No library mends a stream that another wrote; rdflib 7.6's writers hold a whole result.
"""

import re
from typing import Final

from casus.terms.problem import NotAcceptable

MEDIA_TYPES: Final = ("application/sparql-results+xml", "application/rdf+xml")

_NO_CHARACTER: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NO_NAME: Final = re.compile(rb"<[^\s<>/!?:]+:[\s/>]")
_LOOK_BACK: Final = 64
"""Longer than what is searched for, so that it is found across two pieces; a prefix has at most some ten characters."""


class XmlText:
    """The pieces of one document, in their order."""

    def __init__(self, media_type: str) -> None:
        self._media_type = media_type
        self._end = b""

    def mend(self, piece: bytes) -> bytes:
        """The piece with its carriage returns as references. Raises NotAcceptable for what XML cannot hold."""
        seen = self._end + piece
        if _NO_CHARACTER.search(seen):
            raise self._cannot_hold("a character that XML does not have")
        if _NO_NAME.search(seen):
            raise self._cannot_hold("a property whose IRI does not end in an XML name")
        self._end = seen[-_LOOK_BACK:]
        return piece.replace(b"\r", b"&#13;")

    def _cannot_hold(self, what: str) -> NotAcceptable:
        return NotAcceptable(
            f"The result holds {what}, so it cannot be written as {self._media_type}; ask for another one."
        )
