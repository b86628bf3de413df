"""The blocks of all kinds of records, filled in as a curator does, but every field alike."""

import re
from collections.abc import Iterable, Iterator
from itertools import cycle

from casus.compiler.new.block import Block, is_one_block
from casus.model.fields import Kind
from casus.model.types import Collection, Model, RecordType
from casus.terms.namespaces import COLLECTIONS, short

_OPEN = re.compile(r"(?P<property>[\w-]+:[\w-]+) (?P<values>[^#\n]*___[^#\n]*)")
_BLANK = re.compile(r'(?P<prefix>[\w-]+):___|"___"|<https://___>|___')
_CODES = {
    "source-type": "dataset",
    "conflict-type": "intrastate",
    "coordinate-precision": 'none ; casus:coordinateNote "Unknown."@en',
}
"""In place of the first: of others, something else that names the record may not be so, or needs optional lines."""
_NUMBERS = {Kind.INTEGER: "12", Kind.DECIMAL: "32.5", Kind.BOOLEAN: "true"}


class Filler:
    """What is written for a blank: the first code, the next record, the example of the shape."""

    def __init__(self, model: Model, slugs: Iterable[str]) -> None:
        """`slugs` are those of the records to name, in every collection; two lines of a record name two of them."""
        self._model = model
        self._slugs = {prefix: cycle(slugs) for prefix in COLLECTIONS}
        self._codes = {name: codes[0] for name, codes in model.codes.items()} | _CODES
        self._fields = {
            short(field.path[0].predicate): field
            for record_type in model.types.values()
            for field in record_type.fields
            if field.path.is_property and (field.example is not None or field.kind in _NUMBERS)
        }

    def kinds(self) -> Iterator[tuple[Collection, RecordType]]:
        """Every kind of record for which there is a block."""
        for collection in self._model.collections.values():
            yield from ((collection, each) for each in collection.types if is_one_block(each))

    def block(self, collection: Collection, record_type: RecordType, slug: str) -> str:
        return "\n".join(Block(self._model, (), collection, record_type, slug).lines)

    def fill(self, text: str) -> str:
        """The text with every blank filled in."""
        return _OPEN.sub(self._line, text)

    def _line(self, line: re.Match[str]) -> str:
        filled = _BLANK.sub(lambda blank: self._value(line["property"], blank), line["values"])
        return f"{line['property']} {filled}"

    def _value(self, name: str, blank: re.Match[str]) -> str:
        if (prefix := blank["prefix"]) is not None:
            return f"{prefix}:{self._codes.get(prefix) or next(self._slugs[prefix])}"
        if name == "casus:when":
            return '"2014"'
        field = self._fields.get(name)
        if blank.group() == "___":
            assert field is not None
            return _NUMBERS[field.kind]
        return blank.group().replace("___", "example.org" if field is None else str(field.example))
