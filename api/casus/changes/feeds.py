"""Releases and changes as entries of feeds. Their ids name no host: a mirror's entries are the same."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from casus.http.feeds import Entry, Feed, Link, tag
from casus.http.urls import arguments_but, root_url
from casus.http.zipped import ZIP
from casus.model.json_schema import Json
from casus.release.manifest import Manifest
from casus.store.open_release import OpenRelease

_OF_A_PAGE: Final = ("cursor", "format", "limit", "release")
_EPOCH: Final = "1970-01-01T00:00:00Z"


def feed_of_releases(manifests: list[Manifest]) -> Feed:
    """The releases that are kept, the newest first; each with its dumps as enclosures."""
    url = f"{root_url()}/v1/releases"
    return Feed(
        id=tag("releases"),
        title="Casus: releases",
        updated=max((manifest.built_at for manifest in manifests), default=_EPOCH),
        entries=[_release(manifest, f"{url}/{manifest.id}") for manifest in manifests],
        pages={"self": url},
    )


def feed_of_changes(
    items: Iterable[Json], before: OpenRelease, after: OpenRelease, pages: dict[str, str | None]
) -> Feed:
    """A page of the changes between two releases, as `in_words` has them. A feed with filters is one of its own."""
    chosen = arguments_but(*_OF_A_PAGE)
    return Feed(
        id=tag("changes" + (f"?{urlencode(chosen)}" if chosen else "")),
        title=f"Casus: changes from release {before.id} to {after.id}",
        updated=after.manifest.built_at,
        entries=[_change(item, before, after) for item in items],
        pages=pages,
    )


def _release(manifest: Manifest, url: str) -> Entry:
    dumps = (Link(f"{url}/dumps/{d.name}", "enclosure", "application/gzip", d.bytes) for d in manifest.dumps)
    tables = Link(f"{url}/tables", "enclosure", ZIP.media_type)
    changes = Link(f"{root_url()}/v1/changes?release={manifest.id}", "related")
    return Entry(
        id=tag(f"releases/{manifest.id}"),
        title=f"Release {manifest.id}",
        updated=manifest.built_at,
        summary=f"{manifest.triples} triples. {manifest.cite_as(url=url)}",
        links=(Link(url), changes, tables, *dumps),
    )


def _change(item: Json, before: OpenRelease, after: OpenRelease) -> Entry:
    """What is entitled by a claim says how far it stands."""
    status = f" ({item['status']['label']})" if "status" in item else ""
    now, then = item["after"] or item["before"], item["before"] if item["after"] else None
    return Entry(
        id=tag(f"changes/{before.id}/{after.id}/{item['id']}"),
        title=f"{item['label'] or item['id']}{status}: {item['change']}",
        updated=after.manifest.built_at,
        summary=_summary(item),
        links=tuple(Link(url, relation) for url, relation in ((now, "alternate"), (then, "related")) if url),
        categories=tuple(filter(None, (item["change"], item["type"]))),
    )


def _summary(item: Json) -> str:
    if item["changed_fields"]:
        return f"Differs in {', '.join(item['changed_fields'])}."
    successors = ", ".join(successor["label"] or successor["id"] for successor in item["successors"])
    return " ".join(
        filter(None, (f"{item['id']} was {item['change']}.", item["reason"], successors and f"See {successors}."))
    )
