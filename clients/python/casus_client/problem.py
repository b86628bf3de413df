"""What the service refuses (RFC 9457), as an exception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests


@dataclass(frozen=True)
class Refused:
    """What is wrong with one parameter."""

    parameter: str
    detail: str
    value: Any = None
    allowed: tuple[Any, ...] = ()
    """All that it may be, where that is a closed list."""
    similar: tuple[Any, ...] = ()
    """Those of them that may have been meant."""

    def __str__(self) -> str:
        given = "" if self.value is None else f"={self.value!r}"
        parts = [f"{self.parameter}{given}: {self.detail}"]
        if self.similar:
            parts.append(f"perhaps: {', '.join(map(str, self.similar))}")
        if self.allowed:
            parts.append(f"allowed: {', '.join(map(str, self.allowed))}")
        return "; ".join(parts)


class Problem(Exception):
    """An answer that is none: branch on `slug`, read the rest. The text says all that the service said of it."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.type = str(body.get("type", "about:blank"))
        self.slug = self.type.rpartition("/")[2]
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.errors = tuple(
            Refused(
                str(error.get("parameter", "")),
                str(error.get("detail", "")),
                error.get("value"),
                tuple(error.get("allowed") or ()),
                tuple(error.get("similar") or ()),
            )
            for error in body.get("errors") or ()
        )
        self.body = body
        """The whole problem, with the members that only some have (`similar`, `successors`, `line`, ...)."""
        similar = [each.get("id") if isinstance(each, dict) else each for each in body.get("similar") or ()]
        meant = [f"perhaps: {', '.join(map(str, similar))}"] if similar else []
        super().__init__("\n  ".join([f"{self.title} ({status}): {self.detail}", *map(str, self.errors), *meant]))

    @classmethod
    def of(cls, response: requests.Response) -> Problem:
        """The problem in the answer; of a proxy's answer that holds none, its status line."""
        body: Any = None
        if "json" in response.headers.get("Content-Type", ""):
            body = response.json()
        if not isinstance(body, dict):
            body = {"title": response.reason, "detail": f"{response.url} did not answer as Casus does."}
        return cls(response.status_code, body)
