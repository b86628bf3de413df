"""What schemathesis does here: which requests it sends, and a check of our own.

The check: a request that fits the document is refused only for what no JSON Schema can say.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import requests
import schemathesis

_KNOWN_TO_THE_DATA_ALONE = (
    "is no release that is kept",
    "is the id of no record",
    "does not say in which collection the record is",
    "is no record's id any more",
    "is what no record has",
    "is not a cursor",
    "is a cursor of another list",
    "is a cursor of release",
    "cannot go with",
    "is before 'from'",
    "leaves no time between",
    "is before the oldest release",
    "has no letter or digit to look for",
    "words; ",
    "there is no day",
    "is not a day, month or year between",  # the pattern has days up to 31 in every month
    "says how sure of a time",
    "is shown with at, from or to",
    "is no type of this list",
    "is no value of it",
    "is no box",
    "of them, ",  # so many years or months to count
    "makes ",  # so many rows or years
    "has more combinations",
    "has two times",
    "leads to nothing that has coordinates",
    "give it once or not at all",  # a timeout in the URL and another in the form
)
"""What the details of such refusals say: which records, values, releases and cursors there are, which days, which
texts have letters, and which parameters exclude each other."""
_OF_RECONCILIATION = ("is not JSON", "Not an object", "There is no property")
"""What `/v1/reconcile` says too: its properties are data, and in a form its JSON is a text like any other, because a
contentSchema neither generates nor validates."""


_LONGEST_URL: Final = 60 * 1024
"""The server in front of the application reads 64 KiB, and refuses more without a body: that cannot be a problem."""


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Whether the request is one that reaches the application."""
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
    url = requests.Request(case.method, sent["url"], params=sent.get("params")).prepare().url or ""
    return len(url) <= _LONGEST_URL and not _is_a_form_with_empty_fields(url, sent.get("headers") or {})


def _is_a_form_with_empty_fields(url: str, headers: Mapping[str, str]) -> bool:
    """What is sent on to the URL without them, before any operation is asked: casus/pages/problems.py."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    wants_a_page = ("format", "html") in pairs or "html" in headers.get("Accept", "")
    return wants_a_page and any(not value.strip() for _, value in pairs)


@schemathesis.check
def valid_requests_are_refused_only_for_what_the_data_know(ctx: Any, response: Any, case: Any) -> None:
    if response.status_code not in (400, 410, 422) or not case.meta or not case.meta.generation.mode.is_positive:
        return
    if response.headers["content-type"] == ["text/html; charset=utf-8"]:
        return  # the page of a problem has no more than its JSON
    if case.path == "/mcp":
        return  # its errors are of JSON-RPC, and the protocol, in its versions, says what a message may be
    problem = response.json()
    if problem["type"].rsplit("/", 1)[-1] != "invalid-parameters":
        assert case.path == "/sparql", problem  # any text is a string, and few are a query
        return
    reasons = _KNOWN_TO_THE_DATA_ALONE + (_OF_RECONCILIATION if case.path == "/v1/reconcile" else ())
    for error in problem["errors"]:
        assert any(reason in error["detail"] for reason in reasons), error
