"""The tables of the reference that come from the code: problems, settings, commands, routes."""

import inspect
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import cast

import click
from flask import Flask

from casus import ONTOLOGY_DIR
from casus.app import app_for
from casus.cli import main as command_line
from casus.model.types import Model
from casus.settings import Settings, every_setting
from casus.store.open_release import OpenRelease
from casus.terms.problem import every_problem


def table(*rows: Iterable[str]) -> Iterator[str]:
    """A Markdown table; the first row is its head."""
    for number, row in enumerate(rows):
        cells = [cell.replace("|", "\\|").replace("\n", " ") for cell in row]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{' --- |' * len(cells)}"
    yield ""


def problems() -> Iterator[str]:
    yield "## Problems\n\n[problems.md](problems.md) says what to do about each.\n"
    rows = ((f"`{p.slug}`", str(p.status), p.title, inspect.getdoc(p) or "") for p in every_problem())
    yield from table(("Problem", "Status", "Title", "When"), *rows)


def settings() -> Iterator[str]:
    yield "## Settings\n\nEnvironment variables. [operating.md](operating.md) explains them.\n"
    rows = []
    for setting in every_setting():
        default = "ontology" if setting.default == ONTOLOGY_DIR else str(setting.default)
        rows.append((f"`{setting.variable}`", f"`{default}`" if default else "", setting.reason))
    yield from table(("Variable", "Default", "Reason"), *rows)


def commands() -> Iterator[str]:
    yield "## Commands\n"
    group = click.Context(command_line, info_name="casus", terminal_width=100, **command_line.context_settings)
    for name, command in sorted(command_line.commands.items()):
        context = click.Context(command, group, info_name=name)
        yield f"### casus {name}\n\n```text\n{command.get_help(context)}\n```\n"


def routes(model: Model) -> Iterator[str]:
    yield "## Routes\n\nEvery path answers OPTIONS too, and HEAD where it answers GET.\n"
    app = _app(model)
    operations = app.extensions["casus-api"].described()["paths"]
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        described_as = operations.get(rule.rule.replace("<", "{").replace(">", "}"), {})
        summaries = [described_as[m.lower()]["summary"] for m in methods if m.lower() in described_as]
        view = app.view_functions[rule.endpoint]
        text = "; ".join(summaries) or inspect.getdoc(view) or inspect.getdoc(inspect.getmodule(view)) or ""
        rows.append((f"`{rule.rule}`", ", ".join(methods), text.partition("\n")[0]))
    yield from table(("Path", "Methods", "Answers"), *rows)


def _app(model: Model) -> Flask:
    """The app on a release that has a model and nothing else: its routes do not depend on what a release says."""
    empty = SimpleNamespace(select=lambda _: iter(()))
    release = SimpleNamespace(settings=Settings(), model=model, dataset=empty)
    release.once = lambda make: make(release)
    return app_for(cast(OpenRelease, release))
