"""A real Prometheus scrapes a real service, and answers what the dashboard and the alerts ask."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.command import free_port
from tests.server.test_metrics import ASKED, Scraped, load, scraped
from tests.test_deploy_metrics import DEPLOY, RULES, expressions_of_panels
from tests.waiting import eventually

pytestmark = pytest.mark.full

PROMETHEUS = shutil.which("prometheus")


class Prometheus:
    """A running one."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, path: str, **parameters: str) -> Any:
        answer = requests.get(f"{self._url}/api/v1/{path}", parameters, timeout=10).json()
        assert answer["status"] == "success", answer
        return answer["data"]

    def values(self, expression: str) -> list[Any]:
        filled = expression.replace("$__rate_interval", "10s").replace("$instance", ".*")
        found: list[Any] = self.ask("query", query=filled)["result"]
        return found


@pytest.fixture(scope="module")
def service(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scraped]:
    patient = {"CASUS_QUERY_WAIT_S": "20", "CASUS_CLIENT_REQUESTS": "8"}
    with scraped(tmp_path_factory.mktemp("service") / "log", var, **patient) as found:
        yield found


@pytest.fixture(scope="module")
def prometheus(service: Scraped, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """With the shipped configuration, which asks more often here."""
    if PROMETHEUS is None:
        pytest.skip("apt-get install prometheus")
    folder = tmp_path_factory.mktemp("prometheus")
    shutil.copy(DEPLOY / "prometheus" / "casus-alerts.yml", folder)
    settings = yaml.safe_load((DEPLOY / "prometheus" / "casus.yml").read_text("utf-8"))
    (scraping,) = settings["scrape_configs"]
    scraping["scrape_interval"] = "1s"
    scraping["static_configs"] = [{"targets": [service.page.removeprefix("http://").removesuffix("/metrics")]}]
    settings["global"] = {"evaluation_interval": "1s"}
    (folder / "casus.yml").write_text(yaml.safe_dump(settings))
    address = f"127.0.0.1:{free_port()}"
    command = [
        *(PROMETHEUS, f"--config.file={folder}/casus.yml", f"--storage.tsdb.path={folder}/data"),
        f"--web.listen-address={address}",
    ]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        found = Prometheus(f"http://{address}")
        assert eventually(lambda: is_up(found), 30, 0.2), (folder / "log").read_text()
        yield found
    finally:
        process.terminate()
        process.wait()


def is_up(prometheus: Prometheus) -> bool:
    try:
        return [value["value"][1] for value in prometheus.values("up")] == ["1"]
    except requests.ConnectionError:
        return False


def test_every_panel_has_something_to_show(service: Scraped, prometheus: Prometheus) -> None:
    load(service.served.url, 2)
    total = sum(service.requests().values())
    asked = "sum(casus_http_requests_total)"
    assert eventually(lambda: float(prometheus.values(asked)[0]["value"][1]) == total, 20, 0.2)
    assert total >= 2 * len(ASKED)
    assert eventually(lambda: all(map(prometheus.values, expressions_of_panels())), 20, 0.5), [
        each for each in expressions_of_panels() if not prometheus.values(each)
    ]


def test_every_alert_is_looked_at(prometheus: Prometheus) -> None:
    names = {rule["alert"] for group in RULES for rule in group["rules"]}

    def healthy() -> bool:
        rules = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]
        return {rule["name"] for rule in rules if rule["health"] == "ok"} == names

    assert eventually(healthy, 30, 0.5)
