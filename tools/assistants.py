"""Writes the second half of docs/assistants.md: ten questions asked through the SDK's own client, with the answers.

    python -m tools.assistants            write it
    python -m tools.assistants --check    exit code 1 when it is not what would be written

It starts `casus mcp` on the current release. The id of the release is left out of what is written, since every change
of the data changes it; an answer is written again only when the answer has changed.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

PAGE: Final = Path(__file__).parent.parent / "docs" / "assistants.md"
MARK: Final = "<!-- What follows is made by `python -m tools.assistants`. -->\n"
_RELEASE: Final = "0.1.0-............"


@dataclass(frozen=True)
class Asked:
    """A question of researchers, and the calls by which an assistant answers it."""

    number: int
    """In the list of competency questions."""
    question: str
    calls: tuple[tuple[str, dict[str, Any]], ...]


_MOSCOW: Final = "negotiations/moscow-talks-2020"
TEN: Final = (
    Asked(
        3,
        'Who was "the government of Libya" on 15 January 2015, according to UCDP, Archigos and the UN?',
        (("who-was-the-government", {"state": "states/libya", "at": "2015-01-15"}),),
    ),
    Asked(
        4,
        "Who attended the Moscow talks of January 2020, and what became of the two signatures?",
        (
            ("search", {"q": "Moscow talks January 2020", "collection": ["negotiations"], "limit": 1}),
            ("who-signed", {"participation_in": [_MOSCOW], "participant": ["armed-forces/lna", "organizations/gna"]}),
        ),
    ),
    Asked(
        5,
        "Which parties came to Moscow and did not sign, and which reasons are given, with the status of each?",
        (("who-came-and-did-not-sign", {"negotiation": _MOSCOW}),),
    ),
    Asked(
        7,
        "Show the legal acts of the EastMed pipeline agreement, with conflicting dates and their sources.",
        (("legal-acts-of-an-agreement", {"agreement": "agreements/eastmed-pipeline-2020"}),),
    ),
    Asked(
        8,
        "Which actors contest the validity of the security memorandum of 2019, and on what ground?",
        (("who-contests-an-agreement-of-others", {"agreement": "agreements/security-mou-2019"}),),
    ),
    Asked(
        10,
        "Which support by the United Arab Emirates is contested, and who denies it?",
        (("claims-denied-by-the-accused", {"accused": "states/united-arab-emirates"}),),
    ),
    Asked(
        12,
        "Who supported whom on 20 January 2020 in the war of 2014 to 2020, possibly and certainly?",
        (("who-supported-whom-on-a-day", {"at": "2020-01-20", "conflict": "conflicts/libya-2014-2020"}),),
    ),
    Asked(
        14,
        "Which claims were made before 1 June 2020 and later refuted or superseded?",
        (("claims-overtaken-since-a-day", {"at": "2020-06-01"}),),
    ),
    Asked(20, "Which commanders and forces changed sides, and when?", (("changes-of-allegiance", {}),)),
    Asked(
        25,
        "For every contested claim about the role of the United States: the source, its date, its words, its status.",
        (("every-source-for-an-actors-role", {"actor": "states/united-states", "status": "contested"}),),
    ),
)


async def exchanges(client: Client) -> list[tuple[Asked, list[Any]]]:
    """Each question with the results of its calls."""
    return [(asked, [await client.call_tool(name, given) for name, given in asked.calls]) for asked in TEN]


def written(found: list[tuple[Asked, list[Any]]]) -> str:
    """The second half of the page."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: list[tuple[Asked, list[Any]]]) -> Iterator[str]:
    release = found[0][1][0].structured_content["release"]
    for place, (asked, results) in enumerate(found, 1):
        yield f"\n### {place}. {asked.question}\n"
        yield f"Question {asked.number} of the competency questions."
        for (name, given), result in zip(asked.calls, results, strict=True):
            yield from (line.replace(release, _RELEASE) for line in _exchange(name, given, result))


def _exchange(name: str, given: dict[str, Any], result: Any) -> Iterator[str]:
    yield "\nThe call:\n"
    yield f"```json\n{json.dumps({'name': name, 'arguments': given}, ensure_ascii=False)}\n```\n"
    yield "The answer, in words:\n"
    yield f"```text\n{result.content[0].text}\n```\n"
    yield "The same as structured content:\n"
    yield f"```json\n{_in_rows(result.structured_content)}\n```\n"


def _in_rows(structured: dict[str, Any]) -> str:
    """JSON with a line for each member and each row."""
    members = []
    for name, value in structured.items():
        text = json.dumps(value, ensure_ascii=False)
        if name == "rows" and value:
            text = "[\n    " + ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in value) + "\n  ]"
        members.append(f'  "{name}": {text}')
    return "{\n" + ",\n".join(members) + "\n}"


def made() -> str:
    """The page as it would be written now."""
    given = StdioServerParameters(
        command=str(Path(sys.executable).with_name("casus")), args=["mcp"], env={**os.environ}
    )

    async def ask() -> str:
        async with Client(stdio_client(given)) as client:
            return written(await exchanges(client))

    return page(asyncio.run(ask()))


def page(exchange: str) -> str:
    """The page with that second half."""
    head, _, _ = PAGE.read_text("utf-8").partition(MARK)
    return f"{head}{MARK}{exchange}"


def main(arguments: list[str]) -> int:
    text = made()
    if "--check" in arguments:
        return 0 if PAGE.read_text("utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
