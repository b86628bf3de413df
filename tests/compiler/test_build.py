"""Releases: the same for the same sources, whole or not there, and never in the way of the one before.

What a release holds is tested on the workshop; how it comes to its place on a folder of two triples, which builds in
a quarter of a second.
"""

import json
import re
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

import casus.compiler.build as building
from casus.compiler.build import build, digest_of_sources, is_stale
from casus.compiler.violations import BuildError
from casus.release.manifest import Release, current
from casus.terms.namespaces import CASUS, RECORD
from tests.conftest import Workshop

BUILDS_IN_A_ROW = 6


class Sources:
    """A folder of two triples: an ontology with a version, and a text."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "ontology"
        self.var = folder / "var"
        self.root.mkdir()
        self.write("9.8.7", "one")

    def write(self, version: str, text: str) -> None:
        (self.root / "casus.ttl").write_text(
            "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
            f'<https://w3id.org/casus/ontology> owl:versionInfo "{version}" ; owl:backwardCompatibleWith "{text}" .\n',
            encoding="utf-8",
        )

    def spoil(self) -> None:
        (self.root / "spoilt.ttl").write_text("oops", encoding="utf-8")

    def build(self, progress: Callable[[str], None] = lambda _: None) -> Release:
        return build(self.root, self.var, progress)

    def text(self) -> str:
        """The text in the store of the current release."""
        store = pyoxigraph.Store.read_only(str(current(self.var).store_path))
        predicate = pyoxigraph.NamedNode("http://www.w3.org/2002/07/owl#backwardCompatibleWith")
        (quad,) = store.quads_for_pattern(None, predicate, None, None)
        assert isinstance(quad.object, pyoxigraph.Literal)
        return quad.object.value


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return Sources(tmp_path)


def everything(var: Path) -> dict[str, bytes]:
    """Every file below the folder, `current` being told by where it leads."""
    files = {str(path.relative_to(var)): path.read_bytes() for path in var.rglob("*") if path.is_file()}
    return {**files, "current": (var / "current").resolve().name.encode()}


# What a release holds


def test_a_release_holds_every_graph_of_the_sources_and_what_was_derived(workshop: Workshop) -> None:
    release = workshop.build()
    store = pyoxigraph.Store.read_only(str(release.store_path))
    counts = {
        str(name.value): sum(1 for _ in store.quads_for_pattern(None, None, None, name))
        for name in store.named_graphs()
    }
    assert counts == {name: count for name, count in release.manifest.graphs.items() if count}
    assert sum(counts.values()) == release.manifest.triples == len(store)
    assert {"casus", "shapes", "codes/stance", "data/records", "derived"} <= {
        name.removeprefix("https://w3id.org/casus/graph/") for name in counts
    }
    assert list(store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())) == []
    assert not any(isinstance(term, pyoxigraph.BlankNode) for quad in store for term in (quad.subject, quad.object))
    derived = pyoxigraph.NamedNode("https://w3id.org/casus/graph/derived")
    libya, code = pyoxigraph.NamedNode(RECORD["states/libya"]), pyoxigraph.NamedNode(CASUS.cowCode)
    assert [quad.object.value for quad in store.quads_for_pattern(libya, code, None, derived)] == ["620"]


def test_the_manifest_says_what_the_release_is_made_of(workshop: Workshop) -> None:
    release = workshop.build()
    manifest = json.loads((release.path / "manifest.json").read_text("utf-8"))
    assert re.fullmatch(r"[0-9a-f]{64}", manifest["digest"])
    assert manifest["version"] == "0.1.0"
    assert manifest["id"] == f"0.1.0-{manifest['digest'][:12]}" == release.path.name
    assert manifest["sources_digest"] == digest_of_sources(workshop.sources)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", manifest["built_at"])
    assert {str(CASUS.ArmedForce): 1, str(CASUS.State): 1, str(CASUS.Actor): 2}.items() <= manifest["classes"].items()
    assert list(manifest["classes"]) == sorted(manifest["classes"])
    assert set(manifest["tools"]) == {"python", "rdflib", "pyoxigraph", "tantivy", "edtf"}
    assert all(re.match(r"\d+\.\d+", number) for number in manifest["tools"].values())
    assert Release.open(release.path) == release == current(workshop.var)


def test_the_order_in_which_triples_records_and_nodes_are_written_does_not_change_the_digest(
    workshop: Workshop,
) -> None:
    exact = "casus:matchStrength match-strength:exact"
    two = f'[ a casus:Identifier ; casus:scheme identifier-scheme:gw-code ; casus:value "1" ; {exact} ]'
    other = two.replace("gw-code", "cow-code")
    name, source = 'skos:prefLabel "X"@en', "dcterms:source source:book , source:other"
    book = 'source:other a casus:Source ; skos:prefLabel "O"@en ; casus:sourceType source-type:book .'
    workshop.write("x", f"state:x a casus:State ; {name} ; {source} ; casus:identifier {two} , {other} . {book}")
    first = workshop.build().manifest
    source = "dcterms:source source:other , source:book"
    workshop.write(
        "x", f"# moved\n{book}\nstate:x casus:identifier {other} , {two} ; {source} . state:x {name} ; a casus:State ."
    )
    second = workshop.build().manifest
    assert second.sources_digest != first.sources_digest
    assert (second.digest, second.id) == (first.digest, first.id)


def test_another_content_is_another_digest_and_release(sources: Sources) -> None:
    first = sources.build()
    sources.write("9.8.7", "two")
    second = sources.build()
    assert second.manifest.digest != first.manifest.digest
    assert second.path != first.path
    assert sources.text() == "two"


def test_the_same_content_in_another_file_is_another_release(sources: Sources) -> None:
    first = sources.build().manifest
    (sources.root / "casus.ttl").rename(sources.root / "other.ttl")
    assert sources.build().manifest.digest != first.digest


@pytest.mark.parametrize(
    "text", ["ليبيا", "a\\nb", 'a\\\\b \\"c\\"', "a\u2028b\u0085c\u000bd", "tab\there", "\U0001f54a"]
)
def test_a_text_comes_out_of_the_store_as_it_was_written(sources: Sources, text: str) -> None:
    sources.write("9.8.7", text)
    release = sources.build()
    assert release.manifest.triples == 2
    assert sources.text() == text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def test_sources_without_a_version_are_version_0(sources: Sources) -> None:
    (sources.root / "casus.ttl").write_text("<https://example.org/a> a <https://example.org/B> .", encoding="utf-8")
    assert sources.build().manifest.id.startswith("0-")


# The same again


def test_the_same_sources_give_the_same_release_again(sources: Sources) -> None:
    first = sources.build()
    store = {name: content for name, content in everything(sources.var).items() if "/store/" in name}
    second = sources.build()
    assert (second.path, second.manifest.digest) == (first.path, first.manifest.digest)
    assert {name: content for name, content in everything(sources.var).items() if "/store/" in name} == store
    assert [path.name for path in (sources.var / "releases").iterdir()] == [first.manifest.id]


def test_a_release_does_not_depend_on_where_the_sources_lie(sources: Sources, tmp_path: Path) -> None:
    first = sources.build().manifest
    shutil.copytree(sources.root, tmp_path / "elsewhere" / "knowledge")
    second = build(tmp_path / "elsewhere" / "knowledge", tmp_path / "elsewhere" / "var").manifest
    assert (second.digest, second.sources_digest) == (first.digest, first.sources_digest)


def test_going_back_to_earlier_sources_makes_the_earlier_release_current(sources: Sources) -> None:
    first = sources.build()
    sources.write("9.8.7", "two")
    sources.build()
    sources.write("9.8.7", "one")
    assert sources.build().path == first.path
    assert sources.text() == "one"
    assert len(list((sources.var / "releases").iterdir())) == 2


def test_a_comment_gives_the_same_release_with_a_new_digest_of_the_sources(sources: Sources) -> None:
    first = sources.build()
    with (sources.root / "casus.ttl").open("a", encoding="utf-8") as file:
        file.write("# only a comment\n")
    assert is_stale(sources.root, sources.var)
    second = sources.build()
    assert second.path == first.path
    assert not is_stale(sources.root, sources.var)


# Whether a build is due


def test_a_release_is_stale_when_there_is_none_and_when_the_sources_changed(sources: Sources) -> None:
    assert is_stale(sources.root, sources.var)
    sources.build()
    assert not is_stale(sources.root, sources.var)
    sources.write("9.8.7", "two")
    assert is_stale(sources.root, sources.var)


@pytest.mark.parametrize("moved", ["casus2.ttl", "data/casus.ttl"])
def test_a_release_is_stale_when_a_file_was_renamed_or_moved(sources: Sources, moved: str) -> None:
    sources.build()
    (sources.root / "data").mkdir()
    (sources.root / "casus.ttl").rename(sources.root / moved)
    assert is_stale(sources.root, sources.var)


def test_a_release_is_stale_when_a_file_was_added_or_removed(sources: Sources) -> None:
    sources.build()
    extra = sources.root / "extra.ttl"
    extra.write_text("<https://example.org/a> a <https://example.org/B> .", encoding="utf-8")
    assert is_stale(sources.root, sources.var)
    sources.build()
    extra.unlink()
    assert is_stale(sources.root, sources.var)


@pytest.mark.parametrize("content", ["", "[]", "[1]", '{"id": "x"}', "null"])
def test_a_release_whose_manifest_is_broken_is_stale_and_says_so(sources: Sources, content: str) -> None:
    release = sources.build()
    (release.path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"manifest\.json is not a manifest"):
        Release.open(release.path)
    assert is_stale(sources.root, sources.var)


def test_there_is_no_current_release_before_the_first_build(sources: Sources) -> None:
    with pytest.raises(FileNotFoundError):
        current(sources.var)


# Failures


def test_a_failed_build_leaves_the_current_release_as_it_was(sources: Sources) -> None:
    sources.build()
    before = everything(sources.var)
    sources.spoil()
    with pytest.raises(BuildError):
        sources.build()
    assert everything(sources.var) == before
    assert sources.text() == "one"


def test_a_workshop_with_a_mistake_gives_no_release(workshop: Workshop) -> None:
    workshop.edit("data/records.ttl", 'skos:prefLabel "A Book"@en ;', "")
    with pytest.raises(BuildError) as raised:
        workshop.build()
    assert {violation.node for violation in raised.value.violations} == {"source:book"}
    assert not (workshop.var / "current").exists()
    assert list((workshop.var / "releases").iterdir()) == []


def test_a_build_that_breaks_off_while_it_writes_leaves_nothing_behind(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.build()
    before = everything(sources.var)

    def full_disk(path: Path, lines: list[str]) -> None:
        path.mkdir()
        (path / "half").write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    sources.write("9.8.7", "two")
    monkeypatch.setattr(building, "_write_store", full_disk)
    with pytest.raises(OSError, match="No space left"):
        sources.build()
    assert everything(sources.var) == before
    assert [path.name for path in sources.var.iterdir() if path.name.startswith(".draft")] == []


@pytest.mark.parametrize("taken", ["var", "var/releases", "var/current"])
def test_a_folder_that_cannot_be_written_is_an_oserror(sources: Sources, taken: str) -> None:
    """A file, or for `current` a folder, stands where the build must write: that stops root too."""
    place = sources.var.parent / taken
    place.parent.mkdir(exist_ok=True)
    if taken == "var/current":
        (place / "full").mkdir(parents=True)
    else:
        place.write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError):
        sources.build()
    assert place.exists() and not place.is_symlink()


# At the same time


def test_a_reader_always_finds_a_whole_current_release(sources: Sources) -> None:
    known, seen, failures = {sources.build().manifest.id}, [], []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                release = current(sources.var)
                assert release.path.name == release.manifest.id
                assert (release.store_path / "CURRENT").is_file()
                seen.append(release.manifest.id)
            except (OSError, ValueError, AssertionError) as error:
                failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(BUILDS_IN_A_ROW):
            sources.write("9.8.7", f"text {number}")
            known.add(sources.build().manifest.id)
    finally:
        done.set()
        reader.join()
    assert failures == []
    assert len(known) == BUILDS_IN_A_ROW + 1
    assert set(seen) <= known and len(set(seen)) > 1


def test_an_open_release_stays_readable_while_the_next_one_is_built(sources: Sources) -> None:
    store = pyoxigraph.Store.read_only(str(sources.build().store_path))
    sources.write("9.8.7", "two")
    sources.build()
    assert [quad.object.value for quad in store] and "one" in {quad.object.value for quad in store}
    assert sources.text() == "two"


def test_two_builds_at_once_come_one_after_the_other(sources: Sources) -> None:
    steps: list[str] = []
    second_waits = threading.Event()

    def second() -> None:
        second_waits.set()
        sources.build(lambda _: steps.append("second"))

    other = threading.Thread(target=second)

    def first(_: str) -> None:
        steps.append("first")
        if not other.is_alive():
            other.start()
            assert second_waits.wait(5)
            other.join(0.3)  # time enough to overtake, if anything let it
            assert other.is_alive()

    release = sources.build(first)
    other.join()
    assert steps == ["first"] * 4 + ["second"] * 4
    assert current(sources.var).path == release.path
