"""What is answered for an id that no record has: the way to its successor, why it is gone, or that it never was."""

from flask import request
from werkzeug.routing import RequestRedirect

from casus.http.problems import Gone, NotFound
from casus.http.urls import arguments_but, joined, root_url, url
from casus.model.types import Collection
from casus.records.brief import references
from casus.records.similar import likest
from casus.records.tombstones import Tombstone, tombstones
from casus.store.open_release import OpenRelease
from casus.terms.names import SLUG


def missing(release: OpenRelease, collection: Collection, slug: str) -> Exception:
    """To be raised: a redirect to the same path of the successor (308), Gone, or NotFound."""
    stone = next(iter(tombstones(release.dataset, [collection.iri(slug)]) if SLUG.fullmatch(slug) else []), None)
    if stone is None:
        return NotFound(
            f"There is no '{slug}' among the {collection.type.label.lower()}.",
            list=url(f"/v1/{collection.name}"),
            similar=references(release, likest(release, [collection], slug), request.args.get("lang", "en")),
        )
    home = release.model.home_of(str(stone.successor)) if stone.successor else None
    if home is None:
        return _gone(release, collection, slug, stone)
    path = request.path.replace(f"/{collection.name}/{slug}", f"/{home.id}", 1)
    return RequestRedirect(joined(root_url() + path, arguments_but()))


def _gone(release: OpenRelease, collection: Collection, slug: str, stone: Tombstone) -> Gone:
    return Gone(
        f"'{slug}' was among the {collection.type.label.lower()}. {stone.reason}",
        reason=stone.reason,
        successors=references(release, stone.successors, request.args.get("lang", "en")),
    )
