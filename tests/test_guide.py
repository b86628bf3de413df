"""The snippets of docs/guide.md, run as they stand: those of a task print the same, and what the API says."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.snippets import ROOT, Snippet, foreign, need, snippets

LANGUAGES = {"sh": "curl", "python": None, "r": "R", "js": "Node.js"}
TASKS: dict[str, list[Snippet]] = {}
for snippet in snippets(ROOT / "docs" / "guide.md"):
    TASKS.setdefault(snippet.section, []).append(snippet)


def states(client: FlaskClient) -> list[str]:
    return ["states/libya,620,620,LBY", "states/turkey,640,640,TUR"]


def crosswalk(client: FlaskClient) -> list[str]:
    return [str(client.get("/v1/crosswalks/cow?against=gw&limit=1").json["total"]["value"])]


def person(client: FlaskClient) -> list[str]:
    return ["persons/khalifa-haftar"]


def supporters(client: FlaskClient) -> list[str]:
    url = "/v1/claims?type=Support&recipient=armed-forces/lna&at=2020-01-20&match=certain&limit=500"
    return sorted({claim["supporter"]["id"] for claim in client.get(url).json["items"]})


def reasons(client: FlaskClient) -> list[str]:
    rows = client.get("/v1/questions/who-came-and-did-not-sign?negotiation=moscow-talks-2020").json["rows"]
    return [f"{status} {count}" for status, count in sorted(Counter(row["reason_status"] for row in rows).items())]


def events(client: FlaskClient) -> list[str]:
    return [str(client.get("/v1/events?from=2019-04&to=2020-06&limit=1").json["total"]["value"])]


def acts(client: FlaskClient) -> list[str]:
    items = client.get("/v1/claims?type=LegalAct&act_on=maritime-mou-2019&sort=when&limit=500").json["items"]
    return sorted(item["id"] for item in items)


def neighbours(client: FlaskClient) -> list[str]:
    return [str(len(client.get("/v1/network?ego=armed-forces/lna&depth=2&truthy=true").json["nodes"]))]


def entries(client: FlaskClient) -> list[str]:
    return [str(1 + len(client.get("/v1/claims/moscow-talks-2020-lna").json["sources"]))]


def pinned(client: FlaskClient) -> list[str]:
    return ["states/libya"]


def behind_camps(client: FlaskClient) -> list[str]:
    found = defaultdict[str, set[str]](set)
    for year in ("2019",):
        url = f"/v1/panel?unit=dyad-year&from={year}&to={year}&not=status:denied&limit=500"
        for row in client.get(url).json["items"]:
            if row["supporter"]["type"] == "State":
                for camp in row["camps"]:
                    found[camp["id"]].add(row["supporter"]["id"])
    return [f"{camp} {len(states)}" for camp, states in sorted(found.items())]


def edges_of_years(client: FlaskClient) -> list[str]:
    found = []
    for year in range(2011, 2022):
        claims = client.get(f"/v1/claims?type=Support&at={year}&limit=500").json["items"]
        pairs = {(claim["supporter"]["id"], claim["recipient"]["id"]) for claim in claims}
        found += [f"{year} {len(pairs)}"] if pairs else []
    return found


def fatalities(client: FlaskClient) -> list[str]:
    months = Counter[str]()
    for event in client.get("/v1/events?limit=500").json["items"]:
        if event["fatalities_best"] is not None:
            months[event["earliest_start"][:7]] += event["fatalities_best"]
    return [f"{month} {dead}" for month, dead in sorted(months.items())]


def signatories(client: FlaskClient) -> list[str]:
    found = Counter[str]()
    for agreement in client.get("/v1/agreements?limit=500&include=signatures").json["items"]:
        for signature in agreement["signatures"]:
            if (signature["outcome"]["id"], signature["status"]["id"]) == ("signed", "accepted"):
                found[signature["participant"]["id"]] += 1
    return [f"{actor} {texts}" for actor, texts in sorted(found.items()) if texts >= 3]


def accepted_by_year(client: FlaskClient) -> list[str]:
    def total(query: str) -> int:
        found: int = client.get(f"/v1/claims?type=Support&limit=1&{query}").json["total"]["value"]
        return found

    years = [year for year in range(2011, 2022) if total(f"at={year}")]
    return [f"{year} {total(f'at={year}&status=accepted')}" for year in years]


EXPECTED: list[Callable[[FlaskClient], list[str]]] = [
    states, crosswalk, person, supporters, reasons, events, acts, neighbours, entries, pinned,
    behind_camps, edges_of_years, fatalities, signatories, accepted_by_year,
]  # fmt: skip
CASES = [
    pytest.param(
        snippet, expected, id=f"{task.split('.')[0]}-{snippet.language}", marks=foreign(LANGUAGES[snippet.language])
    )
    for (task, blocks), expected in zip(TASKS.items(), EXPECTED, strict=True)
    for snippet in blocks
]


def test_every_task_is_there_in_every_language() -> None:
    blocks_of = list(TASKS.values())
    tasks, tables = blocks_of[:10], blocks_of[10:]
    assert (len(tasks), len(tables)) == (10, 5)
    assert all([snippet.language for snippet in blocks] == list(LANGUAGES) for blocks in tasks)
    assert all([snippet.language for snippet in blocks] == ["python", "r"] for blocks in tables)


@pytest.mark.parametrize("snippet", [snippet for blocks in list(TASKS.values())[10:] for snippet in blocks])
def test_a_table_is_one_call_and_six_lines_at_most(snippet: Snippet) -> None:
    lines = [line for line in snippet.code.splitlines() if line.strip()]
    assert len(lines) <= 6
    assert len(re.findall("http://127", snippet.code)) == 1


@pytest.mark.parametrize(("snippet", "expected"), CASES)
def test_a_snippet_prints_what_the_api_says(
    snippet: Snippet, expected: Callable[[FlaskClient], list[str]], client: FlaskClient, server: str, tmp_path: Path
) -> None:
    if (runtime := LANGUAGES[snippet.language]) is not None:
        need(runtime)
    printed = snippet.run(server, tmp_path).split("\n")
    wanted = expected(client)

    assert wanted
    assert [line for line in printed if line] == wanted or (
        expected is acts and sorted(line for line in printed if line) == wanted
    )
