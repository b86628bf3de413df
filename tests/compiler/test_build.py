"""What a release holds, and that the same sources give the same: the workshop, and a folder of two triples."""

import json
import re
import shutil
from pathlib import Path

import pyoxigraph
import pytest

from casus.compiler.build import build
from casus.compiler.freshness import digest_of_sources, is_stale
from casus.compiler.violations import BuildError
from casus.release.manifest import Release, current
from casus.terms.namespaces import CASUS, RECORD
from tests.compiler.conftest import TwoTriples, everything
from tests.conftest import Workshop

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
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", manifest["built_at"])
    assert {str(CASUS.ArmedForce): 1, str(CASUS.State): 1, str(CASUS.Actor): 2}.items() <= manifest["classes"].items()
    assert list(manifest["classes"]) == sorted(manifest["classes"])
    assert set(manifest["tools"]) == {"python", "casus", "rdflib", "pyoxigraph", "tantivy", "edtf"}
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


def test_another_content_is_another_digest_and_release(sources: TwoTriples) -> None:
    first = sources.build()
    sources.write("9.8.7", "two")
    second = sources.build()
    assert second.manifest.digest != first.manifest.digest
    assert second.path != first.path
    assert sources.text() == "two"


def test_the_same_content_in_another_file_is_another_release(sources: TwoTriples) -> None:
    first = sources.build().manifest
    (sources.root / "casus.ttl").rename(sources.root / "other.ttl")
    assert sources.build().manifest.digest != first.digest


@pytest.mark.parametrize(
    "text", ["ليبيا", "a\\nb", 'a\\\\b \\"c\\"', "a\u2028b\u0085c\u000bd", "tab\there", "\U0001f54a"]
)
def test_a_text_comes_out_of_the_store_as_it_was_written(sources: TwoTriples, text: str) -> None:
    sources.write("9.8.7", text)
    release = sources.build()
    assert release.manifest.triples == 2
    assert sources.text() == text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")


def test_sources_without_a_version_are_version_0(sources: TwoTriples) -> None:
    (sources.root / "casus.ttl").write_text("<https://example.org/a> a <https://example.org/B> .", encoding="utf-8")
    assert sources.build().manifest.id.startswith("0-")


def test_a_triple_that_two_graphs_say_is_refused(sources: TwoTriples) -> None:
    """It would count twice in the union of all graphs."""
    again = (sources.root / "casus.ttl").read_text("utf-8").replace('"one"', '"two"')
    (sources.root / "again.ttl").write_text(again, encoding="utf-8")
    with pytest.raises(BuildError) as raised:
        sources.build()
    assert [str(violation) for violation in raised.value.violations] == [
        "<https://w3id.org/casus/graph/casus>: says again what another graph says: "
        '<https://w3id.org/casus/ontology> <http://www.w3.org/2002/07/owl#versionInfo> "9.8.7"'
    ]


# The same again


def test_the_same_sources_give_the_same_release_again(sources: TwoTriples) -> None:
    first = sources.build()
    store = {name: content for name, content in everything(sources.var).items() if "/store/" in name}
    second = sources.build()
    assert (second.path, second.manifest.digest) == (first.path, first.manifest.digest)
    assert {name: content for name, content in everything(sources.var).items() if "/store/" in name} == store
    assert [path.name for path in (sources.var / "releases").iterdir()] == [first.manifest.id]


def test_a_release_does_not_depend_on_where_the_sources_lie(sources: TwoTriples, tmp_path: Path) -> None:
    first = sources.build().manifest
    shutil.copytree(sources.root, tmp_path / "elsewhere" / "knowledge")
    second = build(tmp_path / "elsewhere" / "knowledge", tmp_path / "elsewhere" / "var").manifest
    assert (second.digest, second.sources_digest) == (first.digest, first.sources_digest)


def test_going_back_to_earlier_sources_makes_the_earlier_release_current(sources: TwoTriples) -> None:
    first = sources.build()
    sources.write("9.8.7", "two")
    sources.build()
    sources.write("9.8.7", "one")
    assert sources.build().path == first.path
    assert sources.text() == "one"
    assert len(list((sources.var / "releases").iterdir())) == 2


def test_a_comment_gives_the_same_release_with_a_new_digest_of_the_sources(sources: TwoTriples) -> None:
    first = sources.build()
    with (sources.root / "casus.ttl").open("a", encoding="utf-8") as file:
        file.write("# only a comment\n")
    assert is_stale(sources.root, sources.var)
    second = sources.build()
    assert second.path == first.path
    assert not is_stale(sources.root, sources.var)
