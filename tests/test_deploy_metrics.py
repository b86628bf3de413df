"""What Grafana and Prometheus are given asks for metrics that there are, and Prometheus itself reads it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from casus.release.manifest import Release
from casus.server.gathered import Gathered
from casus.server.metrics_page import Page
from casus.server.supervisor import Standing
from casus.telemetry import metrics
from casus.telemetry.answer_counts import AnswerCounts
from casus.telemetry.shared_counts import Counts, mapped

DEPLOY = Path(__file__).parents[1] / "deploy"
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana" / "casus.json").read_text("utf-8"))
RULES: list[dict[str, Any]] = yaml.safe_load((DEPLOY / "prometheus" / "casus-alerts.yml").read_text("utf-8"))["groups"]
PROMTOOL = shutil.which("promtool")
_ITS_OWN = {"up"}
"""What Prometheus itself makes."""


def needs_promtool() -> str:
    """Skip without it; in CI, fail."""
    if PROMTOOL is None:
        message = "promtool is not installed: apt-get install prometheus"
        if os.environ.get("REQUIRE_CLIENTS"):
            pytest.fail(message)
        pytest.skip(message)
    return PROMTOOL


@pytest.fixture(scope="module")
def page(release: Release) -> str:
    """A page on which everything that can be counted is."""
    memory = mapped(-1)
    AnswerCounts(Counts(memory)).place("/v1/states", "GET", 200, "hit")
    gathered = Gathered()
    gathered.adopt(memory)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Page(gathered, lambda: Standing(release, 1, 0)))
    return generate_latest(registry).decode()


@pytest.fixture(scope="module")
def told(page: str) -> dict[str, set[str]]:
    """The samples of the page, with the names of their labels."""
    return {
        sample.name: set(sample.labels) for family in text_string_to_metric_families(page) for sample in family.samples
    }


def expressions_of_panels() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"]


def expressions_of_dashboard() -> Iterator[str]:
    yield from expressions_of_panels()
    for annotation in DASHBOARD["annotations"]["list"]:
        yield annotation["expr"]


def expressions_of_alerts() -> Iterator[str]:
    for group in RULES:
        for rule in group["rules"]:
            yield rule["expr"]


EXPRESSIONS = [*expressions_of_dashboard(), *expressions_of_alerts()]


def names_in(expression: str) -> set[str]:
    """The metrics that an expression of PromQL names: words that are no function, no label and no keyword."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    bare = re.sub(r"\b(by|without|on|ignoring)\s*\([^)]*\)", "", bare)
    selected = set(re.findall(r"([a-zA-Z_:][\w:]*)\s*\{", bare))
    bare = re.sub(r"\{[^}]*\}", "{}", bare)
    words = set(re.findall(r"(?<![\w$.])[a-zA-Z_:][\w:]*(?!\w*\s*\()", re.sub(r"\[[^\]]*\]", "[]", bare)))
    return selected | (words - {"and", "or", "unless"})


def labels_in(expression: str) -> set[str]:
    """The labels that it chooses or sums by."""
    chosen = re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", expression)
    summed = re.findall(r"\b(?:by|without)\s*\(([^)]*)\)", expression)
    return {*chosen, *(label.strip() for each in summed for label in each.split(","))}


def test_names_are_found_in_what_is_asked() -> None:
    """What looks for names finds those that there are not."""
    asked = 'topk(8, sum by (le, route) (rate(casus_a_bucket{x=~"$y", code="b(c)"}[$__rate]))) / casus_b > time()'
    assert names_in(asked) == {"casus_a_bucket", "casus_b"}
    assert labels_in(asked) == {"le", "route", "x", "code"}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_and_label_that_is_asked_for_exists(expression: str, told: dict[str, set[str]]) -> None:
    names = names_in(expression)
    assert names
    assert names <= told.keys() | _ITS_OWN
    of_prometheus = {"instance", "job"}
    assert labels_in(expression) <= of_prometheus.union(*(told.get(name, set()) for name in names))


def test_what_is_chosen_by_a_label_is_a_value_that_it_has(page: str) -> None:
    """An alert on a value that is never told would never come."""
    for expression in EXPRESSIONS:
        for name, value in re.findall(r'(\w+)="([^"$]*)"', expression):
            assert name in ("job", "code") or f'{name}="{value}"' in page, expression


def test_the_dashboard_shows_every_metric(told: dict[str, set[str]]) -> None:
    shown = {name for expression in expressions_of_dashboard() for name in names_in(expression)}
    wanted = {
        name for name in told if not name.endswith(("_sum", "_count", "_connections_accepted_total", "_cache_entries"))
    }
    assert wanted - shown == set()


def test_panels_do_not_lie_over_each_other() -> None:
    cells = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


@pytest.mark.parametrize("metric", [each for each in vars(metrics).values() if isinstance(each, metrics.Metric)])
def test_every_metric_is_told_and_has_a_text(metric: metrics.Metric, page: str) -> None:
    suffix = "_total" if metric.kind == "counter" else ""
    assert f"# TYPE {metric.name}{suffix} {metric.kind}\n" in page
    assert metric.help.endswith(".")
    assert all(len(known) == len(metric.labels) for known in metric.known)


def test_the_page_is_as_prometheus_wants_it(page: str) -> None:
    """promtool's own checks of names, units and texts."""
    said = subprocess.run(
        [needs_promtool(), "check", "metrics"], input=page, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_prometheus_reads_the_alerts_and_its_configuration(tmp_path: Path) -> None:
    said = subprocess.run(
        [needs_promtool(), "check", "config", DEPLOY / "prometheus" / "casus.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    assert f"{sum(len(group['rules']) for group in RULES)} rules found" in said.stdout


def test_prometheus_reads_every_expression_of_the_dashboard(tmp_path: Path) -> None:
    """As rules, which it can check without data; Grafana fills in the variables."""
    filled = [each.replace("$__rate_interval", "1m").replace("$instance", ".*") for each in expressions_of_dashboard()]
    rules = [{"record": f"dashboard:{number}", "expr": each} for number, each in enumerate(filled)]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    said = subprocess.run([needs_promtool(), "check", "rules", file], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
