"""The bill of materials of the software, `dist/casus-<version>.cdx.json` (CycloneDX 1.6): `make sbom`.

It lists what the service needs to run and what browsers load, with versions, licences, digests and who needs what; not
what tests need. `cyclonedx-py` reads the installed packages. The packages of the editor come from
`assets/package-lock.json` by our own reading: `npm sbom` is in npm 10 and newer, and fails (11.19) for a project that
has no version.
"""

import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from tools.runtime import ROOT, project, runtime

LOCK: Final = ROOT / "assets" / "package-lock.json"
_MOST_S: Final = 300


def main(arguments: list[str]) -> int:
    """Write the file and say where it is."""
    path = Path(arguments[0]) if arguments else ROOT / "dist" / f"casus-{project()['version']}.cdx.json"
    bom = with_assets(only(installed(), set(runtime())), json.loads(LOCK.read_text("utf-8")))
    text = json.dumps(bom, indent=1, sort_keys=True) + "\n"
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        print(f"not as CycloneDX 1.6 says: {error.data}", file=sys.stderr)
        return 1
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"{path}: {len(bom['components'])} components")
    return 0


def installed() -> dict[str, Any]:
    """The bill of everything in this environment, tools and tests too."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bom.json"
        command = [
            *(Path(sys.executable).with_name("cyclonedx-py"), "environment", sys.executable),
            *("--pyproject", ROOT / "pyproject.toml", "--mc-type", "application", "--spec-version", "1.6"),
            *("--output-reproducible", "--no-validate", "--output-file", path),
        ]
        subprocess.run(command, check=True, timeout=_MOST_S)
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found


def only(bom: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The bill with these packages alone. Raises ValueError when one of them is not in it."""
    kept = [_of_everybody(each) for each in bom["components"] if canonicalize_name(each["name"]) in names]
    if missing := names - {canonicalize_name(each["name"]) for each in kept}:
        raise ValueError(f"not installed: {', '.join(sorted(missing))}")
    refs = {each["bom-ref"] for each in kept} | {bom["metadata"]["component"]["bom-ref"]}
    dependencies = [
        {**each, "dependsOn": [ref for ref in each.get("dependsOn", ()) if ref in refs]}
        for each in bom["dependencies"]
        if each["ref"] in refs
    ]
    return {**bom, "components": kept, "dependencies": dependencies}


def _of_everybody(component: dict[str, Any]) -> dict[str, Any]:
    """The component without the place on this machine that it was installed from, if it was no package index."""
    purl = f"pkg:pypi/{canonicalize_name(component['name'])}@{component['version']}"
    elsewhere = [each for each in component.get("externalReferences", ()) if not each["url"].startswith("file:")]
    return {**component, "purl": purl, "externalReferences": elsewhere}


def with_assets(bom: dict[str, Any], lock: dict[str, Any]) -> dict[str, Any]:
    """The bill with the packages that are bundled for browsers, of a package-lock.json of version 3."""
    there = {
        path.rpartition("node_modules/")[2]: package
        for path, package in lock["packages"].items()
        if path and not package.get("dev")
    }
    root = bom["metadata"]["component"]["bom-ref"]
    first = [_ref(name, there[name]) for name in sorted(lock["packages"][""]["dependencies"])]
    needed = [
        {
            "ref": _ref(name, package),
            "dependsOn": sorted(_ref(other, there[other]) for other in package.get("dependencies", ())),
        }
        for name, package in sorted(there.items())
    ]
    before = [
        {**each, "dependsOn": [*each["dependsOn"], *first]} if each["ref"] == root else each
        for each in bom["dependencies"]
    ]
    components = [*bom["components"], *(_component(name, package) for name, package in sorted(there.items()))]
    return {**bom, "components": components, "dependencies": [*before, *needed]}


def _ref(name: str, package: dict[str, Any]) -> str:
    """Its purl (https://github.com/package-url/purl-spec, type npm)."""
    return f"pkg:npm/{quote(name, safe='/')}@{package['version']}"


def _component(name: str, package: dict[str, Any]) -> dict[str, Any]:
    algorithm, _, digest = package["integrity"].partition("-")
    scope, _, bare = name.rpartition("/")
    return {
        "type": "library",
        "bom-ref": _ref(name, package),
        "purl": _ref(name, package),
        **({"group": scope} if scope else {}),
        "name": bare,
        "version": package["version"],
        "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
        **({"licenses": [{"expression": package["license"]}]} if "license" in package else {}),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
