"""What all commands share: how they say what they do, and what is wrong."""

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from casus.compiler.build_time import BadBuildTime
from casus.compiler.violations import BuildError, Violation
from casus.release.manifest import Release, current, named
from casus.settings import Settings

Result = TypeVar("Result")
ONTOLOGY = click.option("--ontology", type=click.Path(path_type=Path), help="Folder of the Turtle sources.")


def progress(step: str) -> None:
    """Tell a terminal what is being done; a pipe or a log is not told."""
    if sys.stderr.isatty():
        click.echo(f"{step} ...", err=True)


def counter(step: str) -> None:
    """Tell a terminal how far something is, on one line."""
    if sys.stderr.isatty():
        click.echo(f"\r{step} ...", nl=False, err=True)


def or_report(work: Callable[[], Result], so: str = "") -> Result:
    """The result of the work; exit code 1 with every violation when the sources are wrong, 2 when the disk is.

    `so` is what follows for this command from sources that are wrong.
    """
    try:
        return work()
    except BuildError as error:
        report(error.violations)
        fail(f"{error}{so}", 1)
    except OSError as error:
        fail(disk(error))
    except BadBuildTime as error:
        fail(str(error))
    except RuntimeError as error:
        fail(f"{error}{so}", 1)


def report(violations: Sequence[Violation]) -> None:
    for violation in violations:
        warn(violation)


def warn(violation: Violation) -> None:
    click.echo(str(violation), err=True)


def disk(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def say(lines: Sequence[str], log_format: str) -> None:
    """Tell what a service does: to people, or as records of a log that programs read."""
    for line in lines:
        if log_format == "text":
            click.echo(line, err=True)
        else:
            logging.getLogger(__package__).info(line)


def fail(message: str, code: int = 2) -> NoReturn:
    click.echo(f"casus: {message}", err=True)
    sys.exit(code)


def the_release(settings: Settings) -> Release:
    """The release that the settings name, or the current one. Raises OSError and ValueError."""
    return named(settings.var_dir, settings.release) if settings.release else current(settings.var_dir)


def release_or_fail(settings: Settings) -> Release:
    """The same, or the end."""
    try:
        return the_release(settings)
    except FileNotFoundError:
        fail(no_release(settings))
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of symbolic links
        fail(str(error))


def no_release(settings: Settings) -> str:
    return f"{settings.var_dir} holds no release {settings.release}".rstrip() + "; run 'casus build'"
