"""The representation that a request asks for."""

import hashlib
from importlib.metadata import version
from typing import Any

from flask import request

from casus.http import negotiation
from casus.http.problems import NotAcceptable
from casus.http.urls import root_url


def chosen(arguments: dict[str, Any], offers: tuple[negotiation.Offer, ...]) -> negotiation.Offer:
    """The offer that ?format= names, or else the Accept header likes best. Raises NotAcceptable."""
    if "format" in arguments:
        return next(offer for offer in offers if offer.name == arguments["format"])
    found = negotiation.choose(request.headers.get("Accept"), offers)
    if found is None:
        raise NotAcceptable(
            f"'{request.headers['Accept']}' fits none of the representations.",
            offered=list(dict.fromkeys(offer.media_type for offer in offers)),
        )
    return found


def content_type(offer: negotiation.Offer) -> str:
    """The Content-Type of a body in the representation; JSON's types define their charset, text needs it said."""
    needs_charset = offer.media_type.startswith("text/") or offer in (negotiation.BIBTEX, negotiation.RIS)
    return f"{offer.media_type}; charset=utf-8" if needs_charset else offer.media_type


def pinned_etag(release: str, offer: negotiation.Offer) -> str:
    """A tag for what the URL, the representation, the release and the version of this service decide alone."""
    key = "\n".join((version("casus"), release, offer.name, request.full_path, root_url()))
    return hashlib.sha256(key.encode()).hexdigest()[:32]
