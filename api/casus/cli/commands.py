"""The command and what is done with sources and releases; what is done with imports is beside it."""

import signal
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from casus.cli.imports import forget, import_, imports
from casus.cli.keeping import install, pack, prune, releases
from casus.cli.publishing import publish
from casus.cli.words import (
    ONTOLOGY,
    disk,
    fail,
    no_release,
    or_report,
    progress,
    release_or_fail,
    report,
    say,
    the_release,
    warn,
)
from casus.compiler.build_time import BadBuildTime
from casus.compiler.violations import BuildError, Violation, counted
from casus.release.integrity import newest_whole, verified
from casus.release.manifest import Release, current
from casus.settings import SettingError, Settings


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
        fail(str(error))


for command in (import_, imports, forget, pack, install, releases, prune, publish):
    main.add_command(command)


@main.command()
@ONTOLOGY
@click.option("--watch", is_flag=True, help="Stay, and check again after every change, until Ctrl-C.")
@click.pass_obj
def check(settings: Settings, ontology: Path | None, watch: bool) -> None:
    """Read and validate the Turtle sources; report everything that is wrong with them."""
    root = ontology or settings.ontology_dir
    if watch:
        _watch(root, settings.var_dir)
        return
    from casus.compiler.check import Checker
    from casus.compiler.freshness import Content
    from casus.compiler.sources import Sources

    def work() -> tuple[Sources, list[Violation], datetime | None]:
        content = Content(root, settings.var_dir)
        before = content.checked_at()
        sources, warnings = Checker(root, progress).check()
        content.mark_checked()
        return sources, warnings, before

    started = time.monotonic()
    sources, warnings, before = or_report(work)
    report(warnings)
    same = f"; nothing has changed since the check of {before:%Y-%m-%d %H:%M} UTC" if before else ""
    warned = f"{counted(warnings)}, " if warnings else ""
    click.echo(f"ok: {warned}{len(sources)} triples, checked in {time.monotonic() - started:.1f} s{same}")


@main.command()
@click.argument("kind")
@click.argument("slug")
@ONTOLOGY
@click.pass_obj
def new(settings: Settings, kind: str, slug: str, ontology: Path | None) -> None:
    """Print a block of Turtle for a new record, to fill in: KIND is what it is, SLUG its name in the data.

    \b
        casus new negotiation moscow-talks-2030
        casus new support turkey-gna-drones-2030

    The block is made from the shapes, with an explanation of every line, and says above where it belongs. Nothing is
    written to any file. A KIND that there is not is answered with those that there are.
    """
    from casus.compiler.new.record import SlugTaken, new_record

    try:
        click.echo(or_report(lambda: new_record(ontology or settings.ontology_dir, kind, slug)), nl=False)
    except ValueError as error:
        fail(str(error))
    except SlugTaken as error:
        fail(str(error), 1)


@main.command()
@ONTOLOGY
@click.pass_obj
def build(settings: Settings, ontology: Path | None) -> None:
    """Compile the Turtle sources into a release and make it the current one."""
    from casus.compiler import build as compiler
    from casus.records.proof import prove

    started = time.monotonic()
    root = ontology or settings.ontology_dir
    built = or_report(lambda: compiler.build(root, settings.var_dir, progress, prove, warn), "; nothing was replaced")
    click.echo(f"{built.manifest.id}: {built.manifest.triples} triples, built in {time.monotonic() - started:.1f} s")


@main.command()
@click.option("--build/--no-build", default=True, help="Build first when the sources are newer than the release.")
@click.option("--host", help="Address to listen on; otherwise HOST says it.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; otherwise PORT says it.")
@click.pass_obj
def serve(settings: Settings, build: bool, host: str | None, port: int | None) -> None:
    """Serve the current release over HTTP."""
    from casus.pages.built import built
    from casus.server import serve as server  # late: it imports a good deal, and only this command needs it
    from casus.server.generation import StartFailed
    from casus.server.supervisor import Choices
    from casus.telemetry import logs

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it can reload: a word that comes too early must not end it
    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    logs.configure(settings.log_format)
    try:
        listening = server.listening_socket(settings)
    except server.BadSocket as error:
        fail(str(error))
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        fail(f"cannot listen on {where}: {error.strerror}; choose others with --host and --port, or HOST and PORT")
    if build and not settings.release:
        _build_if_stale(settings)
    served = _whole(settings)
    told = [f"pages: {built()}", f"serving {served.id} on {server.url_of(listening)}"]
    choices = Choices(
        served, newest=lambda: _verified(the_release(settings), settings), whole=lambda: _another(settings)
    )
    try:
        server.serve(settings, listening, choices, lambda: say(told, settings.log_format))
    except (StartFailed, server.TooFewFiles, server.MetricsUnheard) as error:
        fail(str(error))


@main.command()
@click.pass_obj
def reload(settings: Settings) -> None:
    """Have the services that run on the same folder serve its current release, without losing a request."""
    from casus.server.registry import reloaded, running

    services = running(settings.var_dir)
    if not services:
        fail(f"no service runs on {settings.var_dir}")
    failed = False
    for service in services:
        now = reloaded(settings.var_dir, service)
        if now is None:
            click.echo(f"{service.url}: said nothing; look at its log", err=True)
        elif now.failed:
            click.echo(f"{now.url}: {now.failed}; serving {now.release} as before", err=True)
        else:
            click.echo(f"{now.url}: serving {now.release}")
        failed = failed or now is None or now.failed is not None
    if failed:
        sys.exit(1)


@main.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.option(
    "--format",
    "name",
    metavar="NAME",
    help="How the result is written; SELECT and ASK: json, xml, csv, tsv; CONSTRUCT and DESCRIBE: turtle, ntriples, "
    "jsonld, rdfxml, trig, nquads.",
)
@click.pass_obj
def query(settings: Settings, file: Any, name: str | None) -> None:
    """Run the SPARQL query in FILE (or on standard input) on the current release."""
    from casus.release.hold import hold
    from casus.sandbox.query import Query
    from casus.sparql import representations
    from casus.sparql.reading import form_of
    from casus.store.open_release import queries_of
    from casus.terms.namespaces import PREFIXES
    from casus.terms.problem import Problem

    text, release = file.read(), release_or_fail(settings)
    try:
        form = form_of(text, settings.query.max_chars)
        written = {one.name: one.media_type for one in representations.of(form)}
        if name is not None and name not in written:
            fail(f"{form.name} is written as {', '.join(written)}, not as {name}")
        media_type = written[name or next(iter(written))]
        queries = queries_of(replace(settings, store_mode="disk", query_workers=1, query_wait_s=0), release)
        with closing(hold(release.path)), closing(queries):
            result = queries.run(Query(text, media_type, prefixes=PREFIXES)).read()
    except Problem as problem:
        fail(f"{problem.title}: {problem.detail}", 1)
    sys.stdout.buffer.write(result)


@main.command()
@click.pass_obj
def mcp(settings: Settings) -> None:
    """Answer an assistant on standard input and output (Model Context Protocol), from the current release."""
    from casus.app import app_for
    from casus.assistants import stdio
    from casus.store.open_release import OpenRelease

    release = OpenRelease.open(settings, _whole(settings))
    with closing(release.sandbox):
        stdio.serve(app_for(release), settings)


@main.command()
@click.argument("before")
@click.argument("after", required=False)
@click.pass_obj
def diff(settings: Settings, before: str, after: str | None) -> None:
    """List the records that release AFTER (the current one, if none is named) says differently from release BEFORE."""
    from casus.changes.in_words import in_words
    from casus.release.changes import compare
    from casus.store.open_release import OpenRelease

    first = release_or_fail(replace(settings, release=before))
    second = release_or_fail(replace(settings, release=after or ""))
    changes = list(compare(first.path, second.path))
    for item in in_words(OpenRelease.open(settings, first), OpenRelease.open(settings, second), changes):
        fields = f" ({', '.join(item['changed_fields'])})" if item["changed_fields"] else ""
        now = ", ".join(one["id"] for one in item["successors"])
        instead = f" -> {now}" if now else ""
        click.echo(f"{item['change']:8} {item['id']}: {item['label']}{fields}{instead}")
    click.echo(f"{len(changes)} records differ between {first.id} and {second.id}", err=True)


@main.command()
@click.option("--check", is_flag=True, help="Only tell whether FILE is what would be written; exit code 1 if not.")
@click.argument("file", type=click.Path(path_type=Path), default=Path("openapi/openapi.json"))
@click.pass_obj
def openapi(settings: Settings, check: bool, file: Path) -> None:
    """Write the OpenAPI document of the current release to FILE."""
    from casus.app import create_app
    from casus.http.openapi import document

    release_or_fail(settings)
    text = document(create_app(replace(settings, store_mode="disk")).extensions["casus-api"])
    if check:
        if not file.exists() or file.read_text("utf-8") != text:
            fail(f"{file} has drifted from the shapes and the views; run 'casus openapi' and commit it", 1)
        click.echo(f"{file} is up to date")
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    click.echo(f"{file} is written")


def _watch(root: Path, var: Path) -> None:
    """Say what is wrong now and after every change, until Ctrl-C."""
    from casus.compiler.watch import Watcher

    try:
        for answer in Watcher(root, var).answers():
            lines = [*answer.changes, *map(str, answer.violations)]
            counts = counted(answer.violations)
            said = f"ok: {counts}{', ' if counts else ''}{answer.triples} triples" if answer.triples else counts
            lines.append(f"{said}, checked in {answer.seconds:.1f} s; watching {root}, Ctrl-C ends it")
            click.echo("\n".join(lines))
    except KeyboardInterrupt:
        click.echo()


def _build_if_stale(settings: Settings) -> None:
    """Build; when the sources are wrong, say all that is wrong and go on with the release there is."""
    from casus.compiler.freshness import is_stale

    if not or_report(lambda: is_stale(settings.ontology_dir, settings.var_dir)):
        return
    from casus.compiler import build as compiler  # later still: a service that has nothing to build starts sooner
    from casus.records.proof import prove

    try:
        compiler.build(settings.ontology_dir, settings.var_dir, progress, prove, warn)
    except BuildError as error:
        report(error.violations)
        try:
            kept = current(settings.var_dir).manifest.id
        except (FileNotFoundError, ValueError):
            fail(f"{error}; there is no earlier release to serve", 1)
        click.echo(f"casus: {error}; serving the release that there is, {kept}", err=True)
    except BadBuildTime as error:
        fail(str(error))
    except OSError as error:
        fail(disk(error))


def _whole(settings: Settings) -> Release:
    """The same, as it was written; where the current one is not, the newest that is, and a word about it."""
    try:
        return _verified(the_release(settings), settings)
    except (OSError, RuntimeError, ValueError) as error:
        told = no_release(settings) if isinstance(error, FileNotFoundError) else str(error)
        try:
            found = _another(settings)
        except FileNotFoundError:
            fail(told)
        click.echo(f"casus: {told}; serving the newest release that is whole, {found.id}", err=True)
        return found


def _another(settings: Settings) -> Release:
    """The newest release that is whole. Raises FileNotFoundError, also where the settings choose one and no other."""
    if settings.release:
        raise FileNotFoundError(f"CASUS_RELEASE says {settings.release}, and no other is served")
    return newest_whole(settings.var_dir, without_store=bool(settings.store))


def _verified(release: Release, settings: Settings) -> Release:
    """The release, if its files are as they were written. Raises ValueError."""
    return verified(release, without_store=bool(settings.store))
