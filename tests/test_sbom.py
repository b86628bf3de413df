"""The bill of materials of the software."""

import json
import re
from pathlib import Path

import pytest

from tools import sbom
from tools.runtime import runtime

LOCK = {
    "packages": {
        "": {"dependencies": {"@a/one": "1.0.0"}},
        "node_modules/@a/one": {
            "version": "1.0.0",
            "integrity": "sha512-AAEC",
            "license": "MIT",
            "dependencies": {"two": "^2"},
        },
        "node_modules/two": {"version": "2.0.0", "integrity": "sha512-AwQF"},
        "node_modules/tool": {"version": "3.0.0", "dev": True},
    }
}
EMPTY = {
    "components": [],
    "metadata": {"component": {"bom-ref": "root"}},
    "dependencies": [{"ref": "root", "dependsOn": []}],
}


def test_what_the_service_runs_on_is_what_it_needs_and_what_that_needs() -> None:
    found = runtime()

    assert {"rdflib", "pyoxigraph", "flask", "werkzeug", "jinja2", "backports-zstd"} <= set(found)
    assert not {"pytest", "mypy", "hatchling", "pip", "cyclonedx-bom", "pip-audit"} & set(found)


def test_what_is_bundled_for_browsers_is_in_it_and_its_tools_are_not() -> None:
    bom = sbom.with_assets(EMPTY, LOCK)

    assert [each["purl"] for each in bom["components"]] == ["pkg:npm/%40a/one@1.0.0", "pkg:npm/two@2.0.0"]
    assert bom["components"][0]["hashes"] == [{"alg": "SHA-512", "content": "000102"}]
    assert bom["dependencies"] == [
        {"ref": "root", "dependsOn": ["pkg:npm/%40a/one@1.0.0"]},
        {"ref": "pkg:npm/%40a/one@1.0.0", "dependsOn": ["pkg:npm/two@2.0.0"]},
        {"ref": "pkg:npm/two@2.0.0", "dependsOn": []},
    ]


def test_all_that_the_service_runs_on_is_locked_with_its_digests() -> None:
    locked = re.split(r"^(?=[a-z0-9])", (sbom.ROOT / "requirements.lock").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in each for each in locked)
    assert set(runtime()) <= {each.partition("==")[0] for each in locked}

    packages = json.loads(sbom.LOCK.read_text("utf-8"))["packages"]
    assert all(each["integrity"].startswith("sha512-") for path, each in packages.items() if path)


def test_a_package_that_is_not_installed_is_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="not installed: rdflib"):
        sbom.only(EMPTY, {"rdflib"})


@pytest.mark.slow
def test_the_bill_is_as_cyclonedx_says_and_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "bom.json"
    assert sbom.main([str(path)]) == 0  # it validates

    bom = json.loads(path.read_text("utf-8"))
    purls = {each["purl"] for each in bom["components"]}
    assert {f"pkg:pypi/{name}@{version}" for name, version in runtime().items()} <= purls
    assert "file:" not in path.read_text("utf-8")
    assert any(purl.startswith("pkg:npm/%40codemirror/view@") for purl in purls)
    assert not any("esbuild" in purl or "pytest" in purl for purl in purls)
    refs = [each["ref"] for each in bom["dependencies"]]
    assert len(refs) == len(set(refs)) == len(bom["components"]) + 1
    assert bom["metadata"]["component"]["name"] == "casus"


def test_a_bill_that_breaks_the_schema_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sbom, "installed", lambda: {**EMPTY, "bomFormat": "CycloneDX", "specVersion": "1.6"})
    monkeypatch.setattr(sbom, "runtime", dict)  # a component without a type and a name

    assert sbom.main([str(tmp_path / "bom.json")]) == 1
    assert not (tmp_path / "bom.json").exists()
