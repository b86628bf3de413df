"""Commands about datasets that are imported."""

from pathlib import Path

import click

from casus.cli.words import ONTOLOGY, counter, fail, or_report
from casus.release.artefact import Artefact, folders
from casus.settings import Settings


@click.command("import")
@click.argument("dataset", required=False)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--version", help="The version of the dataset, where neither a column nor the name of the file tells it.")
@click.option(
    "--leave-out-refused", is_flag=True, help="Take the file without the rows that are not as they should be."
)
@click.option(
    "--list", "is_list", is_flag=True, help="List the datasets, the layouts that are known, and what was tried."
)
@ONTOLOGY
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
    from casus.imports.vocabulary import Vocabulary

    if is_list:
        click.echo(in_words.catalogue(DATASETS.values()))
        return
    if dataset is None or file is None:
        fail("name a dataset and a file, as in 'casus import ucdp-ged ged251.csv'; 'casus import --list' tells them")
    if dataset not in DATASETS:
        fail(f"no dataset is called {dataset}; those that are known are {', '.join(DATASETS)}")
    root = ontology or settings.ontology_dir

    def work() -> Artefact:
        return import_file(
            DATASETS[dataset],
            file,
            lambda: Vocabulary(root),
            settings.var_dir,
            version=version,
            leave_out=leave_out_refused,
            progress=counter,
        )

    try:
        imported = or_report(work)
    except AlreadyThere as error:
        click.echo(str(error))
        return
    except (FileRefused, RowsRefused) as error:
        fail(str(error), 1)
    click.echo(in_words.report(imported.report, DATASETS[dataset]))


@click.command()
@ONTOLOGY
@click.pass_obj
def imports(settings: Settings, ontology: Path | None) -> None:
    """List the datasets that were imported, with what is wrong with them."""
    from casus.compiler.freshness import mapping_of
    from casus.compiler.load import load
    from casus.imports import in_words
    from casus.imports.catalogue import DATASETS

    reports, wrong = [], []
    for folder in folders(settings.var_dir):
        try:
            artefact = Artefact.open(folder)
            artefact.verify()
            reports.append(artefact.report)
        except ValueError as error:
            wrong.append(str(error))
    mapping = or_report(lambda: mapping_of(load(ontology or settings.ontology_dir))) if reports else ""
    if reports or not wrong:
        click.echo(in_words.table(reports, DATASETS, mapping))
    if wrong:
        fail("\n".join(wrong))


@click.command()
@click.argument("dataset")
@click.pass_obj
def forget(settings: Settings, dataset: str) -> None:
    """Remove an imported DATASET; the release that has it stays until the next 'casus build'."""
    from casus.imports.importing import forget as forgotten

    found = or_report(lambda: forgotten(settings.var_dir, dataset))
    if not found:
        fail(f"nothing of {dataset} was imported; 'casus imports' tells what is there", 1)
    for name in found:
        click.echo(f"{name} is removed; 'casus build' makes a release without it")
