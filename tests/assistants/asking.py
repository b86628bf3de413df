"""Asking as assistants do: by the official SDK's client, over HTTP or over the input and output of a process."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, Tool

from casus.model.json_schema import Json
from tests.command import CASUS, environment

Made = TypeVar("Made")
ERAS = ("auto", "legacy")
"""The protocol of 2026, where each message is complete, and that of 2024 and 2025, which begins with a handshake."""


def process(var: Path) -> StdioServerParameters:
    """`casus mcp` on the release there."""
    return StdioServerParameters(command=str(CASUS), args=["mcp"], env=environment(var))


def within(target: str | StdioServerParameters, work: Callable[[Client], Awaitable[Made]], era: str = ERAS[0]) -> Made:
    """What is done with a client of the server at that URL, or of that process. Raises MCPError."""

    async def connected() -> Made:
        server = target if isinstance(target, str) else stdio_client(target)
        async with Client(server, mode=era) as client:
            try:
                return await work(client)
            except MCPError as error:  # raised here, it would come out in a group of groups
                found = error
        raise found

    return asyncio.run(connected())


def called(target: str | StdioServerParameters, name: str, **arguments: Any) -> CallToolResult:
    """The result of one call of a tool."""
    return within(target, lambda client: client.call_tool(name, arguments))


def answered(target: str | StdioServerParameters, name: str, **arguments: Any) -> Json:
    """The structured content of a call that went well: the SDK has held it against the tool's schema."""
    result = called(target, name, **arguments)
    assert not result.is_error, words(result)
    assert result.structured_content is not None
    return result.structured_content


def refused(target: str | StdioServerParameters, name: str, **arguments: Any) -> Json:
    """The problem that a call was answered with."""
    result = called(target, name, **arguments)
    assert result.is_error and result.structured_content is not None
    return {**result.structured_content["problem"], "words": words(result)}


def words(result: CallToolResult) -> str:
    """The text of a result."""
    (content,) = result.content
    assert content.type == "text"
    return content.text


def example(tool: Tool) -> dict[str, Any]:
    """The arguments that the tool needs, by the examples of its schema."""
    return {
        name: tool.input_schema["properties"][name]["examples"][0] for name in tool.input_schema.get("required", ())
    }
