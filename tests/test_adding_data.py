"""The walks of docs/adding-data.md are walked: every command is run, every record checked, every message heard."""

import re
import shutil
from pathlib import Path

import pytest

from casus import ONTOLOGY_DIR
from casus.compiler.new.existing import read
from casus.compiler.new.record import new_record
from casus.terms.namespaces import COLLECTIONS, PREFIXES, SKOS, URIRef
from tests.compiler.new.filling import Filler
from tests.conftest import Workshop
from tests.snippets import ROOT, snippets

WALK = [snippet for snippet in snippets(ROOT / "docs" / "adding-data.md") if snippet.section.startswith("Walk: ")]
RECORDS = "\n".join(snippet.code for snippet in WALK if snippet.language == "turtle")
COMMANDS = [
    tuple(found) for s in WALK for found in re.findall(r"^\.venv/bin/casus new (\S+) (\S+)$", s.code, re.MULTILINE)
]
SHOWN = [snippet.code.splitlines() for snippet in WALK if snippet.language == "text"]
TEMPLATES = [lines for lines in SHOWN if any(re.search(r"^\w+:\S+ a casus:", line) for line in lines)]
MESSAGES = [line for lines in SHOWN if lines not in TEMPLATES for line in lines]

TALKS = "negotiation:geneva-5plus5-talks-2020"
GNA, LNA, REASON = (f"claim:geneva-5plus5-talks-2020-{name}" for name in ("gna", "lna", "gna-suspension"))
SUPPORT = "claim:france-lna-operatives-2019"
MISTAKES = [
    [
        (GNA, "attendance:attended", "attendance:absent"),
        (GNA, "casus:signature signature:signed", "casus:signature signature:declined"),
        (GNA, "casus:participant body:gna", "casus:participant body:government-of-national-accord"),
        (SUPPORT, "stance:denies", "stance:affirms"),
        (SUPPORT, "force:lna", "state:libya"),
        (SUPPORT, "support-form:troop-presence", "support-form:troops"),
        (SUPPORT, 'casus:when "2019-04"', 'casus:when "2019-05"'),
    ],
    [
        (LNA, "casus:participant force:lna", "casus:participant body:gna"),
        (SUPPORT, "source:aljazeera-2019-04-23-french", "source:aljazeera-2019-04-23"),
    ],
]
"""What to write for what, in two goes: some mistakes hide others."""


def blocks() -> dict[str, str]:
    """The records of the walks by their names."""
    return {block.split(" ")[0]: block for block in re.split(r"\n(?=\w+:\S+ a )", RECORDS)}


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The shipped sources as they were before the records of the walks were added."""
    root = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY_DIR, root)
    for path in (root / "data").rglob("*.ttl"):
        kept = [
            block
            for block in re.split(r"(?<=\.\n)\n?(?=\w+:\S+ a )", path.read_text("utf-8"))
            if block.split(" ")[0] not in blocks()
        ]
        path.write_text("\n".join(kept), encoding="utf-8")
    return root


@pytest.fixture
def others(workshop: Workshop) -> Workshop:
    """A workshop with a record for everything that the walks name, under the name that it has in the shipped data."""
    names = read(ONTOLOGY_DIR).union
    filler = Filler(read(workshop.sources).model, ["book"])
    homes = {PREFIXES[prefix]: prefix for prefix in COLLECTIONS}
    written = []
    for prefix, slug in sorted(set(re.findall(r"(\w+):([a-z0-9-]+)", RECORDS))):
        if prefix in COLLECTIONS and f"{prefix}:{slug}" not in blocks():
            (kind,) = [kind for kind in filler.kinds() if homes[kind[0].base] == prefix and prefix != "claim"]
            label = next(
                t for t in names.objects(URIRef(PREFIXES[prefix] + slug), SKOS.prefLabel) if t.language == "en"
            )
            written.append(filler.fill(filler.block(*kind, slug).replace('"___"@en', f'"{label}"@en', 1)))
    workshop.write("others", "\n".join(written))
    return workshop


def problems(workshop: Workshop, records: dict[str, str]) -> list[str]:
    workshop.write("walk", "\n".join(records.values()))
    return [problem.partition(": ")[2] for problem in workshop.problems()]


def is_shown(line: str, shown: str) -> bool:
    """Whether the line is shown as it is; three dots at the end of what is shown stand for the rest."""
    return line.startswith(shown.removesuffix("...")) if shown.endswith("...") else line == shown


def test_the_records_of_the_walks_pass_the_check(others: Workshop) -> None:
    assert len(blocks()) == 8
    assert problems(others, blocks()) == []


def test_every_record_begins_with_the_command_for_its_template() -> None:
    kinds = {"casus:Negotiation": "negotiation", "casus:Participation": "participation"}
    kinds |= {"casus:Assessment": "assessment", "casus:Source": "source", "casus:Support": "support"}
    asked = {slug: kind for kind, slug in COMMANDS}

    assert len(asked) == 5
    for name, block in blocks().items():
        slug, kind = name.partition(":")[2], kinds[block.split(" ")[2]]
        assert asked.get(slug, kind) == kind
    assert set(asked) <= {name.partition(":")[2] for name in blocks()}


def test_the_templates_are_shown_as_they_are_printed(before: Path) -> None:
    assert len(TEMPLATES) == 2
    for shown in TEMPLATES:
        slug = next(line for line in shown if " a casus:" in line).split(" ")[0].partition(":")[2]
        (kind,) = [kind for kind, asked in COMMANDS if asked == slug]
        printed = iter(new_record(before, kind, slug).splitlines())
        missing = [line for line in shown if line and not any(is_shown(one, line) for one in printed)]
        assert missing == []


def test_the_messages_are_said(others: Workshop) -> None:
    talks = new_record(others.sources, "negotiation", TALKS.partition(":")[2])
    said = problems(others, {name: block for name, block in blocks().items() if name != REASON} | {TALKS: talks})
    for mistakes in MISTAKES:
        records = blocks()
        for name, right, wrong in mistakes:
            assert right in records[name]
            records[name] = records[name].replace(right, wrong)
        said += problems(others, records)

    assert len(MESSAGES) == 14
    assert [shown for shown in MESSAGES if not any(is_shown(line, shown) for line in said)] == []
