"""Answering a SPARQL query, for the HTTP endpoint and for the command line alike."""

from collections.abc import Sequence

from api.negotiation import GRAPH_RESULTS, SELECT_RESULTS, Offer
from api.settings import Settings
from api.store.guard import QueryForm, Reading, read
from api.store.result import Result
from api.store.sandbox import Sandbox
from ontology.build.release import Release

_BOOLEAN = tuple(offer for offer in SELECT_RESULTS if offer.name in ("json", "xml"))


def open_sandbox(settings: Settings, release: Release, workers: int) -> Sandbox:
    """Query workers on the release, with the limits of the settings; they start with the first query."""
    return Sandbox(
        release.store_path,
        workers=workers,
        queue_wait_s=settings.query_wait_s,
        deadline_s=settings.query_deadline_s,
        memory_bytes=settings.query_memory_bytes,
        max_length=settings.query_max_chars,
        max_depth=settings.query_max_depth,
        max_result_bytes=settings.result_max_bytes,
    )


def inspect(query: str, settings: Settings) -> tuple[Reading, Sequence[Offer]]:
    """What the query is and how its result can be written. Raises QueryError for one that is refused unseen."""
    reading = read(query, settings.query_max_chars, settings.query_max_depth)
    if reading.form is QueryForm.ASK:
        return reading, _BOOLEAN
    return reading, SELECT_RESULTS if reading.form is QueryForm.SELECT else GRAPH_RESULTS


def run(
    sandbox: Sandbox,
    query: str,
    reading: Reading,
    offer: Offer,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    deadline_s: float | None = None,
) -> Result:
    """Run a query that was inspected; the union of all graphs is the default unless the query says FROM.

    `deadline_s` shortens the deadline of the settings and never lengthens it.
    """
    return sandbox.run_uninspected(
        query,
        form=reading.form,
        union=not reading.has_dataset_clause,
        media_type=offer.media_type,
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        deadline_s=deadline_s,
    )


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
