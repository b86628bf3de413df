"""What the service needs to run: its dependencies and theirs, as they are installed here."""

import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]


def project() -> dict[str, object]:
    """The table `project` of pyproject.toml."""
    found: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def runtime() -> dict[str, str]:
    """The version of each, by its name in the spelling of PyPI (PEP 503), sorted."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    dependencies = project()["dependencies"]
    assert isinstance(dependencies, list)
    waiting = [(Requirement(text), "") for text in dependencies]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        installed = distribution(name)
        found[name] = installed.version
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in installed.requires or ()]
    return dict(sorted(found.items()))
