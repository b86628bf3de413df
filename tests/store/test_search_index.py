"""The index as the service reads it: from a folder that it may not write to, and as far as there is anything."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import tantivy

from casus.release.manifest import Release
from casus.search.query import search_query
from casus.store.search_index import SearchIndex


@pytest.fixture(scope="module")
def index(release: Release) -> SearchIndex:
    return SearchIndex.open(release.search_path)


def test_an_entry_is_what_a_result_shows(index: SearchIndex) -> None:
    _, entry = index.run(search_query(index, "khalifa haftar", ["persons"]), limit=1).entries[0]

    assert entry.iri == "https://w3id.org/casus/id/persons/khalifa-haftar"
    assert {"Person", "Actor", "Record"} <= set(entry.classes)
    assert entry.label() == entry.label("xx") == "Khalifa Haftar"
    assert entry.label("ar") == "خليفة حفتر"
    assert ("labels", "خليفة حفتر", "ar") in entry.names
    assert str(entry.description()).startswith("Officer who")


def test_pages_follow_each_other_without_a_gap_and_end(index: SearchIndex) -> None:
    query = tantivy.Query.all_query()
    whole = index.run(query, limit=60)
    pages = [index.run(query, limit=20, offset=offset) for offset in (0, 20, 40)]

    assert [entry.iri for page in pages for _, entry in page.entries] == [entry.iri for _, entry in whole.entries]
    assert {page.total for page in pages} == {whole.total}


@pytest.mark.parametrize("beyond", [0, 1, 2**31])
def test_a_page_beyond_the_end_is_empty_and_costs_no_memory(index: SearchIndex, beyond: int) -> None:
    query = tantivy.Query.all_query()
    total = index.run(query, limit=1).total

    assert index.run(query, limit=100, offset=total + beyond).entries == ()
    assert index.run(query, limit=100, offset=total + beyond).total == total
    assert len(index.run(query, limit=100, offset=total - 3).entries) == 3


def test_only_words_of_names_are_known(index: SearchIndex) -> None:
    assert index.knows("haftar")
    assert not index.knows("haftr")
    assert not index.knows("Haftar")


def test_there_must_be_an_index(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SearchIndex.open(tmp_path / "none")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_user_who_may_only_read_the_release_can_search_it(release: Release) -> None:
    """tantivy takes a lock to read, and so fails in a folder that it cannot write to."""
    program = (
        "import os, pathlib, sys; from casus.store.search_index import SearchIndex; os.setgid(65534); os.setuid(65534);"
        "print(SearchIndex.open(pathlib.Path(sys.argv[1])).knows('haftar'))"
    )
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        Path(folder).chmod(0o755)
        subprocess.run(["cp", "-r", str(release.search_path), folder], check=True)
        copied = Path(folder) / release.search_path.name
        (copied / ".tantivy-meta.lock").touch(0o600)  # as the build may leave it
        copied.chmod(0o555)
        done = subprocess.run([sys.executable, "-c", program, str(copied)], capture_output=True, text=True)

    assert done.stderr == "", done.stderr
    assert done.stdout == "True\n"
