"""The service through Caddy as it is shipped, but for the certificate, which it makes itself."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from tests.command import free_port
from tests.deploy.listener import Listener
from tests.deploy.nginx import NAME
from tests.deploy.programs import DEPLOY, program, replaced
from tests.waiting import eventually

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def caddy(behind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_caddy(tmp_path_factory.mktemp("caddy"), behind) as url:
        assert eventually(lambda: _listens(url), within_s=20)
        yield url


@contextmanager
def running_caddy(folder: Path, service: str) -> Iterator[str]:
    """Its URL by plain HTTP: the tests are about what it hands on. The shipped file is checked as it is."""
    port, file = free_port(), folder / "Caddyfile"
    text = replaced(
        (DEPLOY / "caddy" / "Caddyfile").read_text("utf-8"),
        {
            "{\n\tservers {": "{\n\tadmin off\n\tauto_https off\n\tservers {",
            f"\n{NAME} {{": f"\nhttp://{NAME}:{port} {{\n\tbind 127.0.0.1",
            "127.0.0.1:8000": service.removeprefix("http://"),
        },
    )
    file.write_text(text, encoding="utf-8")
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [program("caddy", "caddy"), "run", "--config", file, "--adapter", "caddyfile"],
            env={"HOME": str(folder), "PATH": "/usr/bin"},
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=20)


def _listens(url: str) -> bool:
    with suppress(requests.ConnectionError):
        return requests.get(f"{url}/readyz", headers={"Host": NAME}, timeout=5).status_code == 200
    return False


def test_the_file_is_valid(tmp_path: Path) -> None:
    told = subprocess.run(
        [program("caddy", "caddy"), "validate", "--config", DEPLOY / "caddy" / "Caddyfile", "--adapter", "caddyfile"],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 0, told.stderr
    warnings = [
        line for line in told.stderr.splitlines() if line.startswith("{") and json.loads(line)["level"] == "warn"
    ]
    assert warnings == []


def test_answers_pass_unchanged(caddy: str, behind: str) -> None:
    for path in ("/v1/states/libya", "/v1/claims?format=ndjson", "/nowhere"):
        headers = {"Host": NAME, "Accept-Encoding": "gzip"}
        direct = requests.get(behind + path, headers=headers, timeout=30)
        through = requests.get(caddy + path, headers=headers, timeout=30)
        assert (through.status_code, through.content) == (direct.status_code, direct.content)
        kept = ("ETag", "Vary", "Cache-Control", "Link", "Content-Type", "Content-Encoding")
        assert [through.headers.get(name) for name in kept] == [direct.headers.get(name) for name in kept]
    etag = requests.get(f"{caddy}/v1/states/libya", headers={"Host": NAME}, timeout=30).headers["ETag"]
    known = requests.get(f"{caddy}/v1/states/libya", headers={"Host": NAME, "If-None-Match": etag}, timeout=30)
    assert (known.status_code, known.content) == (304, b"")
    asked = requests.post(f"{caddy}/sparql", data={"query": "ASK {}"}, headers={"Host": NAME}, timeout=30)
    assert asked.json()["boolean"] is True


def test_metrics_are_for_nobody(caddy: str) -> None:
    assert requests.get(f"{caddy}/metrics", headers={"Host": NAME}, timeout=10).status_code == 404


def test_casus_is_told_one_address_whatever_the_client_says(tmp_path: Path) -> None:
    made_up = {"Host": NAME, "X-Forwarded-For": "203.0.113.1, 203.0.113.2"}
    with Listener() as listener, running_caddy(tmp_path, listener.url) as url:
        assert eventually(lambda: _connects(url), within_s=20)
        assert requests.get(f"{url}/v1/states", headers=made_up, timeout=20).status_code == 204
    heard = listener.heard[-1]
    assert heard["x-forwarded-for"] == ["127.0.0.1"]
    assert heard["host"] == [NAME]
    assert len(heard["x-request-id"]) == 1


def _connects(url: str) -> bool:
    with suppress(requests.ConnectionError):
        return requests.get(f"{url}/metrics", headers={"Host": NAME}, timeout=5).status_code == 404
    return False
