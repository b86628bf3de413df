"""Counting the rows of a SELECT result while it is written, from the text that pyoxigraph writes.

pyoxigraph has no way to write solutions one by one, and counting them in Python would take longer than writing them. So
each counter looks for what ends or separates rows in its format and cannot occur inside a value. Triples need none of
this: they are counted one by one.
"""

import re
from collections.abc import Callable
from typing import Final, Protocol


class RowCounter(Protocol):
    """Takes a result in pieces, cut anywhere."""

    def count(self, data: bytes) -> int:
        """The rows so far; JSON's last row is counted when the result has it whole or not."""


class JsonRows:
    """SPARQL 1.1 JSON: outside strings, `},{` stands between rows and nowhere else."""

    _ESCAPE: Final = re.compile(rb"\\.", re.DOTALL)

    def __init__(self) -> None:
        self._rows = 1
        self._in_string = False
        self._escaping = b""
        self._end = b""

    def count(self, data: bytes) -> int:
        data = self._ESCAPE.sub(b"", self._escaping + data)  # a backslash occurs only in strings
        self._escaping = data[-1:] if data.endswith(b"\\") else b""
        data = data.removesuffix(b"\\")
        parts = data.split(b'"')
        text = self._end + (b'"' if self._in_string else b"") + b'"'.join(parts[self._in_string :: 2])
        self._rows += text.count(b"},{")
        self._in_string ^= len(parts) % 2 == 0
        self._end = text[-2:]
        return self._rows


class XmlRows:
    """SPARQL XML: values are escaped, so the tag is a tag."""

    _TAG: Final = b"<result>"

    def __init__(self) -> None:
        self._rows = 0
        self._end = b""

    def count(self, data: bytes) -> int:
        text = self._end + data
        self._rows += text.count(self._TAG)
        self._end = text[1 - len(self._TAG) :]
        return self._rows


class CsvRows:
    """SPARQL 1.1 CSV: line feeds outside quotes, the header's not counted; a doubled quote ends and begins a string."""

    def __init__(self) -> None:
        self._rows = -1
        self._in_string = False

    def count(self, data: bytes) -> int:
        parts = data.split(b'"')
        self._rows += sum(part.count(b"\n") for part in parts[self._in_string :: 2])
        self._in_string ^= len(parts) % 2 == 0
        return self._rows


class TsvRows:
    """SPARQL 1.1 TSV: every line feed, for values have theirs escaped; the header's not counted."""

    def __init__(self) -> None:
        self._rows = -1

    def count(self, data: bytes) -> int:
        self._rows += data.count(b"\n")
        return self._rows


ROW_COUNTERS: Final[dict[str, Callable[[], RowCounter]]] = {
    "application/sparql-results+json": JsonRows,
    "application/sparql-results+xml": XmlRows,
    "text/csv": CsvRows,
    "text/tab-separated-values": TsvRows,
}
