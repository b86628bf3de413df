"""The network as a drawing: which of its claims are drawn, as lines of their own or by pairs, and in which layout."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from casus.drawings import sides
from casus.drawings.circle import circle
from casus.drawings.network import Actor, Network, Tie
from casus.drawings.statuses import FALLEN
from casus.drawings.svg import Drawing
from casus.http.urls import record_url
from casus.model.json_schema import Json
from casus.model.types import Model
from casus.network.pairs import merged
from casus.pages.messages import Messages
from casus.pages.times import in_words

MOST_ACTORS: Final = 150
MOST_TIES: Final = 400
"""What a picture shows; above that pairs are merged, and above that again it is not drawn."""
Claims = Callable[[Json], str]
"""The URL of the claims that a pair stands for."""


@dataclass(frozen=True)
class Picture:
    """What is drawn of a network, and what is not."""

    nodes: dict[str, Json]
    """By id: those that a claim that is shown names, and the actor in the middle."""
    claims: list[Json]
    """The edges that are shown, each a claim."""
    lines: list[Json]
    """What the drawing has a line for: the claims, or the pairs that they are merged into."""
    are_pairs: bool
    fallen: int
    """How many edges are left out because their claims are refuted or superseded."""
    elsewhere: int
    """How many are left out because they do not touch the actor in the middle."""
    centre: str | None

    @property
    def is_too_large(self) -> bool:
        return len(self.nodes) > MOST_ACTORS or len(self.lines) > MOST_TIES

    @property
    def statuses(self) -> Counter[str]:
        """How many of the claims have each status."""
        return Counter(edge["status"]["id"] for edge in self.claims)


def picture(
    network: Json, model: Model, *, centre: str | None, every_status: bool, pairs: bool, around: bool
) -> Picture:
    """What is drawn of the network: `around` the actor in the middle only what touches it."""
    standing = [e for e in network["edges"] if every_status or e["status"]["id"] not in FALLEN]
    shown = [e for e in standing if not around or centre in (e["source"], e["target"])]
    ends = {end for edge in shown for end in (edge["source"], edge["target"])} | ({centre} if centre else set())
    nodes = {node["id"]: node for node in network["nodes"] if node["id"] in ends}
    are_pairs = pairs or len(shown) > MOST_TIES or len(nodes) > MOST_ACTORS
    return Picture(
        nodes=nodes,
        claims=shown,
        lines=merged(shown, model.codes["claim-status"]) if are_pairs else shown,
        are_pairs=are_pairs,
        fallen=len(network["edges"]) - len(standing),
        elsewhere=len(standing) - len(shown),
        centre=centre if around else None,
    )


def drawing(shown: Picture, model: Model, t: Messages, title: str, claims: Claims) -> Drawing:
    """The drawing: around the actor in the middle; on two sides; on a circle where some ties have no direction."""
    degrees = Counter(end for edge in shown.claims for end in (edge["source"], edge["target"]))
    actors = {
        name: Actor(name, node["label"] or name, record_url(name, t.language), t("claims-counted", degrees[name]))
        for name, node in shown.nodes.items()
    }
    network = Network(actors, tuple(_tie(line, shown, model, t, claims) for line in shown.lines))
    if shown.centre is not None:
        return sides.around(network, shown.centre, title)
    if all(tie.directed for tie in network.ties):
        return sides.two_sided(network, title, heads(model, shown.claims, t))
    return circle(network, title)


def heads(model: Model, edges: Iterable[Json], t: Messages) -> tuple[str, str]:
    """What those on the left and on the right are to each other, as the shapes say where all are of a kind."""
    kinds = {edge["type"] for edge in edges}
    edge = model.types[kinds.pop()].edge if len(kinds) == 1 else None
    if edge and not edge.directed:
        return edge.source.label, t("network-and")
    return (edge.source.label, edge.target.label) if edge else (t("network-from"), t("network-to"))


def _tie(line: Json, shown: Picture, model: Model, t: Messages, claims: Claims) -> Tie:
    names = (shown.nodes[line["source"]]["label"], shown.nodes[line["target"]]["label"])
    of = line.get("claims") or [line]
    single = of[0] if len(of) == 1 else None
    statuses = Counter(claim["status"]["label"] for claim in of)
    counted = ", ".join(f"{t.number(count)} {status}" for status, count in statuses.items())
    return Tie(
        key=line["key"],
        source=line["source"],
        target=line["target"],
        url=record_url(single["id"], t.language) if single else claims(line),
        label=in_short(single, t) if single else f"{' – '.join(names)}: {t('claims-counted', len(of))} ({counted})",
        status=of[0]["status"]["id"] if len(statuses) == 1 else None,
        directed=line["directed"],
        count=len(of),
        kind=_kind(line, shown.centre, model),
        only_possible=line.get("match") == "possible",
    )


def in_short(claim: Json, t: Messages) -> str:
    """A claim in one line: what it says, how far it stands, when, and the evidence."""
    said = [claim["status"]["label"], in_words(claim, t)]
    if "evidence_for" in claim:
        said.append(evidence(claim, t))
    return f"{claim['label']} ({'; '.join(filter(None, said))})"


def evidence(claim: Json, t: Messages) -> str:
    """How much of it there is for and against the claim."""
    return t("evidence-counted", affirming=t.number(claim["evidence_for"]), denying=t.number(claim["evidence_against"]))


def _kind(line: Json, centre: str | None, model: Model) -> str:
    """What the other one is to the actor in the middle, by the shapes: such as Support: Recipient."""
    words = []
    for name in line.get("types") or [line["type"]]:
        edge = model.types[name].edge
        if edge is not None:
            other = edge.target if line["source"] == centre else edge.source
            words.append(f"{model.types[name].label}: {other.label}" if edge.directed else model.types[name].label)
    return ", ".join(words)
