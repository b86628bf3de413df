"""Whether a build is due, and which content was checked."""

import json
from pathlib import Path

import pytest

from casus.compiler.freshness import Content, is_stale
from casus.compiler.violations import BuildError
from casus.release.manifest import FILE, FORMAT
from tests.compiler.conftest import TwoTriples
from tests.conftest import Workshop

# Whether a build is due


def test_a_release_is_stale_when_there_is_none_and_when_the_sources_changed(sources: TwoTriples) -> None:
    assert is_stale(sources.root, sources.var)
    sources.build()
    assert not is_stale(sources.root, sources.var)
    sources.write("9.8.7", "two")
    assert is_stale(sources.root, sources.var)


@pytest.mark.parametrize("moved", ["casus2.ttl", "data/casus.ttl"])
def test_a_release_is_stale_when_a_file_was_renamed_or_moved(sources: TwoTriples, moved: str) -> None:
    sources.build()
    (sources.root / "data").mkdir()
    (sources.root / "casus.ttl").rename(sources.root / moved)
    assert is_stale(sources.root, sources.var)


def test_a_release_is_stale_when_a_file_was_added_or_removed(sources: TwoTriples) -> None:
    sources.build()
    extra = sources.root / "extra.ttl"
    extra.write_text("<https://example.org/a> a <https://example.org/B> .", encoding="utf-8")
    assert is_stale(sources.root, sources.var)
    sources.build()
    extra.unlink()
    assert is_stale(sources.root, sources.var)


@pytest.mark.parametrize("content", ["", "null", '{"format": 0}', f'{{"format": {FORMAT}}}'])
def test_a_release_that_this_version_cannot_open_is_stale_and_gives_way(sources: TwoTriples, content: str) -> None:
    before = sources.build()
    (before.path / FILE).write_text(content, encoding="utf-8")
    assert is_stale(sources.root, sources.var)
    assert sources.build().path == before.path
    assert not is_stale(sources.root, sources.var)


# What was checked


def steps_of_a_build(sources: TwoTriples) -> list[str]:
    steps: list[str] = []
    sources.build(steps.append)
    return [step.partition(" ")[0] for step in steps]


VALIDATED = ["reading", "deriving", "validating", "writing"]
TAKEN = ["reading", "deriving", "taking", "writing"]


def test_a_build_takes_what_was_checked_or_built_for_granted(sources: TwoTriples) -> None:
    Content(sources.root, sources.var).mark_checked()
    assert steps_of_a_build(sources) == TAKEN
    sources.write("9.8.7", "two")
    assert steps_of_a_build(sources) == VALIDATED
    assert steps_of_a_build(sources) == TAKEN


def test_a_build_takes_nothing_for_granted_that_changed_since(sources: TwoTriples) -> None:
    Content(sources.root, sources.var).mark_checked()
    (sources.root / "questions").mkdir()
    assert steps_of_a_build(sources) == TAKEN
    (sources.root / "questions" / "a.rq").write_text("# nothing", encoding="utf-8")
    with pytest.raises(BuildError, match="1 violation"):
        sources.build()


def test_content_that_changes_while_it_is_checked_is_not_marked(sources: TwoTriples) -> None:
    content = Content(sources.root, sources.var)
    sources.write("9.8.7", "two")
    content.mark_checked()
    assert Content(sources.root, sources.var).checked_at() is None
    sources.write("9.8.7", "one")
    assert content.checked_at() is None


@pytest.mark.parametrize("stamp", ["", "null", "[1]", '{"at": "2026"}', '{"digest": "DIGEST", "at": "soon"}'])
def test_a_stamp_that_is_none_marks_nothing(sources: TwoTriples, stamp: str) -> None:
    content = Content(sources.root, sources.var)
    content.mark_checked()
    assert content.checked_at() is not None
    (sources.var / "checked.json").write_text(stamp.replace("DIGEST", content.digest), encoding="utf-8")
    assert content.checked_at() is None


def test_a_folder_that_cannot_be_written_keeps_no_stamp_and_stops_nobody(sources: TwoTriples, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    content = Content(sources.root, in_the_way / "var")
    content.mark_checked()
    assert content.checked_at() is None


def test_a_workshop_with_a_mistake_is_not_built_whatever_was_checked_before(workshop: Workshop) -> None:
    workshop.build()
    workshop.edit("data/records.ttl", 'skos:prefLabel "A Book"@en ;', "")
    for _ in range(2):
        with pytest.raises(BuildError):
            workshop.build()
    assert Content(workshop.sources, workshop.var).checked_at() is None
    assert json.loads((workshop.var / "checked.json").read_text("utf-8"))["at"].endswith("+00:00")
