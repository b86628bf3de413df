"""The console command `casus`: exit code 0 for success, 1 for a negative answer, 2 for what could not be done."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from api.settings import SettingError, Settings
from ontology.build import release
from ontology.build.report import BuildError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="casus")
@click.pass_context
def main(context: click.Context) -> None:
    """Casus: an open knowledge service about armed conflict.

    Settings are environment variables; docs/operating.md lists them.
    """
    try:
        context.obj = Settings.from_environment()
    except SettingError as error:
        _fail(str(error))


@main.command()
@click.option("--ontology", type=click.Path(path_type=Path), help="Folder of the Turtle sources.")
@click.pass_obj
def check(settings: Settings, ontology: Path | None) -> None:
    """Read and validate the Turtle sources; report everything that is wrong with them."""
    started = time.monotonic()
    dataset = _or_report(lambda: release.check(ontology or settings.ontology_dir, _progress()))
    click.echo(f"ok: {len(dataset)} triples, checked in {time.monotonic() - started:.1f} s")


@main.command()
@click.option("--ontology", type=click.Path(path_type=Path), help="Folder of the Turtle sources.")
@click.pass_obj
def build(settings: Settings, ontology: Path | None) -> None:
    """Compile the Turtle sources into a release and make it the current one."""
    started = time.monotonic()
    built = _or_report(lambda: release.build(ontology or settings.ontology_dir, settings.var_dir, _progress()))
    click.echo(f"{built.manifest.id}: {built.manifest.triples} triples, built in {time.monotonic() - started:.1f} s")


def _progress() -> Callable[[str], None]:
    """Tells a terminal what is being done; says nothing to a pipe or a log."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda step: click.echo(f"{step} ...", err=True)


def _or_report(work: Callable[[], Any]) -> Any:
    """The result of the work; every violation on stderr and exit code 1 when the sources are wrong, 2 when disk is."""
    try:
        return work()
    except BuildError as error:
        for violation in error.violations:
            click.echo(str(violation), err=True)
        _fail(f"{error}; nothing was replaced", 1)
    except OSError as error:
        _fail(f"{error.filename or ''}: {error.strerror or error}")


def _fail(message: str, code: int = 2) -> None:
    click.echo(f"casus: {message}", err=True)
    sys.exit(code)
