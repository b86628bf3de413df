"""What is told of queries: how many met which end, how long they took, and of slow ones a line in the log.

Never their text: a query is what somebody thinks about. The hash of a text tells whether one that is at hand is meant.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from time import perf_counter

from casus.sandbox.query import Query
from casus.telemetry import metrics
from casus.terms.deadline import OutOfTime
from casus.terms.problem import Problem

_HASH_DIGITS = 16

log = logging.getLogger(__name__)


@contextmanager
def watched(query: Query, slow_s: float) -> Iterator[None]:
    """Count the query that is run in the block, and log one that takes longer than that; 0: none."""
    begun, outcome = perf_counter(), Problem.slug
    try:
        yield
        outcome = "ok"
    except OutOfTime:
        outcome = "abandoned"
        raise
    except Problem as problem:
        outcome = problem.slug
        raise
    finally:
        taken_s = perf_counter() - begun
        metrics.add(metrics.QUERIES, outcome)
        metrics.observe(metrics.QUERY_DURATIONS, taken_s)
        if slow_s and taken_s > slow_s:
            told = {"seconds": round(taken_s, 3), "outcome": outcome, "query_sha256": hash_of(query.text)}
            log.warning("slow query", extra={"fields": told})


def hash_of(text: str) -> str:
    """The first digits of the SHA-256 of a query's text, in hexadecimal."""
    return sha256(text.encode()).hexdigest()[:_HASH_DIGITS]
