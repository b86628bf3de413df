"""The text that `casus new` prints: a block to fill in, and above it where it belongs and what it needs."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rdflib import URIRef

from casus.compiler.new.block import Block, is_one_block
from casus.compiler.new.existing import DataFile, Existing, read
from casus.compiler.rules.did_you_mean import Suggestions, did_you_mean
from casus.compiler.rules.unfilled import BLANK
from casus.model.fields import Kind
from casus.model.types import Collection, Model, RecordType
from casus.terms.names import SLUG, words
from casus.terms.namespaces import short

_HOW: Final = (
    f'Fill in every {BLANK} . Take the "# " from the front of the lines that you need, and delete the others.',
    "Then run: casus check",
)


class SlugTaken(Exception):
    """A record has the slug, or had it."""


def new_record(root: Path, kind: str, slug: str) -> str:
    """The block for a new record of the kind, as text that ends with a line break.

    Raises ValueError for a kind that there is not and for what is no slug, SlugTaken, and BuildError where the
    vocabulary cannot be read; each says what would be right.
    """
    existing = read(root)
    collection, record_type = _type_of(existing.model, kind)
    _refuse_slug(slug)
    record = str(collection.iri(slug))
    if (home := existing.home_of(record)) is not None:
        raise SlugTaken(_taken(home, record))
    records = {iri for file in existing.files for iri in file.records}
    block = Block(existing.model, records, collection, record_type, slug)
    meanings = dict.fromkeys((record_type.description, collection.type.description))
    head = [*meanings, *_HOW, *_place(existing, record_type, record, block)]
    return "\n".join([*(f"# {line}" for line in head), "", *block.lines, *_elsewhere(existing.model, record_type), ""])


def _type_of(model: Model, kind: str) -> tuple[Collection, RecordType]:
    """What a word names: a kind of record, its class, its collection, or the prefix of its slugs."""
    found: dict[str, tuple[Collection, RecordType]] = {}
    general: dict[str, Collection] = {}
    for collection in model.collections.values():
        own = (collection.type.kind, collection.type.name, collection.name, short(collection.base).removesuffix(":"))
        if collection.subtypes:
            general.update(dict.fromkeys(own, collection))
        for each in filter(is_one_block, collection.types):
            names = own if each is collection.type else (each.kind, each.name)
            found.update(dict.fromkeys(names, (collection, each)))
    if kind in general:
        raise ValueError(f"{kind} is too general: write which kind it is, {_kinds([general[kind]])}")
    if kind not in found:
        records = [collection for collection in model.collections.values() if not collection.subtypes]
        those = dict.fromkeys(f"; and of {each.name} {_kinds([each])}" for each in general.values())
        hint = did_you_mean(kind, [*found, *general])
        raise ValueError(f"{kind} is no kind of record{hint}; there are {_kinds(records)}{''.join(those)}")
    return found[kind]


def _kinds(collections: Iterable[Collection]) -> str:
    return ", ".join(each.kind for collection in collections for each in collection.types if is_one_block(each))


def _refuse_slug(slug: str) -> None:
    if not SLUG.fullmatch(slug):
        better = "-".join(words(slug.rpartition(":")[2]))
        hint = f"; did you mean {better}?" if SLUG.fullmatch(better) else ""
        raise ValueError(f"{slug}: a slug is lower-case ASCII letters, digits and single hyphens{hint}")


def _taken(home: DataFile, record: str) -> str:
    line = home.line_of(record)
    place = home.shown if line is None else f"{home.shown}:{line}"
    return f"{short(record)} stands in {place} already; choose another slug, such as {record.rpartition('/')[2]}-2"


def _place(existing: Existing, record_type: RecordType, record: str, block: Block) -> Iterator[str]:
    """Into which file, before which record, beside what, with which prefixes."""
    file = existing.file_for(str(record_type.cls))
    if file is None:
        yield "No file has such a record yet. Any new file below ontology/data/ that ends with .ttl will do."
    else:
        yield f"It belongs into {file.shown}, {_before(file, record)}."
    if like := Suggestions(existing.union, existing.model).of(URIRef(record), [record_type.cls]):
        yield f"Is it there already? {', '.join(short(str(other)) for other in like)}"
    missing = {prefix: iri for prefix, iri in block.prefixes.items() if file is None or prefix not in file.prefixes}
    if missing:
        yield f"At its top it {'needs' if file is None else 'lacks'} these lines; copy those whose prefix you use:"
    for prefix, iri in sorted(missing.items()):
        yield f"@prefix {prefix}: <{iri}> ."


def _before(file: DataFile, record: str) -> str:
    """Where in the file, whose records stand in the order of their slugs."""
    after = min((other for other in file.records if other > record), default=None)
    if after is None:
        return "at the end"
    line = file.line_of(after)
    return f"before {short(after)}" + ("" if line is None else f", line {line}")


def _elsewhere(model: Model, record_type: RecordType) -> Iterator[str]:
    """The fields of the record that other records say."""
    for field in record_type.fields:
        if len(field.path) == 1 and field.path[0].inverse and field.kind is Kind.REFERENCE and field.target is not None:
            kinds = ", ".join(f"casus new {each.kind}" for each in model.types_below(field.target))
            yield f"# {field.label}: records of their own, which name this one ({kinds})."
