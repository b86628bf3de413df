"""The network for people: a page with the drawing, its legend and its table, and the drawing alone."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from flask import Response, request

from casus.drawings.legend import with_legend
from casus.drawings.statuses import STROKES
from casus.drawings.svg import Drawing, nothing
from casus.http.current_release import opened
from casus.http.problems import NetworkTooLarge
from casus.http.representations import SVG, Representation
from casus.http.urls import arguments_but, canonical_url, self_url, url
from casus.model.json_schema import Json
from casus.network.choices import FORM, choices, edge_types
from casus.network.picture import MOST_ACTORS, MOST_TIES, Picture, drawing, evidence, heads, picture
from casus.pages.choices import instead, stepped
from casus.pages.html import page, svg
from casus.pages.messages import Messages, messages
from casus.pages.times import time_in_words
from casus.records.facets import counted
from casus.records.narrowing import chips
from casus.records.request import selection
from casus.records.statuses import fallen, legend
from casus.records.tabs import chosen_by, tabs
from casus.release.list_fields import TYPE
from casus.store.open_release import OpenRelease
from casus.terms.namespaces import DATA_LICENCE_NAME

_ROWS: Final = 100
"""Of the table; all are in the CSV."""
_CLAIMS: Final = 5
"""Of a pair that the table names."""
_BUSIEST: Final = 20
_SUGGESTED: Final = 60
"""Actors that the form offers."""


def answer(
    network: Json,
    representation: Representation,
    arguments: dict[str, Any],
    centre: Json | None,
    offers: Sequence[Representation],
) -> Response:
    """The network of JSON as a page or a drawing; `centre` is the actor that it is around, with id and label.

    Raises NetworkTooLarge for a drawing of what is too large to be drawn.
    """
    release, t = opened(), messages(request.args.get("lang"))
    shown = picture(
        network,
        release.model,
        centre=centre["id"] if centre else None,
        every_status=bool(arguments.get("status")) or arguments.get("truthy") == "true",
        pairs="merge" in arguments,
        around=centre is not None and arguments.get("depth", 1) == 1,
    )
    form = choices(release, t, unasked=_unasked(centre))
    title = (f"{centre['label']}: " if centre else "") + t("comma").join(_title(release, arguments, form, t))
    drawn = None
    if shown.lines and not shown.is_too_large:
        drawn = drawing(shown, release.model, t, title, lambda pair: _claims(release, pair))
    if representation is SVG:
        return _alone(release, drawn, title, shown, t)
    narrowing = _parts(release, shown, form) if shown.is_too_large else []
    body = {"cite_as": network.get("graph", network)["cite_as"], "links": network.get("links")}
    query = (network.get("graph") or network["links"])["query"]
    return _page(release, shown, drawn, title, form, t, offers=offers, body=body, query=query, narrowing=narrowing)


def refusal(problem: NetworkTooLarge, arguments: dict[str, Any], offers: Sequence[Representation]) -> Response:
    """The page of a network of more edges than are read: what can be chosen, and its parts with their numbers."""
    release, t = opened(), messages(request.args.get("lang"))
    form = choices(release, t, unasked=_unasked(None))
    types = [each.name for each in edge_types(release.model)]
    selected = selection(release, release.model.claims, {"type": types, **arguments})
    facets = counted(release, selected, [TYPE, "conflicts"], t.language)
    narrowing = [
        _part(title, name, [(each["value"], each["label"], each["count"]) for each in facets[name]["values"]])
        for title, name in (("network-kind", TYPE), ("network-conflict", "conflicts"))
    ]
    title = t("comma").join(_title(release, arguments, form, t))
    nothing = Picture(nodes={}, claims=[], lines=[], are_pairs=False, fallen=0, elsewhere=0, centre=None)
    more: Json = {"body": {"cite_as": release.manifest.cite_as()}, "narrowing": narrowing, "problem": problem}
    return _page(release, nothing, None, title, form, t, offers=offers, status=413, **more)


def _unasked(centre: Json | None) -> list[str]:
    """What the form need not ask for: the actor whose own page it is, a day where a span is chosen."""
    by_path = ["ego"] if centre and "ego" not in request.args else []
    return [*by_path, *(["at"] if {"from", "to"} & request.args.keys() else [])]


def _title(release: OpenRelease, arguments: dict[str, Any], form: Json, t: Messages) -> list[str]:
    """What the network is of, in words: kinds of claim, conflicts, statuses, time."""
    types = [release.model.types[name].label for name in arguments.get("type", ())]
    chosen = arguments.get("conflicts", ())
    conflicts = [label for value, label in form["options"].get("conflicts", ()) if value in chosen]
    ends = [time_in_words(arguments["at"], t)] if "at" in arguments else []
    if "from" in arguments or "to" in arguments:
        first, last = (time_in_words(arguments[name], t) if name in arguments else "" for name in ("from", "to"))
        both = t("time-from-to", start=first, end=last) if first and last else ""
        ends.append(both or (t("time-not-before", day=first) if first else t("time-until", end=last)))
    return [t("comma").join(types) or t("nav-network"), *conflicts, *ends]


def _claims(release: OpenRelease, pair: Json) -> str:
    """The list of the claims of a pair; where no filters name it, the network around its first actor."""
    edge = release.model.types[pair["types"][0]].edge if len(pair["types"]) == 1 else None
    claims = release.model.claims
    if edge and edge.directed and {edge.source.name, edge.target.name} <= claims.filters.keys():
        ends = [(edge.source.name, pair["source"]), (edge.target.name, pair["target"])]
        taken = chosen_by(claims) - {"type", *(name for name, _ in ends)}
        kept = [each for each in arguments_but() if each[0] in taken]
        return url("/v1/claims", ("type", pair["types"][0]), *ends, *kept)
    return url("/v1/network", *arguments_but("ego", "depth", "format", "cursor", "limit"), ("ego", pair["source"]))


def _alone(release: OpenRelease, drawn: Drawing | None, title: str, shown: Picture, t: Messages) -> Response:
    """The drawing as a file, with what its lines mean and what it leaves out."""
    if shown.is_too_large:
        raise NetworkTooLarge(
            f"It has {len(shown.nodes)} actors and {len(shown.lines)} pairs of them, and {MOST_ACTORS} and {MOST_TIES} "
            "are drawn: choose by type, conflicts, at, status or ego."
        )
    if drawn is None:
        drawn = nothing(title, t("network-empty"))
    else:
        notes = [t("several-statuses")] if shown.are_pairs else []
        notes += [t("possible-mark")] if any(line.get("match") == "possible" for line in shown.lines) else []
        lines = (each["status"] for each in legend(release, shown.statuses, t.language))
        drawn = with_legend(drawn, ((each["id"], each["label"]) for each in lines), *notes)
    left_out = [t(key, count) for key, count in (("fallen", shown.fallen), ("elsewhere", shown.elsewhere)) if count]
    foot = (*left_out, release.manifest.cite_as(), DATA_LICENCE_NAME, canonical_url(release.id))
    return Response(drawn.alone(*foot, language=t.language), content_type=SVG.content_type)


def _page(
    release: OpenRelease,
    shown: Picture,
    drawn: Drawing | None,
    title: str,
    form: Json,
    t: Messages,
    *,
    offers: Sequence[Representation],
    status: int = 200,
    **values: Any,
) -> Response:
    claims = release.model.claims
    several = [name for name in FORM if len(request.args.getlist(name)) > 1]
    every = {*STROKES} <= {*request.args.getlist("status")}
    no_chips = [*(n for n in FORM if n not in several), "merge", "depth", "view", *(["status"] if every else [])]
    return page(
        "network.html",
        status,
        title=title,
        drawing=svg(drawn.in_page()) if drawn else None,
        shown=shown,
        statuses=legend(release, shown.statuses, t.language),
        suggested=sorted(shown.nodes.items(), key=lambda pair: pair[1]["label"] or "")[:_SUGGESTED],
        heads=heads(release.model, shown.claims, t),
        rows=[*islice(_rows(release, shown, t), _ROWS)],
        row_count=len(shown.lines),
        form=form,
        steps=stepped(t),
        chips=[*chips(release, claims, {}, but=no_chips)],
        fallen=fallen(shown.fallen),
        evidence=lambda claim: evidence(claim, t),
        tabs=tabs(claims, "network"),
        here=self_url(),
        alternates=[offer for offer in offers if offer.name != "html"],
        **values,
    )


def _rows(release: OpenRelease, shown: Picture, t: Messages) -> Any:
    """The lines in words: {source, target, claims, more, kinds}."""
    claims = {edge["id"]: edge for edge in shown.claims}
    for line in sorted(shown.lines, key=lambda line: _names(shown, line)):
        of = [claims[each["id"]] for each in line.get("claims") or [line]]
        yield {
            "source": shown.nodes[line["source"]],
            "target": shown.nodes[line["target"]],
            "claims": of[:_CLAIMS],
            "more": len(of) - _CLAIMS if len(of) > _CLAIMS else 0,
            "url": _claims(release, line) if len(of) > _CLAIMS else None,
            "possible": line.get("match") == "possible",
        }


def _names(shown: Picture, line: Json) -> tuple[str, str, str]:
    return shown.nodes[line["source"]]["label"] or "", shown.nodes[line["target"]]["label"] or "", line["key"]


def _parts(release: OpenRelease, shown: Picture, form: Json) -> list[Json]:
    """Links to parts of what is too large to be drawn: by kind, conflict and actor, each with its number of claims."""
    kinds = Counter(edge["type"] for edge in shown.claims)
    conflicts = Counter((each["id"], each["label"]) for edge in shown.claims for each in edge["conflicts"])
    actors = Counter(end for edge in shown.claims for end in (edge["source"], edge["target"]))
    found = [
        ("network-kind", TYPE, [(n, release.model.types[n].label, count) for n, count in kinds.most_common()]),
        ("network-conflict", "conflicts", [(*named, count) for named, count in conflicts.most_common(_BUSIEST)]),
        ("network-actor", "ego", [(n, shown.nodes[n]["label"], count) for n, count in actors.most_common(_BUSIEST)]),
    ]
    return [_part(title, name, links) for title, name, links in found if len(links) > 1 and name in form["asked"]]


def _part(title: str, name: str, values: list[tuple[str, str, int]]) -> Json:
    links = [{"label": label, "count": count, "url": instead((name, value))} for value, label, count in values]
    return {"title": title, "links": links[:_BUSIEST]}
