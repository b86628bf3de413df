"""What is counted and logged of each request: one line, where the operator wants it, without what its client asked.

The path stands in the line, which names what was read, and never the query string, which holds words that people
search for, and their queries. The client's address only where `CASUS_ACCESS_LOG` says so.

An answer of the cache takes some tens of microseconds, so counting it is three additions, and nothing is looked up.
"""

import logging
from bisect import bisect_left
from time import perf_counter
from typing import Any, Final

from casus.server.answer import Answer
from casus.server.request import Request
from casus.settings import Settings
from casus.telemetry import metrics
from casus.telemetry.answer_counts import SECONDS, SIZE, UNKNOWN, AnswerCounts
from casus.telemetry.logs import word
from casus.telemetry.metrics import BOUNDS_S
from casus.telemetry.request_ids import RequestIds

_OFF, _WITH_ADDRESS = "off", "with-address"
_SHORTEST_S: Final = BOUNDS_S[0]
_MOST_CHARS: Final = 500
_SAID: Final = ("method", "path", "status")
"""What the message says too."""

log = logging.getLogger("casus.access")


class Journal:
    """Of one web process."""

    def __init__(self, settings: Settings) -> None:
        self._access = settings.access_log
        counts = metrics.here()
        self._counts = AnswerCounts(counts)
        self._numbers = counts.numbers

    def answered(self, request: Request, answer: Answer) -> None:
        """Count the answer that is given now."""
        seconds = perf_counter() - request.begun
        size = len(answer.body)
        method = request.scope["method"]
        if answer.counted and method == "GET":
            place = answer.counted
        else:
            place = self._counts.place(answer.route, method, answer.status, request.cache)
            if method == "GET" and request.cache == "hit":
                answer.counted = place
            elif method == "HEAD":
                size = 0
        request.counted, request.given = place, size
        numbers = self._numbers
        numbers[place if seconds <= _SHORTEST_S else place + bisect_left(BOUNDS_S, seconds)] += 1.0
        numbers[place + SECONDS] += seconds
        numbers[place + SIZE] += size

    def gave(self, request: Request, size: int) -> None:
        """Count what else was given of it."""
        self._numbers[request.counted + SIZE] += size
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
        place = self._counts.place(UNKNOWN, method, status, "")
        self._numbers[place] += 1.0
        self._numbers[place + SIZE] += size
        if self._access != _OFF:
            told = {"method": method, "path": path[:_MOST_CHARS], "route": UNKNOWN, "status": status, "bytes": size}
            self._write(told, ids, client)

    def _write(self, told: dict[str, Any], ids: RequestIds, client: str) -> None:
        if self._access == _WITH_ADDRESS:
            told["client"] = client
        status = told["status"] if told["status"] is not None else "gone"
        log.info(
            "%s %s %s",
            word(told["method"]),
            word(told["path"]),
            status,
            extra={"fields": told, "ids": ids, "said": _SAID},
        )
