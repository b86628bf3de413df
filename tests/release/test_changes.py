from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casus.release.changes import FILE, Change, ChangeKind, compare, write_records
from tests.conftest import Workshop

_RECORDS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"), max_size=8)


def quads(text: str) -> list[ox.Quad]:
    return sorted(ox.parse(text, ox.RdfFormat.N_QUADS), key=str)


def places(records: dict[str, str]) -> list[ox.Quad]:
    return quads(
        "".join(
            f'<https://w3id.org/casus/id/places/{slug}> <http://e.org/p> "{text}" <https://w3id.org/casus/graph/x> .\n'
            for slug, text in records.items()
        )
    )


@settings(deadline=None)  # it writes files
@given(before=_RECORDS, after=_RECORDS)
def test_every_record_is_added_changed_removed_or_the_same(
    before: dict[str, str], after: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folders = [tmp_path_factory.mktemp("release") for _ in range(2)]
    for folder, records in zip(folders, (before, after), strict=True):
        write_records(folder, places(records))
    found = {change.iri.rsplit("/", 1)[-1]: change.kind for change in compare(*folders)}

    assert found == {
        slug: ChangeKind.REMOVED
        if slug not in after
        else ChangeKind.ADDED
        if slug not in before
        else ChangeKind.CHANGED
        for slug in {*before, *after}
        if before.get(slug) != after.get(slug)
    }


def test_a_node_s_change_is_its_record_s_and_a_derived_one_is_nobody_s(tmp_path: Path) -> None:
    record = "<https://w3id.org/casus/id/places/x>"
    node = "<https://w3id.org/casus/id/places/x#identifier-1>"
    graph, derived = "<https://w3id.org/casus/graph/data/x>", "<https://w3id.org/casus/graph/derived>"
    common = f'{record} <http://e.org/p> "same" {graph} .\n'
    extras = {
        "one": "",
        "two": f'{node} <http://e.org/p> "new" {graph} .\n',
        "three": f'{record} <http://e.org/q> "1" {derived} .\n',
    }
    for name, extra in extras.items():
        (tmp_path / name).mkdir()
        write_records(tmp_path / name, quads(common + extra))

    assert list(compare(tmp_path / "one", tmp_path / "two")) == [Change(record[1:-1], ChangeKind.CHANGED)]
    assert list(compare(tmp_path / "one", tmp_path / "three")) == []


def test_moving_a_record_to_another_file_is_no_change(workshop: Workshop) -> None:
    first = workshop.build()
    records = workshop.sources / "data" / "records.ttl"
    records.rename(records.with_name("elsewhere.ttl"))
    second = workshop.build()

    assert first.id != second.id
    assert list(compare(first.path, second.path)) == []


def test_the_file_lists_every_record_of_the_release(workshop: Workshop) -> None:
    text = (workshop.build().path / FILE).read_text("utf-8")

    iris = [line.split("\t")[0] for line in text.splitlines()]
    assert iris == sorted(iris)
    assert "https://w3id.org/casus/id/armed-forces/first" in iris
    assert "https://w3id.org/casus/code/claim-status" in iris


def test_a_record_that_became_a_tombstone_is_removed(workshop: Workshop) -> None:
    first = workshop.build()
    force = (workshop.sources / "data" / "records.ttl").read_text("utf-8").partition("force:first a")[2]
    workshop.edit("data/records.ttl", f"force:first a{force.partition(' .')[0]} .", "")
    stone = 'force:first a casus:Tombstone ; skos:changeNote "It never was."@en .'
    workshop.write("tombstones", stone)
    second = workshop.build()

    iri = "https://w3id.org/casus/id/armed-forces/first"
    assert list(compare(first.path, second.path)) == [Change(iri, ChangeKind.REMOVED)]
