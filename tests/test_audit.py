"""`make audit` against advisory services on the loopback interface: real pip-audit, real npm."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest

from tests.loopback import Handler, LoopbackServer
from tools import audit

pytestmark = pytest.mark.slow
PACKAGES = {"rdflib": "7.6.0", "flask": "3.1.3"}
NPM = "@codemirror/view"
needs_npm = pytest.mark.skipif(
    not shutil.which("npm") and "REQUIRE_CLIENTS" not in os.environ, reason="apt-get install npm"
)


class Advisories(Handler):
    """An OSV service and a registry of npm, which know of what a test says."""

    known: ClassVar[set[str]] = set()
    status = 200
    waits_s = 0.0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.waits_s)
        answer: dict[str, Any] = {}
        if self.path == "/v1/query":
            name = json.loads(body)["package"]["name"]
            if name in self.known:
                ranges = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}
                affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [ranges]}]
                answer = {"vulns": [{"id": "TEST-2026-1", "summary": "bad", "affected": affected}]}
        elif NPM in self.known:
            advisory = {"id": 1, "url": "", "title": "bad", "severity": "high", "vulnerable_versions": "<99"}
            answer = {NPM: [advisory]}
        data = json.dumps(answer).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def service(**members: Any) -> Iterator[str]:
    with LoopbackServer(type("Knows", (Advisories,), members)) as server:
        yield server.url


def test_a_vulnerability_of_a_python_package_is_found() -> None:
    with service(known={"rdflib"}) as url:
        found = audit.of_python(PACKAGES, f"{url}/v1/query")

    assert (found.audited, found.known, found.unanswered) == (2, ["rdflib 7.6.0: TEST-2026-1"], [])


def test_packages_of_which_nothing_is_known_are_counted() -> None:
    with service() as url:
        found = audit.of_python(PACKAGES, f"{url}/v1/query")

    assert (found.audited, found.known, found.unanswered) == (2, [], [])
    assert str(found) == "Python: 2 packages looked at, 0 vulnerabilities known"


@pytest.mark.parametrize("members", [{"status": 503}, {"waits_s": 30.0}], ids=["refuses", "says nothing"])
def test_a_service_that_does_not_answer_is_told_of_in_time_and_not_taken_for_one_that_knows_of_nothing(
    members: dict[str, Any],
) -> None:
    with service(**members) as url:
        begun = time.monotonic()
        found = audit.of_python(PACKAGES, f"{url}/v1/query", most_s=4)

    assert time.monotonic() - begun < 20
    assert found.audited == 0 and found.unanswered
    assert "NOT AUDITED" in str(found)


@needs_npm
def test_a_vulnerability_of_what_browsers_load_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with service(known={NPM}) as url:
        monkeypatch.setenv("npm_config_registry", url)
        found = audit.of_npm(60)

    assert f"{NPM}: high" in found.known
    assert found.audited > 5 and not found.unanswered


@needs_npm
@pytest.mark.parametrize("members", [{"status": 405}, {"waits_s": 30.0}], ids=["refuses", "says nothing"])
def test_a_registry_that_does_not_answer_is_told_of_in_time(
    members: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with service(**members) as url:
        monkeypatch.setenv("npm_config_registry", url)
        found = audit.of_npm(4)

    assert found.audited == 0 and found.unanswered and not found.known


@pytest.mark.parametrize(
    ("known", "unanswered", "arguments", "code"),
    [([], [], [], 0), (["x 1: y"], [], [], 1), ([], ["z"], [], 0), ([], ["z"], ["--strict"], 2), (["x"], ["z"], [], 1)],
)
def test_how_it_ends(
    monkeypatch: pytest.MonkeyPatch, known: list[str], unanswered: list[str], arguments: list[str], code: int
) -> None:
    monkeypatch.setattr(audit, "of_python", lambda *_: audit.Found("Python", 1, known, unanswered))
    monkeypatch.setattr(audit, "of_npm", lambda *_: audit.Found("npm", 1))

    assert audit.main(arguments) == code
