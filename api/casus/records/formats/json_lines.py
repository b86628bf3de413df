"""Newline-delimited JSON: one record on each line (https://github.com/ndjson/ndjson-spec)."""

import json
from collections.abc import Iterator
from typing import Final

from casus.http.representations import Representation
from casus.records.formats.format import Format, RecordList


def _lines(listed: RecordList) -> Iterator[str]:
    return (json.dumps(record, ensure_ascii=False) + "\n" for record in listed.records)


NDJSON: Final = Format(
    Representation("ndjson", "application/x-ndjson", ("application/ndjson", "application/jsonl")), of_list=_lines
)
