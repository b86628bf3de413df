"""`casus pack`, `install`, `releases` and `prune`, as an operator has them: each once as a process."""

import hashlib
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from casus.release.integrity import files_of
from casus.release.manifest import current
from tests.command import CASUS, casus, environment, invoke, says
from tests.keeping.conftest import Shelf
from tests.server.test_serve import ONE, serving


def test_a_release_goes_from_one_folder_to_another(two: Shelf, tmp_path: Path) -> None:
    packed = casus(two.var, "pack", "current", str(tmp_path))
    digest, path = packed.stdout.split()
    assert Path(path) == tmp_path / f"casus-{two.newer}.tar.zst"
    assert digest == hashlib.sha256(Path(path).read_bytes()).hexdigest()

    var = tmp_path / "var"
    installed = casus(var, "install", path, "--sha256", digest)
    assert installed.stdout.splitlines() == [
        f"{two.newer}: installed; it is the current release",
        f"SHA-256 of the pack: {digest}",
    ]
    assert "was there already" in casus(var, "install", path).stdout
    assert installed.stderr == packed.stderr == ""


def test_a_pipe_carries_it(two: Shelf, tmp_path: Path) -> None:
    var = tmp_path / "var"
    with subprocess.Popen(
        [CASUS, "pack", two.older, "-"], env=environment(two.var), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as packing:
        installed = subprocess.run(
            [CASUS, "install", "-"], stdin=packing.stdout, env=environment(var), capture_output=True, text=True
        )
        assert packing.stderr is not None
        told = packing.stderr.read().decode().split()[0]
    assert f"SHA-256 of the pack: {told}" in installed.stdout
    assert current(var).id == two.older


def test_another_checksum_is_refused_with_both(two: Shelf, tmp_path: Path) -> None:
    digest = invoke(two.var, "pack", "current", str(tmp_path)).stdout.split()[0]
    file = str(tmp_path / f"casus-{two.newer}.tar.zst")

    says(
        invoke(tmp_path / "var", "install", file, "--sha256", "ab" * 32), 1, digest, "ab" * 32, "nothing was installed"
    )
    assert not (tmp_path / "var" / "current").exists()


def test_the_current_release_may_stay_as_it_is(two: Shelf, elsewhere: Shelf, tmp_path: Path) -> None:
    invoke(two.var, "pack", "current", str(tmp_path / "pack"))
    told = invoke(elsewhere.var, "install", str(tmp_path / "pack"), "--keep-current")

    assert told.stdout.startswith(f"{two.newer}: installed; the current release is {two.older}\n")


def test_what_cannot_be_packed_or_installed_is_told(two: Shelf, shelf: Shelf, tmp_path: Path) -> None:
    says(invoke(two.var, "pack", "0.1.0-aaaaaaaaaaaa"), 2, "no release 0.1.0-aaaaaaaaaaaa")
    says(invoke(tmp_path / "nowhere", "pack"), 2, "no release current")
    says(invoke(two.var, "pack", "current", str(tmp_path / "nowhere" / "x")), 2, "No such file")
    says(invoke(two.var, "install", str(tmp_path / "nowhere")), 2, "No such file")
    (tmp_path / "text").write_text("no pack")
    says(invoke(two.var, "install", str(tmp_path / "text")), 1, "text: it is no whole Zstandard file")
    (shelf.release(shelf.newer).path / "records.tsv").unlink()
    says(invoke(shelf.var, "pack", "current", str(tmp_path)), 2, "records.tsv")


def test_a_release_whose_store_is_no_store_is_refused_though_its_checksums_are_right(
    shelf: Shelf, elsewhere: Shelf, tmp_path: Path
) -> None:
    """Somebody made it so, and wrote a manifest that fits."""
    release = shelf.release(shelf.newer)
    (release.path / "store" / "CURRENT").write_text("MANIFEST-999999\n", encoding="utf-8")
    replace(release.manifest, files=files_of(release.path)).write(release.path)
    assert invoke(shelf.var, "pack", "current", str(tmp_path / "pack")).returncode == 0

    result = invoke(elsewhere.var, "install", str(tmp_path / "pack"))
    assert result.returncode in (1, 2) and "MANIFEST-999999" in result.stderr
    assert current(elsewhere.var).id == elsewhere.older


def test_what_is_on_disk_is_listed(shelf: Shelf) -> None:
    (shelf.var / "keep").write_text(shelf.older, encoding="utf-8")
    told = casus(shelf.var, "releases").stdout.splitlines()

    assert told[0].split() == ["id", "built", "(UTC)", "triples", "size", "kept", "because", "it", "is"]
    assert told[1].startswith(shelf.newer) and told[1].endswith("current")
    assert told[2].startswith(shelf.older) and told[2].endswith("named in 'keep'")
    assert f"{shelf.release(shelf.newer).manifest.triples:,}" in told[1]


def test_where_nothing_is_that_is_said(tmp_path: Path) -> None:
    says(invoke(tmp_path, "releases"), 1, "holds no release")
    says(invoke(tmp_path, "prune"), 1, "holds no release")


def test_what_is_removed_is_told_with_its_size(shelf: Shelf) -> None:
    tried = invoke(shelf.var, "prune", "--keep", "1", "--dry-run")
    assert f"{shelf.older}: would be removed, " in tried.stdout and "freed, 1 kept" in tried.stdout
    assert (shelf.var / "releases" / shelf.older).is_dir()
    assert "freed, 2 kept" in invoke(shelf.var, "prune", "--keep", "1", "--but", shelf.older).stdout
    says(invoke(shelf.var, "prune", "--but", "0.1.0-aaaaaaaaaaaa"), 2, "no release")

    done = casus(shelf.var, "prune", "--keep", "1")
    assert f"{shelf.older}: removed, " in done.stdout
    assert not (shelf.var / "releases" / shelf.older).exists()


def test_a_mistake_among_the_cited_ids_is_told(shelf: Shelf) -> None:
    (shelf.var / "keep").write_text("latest\n", encoding="utf-8")
    for command in ("releases", "prune"):
        says(invoke(shelf.var, command), 2, "keep, line 1: 'latest' is no id of a release")


@pytest.mark.slow
def test_a_path_is_no_id(shelf: Shelf) -> None:
    """It would name a release, and not be one of those that stay."""
    for command in (["prune", "--keep", "0", "--but"], ["pack"]):
        told = casus(shelf.var, *command, f"../releases/{shelf.older}")
        assert told.returncode == 2 and "there is no release" in told.stderr
    assert shelf.release(shelf.older)


def test_what_a_service_serves_or_has_open_for_a_pinned_request_is_not_removed(shelf: Shelf, tmp_path: Path) -> None:
    with serving(tmp_path / "log", shelf.var, "--no-build", **ONE) as served:
        served.wait_until_ready()
        with urlopen(f"{served.url}/v1/states?release={shelf.older}", timeout=20):
            pass
        (shelf.var / "current").unlink()  # what it serves is not current any more, and what is current not served
        (shelf.var / "current").symlink_to(Path("releases") / shelf.older)
        listed = casus(shelf.var, "releases").stdout
        assert f"served by {served.url}" in listed.splitlines()[1]
        assert listed.splitlines()[2].endswith("current, open in a process")
        assert "freed, 2 kept" in casus(shelf.var, "prune", "--keep", "0").stdout

        with urlopen(f"{served.url}/v1/states", timeout=20) as answer:
            assert answer.status == 200
    assert "freed, 1 kept" in casus(shelf.var, "prune", "--keep", "0").stdout
