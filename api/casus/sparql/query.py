"""Answering a SPARQL query, for the HTTP endpoint and for the command line alike."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from casus.http.representations import Representation as Offer
from casus.release.manifest import Release
from casus.sandbox.guard import QueryForm, Reading, read
from casus.sandbox.result import Result
from casus.sandbox.sandbox import Sandbox
from casus.settings import Settings
from casus.sparql.representations import GRAPH_RESULTS, SELECT_RESULTS
from casus.terms.namespaces import PREFIXES


def open_sandbox(settings: Settings, release: Release, workers: int) -> Sandbox:
    """Query workers on the release, with the limits of the settings; they start with the first query."""
    return Sandbox(
        release.store_path, workers=workers, queue_wait_s=settings.query_wait_s, limits=settings.query_limits
    )


def inspect(query: str, settings: Settings) -> tuple[Reading, Sequence[Offer]]:
    """What the query is and how its result can be written. Raises QueryError for one that is refused unseen."""
    reading = read(query, settings.query_max_chars, settings.query_max_depth)
    return reading, GRAPH_RESULTS if reading.form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE) else SELECT_RESULTS


def run(
    sandbox: Sandbox,
    query: str,
    reading: Reading,
    offer: Offer,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    deadline_s: float | None = None,
    head: bool = False,
) -> Result:
    """Run a query that was inspected; the union of all graphs is the default unless the query says FROM.

    `deadline_s` shortens the deadline of the settings and never lengthens it. With `head` the query is only tried,
    without data, so that what is wrong with it shows; the result is empty.
    """
    return sandbox.run_uninspected(
        query,
        form=reading.form,
        union=not reading.has_dataset_clause,
        media_type=offer.media_type,
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        deadline_s=deadline_s,
        prefixes=PREFIXES,
        head=head,
    )


def result_tag(release_id: str, media_type: str, query: str, *graphs: Sequence[str]) -> str:
    """What names the bytes of a repeatable query's result, without running it: an opaque text for an ETag.

    The software is part of it, because another version may write the same result in other bytes.
    """
    key = json.dumps([release_id, *_software(), media_type, query, *map(list, graphs)])
    return hashlib.sha256(key.encode()).hexdigest()[:32]


@cache
def _software() -> tuple[str, str]:
    return version("casus"), version("pyoxigraph")


def answer(release: Release, settings: Settings, query: str, name: str | None) -> bytes:
    """The whole result of one query, in the representation of that name or the form's first.

    Raises QueryError for a query that is refused or fails, ValueError for a name that does not fit the form.
    """
    reading, offers = inspect(query, settings)
    offer = next((offer for offer in offers if name in (None, offer.name)), None)
    if offer is None:
        raise ValueError(f"{reading.form.name} is written as {', '.join(o.name for o in offers)}, not as {name}")
    sandbox = open_sandbox(settings, release, workers=1)
    try:
        return run(sandbox, query, reading, offer).read()
    finally:
        sandbox.close()
