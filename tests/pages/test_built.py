"""The built assets: used when all of them are as the manifest says, and otherwise not at all."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from casus.pages.built import look

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "editor.js").write_text("let x;", encoding="utf-8")
    digest = sha256(b"let x;").hexdigest()
    said = {"files": {"editor.js": {"bytes": 6, "sha256": digest}}, "packages": {"a": "1.0.0"}}
    (tmp_path / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return tmp_path


def test_whole_assets_are_tier_1(folder: Path) -> None:
    assert str(look(folder)) == "tier 1, with the built assets of 1 packages"


def test_without_a_folder_the_pages_do_without(tmp_path: Path) -> None:
    assert str(look(tmp_path / "none")) == "tier 0, without the built assets"


def test_a_file_that_was_changed_or_is_missing_is_named_and_nothing_is_used(folder: Path) -> None:
    (folder / "editor.js").write_text("let y;", encoding="utf-8")
    assert str(look(folder)) == "tier 0, without the built assets: not as it was built is editor.js"
    (folder / "editor.js").unlink()
    assert look(folder).broken == ("editor.js",)


def test_every_package_is_locked_by_its_digest_and_no_registry_is_named() -> None:
    text = (ROOT / "assets" / "package-lock.json").read_text("utf-8")
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}

    assert len(packages) > 10 and '"resolved"' not in text
    assert [name for name, each in packages.items() if not each["integrity"].startswith("sha512-")] == []
