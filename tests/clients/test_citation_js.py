"""Citations in citation-js, whose parsers of BibTeX and RIS are behind many tools for the web: what it reads is CSL."""

import json
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from casus.model.json_schema import Json
from casus.records.formats import citation
from casus.records.formats.bibtex import bibtex
from casus.records.formats.ris import ris
from tests.records.formats.test_citation import SPECIAL
from tests.snippets import CLIENTS, environment, foreign, need

pytestmark = foreign("citation-js")
_READ = """
require('@citation-js/plugin-bibtex');
require('@citation-js/plugin-ris');
const { Cite } = require('@citation-js/core');
const items = new Cite(require('fs').readFileSync(0, 'utf-8'), { generateGraph: false }).data;
process.stdout.write(JSON.stringify(items));
"""
WRITERS = (bibtex, ris)


def read(text: str) -> list[Json]:
    need("citation-js")
    end = subprocess.run(
        ["node", "-e", _READ], input=text, cwd=CLIENTS, env=environment(), capture_output=True, text=True, timeout=120
    )
    assert end.returncode == 0, end.stderr
    return json.loads(end.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("write", WRITERS)
def test_every_source_is_read_with_its_title_its_address_and_its_whole_date(
    client: FlaskClient, write: Callable[[list[Json]], str]
) -> None:
    lines = client.get("/v1/sources?format=ndjson").text.splitlines()
    items = [citation.of_source(json.loads(line), "report") for line in lines]
    found = read(write(items))

    assert len(found) == len(items) > 1000
    for item, it in zip(items, found, strict=True):
        assert it["title"] == item["title"]
        assert decoded(it.get("URL", "")) == decoded(item.get("URL", ""))
        assert first_day(it) == first_day(item)


@pytest.mark.parametrize("write", WRITERS)
def test_a_title_of_all_that_means_something_to_a_format_comes_back(write: Callable[[list[Json]], str]) -> None:
    body = {"literal": "A & B, of {X} and $5"}
    item = {"id": "a", "type": "report", "title": SPECIAL, "author": [body], "publisher": SPECIAL}
    (found,) = read(write([item]))

    assert found["title"] == found["publisher"] == SPECIAL
    if write is bibtex:
        assert found["author"] == [{"family": body["literal"]}]


def test_a_span_is_read_from_bibtex_with_both_ends() -> None:
    issued = {"date-parts": [[2014, 5, 17], [2014, 5, 18]]}

    assert read(bibtex([{"id": "a", "type": "report", "title": "A", "issued": issued}]))[0]["issued"] == issued


def decoded(url: str) -> str:
    """The URL however often it was encoded: citation-js encodes `%3A` a second time."""
    return unquote(unquote(url))


def first_day(item: Json) -> Any:
    return item.get("issued", {}).get("date-parts", [None])[0]
