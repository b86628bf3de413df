"""Everything that can end a user's query other than its result.

One tree, without HTTP: the web layer translates each class into a problem in one table. Fields hold what a helpful
message needs; ``str(error)`` is a sentence that may be shown to the person who wrote the query.
"""


class QueryError(Exception):
    """A query that did not end with its complete result."""


class QueryTooLong(QueryError):
    """The query text is longer than the service reads. Lengths are in characters."""

    def __init__(self, length: int, max_length: int) -> None:
        super().__init__(f"The query has {length} characters; at most {max_length} are accepted.")
        self.length = length
        self.max_length = max_length


class QueryTooDeep(QueryError):
    """Brackets are nested deeper than the service reads."""

    def __init__(self, max_depth: int) -> None:
        super().__init__(f"Brackets are nested more than {max_depth} deep.")
        self.max_depth = max_depth


class QuerySyntaxError(QueryError):
    """The query is not SPARQL 1.1. Line and column count from 1 and are None where the place is not known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message if line is None else f"Line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column


class UnsupportedFunction(QueryError):
    """The query is SPARQL, but calls a function or an aggregate that the engine does not know."""


class QueryRefused(QueryError):
    """The query is SPARQL, but asks for something that this service never does."""


class ServiceRefused(QueryRefused):
    """The query holds a SERVICE clause. Line and column (from 1) are None when only the engine noticed it."""

    def __init__(self, line: int | None = None, column: int | None = None) -> None:
        place = "" if line is None else f" (line {line}, column {column})"
        super().__init__(f"SERVICE is not allowed here{place}: this endpoint calls no other endpoint.")
        self.line = line
        self.column = column


class UpdateRefused(QueryRefused):
    """The text is a SPARQL update; ``keyword`` is its first word, in capitals."""

    def __init__(self, keyword: str) -> None:
        super().__init__(f"{keyword} is an update: this endpoint is read-only.")
        self.keyword = keyword


class UnsupportedMediaType(QueryError):
    """The result cannot be written in the media type asked for; ``offered`` lists those that fit the query's form."""

    def __init__(self, media_type: str, offered: tuple[str, ...]) -> None:
        super().__init__(f"The result cannot be written as {media_type!r}; offered: {', '.join(offered)}.")
        self.media_type = media_type
        self.offered = offered


class NotExpressible(QueryError):
    """The result holds something that the media type asked for cannot express; ``what`` names it."""

    def __init__(self, what: str, media_type: str) -> None:
        super().__init__(f"The result holds {what}, so it cannot be written as {media_type}; ask for another one.")
        self.what = what
        self.media_type = media_type


class GraphNameInvalid(QueryError):
    """A default or named graph of the request is not an absolute IRI."""

    def __init__(self, message: str) -> None:
        super().__init__(f"A graph name is not an absolute IRI: {message}")


class QueryTimeout(QueryError):
    """The query was still running at its deadline (seconds of wall clock) and was ended."""

    def __init__(self, deadline_s: float) -> None:
        super().__init__(f"The query was still running after {deadline_s:g} s and was ended.")
        self.deadline_s = deadline_s


class QueryMemoryExceeded(QueryError):
    """The query needed more memory than one query may use."""

    def __init__(self, memory_bytes: int) -> None:
        super().__init__(f"The query needed more than {memory_bytes >> 20} MiB of memory.")
        self.memory_bytes = memory_bytes


class ResultTooLarge(QueryError):
    """The result is larger than the service sends, in bytes, solutions or triples; nothing of it should be used."""

    def __init__(self, limit: int, unit: str) -> None:
        super().__init__(f"The result has more than {limit} {unit}; add LIMIT or ask for less.")
        self.limit = limit
        self.unit = unit


class QueryCrashed(QueryError):
    """The engine failed or died on this query. ``reason`` is for the log, not for the client."""

    def __init__(self, reason: str) -> None:
        super().__init__("The query engine failed on this query.")
        self.reason = reason


class SandboxBusy(QueryError):
    """Every worker is taken. Trying again makes sense after ``retry_after_s`` whole seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"All query workers are busy; try again in {retry_after_s} s.")
        self.retry_after_s = retry_after_s


class SandboxUnavailable(QueryError):
    """No worker can be had: the store does not open, or the sandbox is closed. ``reason`` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__("No query worker can be started.")
        self.reason = reason
