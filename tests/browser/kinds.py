"""A URL of every kind of page, and what a page is called in the names of tests."""

from typing import Final

KINDS: Final = {
    "home": "/",
    "list": "/v1/claims?type=Support&at=2020-01",
    "list-of-sources": "/v1/sources",
    "list-of-nothing": "/v1/claims?type=Support&at=1801",
    "state": "/v1/states/turkey",
    "force": "/v1/armed-forces/lna",
    "organization": "/v1/organizations/gna",
    "person": "/v1/persons/khalifa-haftar",
    "negotiation": "/v1/negotiations/moscow-talks-2020",
    "agreement": "/v1/agreements/maritime-mou-2019",
    "claim": "/v1/claims/wagner-group-lna-fighters",
    "participation": "/v1/claims/moscow-talks-2020-lna",
    "event": "/v1/events/sirte-captured-lna-2020",
    "conflict": "/v1/conflicts/libya-tripoli-2019-2020",
    "place": "/v1/places/sirte",
    "source": "/v1/sources/ucdp-actor-22-1",
    "network": "/v1/network?type=Support&at=2020-01",
    "network-of-one": "/v1/network?ego=organizations/gna&at=2020-01",
    "map": "/v1/map?at=2020-06",
    "map-of-all-times": "/v1/map?from=0001&to=9999",
    "timeline": "/v1/timeline?subjects=armed-forces/lna&from=2020-01&to=2020-03",
    "timeline-counted": "/v1/timeline",
    "matrix": "/v1/participation?view=matrix",
    "list-of-parts": "/v1/participation",
    "questions": "/v1/questions",
    "question": "/v1/questions/support-that-no-dataset-codes",
    "search": "/v1/search?q=sirte",
    "codes": "/v1/codes",
    "code-list": "/v1/codes/claim-status",
    "code-book": "/v1/codebook",
    "code-book-to-print": "/v1/codebook?part=all",
    "releases": "/v1/releases",
    "changes": "/v1/changes",
    "counts": "/v1/counts/events?by=event_type",
    "panel": "/v1/panel?unit=dyad-year&from=2019&to=2020",
    "crosswalks": "/v1/crosswalks",
    "crosswalk": "/v1/crosswalks/cow-code",
    "lookup": "/v1/lookup?scheme=cow-code&value=620",
    "vocabulary": "/ontology",
    "guides": "/guide",
    "guide": "/guide/model",
    "guide-in-parts": "/guide/reference",
    "corrections": "/corrections?about=persons/khalifa-haftar",
    "queries": "/sparql",
    "api": "/docs",
    "not-found": "/v1/persons/khalifa-hafter",
    "refused": "/v1/claims?colour=red",
}
REFUSALS: Final = {"not-found": 404, "refused": 422}
"""What the kinds answer that are no 200."""
OF_OTHERS: Final = frozenset(("api",))
"""The explorer of the API, Swagger UI, draws itself: it must be silent and ask nobody else."""
LARGE: Final = frozenset(("code-book-to-print",))
"""A document of everything, of which one prints a book: looking at it takes as long as at all others together.
Who wants less has its parts, which are as small as other pages (tests/codebook)."""
