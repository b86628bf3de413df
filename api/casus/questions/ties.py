"""Who supports whom, drawn as the network is: for answers whose rows are claims with a supporter and a recipient."""

from collections.abc import Sequence
from typing import Final

from casus.drawings.legend import with_legend
from casus.drawings.network import Actor, Network, Tie
from casus.drawings.sides import two_sided
from casus.drawings.statuses import FALLEN, STROKES
from casus.drawings.svg import Drawing
from casus.http.urls import url
from casus.model.json_schema import Json
from casus.pages.messages import Messages

COLUMNS: Final = ("supporter", "recipient", "status", "claim")
_MOST: Final = 400
"""Lines of one drawing."""


def ties(rows: Sequence[Json], title: str, t: Messages) -> Drawing | None:
    """The rows as lines from the left to the right, one for each claim; None where there are none, or too many."""
    claims = {row["claim"]: row for row in rows}
    standing = [row for row in claims.values() if row["status"] not in FALLEN]
    if not 0 < len(standing) <= _MOST:
        return None
    actors = {row[end]: _actor(row, end) for row in standing for end in COLUMNS[:2]}
    network = Network(actors, tuple(map(_tie, standing)))
    said = {row["status"] for row in standing}
    notes = [t("possible-mark")] if any(tie.only_possible for tie in network.ties) else []
    if len(standing) < len(claims):
        notes.append(t("fallen", len(claims) - len(standing)))
    drawn = two_sided(network, title, (t("network-from"), t("network-to")))
    return with_legend(drawn, ((status, status) for status in STROKES if status in said), *notes)


def _actor(row: Json, end: str) -> Actor:
    return Actor(row[end], row.get(f"{end}_label") or row[end], url(f"/v1/{row[end]}"))


def _tie(row: Json) -> Tie:
    names = " – ".join(_actor(row, end).label for end in COLUMNS[:2])
    return Tie(
        key=row["claim"],
        source=row["supporter"],
        target=row["recipient"],
        url=url(f"/v1/{row['claim']}"),
        label=f"{names} ({row['status']})",
        status=row["status"],
        only_possible=row.get("match") == "possible",
    )
