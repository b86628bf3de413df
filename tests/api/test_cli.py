"""The command `casus` as a user has it: a process of its own, its exit code, what it prints."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from ontology.build.release import Release, current
from tests.conftest import Workshop

CASUS = Path(sys.executable).with_name("casus")
COMMANDS = ["check", "build", "serve", "query", "openapi"]
BROKEN = "force:broken a casus:ArmedForce\n    skos:prefLabel ;;\n"


def environment(var: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CASUS_", "HOST", "PORT"))}
    return {**kept, "CASUS_VAR_DIR": str(var), **settings}


def casus(var: Path, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CASUS, *arguments],
        input=stdin,
        env=environment(var, **settings),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def says(result: subprocess.CompletedProcess[str], code: int, *texts: str) -> None:
    """The exit code, and each of the texts on standard error, without a traceback."""
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    for text in texts:
        assert text in result.stderr


# What it is


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(tmp_path: Path, command: str) -> None:
    result = casus(tmp_path, command, "--help")

    assert result.returncode == 0
    assert f"Usage: casus {command}" in result.stdout
    assert len(result.stdout.splitlines()) > 4


def test_the_help_lists_every_command_and_the_version_is_told(tmp_path: Path) -> None:
    told = casus(tmp_path, "--help")

    assert told.returncode == 0
    assert all(f"\n  {command} " in told.stdout for command in COMMANDS)
    assert casus(tmp_path, "--version").stdout.startswith("casus, version ")


def test_a_command_that_there_is_not_is_refused(tmp_path: Path) -> None:
    says(casus(tmp_path, "explode"), 2, "No such command 'explode'")


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        ({"PORT": "http"}, ["PORT is 'http'", "a whole number"]),
        ({"CASUS_QUERY_DEADLINE_S": "soon"}, ["CASUS_QUERY_DEADLINE_S is 'soon'"]),
        ({"CASUS_NONSENSE": "1"}, ["CASUS_NONSENSE is not a setting"]),
    ],
)
def test_a_bad_setting_is_named_with_its_value(tmp_path: Path, settings: dict[str, str], texts: list[str]) -> None:
    says(casus(tmp_path, "check", **settings), 2, *texts)


# check and build


def test_sound_sources_are_checked_and_built(workshop: Workshop) -> None:
    checked = casus(workshop.var, "check", "--ontology", str(workshop.sources))
    assert checked.returncode == 0
    assert checked.stdout.startswith("ok: ")
    assert not workshop.var.exists()

    built = casus(workshop.var, "build", CASUS_ONTOLOGY_DIR=str(workshop.sources))
    assert built.returncode == 0
    assert built.stdout.startswith(current(workshop.var).manifest.id)
    assert built.stderr == ""


def test_broken_sources_are_reported_with_file_and_line_and_replace_nothing(workshop: Workshop) -> None:
    workshop.build()
    before = current(workshop.var).manifest
    workshop.write("broken", BROKEN)
    for command in ("check", "build"):
        result = casus(workshop.var, command, "--ontology", str(workshop.sources))
        says(result, 1, "ontology/data/broken.ttl:", "Turtle syntax", "1 violation; nothing was replaced")

    assert current(workshop.var).manifest == before


def test_a_rule_that_is_broken_is_reported_with_the_record_and_the_property(workshop: Workshop) -> None:
    workshop.edit("data/records.ttl", "casus:sourceType source-type:book", "casus:sourceType source-type:boook")

    result = casus(workshop.var, "check", "--ontology", str(workshop.sources))
    says(result, 1, "ontology/data/records.ttl", "source:book", "casus:sourceType")


def test_sources_that_are_not_there_are_reported(tmp_path: Path) -> None:
    says(casus(tmp_path, "check", "--ontology", str(tmp_path / "nowhere")), 1, "nowhere", "holds no Turtle file")


def test_a_file_in_place_of_the_folder_of_releases_is_reported(workshop: Workshop, tmp_path: Path) -> None:
    var = tmp_path / "file"
    var.write_text("not a folder")

    says(casus(var, "build", "--ontology", str(workshop.sources)), 2, str(var))
    says(casus(var, "serve", CASUS_ONTOLOGY_DIR=str(workshop.sources), PORT=str(free_port())), 2, str(var))


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
    result = casus(var, "query", str(file), "--format", "csv")

    assert result.returncode == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {"Libya", "ليبيا"} <= {row["name"] for row in rows}


def test_a_graph_is_answered_as_turtle(var: Path) -> None:
    result = casus(var, "query", stdin="CONSTRUCT { <http://a> <http://b> 1 } WHERE {}")

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
    result = casus(var, "query", *arguments, stdin=query)

    says(result, code, text)
    assert result.stdout == ""


# openapi


def test_the_openapi_document_is_written_and_a_drift_is_told(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"

    says(casus(var, "openapi", "--check", str(file)), 1, "has drifted")
    assert casus(var, "openapi", str(file)).returncode == 0
    assert json.loads(file.read_text("utf-8"))["openapi"].startswith("3.1")
    assert casus(var, "openapi", "--check", str(file)).returncode == 0
    file.write_text(file.read_text("utf-8").replace("3.1", "3.0"), encoding="utf-8")
    says(casus(var, "openapi", "--check", str(file)), 1, "run 'casus openapi'")


def test_an_openapi_document_that_cannot_be_written_is_reported(var: Path, tmp_path: Path) -> None:
    says(casus(var, "openapi", str(tmp_path)), 2, str(tmp_path))
    says(casus(var, "openapi", str(tmp_path / "nowhere" / "openapi.json")), 2, "nowhere")


@pytest.mark.parametrize("arguments", [["query"], ["openapi"], ["serve", "--no-build"]])
def test_without_a_release_it_is_told_how_to_make_one(tmp_path: Path, arguments: list[str]) -> None:
    result = casus(tmp_path, *arguments, stdin="ASK {}", PORT=str(free_port()))

    says(result, 2, f"{tmp_path} holds no release; run 'casus build'")


def test_a_release_that_is_not_whole_is_reported(tmp_path: Path) -> None:
    (tmp_path / "releases" / "x").mkdir(parents=True)
    (tmp_path / "releases" / "x" / "manifest.json").write_text("{")
    (tmp_path / "current").symlink_to("releases/x")

    for arguments in (["query"], ["openapi"], ["serve", "--no-build"]):
        says(casus(tmp_path, *arguments, stdin="ASK {}", PORT=str(free_port())), 2, "is not a manifest")


# serve


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`casus serve` in a process group of its own, as a shell starts it."""

    def __init__(self, log: Path, var: Path, *arguments: str, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        with log.open("w") as stderr:
            self.process = subprocess.Popen(
                [CASUS, "serve", *arguments],
                env=environment(var, PORT=str(self.port), **settings),
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )

    def wait_until_ready(self) -> dict[str, str]:
        end = time.monotonic() + 40
        while time.monotonic() < end and self.process.poll() is None:
            try:
                answer = requests.get(f"{self.url}/readyz", timeout=5)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                found: dict[str, str] = answer.json()
                return found
        raise AssertionError(self.log.read_text("utf-8"))

    def processes(self) -> list[int]:
        """Those of the session that still run."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split() if entry.name.isdigit() else []
            except OSError:
                continue
            if stat and int(stat[3]) == self.process.pid and stat[0] != "Z":
                found.append(int(entry.name))
        return found

    def end(self) -> None:
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(log: Path, var: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    served = Served(log, var, *arguments, **settings)
    try:
        yield served
    finally:
        served.end()


def test_a_port_that_is_taken_is_reported(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        says(casus(var, "serve", "--no-build", PORT=str(port)), 2, f"cannot listen on 127.0.0.1:{port}", "PORT")


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"PORT": "70000"}, "70000"),
        ({"HOST": "no-such-host.invalid"}, "no-such-host.invalid"),
        ({"HOST": "8.8.8.8"}, "8.8.8.8"),
    ],
)
def test_an_address_that_cannot_be_listened_on_is_reported(var: Path, settings: dict[str, str], text: str) -> None:
    says(casus(var, "serve", "--no-build", **{"PORT": str(free_port()), **settings}), 2, text)


def test_a_broken_file_is_reported_and_the_old_release_is_served(workshop: Workshop, tmp_path: Path) -> None:
    old: Release = workshop.build()
    workshop.write("broken", BROKEN)
    log = tmp_path / "log"

    with serving(log, workshop.var, CASUS_ONTOLOGY_DIR=str(workshop.sources)) as served:
        assert served.wait_until_ready()["release"] == old.manifest.id
        assert requests.get(f"{served.url}/v1/armed-forces/first", timeout=10).status_code == 200

    text = log.read_text("utf-8")
    assert "ontology/data/broken.ttl:" in text
    assert "Turtle syntax" in text
    assert f"serving the release that there is, {old.manifest.id}" in text
    assert "Traceback" not in text


def test_a_broken_file_without_an_old_release_ends_it(workshop: Workshop) -> None:
    workshop.write("broken", BROKEN)
    result = casus(workshop.var, "serve", CASUS_ONTOLOGY_DIR=str(workshop.sources), PORT=str(free_port()))

    says(result, 1, "ontology/data/broken.ttl:", "no earlier release")


def test_sources_that_are_newer_are_built_first(workshop: Workshop, tmp_path: Path) -> None:
    with serving(tmp_path / "log", workshop.var, CASUS_ONTOLOGY_DIR=str(workshop.sources)) as served:
        assert served.wait_until_ready()["release"] == current(workshop.var).manifest.id


@pytest.mark.parametrize("to", ["the terminal's group", "the server alone"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_by_signal_leaves_no_process(var: Path, tmp_path: Path, number: int, to: str) -> None:
    """Ctrl-C reaches every process of the terminal's group; a service manager's SIGTERM only the first."""
    with serving(tmp_path / "log", var, "--no-build") as served:
        served.wait_until_ready()
        query = requests.get(f"{served.url}/sparql", params={"query": "ASK {}"}, timeout=10)
        assert query.status_code == 200
        assert len(served.processes()) >= 3  # the server, a web process, a query process

        (os.killpg if to == "the terminal's group" else os.kill)(served.process.pid, number)
        assert served.process.wait(10) in (0, -number, 128 + number)
        end = time.monotonic() + 5
        while served.processes() and time.monotonic() < end:
            time.sleep(0.05)
        assert served.processes() == []
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")
