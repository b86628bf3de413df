"""Which tools and resources there are, over both transports and in both eras of the protocol."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import CallToolResult, Tool

from casus.assistants.answers import ANSWER_BYTES
from casus.store.open_release import OpenRelease
from tests.assistants.asking import ERAS, answered, example, process, within

OWN = {"search", "record", "lookup", "claims", "who-signed", "sparql"}


async def _everything(client: Client) -> tuple[list[Tool], dict[str, CallToolResult], list[Any], list[str]]:
    tools = (await client.list_tools()).tools
    results = {tool.name: await client.call_tool(tool.name, example(tool)) for tool in tools}
    resources = (await client.list_resources()).resources
    templates = (await client.list_resource_templates()).resource_templates
    return tools, results, resources, [each.uri_template for each in templates]


@pytest.mark.parametrize("era", ERAS)
def test_every_tool_answers_its_example_within_its_size(url: str, era: str, opened: OpenRelease) -> None:
    _all_answer(url, era, opened)


@pytest.mark.slow
def test_every_tool_answers_over_standard_input_and_output(var: Path, opened: OpenRelease) -> None:
    _all_answer(process(var), ERAS[0], opened)


@pytest.mark.slow
def test_a_client_that_shakes_hands_is_answered_over_standard_input_and_output(var: Path) -> None:
    async def ask(client: Client) -> tuple[str, Any]:
        result = await client.call_tool("lookup", {"scheme": "cow", "value": "620"})
        return client.protocol_version, result.structured_content

    version, told = within(process(var), ask, ERAS[1])

    assert version == "2025-11-25"
    assert told["rows"][0]["values"]["id"] == "states/libya"


def _all_answer(target: str | StdioServerParameters, era: str, opened: OpenRelease) -> None:
    tools, results, resources, templates = within(target, _everything, era)
    questions = {each.stem for each in (Path("ontology") / "questions").glob("*.rq")}

    assert {tool.name for tool in tools} == OWN | questions
    for tool in tools:
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.input_schema["additionalProperties"] is False
        assert "release" in tool.input_schema["properties"]
        assert tool.description and tool.title
        assert tool.annotations and tool.annotations.read_only_hint and not tool.annotations.destructive_hint
    for name, result in results.items():
        told = result.structured_content
        assert told is not None and not result.is_error, name
        assert told["release"] == opened.id and opened.id in told["cite_as"], name
        assert len(json.dumps(told, ensure_ascii=False).encode()) <= ANSWER_BYTES, name
        assert told["url"].endswith(f"release={opened.id}"), name
        assert (told["more"] is None) == (len(told["rows"]) == told["total"]), name
        for fact in (fact for row in told["rows"] for fact in row["facts"]):
            assert fact["status"]["definition"] and fact["statement"], name
            assert fact["claim"].endswith(f"?release={opened.id}"), name
            assert fact["sources"] or fact.get("sources_in_row"), name
    assert {each.name for each in resources} == {"vocabulary", "prefixes", "questions", *questions}
    assert templates == ["casus://questions/{slug}", "casus://codes/{code_list}", "casus://records/{collection}/{slug}"]


def test_the_arguments_of_a_question_are_those_of_its_path(url: str, client: Any) -> None:
    tools = {tool.name: tool for tool in within(url, lambda asked: asked.list_tools()).tools}
    told = tools["who-contests-an-agreement-of-others"].input_schema["properties"]
    paths = client.get("/openapi.json").json["paths"]["/v1/questions/who-contests-an-agreement-of-others"]

    assert set(told) == {"agreement", "position", "release", "skip"}
    for parameter in paths["get"]["parameters"]:
        if parameter["name"] in told:
            assert told[parameter["name"]]["description"] == parameter["description"]
            assert told[parameter["name"]].get("enum") == parameter["schema"].get("enum")


def test_what_queries_are_made_of_can_be_read(url: str, client: Any) -> None:
    async def read(asked: Client) -> list[str]:
        uris = ("vocabulary", "prefixes", "questions", "questions/who-signed", "codes/claim-status")
        uris = (*uris[:3], "questions/who-came-and-did-not-sign", uris[4], "records/negotiations/moscow-talks-2020")
        return [(await asked.read_resource(f"casus://{each}")).contents[0].text for each in uris]  # type: ignore[union-attr]

    vocabulary, prefixes, questions, query, codes, record = within(url, read)

    for each in (vocabulary, questions, codes, record):
        assert json.loads(each)["release"] in json.loads(each)["cite_as"]
    assert "casus:Support" in {each["name"] for each in json.loads(vocabulary)["terms"]}
    assert "casus://codes/claim-status" in json.loads(vocabulary)["code_lists"]
    assert len(vocabulary.encode()) < 100_000
    assert "PREFIX casus: <https://w3id.org/casus/ontology#>" in prefixes
    assert len(json.loads(questions)["questions"]) == len([*(Path("ontology") / "questions").glob("*.rq")])
    assert query.startswith("# number: 5\n")
    assert {"accepted", "denied"} <= {each["id"] for each in json.loads(codes)["codes"]}
    assert json.loads(record)["rows"][0]["values"]["id"] == "negotiations/moscow-talks-2020"
    answer = answered(url, "sparql", query=f"{prefixes} ASK {{ ?claim a casus:Support }}")
    assert answer["rows"] == [{"values": {"answer": True}, "facts": []}]
