"""What is counted and logged of each request: one line, where the operator wants it, without what its client asked.

The path stands in it, which names what was read, and never the query string, which holds words that people search for,
their queries and their positions. The client's address only where `CASUS_ACCESS_LOG` says so.
"""

import logging
from time import perf_counter
from typing import Any, Final

from casus.server.answer import Answer
from casus.server.request import Request
from casus.settings import Settings
from casus.telemetry import metrics
from casus.telemetry.answer_counts import UNKNOWN, AnswerCounts
from casus.telemetry.request_ids import RequestIds

_OFF, _WITH_ADDRESS = "off", "with-address"
_MOST_CHARS: Final = 500
_SAID: Final = ("method", "path", "status")
"""What the message says too."""

log = logging.getLogger("casus.access")


class Journal:
    """Of one web process."""

    def __init__(self, settings: Settings) -> None:
        self._access = settings.access_log
        self._counts = AnswerCounts(metrics.here())

    def answered(self, request: Request, answer: Answer) -> None:
        """Count the answer that is given now."""
        size = 0 if request.method == "HEAD" else len(answer.body)
        seconds = perf_counter() - request.begun
        request.counted = self._counts.add(answer.route, request.method, answer.status, request.cache, seconds, size)
        request.given = size

    def gave(self, request: Request, size: int) -> None:
        """Count what else was given of it."""
        self._counts.add_bytes(request.counted, size)
        request.given += size

    def ended(self, request: Request, answer: Answer | None) -> None:
        """Write the line of a request, which has had its answer, or whose client has gone before there was one."""
        if self._access == _OFF:
            return
        status = answer.status if answer is not None else None
        told = {
            "method": request.method,
            "path": request.path[:_MOST_CHARS],
            "route": answer.route if answer is not None else None,
            "status": status,
            "bytes": request.given,
            "ms": round((perf_counter() - request.begun) * 1000, 3),
            "waited_ms": round(request.waited_s * 1000, 3),
            "cache": request.cache or None,
        }
        self._write(told, request.ids, request.client)

    def refused(self, method: str, path: str, status: int, size: int, ids: RequestIds, client: str) -> None:
        """Count and write what the connection itself has answered."""
        self._counts.add(UNKNOWN, method, status, "", 0.0, size)
        if self._access != _OFF:
            told = {"method": method, "path": path[:_MOST_CHARS], "route": UNKNOWN, "status": status, "bytes": size}
            self._write(told, ids, client)

    def _write(self, told: dict[str, Any], ids: RequestIds, client: str) -> None:
        if self._access == _WITH_ADDRESS:
            told["client"] = client
        status = told["status"] if told["status"] is not None else "gone"
        log.info("%s %s %s", told["method"], told["path"], status, extra={"fields": told, "ids": ids, "said": _SAID})
