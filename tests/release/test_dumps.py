import gzip
import hashlib

import pyoxigraph
import pytest

from casus.release.manifest import Release
from tests.conftest import Workshop


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["nq", "trig"])
def test_a_dump_holds_every_quad_of_the_release(release: Release, suffix: str) -> None:
    (dump,) = [dump for dump in release.manifest.dumps if dump.name.endswith(f".{suffix}.gz")]
    text = gzip.decompress(release.dump(dump.name).read_bytes())
    loaded = pyoxigraph.Store()  # which writes numbers in their canonical form, as the release's own store does
    loaded.load(text, pyoxigraph.RdfFormat.from_media_type(dump.media_type))

    assert len(loaded) == release.manifest.triples
    assert set(loaded) == set(pyoxigraph.Store.read_only(str(release.store_path)))


def test_a_dump_is_what_its_size_and_checksum_say(release: Release) -> None:
    for dump in release.manifest.dumps:
        data = release.dump(dump.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (dump.bytes, dump.sha256)


@pytest.mark.slow
def test_the_same_sources_give_the_same_bytes(workshop: Workshop) -> None:
    first = workshop.build().manifest.dumps
    workshop.var = workshop.var.with_name("another")
    second = workshop.build().manifest.dumps

    assert first == second
    assert len(first) == 2


def test_a_dump_that_the_manifest_does_not_list_is_none(release: Release) -> None:
    with pytest.raises(KeyError):
        release.dump("../manifest.json")
