"""The command that puts a release on an engine."""

import sys
import time
from dataclasses import replace

import click

from casus.cli.words import counter, fail, or_report, release_or_fail
from casus.settings import Settings


@click.command()
@click.argument("release_id", metavar="RELEASE", required=False)
@click.option(
    "--keep", type=click.IntRange(1), default=2, show_default=True, help="How many releases stay there, the newest."
)
@click.pass_obj
def publish(settings: Settings, release_id: str | None, keep: int) -> None:
    """Put RELEASE (the current one, if none is named) on the engine of CASUS_STORE, whole or not at all.

    Older releases beyond those to keep are removed from there: end the services that serve them before, or have them
    take the new one.
    """
    from casus.engine.address import Address
    from casus.engine.engine import Engine
    from casus.engine.publishing import Publisher, PublishFailed
    from casus.terms.problem import Problem

    if not settings.store or not settings.store_graphs:
        fail("CASUS_STORE and CASUS_STORE_GRAPHS say where the engine answers queries and takes graphs; set both")
    address = Address.of(settings)
    release = release_or_fail(replace(settings, release=release_id or settings.release))
    started = time.monotonic()
    try:
        done = or_report(lambda: Publisher(Engine(address), counter).publish(release, keep))
    except PublishFailed as error:
        fail(f"{error}; nothing serves it, and the next 'casus publish' removes it", 1)
    except Problem as problem:
        fail(f"{problem.log or problem.detail}; nothing was switched, and the next 'casus publish' begins anew")
    finally:
        if sys.stderr.isatty():
            click.echo(err=True)
    how = "is there already" if done.was_there else f"is there, and read back: the same {done.triples} triples"
    if not done.as_written:
        how += " (some literals are written otherwise, and mean the same)"
    click.echo(f"{release.id} {how}, in {done.graphs} graphs, on {address.host} ({time.monotonic() - started:.1f} s)")
    for old in done.removed:
        click.echo(f"{old} is removed from there")
