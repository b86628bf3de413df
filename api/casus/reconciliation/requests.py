"""Reading what clients send, as JSON in a text: batches of queries, and data extension queries.

What the schemas do not take is refused as a whole: a client that misspells a property is to learn of it, not to get
scores without it.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

import marshmallow as ma

from casus.http.limits import ERRORS_SHOWN
from casus.http.problems import BatchTooLarge, InvalidParameters
from casus.model.json_schema import Json
from casus.reconciliation.batch import BATCH_SIZE, ReconciliationQuery, batch_field
from casus.reconciliation.columns import MOST_EXTENDED, ExtensionQuery, extension_field
from casus.reconciliation.vocabulary import Vocabulary, vocabulary_of
from casus.store.open_release import OpenRelease


class RequestReader:
    """Reads what is asked of a release with this vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.batch = batch_field(vocabulary)
        self.extension = extension_field(vocabulary)

    def read_batch(self, text: str) -> dict[str, ReconciliationQuery]:
        """The queries of a batch by their keys. Raises InvalidParameters, and BatchTooLarge."""
        batch = _parsed("queries", text)
        _refuse_larger(BATCH_SIZE, {"queries": batch})
        return cast(dict[str, ReconciliationQuery], _read("queries", text, self.batch, batch))

    def read_extension(self, text: str) -> ExtensionQuery:
        """A data extension query. Raises InvalidParameters, and BatchTooLarge."""
        query = _parsed("extend", text)
        _refuse_larger(MOST_EXTENDED, query if isinstance(query, dict) else {})
        return cast(ExtensionQuery, _read("extend", text, self.extension, query))


def reader_of(release: OpenRelease) -> RequestReader:
    """The reader of requests to the release."""
    return release.once(_reader)


def _reader(release: OpenRelease) -> RequestReader:
    return RequestReader(vocabulary_of(release))


def _parsed(parameter: str, text: str) -> Any:
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()  # JSON can spell half of a surrogate pair, which no text holds
    except (ValueError, RecursionError) as error:
        raise InvalidParameters.of(parameter, text[:200], f"is not JSON: {error}") from error
    return value


def _refuse_larger(most: int, parts: Json) -> None:
    """Refuse more parts than the schemas allow, before the parts are read."""
    for name, part in parts.items():
        if isinstance(part, list | dict) and len(part) > most:
            raise BatchTooLarge(f"{len(part)} {name}; there may be {most}.", most=most)


def _read(parameter: str, text: str, field: ma.fields.Field[Any], value: Any) -> Any:
    try:
        return field.deserialize(value)
    except ma.ValidationError as error:
        found: Any = error.messages
        if isinstance(field, ma.fields.Dict) and isinstance(found, dict):
            found = {key: below["value"] for key, below in found.items()}  # the library tells keys from values
        errors = [{"parameter": parameter, "value": text[:200], **told} for told in islice(_told(found), ERRORS_SHOWN)]
        detail = f"'{parameter}' is not as it should be; 'errors' lists where, and what is allowed."
        raise InvalidParameters(detail, errors=errors) from error


def _told(found: Any, where: str = "") -> Iterator[Json]:
    """Every message with the place that it is about, such as q0.properties[1].pid."""
    if isinstance(found, dict):
        for key, below in found.items():
            step = "" if key == "_schema" else f"[{key}]" if isinstance(key, int) else f".{key}" if where else key
            yield from _told(below, where + step)
        return
    for message in found:
        told = message if isinstance(message, dict) else {"detail": message}
        yield {**told, "detail": f"{where:.100}: {told['detail']}" if where else told["detail"]}
