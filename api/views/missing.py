"""What is answered for an id that no record has: the way to its successor, why it is gone, or that it never was."""

from urllib.parse import urlencode

from flask import request
from werkzeug.routing import RequestRedirect

from api.formats.record_json import Shaper
from api.model.types import Collection
from api.problems import Gone, NotFound
from api.queries.brief import brief
from api.queries.tombstones import Tombstone, tombstones
from api.service import Service
from api.views.urls import linker, root_url, url
from ontology.names import SLUG


def missing(casus: Service, collection: Collection, slug: str) -> Exception:
    """To be raised: a redirect to the same path of the successor (308), Gone, or NotFound."""
    stone = next(iter(tombstones(casus.knowledge, [collection.iri(slug)]) if SLUG.fullmatch(slug) else []), None)
    if stone is None:
        return NotFound(
            f"There is no '{slug}' among the {collection.type.label.lower()}.", list=url(f"/v1/{collection.name}")
        )
    home = casus.model.collection_of(str(stone.successor)) if stone.successor else None
    if home is None:
        return _gone(casus, collection, slug, stone)
    path = request.path.replace(f"/{collection.name}/{slug}", f"/{home[0].name}/{home[1]}", 1)
    query = urlencode(list(request.args.items(multi=True)))
    return RequestRedirect(f"{root_url()}{path}" + (f"?{query}" if query else ""))


def _gone(casus: Service, collection: Collection, slug: str, stone: Tombstone) -> Gone:
    shaper = Shaper(casus.model, brief(casus.knowledge, stone.successors), linker(), full=False)
    return Gone(
        f"'{slug}' was among the {collection.type.label.lower()}. {stone.reason}",
        reason=stone.reason,
        successors=[shaper.reference(iri) for iri in stone.successors],
    )
