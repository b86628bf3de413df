"""The engine goes away under a running service, and comes back."""

import json
import shutil
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from casus.release.integrity import missing, verified
from casus.release.manifest import Release
from tests.command import free_port
from tests.conftest import running_server
from tests.engines import oxigraph as server
from tests.engines.engine import process, wait_for
from tests.engines.published import client_on, publish, started

PASSWORD = "an-engine-password-that-nobody-sees"


def answer(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=30) as found:
            return found.status, found.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.slow
def test_the_service_says_so_stays_alive_and_goes_on_when_the_engine_is_back(small: Release, tmp_path: Path) -> None:
    with started(server.running, tmp_path) as engine:
        publish(engine, small)
        command: list[str] = list(engine.process.args)  # type: ignore[arg-type]
        host = engine.query_url.split("/")[2]
        access = {"CASUS_STORE": engine.query_url, "CASUS_STORE_USER": "me", "CASUS_STORE_PASSWORD": PASSWORD}
        running = running_server(small.path.parent.parent, CASUS_WEB_WORKERS="1", CASUS_CACHE_MIB="0", **access)
        with running as url:
            before = answer(f"{url}/v1/armed-forces/first")
            assert before[0] == 200
            cmdline = Path(f"/proc/{running.process.pid}/cmdline").read_text()
            assert PASSWORD not in cmdline
            engine.process.terminate()
            engine.process.wait()

            for path in ("/v1/armed-forces/first", "/readyz", "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"):
                status, body = answer(url + path)
                problem = json.loads(body)
                assert (status, problem["type"].rpartition("/")[2]) == (503, "engine-down"), path
                assert problem["engine"] == host
            assert answer(f"{url}/healthz")[0] == 200

            log = tmp_path / "again.log"
            with process(command, log, cwd=tmp_path) as again:
                wait_for(engine.query_url, again, log)
                begun = time.monotonic()
                while answer(f"{url}/readyz")[0] != 200 and time.monotonic() < begun + 20:
                    time.sleep(0.1)
                assert answer(f"{url}/v1/armed-forces/first") == before
        assert f"EngineDown: the engine at {host}" in running.said
        assert PASSWORD not in running.said
        assert "Traceback" not in running.said


@pytest.mark.slow
def test_a_service_does_not_start_without_its_engine_and_says_why(small: Release) -> None:
    where = f"127.0.0.1:{free_port()}"
    with pytest.raises(AssertionError, match=f"EngineDown: .*{where}"):
        running_server(
            small.path.parent.parent, CASUS_STORE=f"http://{where}/query", CASUS_STORE_PASSWORD=PASSWORD
        ).__enter__()


def test_a_copy_needs_no_store(small: Release, tmp_path: Path) -> None:
    """Of the folder of a release everything but `store` is read here."""
    copy = tmp_path / "var" / "releases" / small.id
    shutil.copytree(small.path, copy, ignore=shutil.ignore_patterns("store"))
    (tmp_path / "var" / "current").symlink_to(Path("releases") / small.id)
    release = Release.open(copy)
    assert list(missing(release)) and not list(missing(release, without_store=True))
    assert verified(release, without_store=True) is release
    with started(server.running, tmp_path, in_memory=True) as engine:
        publish(engine, release)
        with client_on(engine, tmp_path / "var") as client:
            assert client.get("/readyz").status_code == 200
            assert client.get("/v1/armed-forces/first").status_code == 200
            assert client.get("/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D").json["boolean"] is True
