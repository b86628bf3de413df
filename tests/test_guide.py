"""The snippets of docs/guide.md, run as they stand: those of a task print the same, and what the API says.

The last tasks join imported data: they are asked of a release with a few made-up rows.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from casus import ONTOLOGY_DIR
from casus.compiler.build import build
from tests.conftest import running_server, serving_app
from tests.imports.made_up import ACD, PAX, imported, write
from tests.snippets import ROOT, Snippet, foreign, need, snippets
from tools import made_up

LANGUAGES = {"sh": "curl", "python": None, "r": "R", "js": "Node.js"}
JOINS = 3
"""Tasks with imported data, which are the last ones."""
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


def deaths_by_month(client: FlaskClient) -> list[str]:
    months = Counter[tuple[str, str]]()
    for event in client.get("/v1/events?violence_type=state-based&limit=500").json["items"]:
        for actor in event["actors"]:
            if actor["id"] in ("armed-forces/ucdp-5802", "armed-forces/ucdp-7072"):
                months[actor["id"], event["when"][:7]] += event["fatalities_best"]
    return [f"{actor},{month},{dead}" for (actor, month), dead in sorted(months.items())]


def secondary_parties(client: FlaskClient) -> list[str]:
    def here(year: int) -> str:
        claims = client.get(f"/v1/claims?type=ConflictParty&at={year}&limit=500").json["items"]
        of_war = [claim for claim in claims if claim["party_to"]["id"] == "conflicts/libya-2014-2020"]
        secondary = [claim for claim in of_war if claim["party_type"]["id"] == "secondary"]
        return "|".join(sorted({f"{claim['party']['id']} ({claim['status']['id']})" for claim in secondary}))

    coded = {
        2016: "internationalized-intrastate,war,states/italy|states/united-states,",
        2017: "intrastate,minor,,",
        2019: "internationalized-intrastate,war,,states/sudan",
    }
    assert not here(2016) and "states/sudan (contested)" in here(2019)
    return [f"{year},{said},{here(year)}" for year, said in coded.items()]


def texts_in_pax(client: FlaskClient) -> list[str]:
    ours = {"libyan-political-agreement-2015": "1370,{},1", "ceasefire-agreement-2020-10": "2320,{},0"}
    signed = {slug: len(client.get(f"/v1/agreements/{slug}").json["signatories"]) for slug in ours}
    assert all(signed.values())
    return [f"agreements/{slug},agreements/pa-x-{ours[slug].format(signed[slug])}" for slug in sorted(ours)]


EXPECTED: list[Callable[[FlaskClient], list[str]]] = [
    states, crosswalk, person, supporters, reasons, events, acts, neighbours, entries, pinned,
    behind_camps, edges_of_years, fatalities, signatories, accepted_by_year,
    deaths_by_month, secondary_parties, texts_in_pax,
]  # fmt: skip
CASES = [
    pytest.param(
        snippet, expected, id=f"{task.split('.')[0]}-{snippet.language}", marks=foreign(LANGUAGES[snippet.language])
    )
    for (task, blocks), expected in zip(TASKS.items(), EXPECTED, strict=True)
    for snippet in blocks
]
CASES, OF_JOINS = CASES[: -JOINS * len(LANGUAGES)], CASES[-JOINS * len(LANGUAGES) :]


@pytest.fixture(scope="module")
def var_with_imports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with made-up rows of GED, of the armed conflict dataset and of PA-X, which name what is coded here."""
    folder = tmp_path_factory.mktemp("guide")
    var = folder / "var"
    lna = {"side_b_new_id": "5802", "side_b": "Forces of the House of Representatives", "dyad_new_id": "14059"}
    part = {"side_b_new_id": "7072", "side_b": "LNA", "dyad_new_id": "90003", "best": "11"}
    june = {"date_start": "2016-06-04", "date_end": "2016-06-04"}
    events = [
        made_up.event(**lna),
        made_up.event(id="900002", **lna, best="7"),
        made_up.event(id="900003", **lna, **june),
    ]
    imported(
        "ucdp-ged",
        write(folder / "ged241.csv", [*events, made_up.event(id="900004", **part), made_up.event(id="900005")]),
        var,
        ONTOLOGY_DIR,
    )
    year = ACD | {"conflict_id": "11346", "incompatibility": "2", "territory_name": "", "side_a_id": "111"}
    nobody = {"side_a_2nd": "", "gwno_a_2nd": ""}
    allies = {"side_a_2nd": "Government of United States of America, Government of Italy", "gwno_a_2nd": "2, 325"}
    years = [
        year | {"year": "2011"},
        year | {"year": "2016", **allies},
        year | {"year": "2017", "type_of_conflict": "3", "intensity_level": "1", **nobody},
        year | {"year": "2019", **nobody, "side_b_2nd": "Government of Sudan", "gwno_b_2nd": "625"},
    ]
    imported("ucdp-acd", write(folder / "acd-22.1.csv", years, [*ACD]), var, ONTOLOGY_DIR)
    texts = [PAX | {"AgtId": "1370"}, PAX | {"AgtId": "2320", "GeWom": "0"}, PAX]
    imported("pa-x", write(folder / "pa-x.csv", texts, [*PAX]), var, ONTOLOGY_DIR)
    build(ONTOLOGY_DIR, var)
    return var


@pytest.fixture(scope="module")
def client_with_imports(var_with_imports: Path) -> Iterator[FlaskClient]:
    with serving_app(var_with_imports) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def server_with_imports(var_with_imports: Path) -> Iterator[str]:
    with running_server(var_with_imports) as url:
        yield url


def test_every_task_is_there_in_every_language() -> None:
    blocks_of = list(TASKS.values())
    tasks, tables, joins = blocks_of[:10], blocks_of[10:-JOINS], blocks_of[-JOINS:]
    assert (len(tasks), len(tables), len(joins)) == (10, 5, 3)
    assert all([snippet.language for snippet in blocks] == list(LANGUAGES) for blocks in (*tasks, *joins))
    assert all([snippet.language for snippet in blocks] == ["python", "r"] for blocks in tables)


@pytest.mark.parametrize("snippet", [snippet for blocks in list(TASKS.values())[10:-JOINS] for snippet in blocks])
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


@pytest.mark.slow
@pytest.mark.parametrize(("snippet", "expected"), OF_JOINS)
def test_a_snippet_joins_what_is_imported(
    snippet: Snippet,
    expected: Callable[[FlaskClient], list[str]],
    client_with_imports: FlaskClient,
    server_with_imports: str,
    tmp_path: Path,
) -> None:
    if (runtime := LANGUAGES[snippet.language]) is not None:
        need(runtime)
    assert snippet.run(server_with_imports, tmp_path).splitlines() == expected(client_with_imports)
