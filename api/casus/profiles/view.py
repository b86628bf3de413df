"""The layouts that were made by hand, and what they are for; every other record has the page of the shapes."""

from casus.http.openapi import CasusApi
from casus.model.types import Model
from casus.profiles import actor, agreement, claim, negotiation, place
from casus.records.pages import lay_out
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import CASUS, URIRef


def register(_: CasusApi, release: OpenRelease) -> None:
    """Have the records of these classes be drawn by these layouts."""
    for cls, template, layout in (
        (CASUS.Claim, "claim.html", claim.layout),
        (CASUS.Negotiation, "negotiation.html", negotiation.layout),
        (CASUS.Agreement, "agreement.html", agreement.layout),
        (CASUS.Actor, "actor.html", actor.layout),
        (CASUS.Place, "place.html", place.layout),
    ):
        lay_out(_names(release.model, cls), template, layout)


def _names(model: Model, cls: URIRef) -> tuple[str, ...]:
    return tuple(record_type.name for record_type in model.types_below(cls))
