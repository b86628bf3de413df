import math

import pytest

from casus.sandbox.limits import Limits
from casus.sandbox.query import Query


@pytest.mark.parametrize(
    "query",
    [
        Query("ASK {}", "text/csv"),
        Query(
            "SELECT * { ?s ?p 'é ф \\u0001 \"' }",
            "text/turtle",
            default_graphs=["urn:a"],
            named_graphs=["urn:b", "urn:c"],
            prefixes={"": "urn:", "x": "http://x/"},
            head=True,
            deadline_s=0.5,
        ),
    ],
)
def test_a_query_is_handed_on_whole(query: Query) -> None:
    there = Query.from_json(query.to_json())
    assert there._replace(default_graphs=tuple(there.default_graphs), named_graphs=tuple(there.named_graphs)) == (
        query._replace(default_graphs=tuple(query.default_graphs), named_graphs=tuple(query.named_graphs))
    )


def test_a_query_waits_as_long_as_it_may_unless_it_says_so() -> None:
    assert Query("ASK {}", "text/csv").deadline_s == math.inf


def test_limits_are_handed_on_whole() -> None:
    limits = Limits(deadline_s=0.25, memory_bytes=2**40, result_max_bytes=1)
    assert Limits.from_json(limits.to_json()) == limits
