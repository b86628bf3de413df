"""Commands that keep releases: as files, on disk, and no longer than they are needed."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import click

from casus.cli.words import counter, fail, or_report
from casus.keeping import pack as packing
from casus.keeping.install import Installed
from casus.keeping.install import install as put_in_place
from casus.keeping.prune import prune as take_away
from casus.keeping.shelf import BadKeep, Kept, shelf
from casus.keeping.unpack import NotAPack
from casus.release.integrity import DamagedRelease
from casus.release.manifest import Manifest, Release, current, named
from casus.settings import Settings

_NO_RELEASE = "there is no release {}; 'casus releases' tells which there are"


@click.command()
@click.argument("release", default="current")
@click.argument("file", default=".", type=click.Path(path_type=Path, allow_dash=True))
@click.pass_obj
def pack(settings: Settings, release: str, file: Path) -> None:
    """Write a RELEASE (the current one, if none is named) into one FILE, which 'casus install' takes.

    \b
        casus pack
        casus pack current /backup
        casus pack 0.1.0-3bde200b3e96 - | ssh other casus install -

    Without a FILE, or in a folder, it is called casus-ID.tar.zst; - is standard output. The same release gives the
    same bytes. Its SHA-256 is printed, for 'casus install --sha256'.
    """
    found = _named(settings.var_dir, release)
    try:
        if str(file) == "-":
            if sys.stdout.isatty():
                fail("a pack is no text for a terminal: name a file, or lead it elsewhere")
            digest, target = or_report(lambda: packing.write(found, sys.stdout.buffer, _told("packing"))), "-"
        else:
            path = file / packing.file_name(found.id) if file.is_dir() else file
            digest, target = or_report(lambda: packing.write_file(found, path, _told("packing"))), str(path)
    except DamagedRelease as error:
        fail(str(error))
    click.echo(f"{digest}  {target}", err=target == "-")


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--sha256", metavar="HEX", help="What 'casus pack' printed; another file is refused.")
@click.option("--keep-current", is_flag=True, help="Leave the current release as it is.")
@click.pass_obj
def install(settings: Settings, file: BinaryIO, sha256: str | None, keep_current: bool) -> None:
    """Verify the release in FILE (- is standard input), put it beside the others, and make it the current one.

    \b
        casus install casus-0.1.0-3bde200b3e96.tar.zst
        curl --fail https://example.org/casus.tar.zst | casus install --sha256 HEX -

    Every byte is checked before the release gets its name. What is there and whole already is not written again.
    """

    def work() -> Installed:
        return put_in_place(
            settings.var_dir,
            file,
            sha256=sha256,
            current=not keep_current,
            prove=lambda folder: _prove(settings, folder),
            progress=_told("installing"),
        )

    try:
        installed = or_report(work)
    except NotAPack as error:
        fail(f"{file.name}: {error}; nothing was installed", 1)
    release = installed.release
    click.echo(
        f"{release.id}: {'was there already' if installed.was_there else 'installed'}; {_now(settings, release)}"
    )
    click.echo(f"SHA-256 of the pack: {installed.sha256}")


@click.command()
@click.pass_obj
def releases(settings: Settings) -> None:
    """List the releases on disk: when each was built, how large it is, and why it is kept."""
    found = _shelf(settings)
    if not found:
        fail(f"{settings.var_dir} holds no release; run 'casus build' or 'casus install'", 1)
    width = max(len(each.id) for each in found)
    click.echo(f"{'id':{width}}  {'built (UTC)':16}  {'triples':>11}  {'size':>9}  kept because it is")
    for each in found:
        told = each.release.manifest if each.release else None
        built = f"{told.built_at[:16].replace('T', ' ')}  {told.triples:>11,}" if told else f"{'?':16}  {'?':>11}"
        reasons = ", ".join([*each.reasons, *([each.unread] if each.unread else [])])
        click.echo(f"{each.id:{width}}  {built}  {_size(each.bytes):>9}  {reasons}".rstrip())


@click.command()
@click.option(
    "--keep", "newest", type=click.IntRange(0), default=2, show_default=True, help="So many newest ones stay."
)
@click.option("--but", multiple=True, metavar="ID", help="This one stays too; may be given more than once.")
@click.option("--other-formats", is_flag=True, help="Also those that this version of casus does not read.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
@click.pass_obj
def prune(settings: Settings, newest: int, but: tuple[str, ...], other_formats: bool, dry_run: bool) -> None:
    """Remove old releases, and what killed builds have left.

    The current release stays, and each that a service serves or has open, that the file 'keep' in the folder of the
    releases names, one id a line, or that --but names. A build that runs is waited for.
    """
    for release_id in but:
        _named(settings.var_dir, release_id)
    if not (settings.var_dir / "releases").is_dir():
        fail(f"{settings.var_dir} holds no release", 1)
    chosen = (*but, *([settings.release] if settings.release else []))
    try:
        pruned = or_report(
            lambda: take_away(
                settings.var_dir, lambda: _served(settings.var_dir), newest=newest, but=chosen, others=other_formats,
                dry_run=dry_run,
            )
        )  # fmt: skip
    except BadKeep as error:
        fail(f"{error}; nothing was removed")
    for name, size in (*pruned.releases.items(), *pruned.drafts.items()):
        click.echo(f"{name}: {'would be ' if dry_run else ''}removed, {_size(size)}")
    for each in pruned.kept:
        if each.unread and not each.reasons:
            click.echo(f"{each.id}: stays, {each.unread}; --other-formats removes it", err=True)
    click.echo(f"{_size(pruned.bytes)} {'would be' if dry_run else 'were'} freed, {len(pruned.kept)} kept")


def _named(var: Path, release_id: str) -> Release:
    """The release of that id, or the current one; or the end."""
    try:
        return current(var) if release_id == "current" else named(var, release_id)
    except FileNotFoundError:
        fail(_NO_RELEASE.format(release_id))
    except (OSError, RuntimeError, ValueError) as error:
        fail(str(error))


def _shelf(settings: Settings) -> list[Kept]:
    try:
        return or_report(lambda: shelf(settings.var_dir, _served(settings.var_dir)))
    except BadKeep as error:
        fail(str(error))


def _served(var: Path) -> dict[str, list[str]]:
    """Which services serve each release, by its id."""
    from casus.server.registry import running

    found: dict[str, list[str]] = {}
    for service in running(var):
        found.setdefault(service.release, []).append(service.url)
    return found


def _prove(settings: Settings, folder: Path) -> None:
    """Open the release as a service would. Raises OSError and RuntimeError."""
    from casus.store.open_release import OpenRelease

    try:
        OpenRelease.open(replace(settings, store_mode="disk"), Release(folder, Manifest.read(folder)))
    except OSError:
        raise
    except Exception as error:  # whatever the engines say of it
        raise RuntimeError(f"its files are what its manifest says, and cannot be opened: {error}") from error


def _now(settings: Settings, release: Release) -> str:
    try:
        now = current(settings.var_dir).id
    except (OSError, RuntimeError, ValueError):
        now = "none"
    return "it is the current release" if now == release.id else f"the current release is {now}"


def _told(what: str) -> Callable[[int, int], None]:
    """Tell a terminal how many MB are done."""
    last = -1

    def progress(done: int, of: int) -> None:
        nonlocal last
        if done // 10**6 != last:
            last = done // 10**6
            counter(f"{what}: {last} of {of // 10**6} MB")

    return progress


def _size(size: int) -> str:
    return f"{size / 10**9:.2f} GB" if size >= 10**9 else f"{size / 10**6:.1f} MB"
