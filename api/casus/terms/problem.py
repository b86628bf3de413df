"""An error as whoever asked sees it (RFC 9457): any room raises its own kinds, `casus.http.problems` writes them."""

from typing import Any, ClassVar, Final

from casus.terms.names import BASE

PROBLEM_BASE: Final = BASE + "problem/"


class Problem(Exception):
    """An error as the client sees it; `extra` members help to mend the request."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "The server failed"

    def __init__(
        self, detail: str, *, headers: dict[str, str] | None = None, log: str | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}
        self.log = log
        """What the operator is told, and the client is not."""
        self.extra = extra


class NotAcceptable(Problem):
    """No representation fits the Accept header; `offered` lists those that there are."""

    status, slug, title = 406, "not-acceptable", "No representation fits"


def every_problem() -> list[type[Problem]]:
    """All kinds of problem of the rooms that are imported, the internal one first, the others by status and slug."""
    return [Problem, *sorted(Problem.__subclasses__(), key=lambda kind: (kind.status, kind.slug))]
