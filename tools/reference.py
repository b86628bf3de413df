"""Writes the generated pages of docs/: the reference, the tutorial of questions, and the seed article.

    python -m tools.reference            write them
    python -m tools.reference --check    exit code 1 when one is not what would be written

It reads the sources in `ontology/` and the code. It needs no release and no server.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from casus import ONTOLOGY_DIR
from casus.compiler.load import load
from casus.compiler.violations import BuildError
from casus.model.fields import Field, Kind
from casus.model.shapes import read_model
from casus.model.types import Model
from casus.records.parameters import of_list
from casus.settings import Settings
from casus.terms.namespaces import CODE, DCTERMS, SKOS
from tools.reference_service import commands, problems, routes, settings, table
from tools.seed_article import seed_article
from tools.tutorial import tutorial

DOCS = Path(__file__).parent.parent / "docs"
_HEAD = """\
# Reference

Made by `python -m tools.reference` from the Turtle sources and the code. Do not edit it: edit those, and run it again.
[model.md](model.md) explains what the records mean, [api.md](api.md) how to ask for them.
"""
_TYPES = {
    Kind.DECIMAL: "number",
    Kind.DATE: "date",
    Kind.IRI: "URL",
    Kind.LABELS: "object: text by language",
    Kind.TEXTS: "{value, language}",
}


def pages() -> dict[str, str]:
    """The text of each page by its file name. BuildError when the sources cannot be read."""
    union = Graph(bind_namespaces="none")
    for file in load(ONTOLOGY_DIR):
        union += file.graph
    written = {"reference.md": reference(union), "questions.md": tutorial(), "seed-article.md": seed_article(union)}
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in written.items()}


def reference(union: Graph) -> Iterator[str]:
    """The lines of reference.md: every collection, field, code, parameter, problem, setting, command and route."""
    model = read_model(union)
    yield _HEAD
    for part in (_collections(model), _nodes(model), _parameters(model), _codes(union)):
        yield from part
    for part in (problems(), settings(), commands(), routes(model)):
        yield from part


def _collections(model: Model) -> Iterator[str]:
    yield "## Collections\n"
    yield (
        "Fields marked *in full* hold whole records. Where the column *In lists* says `include`, a list leaves the\n"
        "field out unless [`include=` or `fields=`](api.md#what-a-list-leaves-out) names it; "
        "the page of a record shows it.\n"
    )
    for collection in model.collections.values():
        own = collection.type
        yield f"### {collection.name}\n\n`/v1/{collection.name}`: {own.description}\n"
        yield f"Types: {', '.join(f'`{record_type.name}`' for record_type in collection.types)}.\n"
        yield from _fields(model, own.fields)
        for subtype in collection.subtypes:
            yield f"#### {subtype.name}\n\n{subtype.description} `type={subtype.name}`\n"
            yield from _fields(model, [field for field in subtype.fields if own.field.get(field.name) != field])


def _nodes(model: Model) -> Iterator[str]:
    yield "## Nodes inside records\n"
    yield "They have an `id` and no page of their own. Where they are shown, they are shown in full.\n"
    above = {ancestor for record_type in model.types.values() for ancestor in record_type.ancestors - {record_type.cls}}
    for record_type in model.types.values():
        if record_type.cls not in above and not model.has_page(record_type.cls):
            yield f"### {record_type.name}\n\n{record_type.description}\n"
            rows = ((f"`{f.name}`", _type(model, f), f.description) for f in record_type.fields)
            yield from table(("Field", "JSON type", "Description"), *rows)


def _fields(model: Model, fields: Iterable[Field]) -> Iterator[str]:
    rows = [
        (
            f"`{f.name}`",
            _type(model, f),
            f.description,
            "yes" if f.filter else "",
            "yes" if f.sort_path else "",
            "`include`" if f.embed or f.detail else "",
        )
        for f in fields
    ]
    if rows:
        yield from table(("Field", "JSON type", "Description", "Filter", "Sort", "In lists"), *rows)


def _type(model: Model, field: Field) -> str:
    """What JSON writes, such as `list of code of [force-type](#force-type)`."""
    text = _TYPES.get(field.kind, field.kind.value)
    if field.code_list is not None:
        text = f"code of [{field.code_list}](#{field.code_list})"
    elif field.kind is Kind.CODE:
        text = "code of the same list"
    elif field.target is not None:
        named = next((t.name for t in model.types.values() if t.cls == field.target), _local(field.target))
        text = f"{field.kind.value} {named}"
    full = " *in full*" if field.embed and model.has_page(field.target) else ""
    return f"{'list of ' if field.multiple else ''}{text}{full}"


def _local(iri: URIRef) -> str:
    return str(iri).rpartition("#")[2]


def _parameters(model: Model) -> Iterator[str]:
    yield "## Parameters of every list\n\nEvery field that the tables above call a filter is a parameter too.\n"
    found: dict[str, tuple[str, str, list[str]]] = {}
    for collection in model.collections.values():
        for name, parameter in of_list(collection, Settings()).items():
            if name not in collection.filters:
                default = parameter.load_default if isinstance(parameter.load_default, str | int) else ""
                text: str = parameter.metadata.get("description", "")
                found.setdefault(name, (text, str(default), []))[2].append(collection.name)
    yield from table(
        ("Parameter", "Description", "Default", "Lists"),
        *((f"`{name}`", text, default, _where(lists, model)) for name, (text, default, lists) in sorted(found.items())),
    )


def _where(lists: list[str], model: Model) -> str:
    return "all" if len(lists) == len(model.collections) else ", ".join(lists)


def _codes(union: Graph) -> Iterator[str]:
    yield "## Code lists\n"
    for code_list in sorted(set(union.objects(None, SKOS.inScheme)), key=str):
        slug = str(code_list).removeprefix(str(CODE))
        yield f"### {slug}\n\n`/v1/codes/{slug}`: {_english(union, code_list, DCTERMS.description)}\n"
        codes = sorted(union.subjects(SKOS.inScheme, code_list), key=str)
        rows = ((f"`{str(code).rpartition('/')[2]}`", _english(union, code, SKOS.definition)) for code in codes)
        yield from table(("Code", "Definition"), *rows)


def _english(graph: Graph, subject: object, predicate: URIRef) -> str:
    texts = graph.objects(subject, predicate)  # type: ignore[arg-type]
    return next((str(text) for text in texts if isinstance(text, Literal) and text.language == "en"), "")


def _is(file: Path, text: str) -> bool:
    return file.exists() and file.read_text("utf-8") == text


def main(arguments: list[str]) -> int:
    """0 when the pages are what they should be or are written, 1 when one has drifted."""
    try:
        texts = pages()
    except BuildError as error:
        for violation in error.violations:
            print(violation, file=sys.stderr)
        return 1
    if arguments == ["--check"]:
        drifted = [name for name, text in texts.items() if not _is(DOCS / name, text)]
        for name in drifted:
            print(f"docs/{name} is out of date; run 'python -m tools.reference'", file=sys.stderr)
        return 1 if drifted else 0
    for name, text in texts.items():
        (DOCS / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
