"""What pyoxigraph says of a query that it cannot parse, made useful.

Its parser (rust-peg) reports the farthest place that any rule touched, and a rule for a keyword touches as many
characters as the keyword has before it fails. So "error at 1:10: expected CONSTRUCT" is an error at column 1, and
"expected [_]" only says that some keyword would not fit before the end. Quoted texts, character classes and sentences
are expected exactly where it says (read off spargebra's grammar and checked on pyoxigraph 0.5.13). No library reads
such reports; the next parser of Oxigraph writes others.
"""

import re
from typing import Final

from casus.sandbox.errors import QuerySyntax, problem_at

_REPORT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXCERPT: Final = 30


def stopped_at(report: str, query: str) -> int:
    """Where the parser stopped at last, as an offset in the query; its end when the report does not tell."""
    located = _REPORT.match(report)
    return _offset(located, query) if located else len(query)


def explained(report: str, query: str) -> QuerySyntax:
    """The problem, with the line and column where the query stops making sense, or shortly before it.

    It has none where the report does not tell.
    """
    located = _REPORT.match(report)
    if located is None:
        return QuerySyntax(report)
    offset = _offset(located, query)
    expected = located[3].split(", ")
    keywords = [what for what in expected if re.fullmatch("[A-Za-z_]+", what)]
    exact = [what for what in expected if what not in keywords and what != "[_]"]
    sentences = [what for what in exact if what[0] not in "\"'[" and " " in what]
    if not exact:
        if not keywords:
            return QuerySyntax(f"not understood near the end, {query[-_EXCERPT:]!r}")
        offset -= max(map(len, keywords))
    if sentences:
        before = query[max(0, offset - _EXCERPT) : offset]
        return problem_at(QuerySyntax, query, offset, f"{sentences[0]}, at the end of {before!r}")
    while offset < len(query) and query[offset].isspace():
        offset += 1
    quoted = [what for what in exact if what[0] == '"']
    wanted = f", expected {' or '.join(quoted)}" if quoted else ""
    rest = repr(query[offset : offset + _EXCERPT]) if offset < len(query) else "the end"
    return problem_at(QuerySyntax, query, offset, f"not understood from {rest}{wanted}")


def _offset(located: re.Match[str], query: str) -> int:
    lines = query.split("\n")
    return sum(len(line) + 1 for line in lines[: int(located[1]) - 1]) + int(located[2]) - 1
