"""The watch says what a check says, whatever was done to the files."""

import re
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from casus import ONTOLOGY_DIR
from casus.compiler.check import check
from casus.compiler.freshness import Content
from casus.compiler.quads import Parser
from casus.compiler.watch import Watcher
from tests.command import BROKEN, CASUS, environment
from tests.compiler.rules.mistakes import MISTAKES
from tests.compiler.rules.mistakes.fragments import FORCE
from tests.conftest import Workshop

_PATIENCE_S = 30


def said(watcher: Watcher) -> list[str]:
    return [str(violation) for violation in watcher.answer().violations if not violation.is_warning]


@pytest.fixture
def watcher(workshop: Workshop) -> Watcher:
    """A watcher that has given its first answer."""
    watcher = Watcher(workshop.sources, workshop.var)
    assert watcher.answer().violations == ()
    return watcher


@pytest.mark.slow
def test_every_mistake_is_said_as_a_whole_check_says_it(workshop: Workshop) -> None:
    """Some by themselves, when they are written into the folder, and then all of them together."""
    workshop.write("g7", f"force:g7 {FORCE} .")
    for mistake in MISTAKES:
        workshop.write(mistake.file, mistake.records)
    whole = workshop.problems()
    for mistake in MISTAKES:
        (workshop.sources / "data" / f"{mistake.file}.ttl").unlink()
    watcher = Watcher(workshop.sources, workshop.var)
    assert watcher.answer().violations == ()
    for mistake in MISTAKES[::8]:
        path = workshop.write(mistake.file, mistake.records)
        assert said(watcher) == [line for line in whole if line.startswith(f"ontology/data/{mistake.file}.ttl")]
        path.unlink()
    for mistake in MISTAKES:
        workshop.write(mistake.file, mistake.records)
    assert said(watcher) == whole
    assert len(whole) > len(MISTAKES)


def test_files_that_come_change_move_and_go_are_told_and_followed(workshop: Workshop, watcher: Watcher) -> None:
    path = workshop.write("more", f"force:more {FORCE} ; casus:colour 'red' .")
    answer = watcher.answer()
    assert answer.changes == ("ontology/data/more.ttl is new",)
    assert [str(violation) for violation in answer.violations] == workshop.problems() != []

    workshop.write("more", f"force:more {FORCE} .")
    answer = watcher.answer()
    assert (answer.changes, answer.violations) == (("ontology/data/more.ttl changed",), ())
    assert answer.triples == len(check(workshop.sources))

    path.rename(path.with_name("moved.ttl"))
    answer = watcher.answer()
    assert answer.changes == ("ontology/data/more.ttl is gone", "ontology/data/moved.ttl is new")
    assert answer.violations == ()

    workshop.write("again", f"force:more {FORCE} .")
    assert said(watcher) == workshop.problems() != []

    (workshop.sources / "data" / "moved.ttl").unlink()
    assert said(watcher) == workshop.problems() == []


def test_a_record_that_goes_is_missed_where_others_name_it(workshop: Workshop, watcher: Watcher) -> None:
    workshop.edit("data/records.ttl", "source:book a", "source:look a")
    assert said(watcher) == workshop.problems()
    assert {line.rpartition(": ")[2] for line in said(watcher)} == {
        "source:book is described in no file, where a casus:Source is needed; did you mean source:look (A Book)?"
    }
    workshop.edit("data/records.ttl", "source:look a", "source:book a")
    assert said(watcher) == []


def test_syntax_errors_come_and_go(workshop: Workshop, watcher: Watcher) -> None:
    path = workshop.write("broken", BROKEN)
    workshop.write("other", BROKEN)
    assert said(watcher) == workshop.problems()
    assert len(said(watcher)) == 2
    path.unlink()
    assert said(watcher) == workshop.problems()
    assert len(said(watcher)) == 1
    workshop.write("other", f"force:other {FORCE} .")
    assert said(watcher) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (
            "shapes.ttl",
            "sh:class casus:Source ; sh:minCount 1 ; api:filter true",
            "sh:class casus:Person ; sh:minCount 1",
        ),
        ("shapes.ttl", "sh:path casus:hedge ;", "sh:path casus:hege ;"),
        ("shapes.ttl", "sh:path casus:hedge ;", "sh:path casus:hedge ; sh:maxLength 9 ;"),
        ("casus.ttl", "casus:forceType a owl:ObjectProperty", "casus:forceKind a owl:ObjectProperty"),
        ("codes/source-type.ttl", "source-type:book a casus:Code", "source-type:volume a casus:Code"),
    ],
    ids=["constraint", "path", "constraint that is not checked", "vocabulary", "codes"],
)
def test_a_change_of_shapes_vocabulary_or_codes_is_felt_by_every_record(
    workshop: Workshop, watcher: Watcher, path: str, old: str, new: str
) -> None:
    text = (workshop.sources / path).read_text("utf-8")
    workshop.edit(path, old, new)
    assert said(watcher) == workshop.problems() != []
    (workshop.sources / path).write_text(text, encoding="utf-8")
    assert said(watcher) == []


def test_a_question_is_watched_too(workshop: Workshop, watcher: Watcher) -> None:
    (workshop.sources / "questions").mkdir()
    (workshop.sources / "questions" / "who.rq").write_text("SELECT * WHERE { ?s ?p ?o }", encoding="utf-8")
    answer = watcher.answer()
    assert answer.changes == ("ontology/questions/who.rq is new",)
    assert [str(violation) for violation in answer.violations] == workshop.problems() != []


def test_a_file_that_cannot_be_read_is_said_and_does_not_end_the_watch(workshop: Workshop, watcher: Watcher) -> None:
    folder = workshop.sources / "data" / "folder.ttl"
    folder.mkdir()
    assert said(watcher) == [f"{folder}: Is a directory"]
    folder.rmdir()
    assert said(watcher) == []


def test_what_the_watch_found_right_is_not_validated_again_by_a_build(workshop: Workshop, watcher: Watcher) -> None:
    assert Content(workshop.sources, workshop.var).checked_at() is not None
    workshop.write("broken", BROKEN)
    watcher.answer()
    assert Content(workshop.sources, workshop.var).checked_at() is None


@pytest.mark.slow
def test_of_the_shipped_data_only_a_changed_file_is_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = Workshop(tmp_path)
    for path in ONTOLOGY_DIR.rglob("*.ttl"):
        copy = workshop.sources / path.relative_to(ONTOLOGY_DIR)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (workshop.sources / "data" / "records.ttl").unlink()
    watcher = Watcher(workshop.sources, workshop.var)
    assert watcher.answer().violations == ()
    workshop.edit(
        "data/libya/sources.ttl",
        "source:un-s-res-2510-2020 a casus:Source ;",
        "source:un-s-res-2510-2020 a casus:Sauce ;",
    )
    parsed: list[bytes] = []
    triples = Parser.triples
    monkeypatch.setattr(Parser, "triples", lambda self, content: [parsed.append(content), triples(self, content)][1])
    answer = watcher.answer()
    assert parsed == [(workshop.sources / "data" / "libya" / "sources.ttl").read_bytes()]
    assert "casus:Sauce is not a term of ontology/casus.ttl; did you mean casus:Source?" in {
        violation.message for violation in answer.violations
    }


def _as_in_a_terminal() -> None:
    """A shell that starts tests in the background has them ignore Ctrl-C, and so what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_answers_a_change_and_ends_cleanly(workshop: Workshop) -> None:
    command = [CASUS, "check", "--watch", "--ontology", str(workshop.sources)]
    started = {"env": environment(workshop.var), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, preexec_fn=_as_in_a_terminal, **started) as process:  # type: ignore[call-overload]
        try:
            assert re.fullmatch(r"ok: \d+ triples, checked in [\d.]+ s; watching .*, Ctrl-C ends it\n", line(process))
            workshop.write("broken", BROKEN)
            assert line(process) == "ontology/data/broken.ttl is new\n"
            assert [line(process)] == [f"{problem}\n" for problem in workshop.problems()]
            assert line(process).startswith("1 violation, checked in ")
            (workshop.sources / "data" / "broken.ttl").unlink()
            assert line(process) == "ontology/data/broken.ttl is gone\n"
            assert line(process).startswith("ok: ")
        finally:
            process.send_signal(signal.SIGINT)
            try:
                rest = process.communicate(timeout=_PATIENCE_S)
            finally:
                process.kill()  # of a process that has ended, nothing
    assert (process.returncode, rest) == (0, ("\n", ""))


def line(process: subprocess.Popen[str]) -> str:
    """The next line that the command prints; a command that says nothing for too long is killed."""
    assert process.stdout is not None
    killer = threading.Timer(_PATIENCE_S, process.kill)
    killer.start()
    try:
        return process.stdout.readline()
    finally:
        killer.cancel()
