"""The wheel, as somebody who has no checkout meets it."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import pytest

from casus import DOCS_DIR, ONTOLOGY_DIR
from tests.command import casus, environment
from tests.conftest import Workshop, running_server


def has_namespaces() -> bool:
    try:
        return subprocess.run(["unshare", "--map-root-user", "--net", "true"], check=False).returncode == 0
    except OSError:
        return False


ROOT = Path(__file__).parents[1]
BUILT = ROOT / "api" / "casus" / "pages" / "static" / "built"
REQUIRED = "REQUIRE_CLIENTS" in os.environ
"""Whether all that tests need must be there, as in CI."""

OFFLINE = ["unshare", "--map-root-user", "--net"] if has_namespaces() else []
"""In front of a command that may reach no network."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder]
    subprocess.run([*pip, ROOT], check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_has_one_package_and_carries_the_sources(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    sources = {
        f"casus/ontology/{path.relative_to(ONTOLOGY_DIR).as_posix()}"
        for path in ONTOLOGY_DIR.rglob("*")
        if path.is_file()
    }

    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"casus"}
    assert sources <= set(names)
    assert not [name for name in names if name.startswith("casus/ontology/") and name.endswith(".py")]
    assert {"casus/drawings/coast.json", "casus/pages/static/casus.css", "casus/pages/messages.toml"} <= set(names)


@pytest.mark.skipif(not BUILT.is_dir() and not REQUIRED, reason="the assets are not built here: make assets")
def test_the_wheel_carries_the_built_assets_with_their_licences(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    manifest = json.loads(archive.read("casus/pages/static/built/manifest.json"))

    assert {"editor.js", "THIRD-PARTY.txt"} <= set(manifest["files"])
    for name, file in manifest["files"].items():
        assert sha256(archive.read(f"casus/pages/static/built/{name}")).hexdigest() == file["sha256"], name
    licences = archive.read("casus/pages/static/built/THIRD-PARTY.txt").decode()
    for package, version in manifest["packages"].items():
        assert f"{package} {version} (" in licences


def test_the_wheel_carries_the_guides_and_what_pages_load(wheel: Path) -> None:
    names = {*zipfile.ZipFile(wheel).namelist()}
    guides = {f"casus/docs/{path.relative_to(DOCS_DIR).as_posix()}" for path in DOCS_DIR.rglob("*.md")}

    assert guides <= names
    assert {f"casus/pages/{name}" for name in ("messages.toml", "static/casus.css", "static/search.js")} <= names


@pytest.mark.slow
def test_in_an_empty_folder_it_builds_and_serves(wheel: Path, workshop: Workshop, tmp_path: Path) -> None:
    """Installed alone into a folder of its own; what it depends on comes from the environment of the tests.

    In place of the records that it carries it has a few, which are sooner built.
    """
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", installed]
    subprocess.run([*pip, wheel], check=True)
    carried = installed / "casus" / "ontology" / "data"
    shutil.rmtree(carried)
    (workshop.sources / "data").rename(carried)

    command = (sys.executable, "-P", installed / "bin" / "casus", "serve")
    with running_server(Path("var"), command=command, cwd=empty, PYTHONPATH=str(installed)) as url:
        with urlopen(f"{url}/v1/states/libya", timeout=30) as answer:
            assert answer.status == 200
        with urlopen(f"{url}/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D&accept=text/csv", timeout=30) as answer:
            assert answer.read().strip() == b"true"
    assert (empty / "var" / "current").is_dir()


@pytest.mark.slow
def test_with_a_pack_it_serves_without_sources_or_a_network(wheel: Path, workshop: Workshop, tmp_path: Path) -> None:
    """In an empty environment; what the wheel depends on comes from that of the tests, and no index is asked.

    The first process is in a network namespace without any interface up, where the system allows that.
    """
    release = workshop.build()
    packed = casus(workshop.var, "pack", "current", str(tmp_path / "casus.tar.zst"))
    digest = packed.stdout.split()[0]
    place = tmp_path / "place"
    python = place / ".venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / ".venv"], check=True)
    site = next((place / ".venv").glob("lib/python*/site-packages"))
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, wheel], check=True)
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    shutil.rmtree(site / "casus" / "ontology" / "data")  # nothing can be built from what is left

    command = place / ".venv" / "bin" / "casus"
    alone = environment(place / "var")
    alone.pop("PYTHONPATH", None)
    offline = [*OFFLINE, command, "install", tmp_path / "casus.tar.zst", "--sha256", digest]
    installed = subprocess.run(offline, cwd=place, env=alone, capture_output=True, text=True, timeout=60)
    assert installed.stdout.startswith(f"{release.id}: installed"), installed.stderr

    with running_server(place / "var", command=(command, "serve", "--no-build"), cwd=place, PYTHONPATH="") as url:
        with urlopen(f"{url}/v1/states/libya", timeout=30) as answer:
            assert json.load(answer)["release"] == release.id
        with urlopen(f"{url}/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D&accept=text/csv", timeout=30) as answer:
            assert answer.read().strip() == b"true"
