"""The console command `casus`.

Exit codes: 0 for success; 1 when the answer is no (sources that break a rule, a contract that has drifted, a query
that is refused); 2 for what could not be done at all (a bad setting or argument, a busy port, a missing release).
"""

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from casus.compiler.violations import BuildError, Violation, counted
from casus.release.artefact import Artefact
from casus.release.integrity import newest_whole, verified
from casus.release.manifest import Release, current, named
from casus.settings import SettingError, Settings

Result = TypeVar("Result")
_ONTOLOGY = click.option("--ontology", type=click.Path(path_type=Path), help="Folder of the Turtle sources.")


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
@_ONTOLOGY
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
        sources, warnings = Checker(root, _progress).check()
        content.mark_checked()
        return sources, warnings, before

    started = time.monotonic()
    sources, warnings, before = _or_report(work)
    _report(warnings)
    same = f"; nothing has changed since the check of {before:%Y-%m-%d %H:%M} UTC" if before else ""
    warned = f"{counted(warnings)}, " if warnings else ""
    click.echo(f"ok: {warned}{len(sources)} triples, checked in {time.monotonic() - started:.1f} s{same}")


@main.command()
@click.argument("kind")
@click.argument("slug")
@_ONTOLOGY
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
        click.echo(_or_report(lambda: new_record(ontology or settings.ontology_dir, kind, slug)), nl=False)
    except ValueError as error:
        _fail(str(error))
    except SlugTaken as error:
        _fail(str(error), 1)


@main.command()
@_ONTOLOGY
@click.pass_obj
def build(settings: Settings, ontology: Path | None) -> None:
    """Compile the Turtle sources into a release and make it the current one."""
    from casus.compiler import build as compiler
    from casus.records.proof import prove

    started = time.monotonic()
    root = ontology or settings.ontology_dir
    built = _or_report(lambda: compiler.build(root, settings.var_dir, _progress, prove), "; nothing was replaced")
    click.echo(f"{built.manifest.id}: {built.manifest.triples} triples, built in {time.monotonic() - started:.1f} s")


@main.command("import")
@click.argument("dataset", required=False)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--version", help="The version of the dataset, where neither a column nor the name of the file tells it.")
@click.option(
    "--leave-out-refused", is_flag=True, help="Take the file without the rows that are not as they should be."
)
@click.option(
    "--list", "is_list", is_flag=True, help="List the datasets, the layouts that are known, and what was tried."
)
@_ONTOLOGY
@click.pass_obj
def import_(
    settings: Settings,
    dataset: str | None,
    file: Path | None,
    version: str | None,
    leave_out_refused: bool,
    is_list: bool,
    ontology: Path | None,
) -> None:
    """Bring in a FILE of a DATASET that you have downloaded; 'casus build' then makes a release with it.

    \b
        casus import --list
        casus import ucdp-ged ged251.csv
        casus import cow-states states2016.csv --version 2016

    Another version of the same dataset takes the place of the one that is there.
    """
    from casus.imports import in_words
    from casus.imports.catalogue import DATASETS
    from casus.imports.importing import AlreadyThere, import_file
    from casus.imports.refused import FileRefused, RowsRefused

    if is_list:
        click.echo(in_words.catalogue(DATASETS.values()))
        return
    if dataset is None or file is None:
        _fail("name a dataset and a file, as in 'casus import ucdp-ged ged251.csv'; 'casus import --list' tells them")
    if dataset not in DATASETS:
        _fail(f"no dataset is called {dataset}; those that are known are {', '.join(DATASETS)}")
    root = ontology or settings.ontology_dir

    def work() -> Artefact:
        return import_file(
            DATASETS[dataset],
            file,
            root,
            settings.var_dir,
            version=version,
            leave_out=leave_out_refused,
            progress=_counter,
        )

    try:
        imported = _or_report(work)
    except AlreadyThere as error:
        click.echo(str(error))
        return
    except (FileRefused, RowsRefused) as error:
        _fail(str(error), 1)
    click.echo(in_words.report(imported.report, DATASETS[dataset].warning))


@main.command()
@click.pass_obj
def imports(settings: Settings) -> None:
    """List the datasets that were imported."""
    from casus.imports import in_words
    from casus.imports.catalogue import DATASETS
    from casus.release.artefact import on_disk

    warnings = {name: dataset.warning for name, dataset in DATASETS.items()}
    try:
        click.echo(in_words.table([artefact.report for artefact in on_disk(settings.var_dir)], warnings))
    except ValueError as error:
        _fail(str(error))


@main.command()
@click.argument("dataset")
@click.pass_obj
def forget(settings: Settings, dataset: str) -> None:
    """Remove an imported DATASET; the release that has it stays until the next 'casus build'."""
    from casus.imports.importing import forget as forgotten

    found = _or_report(lambda: forgotten(settings.var_dir, dataset))
    if not found:
        _fail(f"nothing of {dataset} was imported; 'casus imports' tells what is there", 1)
    for name in found:
        click.echo(f"{name} is removed; 'casus build' makes a release without it")


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

    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    try:
        listening = server.listening_socket(settings)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        _fail(f"cannot listen on {where}: {error.strerror}; choose others with --host and --port, or HOST and PORT")
    if build and not settings.release:
        _build_if_stale(settings)
    served = _whole(settings)
    told = f"pages: {built()}\nserving {served.id} on http://{settings.host}:{settings.port}"
    choices = Choices(served, newest=lambda: verified(_release(settings)), whole=lambda: _another(settings))
    try:
        server.serve(settings, listening, choices, lambda: click.echo(told, err=True))
    except (StartFailed, server.TooFewFiles) as error:
        _fail(str(error))


@main.command()
@click.pass_obj
def reload(settings: Settings) -> None:
    """Have the services that run on the same folder serve its current release, without losing a request."""
    from casus.server.registry import reloaded, running

    services = running(settings.var_dir)
    if not services:
        _fail(f"no service runs on {settings.var_dir}")
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
    from casus.sandbox.query import Query
    from casus.sandbox.sandbox import Sandbox
    from casus.sparql import representations
    from casus.sparql.reading import form_of
    from casus.terms.namespaces import PREFIXES
    from casus.terms.problem import Problem

    text, release = file.read(), _served(settings)
    try:
        form = form_of(text, settings.query.max_chars)
        written = {one.name: one.media_type for one in representations.of(form)}
        if name is not None and name not in written:
            _fail(f"{form.name} is written as {', '.join(written)}, not as {name}")
        media_type = written[name or next(iter(written))]
        with closing(Sandbox(release.store_path, workers=1, queue_wait_s=0, limits=settings.query)) as sandbox:
            result = sandbox.run(Query(text, media_type, prefixes=PREFIXES)).read()
    except Problem as problem:
        _fail(f"{problem.title}: {problem.detail}", 1)
    sys.stdout.buffer.write(result)


@main.command()
@click.argument("before")
@click.argument("after", required=False)
@click.pass_obj
def diff(settings: Settings, before: str, after: str | None) -> None:
    """List the records that release AFTER (the current one, if none is named) says differently from release BEFORE."""
    from casus.changes.in_words import in_words
    from casus.release.changes import compare
    from casus.store.open_release import OpenRelease

    first = _served(replace(settings, release=before))
    second = _served(replace(settings, release=after or ""))
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

    _served(settings)
    text = document(create_app(replace(settings, store_mode="disk")).extensions["casus-api"])
    if check:
        if not file.exists() or file.read_text("utf-8") != text:
            _fail(f"{file} has drifted from the shapes and the views; run 'casus openapi' and commit it", 1)
        click.echo(f"{file} is up to date")
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        _fail(f"{file}: {error.strerror}")
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

    if not _or_report(lambda: is_stale(settings.ontology_dir, settings.var_dir)):
        return
    from casus.compiler import build as compiler  # later still: a service that has nothing to build starts sooner
    from casus.records.proof import prove

    try:
        compiler.build(settings.ontology_dir, settings.var_dir, _progress, prove)
    except BuildError as error:
        _report(error.violations)
        try:
            kept = current(settings.var_dir).manifest.id
        except (FileNotFoundError, ValueError):
            _fail(f"{error}; there is no earlier release to serve", 1)
        click.echo(f"casus: {error}; serving the release that there is, {kept}", err=True)
    except OSError as error:
        _fail(_disk(error))


def _release(settings: Settings) -> Release:
    """The release that the settings name, or the current one. Raises OSError and ValueError."""
    return named(settings.var_dir, settings.release) if settings.release else current(settings.var_dir)


def _served(settings: Settings) -> Release:
    """The same, or the end."""
    try:
        return _release(settings)
    except FileNotFoundError:
        _fail(_no_release(settings))
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of symbolic links
        _fail(str(error))


def _whole(settings: Settings) -> Release:
    """The same, as it was written; where the current one is not, the newest that is, and a word about it."""
    try:
        return verified(_release(settings))
    except (OSError, RuntimeError, ValueError) as error:
        told = _no_release(settings) if isinstance(error, FileNotFoundError) else str(error)
        try:
            found = _another(settings)
        except FileNotFoundError:
            _fail(told)
        click.echo(f"casus: {told}; serving the newest release that is whole, {found.id}", err=True)
        return found


def _another(settings: Settings) -> Release:
    """The newest release that is whole. Raises FileNotFoundError, also where the settings choose one and no other."""
    if settings.release:
        raise FileNotFoundError(f"CASUS_RELEASE says {settings.release}, and no other is served")
    return newest_whole(settings.var_dir)


def _no_release(settings: Settings) -> str:
    return f"{settings.var_dir} holds no release {settings.release}".rstrip() + "; run 'casus build'"


def _progress(step: str) -> None:
    """Tell a terminal what is being done; a pipe or a log is not told."""
    if sys.stderr.isatty():
        click.echo(f"{step} ...", err=True)


def _counter(step: str) -> None:
    """Tell a terminal how far something is, on one line."""
    if sys.stderr.isatty():
        click.echo(f"\r{step} ...", nl=False, err=True)


def _or_report(work: Callable[[], Result], so: str = "") -> Result:
    """The result of the work; exit code 1 with every violation when the sources are wrong, 2 when the disk is.

    `so` is what follows for this command from sources that are wrong.
    """
    try:
        return work()
    except BuildError as error:
        _report(error.violations)
        _fail(f"{error}{so}", 1)
    except OSError as error:
        _fail(_disk(error))
    except RuntimeError as error:
        _fail(f"{error}{so}", 1)


def _report(violations: Sequence[Violation]) -> None:
    for violation in violations:
        click.echo(str(violation), err=True)


def _disk(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def _fail(message: str, code: int = 2) -> NoReturn:
    click.echo(f"casus: {message}", err=True)
    sys.exit(code)
