"""The commands of `casus`, but for the server: each once as a process, else called."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from casus.release.manifest import current
from tests.command import BROKEN, casus, free_port, invoke, says
from tests.conftest import Workshop

COMMANDS = [
    *("check", "new", "build", "serve", "reload", "query", "diff", "openapi"),
    *("pack", "install", "releases", "prune"),
]

# What it is


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(tmp_path: Path, command: str) -> None:
    result = invoke(tmp_path, command, "--help")

    assert result.returncode == 0
    assert f"Usage: casus {command}" in result.stdout
    assert len(result.stdout.splitlines()) > 4


def test_the_help_lists_every_command_and_the_version_is_told(tmp_path: Path) -> None:
    told = casus(tmp_path, "--help")

    assert told.returncode == 0
    assert all(f"\n  {command} " in told.stdout for command in COMMANDS)
    assert invoke(tmp_path, "--version").stdout.startswith("casus, version ")


def test_a_command_that_there_is_not_is_refused(tmp_path: Path) -> None:
    says(invoke(tmp_path, "explode"), 2, "No such command 'explode'")


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        ({"PORT": "http"}, ["PORT is 'http'", "a whole number"]),
        ({"CASUS_QUERY_DEADLINE_S": "soon"}, ["CASUS_QUERY_DEADLINE_S is 'soon'"]),
        ({"CASUS_NONSENSE": "1"}, ["CASUS_NONSENSE is not a setting"]),
    ],
)
def test_a_bad_setting_is_named_with_its_value(tmp_path: Path, settings: dict[str, str], texts: list[str]) -> None:
    says(invoke(tmp_path, "check", **settings), 2, *texts)


# check and build


@pytest.mark.slow
def test_sound_sources_are_checked_and_built(workshop: Workshop) -> None:
    checked = casus(workshop.var, "check", "--ontology", str(workshop.sources))
    assert checked.returncode == 0
    assert re.fullmatch(r"ok: \d+ triples, checked in [\d.]+ s\n", checked.stdout)
    assert [path.name for path in workshop.var.iterdir()] == ["checked.json"]

    again = casus(workshop.var, "check", "--ontology", str(workshop.sources))
    assert re.search(r"checked in [\d.]+ s; nothing has changed since the check of \d{4}-\d\d-\d\d ", again.stdout)

    built = casus(workshop.var, "build", CASUS_ONTOLOGY_DIR=str(workshop.sources))
    assert built.returncode == 0
    assert built.stdout.startswith(current(workshop.var).manifest.id)
    assert built.stderr == ""


def test_broken_sources_are_reported_with_file_and_line_and_replace_nothing(workshop: Workshop) -> None:
    workshop.build()
    before = current(workshop.var).manifest
    workshop.write("broken", BROKEN)
    for command, end in (("check", "1 violation\n"), ("build", "1 violation; nothing was replaced\n")):
        result = invoke(workshop.var, command, "--ontology", str(workshop.sources))
        says(result, 1, "ontology/data/broken.ttl:", "Turtle syntax", f"casus: {end}")

    assert current(workshop.var).manifest == before


def test_a_rule_that_is_broken_is_reported_with_the_record_and_the_property(workshop: Workshop) -> None:
    workshop.edit("data/records.ttl", "casus:sourceType source-type:book", "casus:sourceType source-type:boook")

    result = invoke(workshop.var, "check", "--ontology", str(workshop.sources))
    says(result, 1, "ontology/data/records.ttl", "source:book", "casus:sourceType")


def test_sources_that_are_not_there_are_reported(tmp_path: Path) -> None:
    says(invoke(tmp_path, "check", "--ontology", str(tmp_path / "nowhere")), 1, "nowhere", "holds no Turtle file")


def test_a_source_that_cannot_be_read_is_reported(workshop: Workshop) -> None:
    folder = workshop.sources / "data" / "folder.ttl"
    folder.mkdir()
    for command in ("check", "build"):
        says(casus(workshop.var, command, "--ontology", str(workshop.sources)), 2, f"{folder}: Is a directory")


def test_a_file_in_place_of_the_folder_of_releases_is_reported(workshop: Workshop, tmp_path: Path) -> None:
    var = tmp_path / "file"
    var.write_text("not a folder")

    says(invoke(var, "build", "--ontology", str(workshop.sources)), 2, str(var))
    says(casus(var, "serve", CASUS_ONTOLOGY_DIR=str(workshop.sources), PORT=str(free_port())), 2, str(var))


# new


def test_a_block_for_a_new_record_is_printed_and_nothing_is_written(workshop: Workshop) -> None:
    before = {path: path.read_bytes() for path in workshop.sources.rglob("*.*")}
    result = casus(workshop.var, "new", "negotiation", "moscow-talks-2030", "--ontology", str(workshop.sources))

    assert (result.returncode, result.stderr) == (0, "")
    assert "\nnegotiation:moscow-talks-2030 a casus:Negotiation ;\n" in result.stdout
    assert result.stdout.endswith("(casus new participation).\n")
    assert {path: path.read_bytes() for path in workshop.sources.rglob("*.*")} == before
    assert not workshop.var.exists()


@pytest.mark.parametrize(
    ("kind", "slug", "code", "texts"),
    [
        (
            "negotation",
            "x",
            2,
            ["negotation is no kind of record; did you mean negotiation?", "participation, reaction"],
        ),
        ("negotiation", "Moscow Talks", 2, ["Moscow Talks: a slug is lower-case", "did you mean moscow-talks?"]),
        ("source", "book", 1, ["source:book stands in ontology/data/records.ttl:", "already; choose another slug"]),
    ],
)
def test_a_kind_or_a_slug_that_is_not_right_is_refused_with_what_is(
    workshop: Workshop, kind: str, slug: str, code: int, texts: list[str]
) -> None:
    result = casus(workshop.var, "new", kind, slug, CASUS_ONTOLOGY_DIR=str(workshop.sources))

    says(result, code, *texts)
    assert result.stdout == ""


def test_a_template_of_a_broken_vocabulary_is_refused_with_file_and_line(workshop: Workshop) -> None:
    (workshop.sources / "shapes.ttl").write_text("shape:", encoding="utf-8")

    result = casus(workshop.var, "new", "event", "x", "--ontology", str(workshop.sources))
    says(result, 1, "ontology/shapes.ttl:1: is not Turtle, and a template is made from it")


# query


def test_a_query_is_read_from_standard_input_and_answered_as_json(var: Path) -> None:
    result = casus(var, "query", stdin="ASK { <https://w3id.org/casus/id/states/libya> ?p ?o }")

    assert result.returncode == 0
    assert json.loads(result.stdout)["boolean"] is True


def test_a_query_is_read_from_a_file_and_answered_as_csv(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_text(
        "SELECT ?name WHERE { <https://w3id.org/casus/id/states/libya> "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name } ORDER BY ?name",
        encoding="utf-8",
    )
    result = invoke(var, "query", str(file), "--format", "csv")

    assert result.returncode == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {"Libya", "ليبيا"} <= {row["name"] for row in rows}


def test_a_graph_is_answered_as_turtle(var: Path) -> None:
    result = invoke(var, "query", stdin="CONSTRUCT { <http://a> <http://b> 1 } WHERE {}")

    assert result.returncode == 0
    assert "<http://a>" in result.stdout


@pytest.mark.parametrize(
    ("query", "arguments", "code", "text"),
    [
        ("SELECT ?x WHERE {", [], 1, "The query is not SPARQL 1.1"),
        ("", [], 1, "The query is not SPARQL 1.1"),
        ("INSERT DATA { <http://a> <http://b> 1 }", [], 1, "Updates are refused"),
        ("SELECT * WHERE { SERVICE <http://a> { ?s ?p ?o } }", [], 1, "SERVICE is refused"),
        ("ASK {}", ["--format", "turtle"], 2, "not as turtle"),
        ("ASK {}", ["--format", "nonsense"], 2, "nonsense"),
        ("ASK {}", ["no-such-file.rq"], 2, "no-such-file.rq"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(
    var: Path, query: str, arguments: list[str], code: int, text: str
) -> None:
    result = invoke(var, "query", *arguments, stdin=query)

    says(result, code, text)
    assert result.stdout == ""


# openapi


@pytest.mark.slow
def test_the_openapi_document_is_written_and_a_drift_is_told(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"

    says(casus(var, "openapi", "--check", str(file)), 1, "has drifted")
    assert invoke(var, "openapi", str(file)).returncode == 0
    assert json.loads(file.read_text("utf-8"))["openapi"].startswith("3.1")
    assert invoke(var, "openapi", "--check", str(file)).returncode == 0
    file.write_text(file.read_text("utf-8").replace("3.1", "3.0"), encoding="utf-8")
    says(invoke(var, "openapi", "--check", str(file)), 1, "run 'casus openapi'")


@pytest.mark.slow
def test_an_openapi_document_that_cannot_be_written_is_reported(var: Path, tmp_path: Path) -> None:
    says(invoke(var, "openapi", str(tmp_path)), 2, str(tmp_path))
    says(invoke(var, "openapi", str(tmp_path / "nowhere" / "openapi.json")), 2, "nowhere")


@pytest.mark.parametrize("arguments", [["query"], ["openapi"], ["serve", "--no-build"]])
def test_without_a_release_it_is_told_how_to_make_one(tmp_path: Path, arguments: list[str]) -> None:
    result = invoke(tmp_path, *arguments, stdin="ASK {}", PORT=str(free_port()))

    says(result, 2, f"{tmp_path} holds no release; run 'casus build'")


def test_a_release_that_is_not_whole_is_reported(tmp_path: Path) -> None:
    (tmp_path / "releases" / "x").mkdir(parents=True)
    (tmp_path / "releases" / "x" / "manifest.json").write_text("{")
    (tmp_path / "current").symlink_to("releases/x")

    for arguments in (["query"], ["openapi"], ["serve", "--no-build"]):
        says(invoke(tmp_path, *arguments, stdin="ASK {}", PORT=str(free_port())), 2, "is not a manifest")
