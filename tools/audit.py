"""Are vulnerabilities known of what the service runs on and of what browsers load? `make audit` asks.

`pip-audit` asks PyPI (or an OSV service, `--osv-url`), `npm audit` the registry of npm. A service that does not answer
must not look like one that knows of nothing: pip-audit 2.10 then says "No known vulnerabilities found" and lists what
it skipped, and ends with 0. So it is said how many packages were looked at. Ends with 1 when a vulnerability is known;
with 0, or with 2 with `--strict`, when something could not be looked at. The time is bounded.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tools.runtime import ROOT, runtime

_MOST_S: Final = 120.0
"""For each of the two."""
_ONE_S: Final = 10
"""For one answer."""


@dataclass
class Found:
    """What is known, of the packages of one ecosystem."""

    of: str
    audited: int = 0
    known: list[str] = field(default_factory=list)
    """Each a package and what is known of it."""
    unanswered: list[str] = field(default_factory=list)
    """What could not be looked at, and why."""

    def __str__(self) -> str:
        lines = [f"{self.of}: {self.audited} packages looked at, {len(self.known)} vulnerabilities known"]
        lines += [f"  {each}" for each in self.known]
        if self.unanswered:
            lines.append(f"  NOT AUDITED: {'; '.join(self.unanswered[:3])}")
            if len(self.unanswered) > 3:
                lines.append(f"  and {len(self.unanswered) - 3} more")
        return "\n".join(lines)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="end with 2 when something could not be looked at")
    parser.add_argument("--osv-url", help="ask this OSV service instead of PyPI")
    parser.add_argument("--most-s", type=float, default=_MOST_S, help="seconds for Python, and for npm")
    chosen = parser.parse_args(arguments)
    found = [of_python(runtime(), chosen.osv_url, chosen.most_s), of_npm(chosen.most_s)]
    print("\n".join(map(str, found)))
    if any(each.known for each in found):
        return 1
    return 2 if chosen.strict and any(each.unanswered for each in found) else 0


def of_python(packages: dict[str, str], osv_url: str | None, most_s: float = _MOST_S) -> Found:
    """What is known of these versions."""
    found = Found("Python")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("".join(f"{name}=={version}\n" for name, version in packages.items()), encoding="utf-8")
        service = ["--vulnerability-service", "osv", "--osv-url", osv_url] if osv_url else []
        audit = Path(sys.executable).with_name("pip-audit")
        command = [audit, *service, "--requirement", listed, "--no-deps", "--disable-pip", "--format", "json"]
        told = _json([*command, "--progress-spinner", "off", "--timeout", str(_ONE_S)], most_s, found)
    for each in told.get("dependencies", ()):
        if "skip_reason" in each:
            found.unanswered.append(each["skip_reason"])
        else:
            found.audited += 1
            found.known += [
                f"{each['name']} {each['version']}: {vulnerability['id']}" for vulnerability in each["vulns"]
            ]
    return found


def of_npm(most_s: float = _MOST_S) -> Found:
    """What is known of the packages that are bundled for browsers."""
    found = Found("npm")
    command = ["npm", "audit", "--prefix", ROOT / "assets", "--package-lock-only", "--omit", "dev", "--json"]
    told = _json([*command, "--fetch-retries", "0", "--fetch-timeout", str(_ONE_S * 1000)], most_s, found)
    if "metadata" in told:
        found.audited = told["metadata"]["dependencies"]["prod"]
        found.known = [f"{name}: {each['severity']}" for name, each in told.get("vulnerabilities", {}).items()]
    elif told:
        found.unanswered.append(str(told.get("message") or told.get("error")))
    return found


def _json(command: list[Any], most_s: float, found: Found) -> dict[str, Any]:
    """What the command prints, whatever it ends with; nothing, and why, when it prints nothing of the kind."""
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=most_s, env={**os.environ, "CI": "1"})
        members: dict[str, Any] = json.loads(ended.stdout)
    except FileNotFoundError:
        found.unanswered.append(f"{command[0]} is not installed")
    except subprocess.TimeoutExpired:
        found.unanswered.append(f"no answer within {most_s:.0f} s")
    except json.JSONDecodeError:
        found.unanswered.append((ended.stderr.strip().splitlines() or ["it said nothing"])[-1])
    else:
        return members
    return {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
