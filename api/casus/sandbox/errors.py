"""What ends a query other than its result and its limits (see `limits`)."""

from typing import Final, Self, TypeVar

from casus.terms.problem import Problem

_P = TypeVar("_P", bound=Problem)
_SOON: Final = {"Retry-After": "1"}


class QuerySyntax(Problem):
    """The query is not SPARQL 1.1; `line` and `column` tell where, as far as the parser knows."""

    status, slug, title = 400, "query-syntax", "The query is not SPARQL 1.1"


class UnknownFunction(Problem):
    """The query calls a function or an aggregate that SPARQL 1.1 does not define and this service does not add."""

    status, slug, title = 400, "unknown-function", "A function is not known here"


class ServiceRefused(Problem):
    """The query uses SERVICE; this endpoint never calls another one."""

    status, slug, title = 403, "service-refused", "SERVICE is refused"

    @classmethod
    def at(cls, text: str, offset: int) -> Self:
        line, column = place(text, offset)
        detail = f"SERVICE is not allowed here (line {line}, column {column}): this endpoint calls no other endpoint."
        return cls(detail, line=line, column=column)


class QueryCrashed(Problem):
    """The query made the engine fail; only that query was harmed."""

    status, slug, title = 422, "query-crashed", "The query made the engine fail"

    @classmethod
    def because(cls, reason: str) -> Self:
        return cls("The query engine failed on this query.", log=reason)


class Busy(Problem):
    """Too many requests of others are before this one; the Retry-After header says when to come back."""

    status, slug, title = 503, "busy", "Too many requests at once"


class Unavailable(Problem):
    """No query process can be started, or this query's was ended by somebody else; the rest of the API goes on."""

    status, slug, title = 503, "unavailable", "The SPARQL endpoint is out of order"

    @classmethod
    def because(cls, reason: str) -> Self:
        return cls("No query worker can be started.", headers=_SOON, log=reason)

    @classmethod
    def interrupted(cls, reason: str) -> Self:
        """Through no fault of the query: it may be asked again at once."""
        return cls("The process of this query was ended from outside; ask again.", headers=_SOON, log=reason)


def problem_at(kind: type[_P], text: str, offset: int, message: str) -> _P:
    """The problem of what stands there in the text of a query; its members `line` and `column` say where."""
    line, column = place(text, offset)
    return kind(f"Line {line}, column {column}: {message}", line=line, column=column)


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
