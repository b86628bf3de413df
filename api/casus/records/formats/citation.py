"""Citations for reference managers: items of the Citation Style Language, and the same as BibTeX and RIS.

CSL-JSON is the model (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV). A list is
cited as the release; a source as itself; any other record as an entry of the release, a claim with the sources of its
evidence.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

from rdflib import URIRef

from casus.http.representations import Representation
from casus.http.urls import pinned_url, url
from casus.model.json_schema import Json
from casus.records.description import describe
from casus.records.formats.bibtex import bibtex
from casus.records.formats.format import Format, RecordList, RecordPage
from casus.records.formats.ris import ris
from casus.records.record_json import Shaper
from casus.release.manifest import Manifest
from casus.store.fixed_queries import fixed
from casus.store.open_release import OpenRelease
from casus.terms.dates import bounds
from casus.terms.names import slug_of
from casus.terms.namespaces import DATA_LICENCE_NAME, RECORD

_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?[?~%]?")
_PUBLISHED_IN: Final = frozenset({"article-journal", "article-newspaper", "entry-encyclopedia"})
"""Types whose publisher is the container of the item."""
DATASET_TITLE: Final = "Casus: states, armed forces, agreements and contested claims"
_SOURCES: Final = "sources"


def csl(items: list[Json]) -> str:
    """CSL-JSON."""
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _format(representation: Representation, write: Callable[[list[Json]], str]) -> Format:
    def of_list(listed: RecordList) -> Iterator[str]:
        release = listed.release
        return iter([write([of_dataset(release.manifest, url(f"/v1/releases/{release.id}"))])])

    return Format(representation, of_list, lambda page: write(_items(page)), of_the_release=True)


CSL: Final = _format(
    Representation("csl", "application/vnd.citationstyles.csl+json", ("application/citeproc+json",)), csl
)
BIBTEX: Final = _format(Representation("bibtex", "application/x-bibtex", ("text/x-bibtex",), is_text=True), bibtex)
RIS: Final = _format(Representation("ris", "application/x-research-info-systems", is_text=True), ris)


def _items(page: RecordPage) -> list[Json]:
    release, collection = page.release, page.collection
    record = Shaper(release.model, page.description).record(page.iri)
    if collection.name == _SOURCES:
        return [_source(release, record)]
    cited = [URIRef(RECORD[source["id"]]) for source in record.get(_SOURCES, ())]
    where = pinned_url(f"/v1/{record['id']}", release.id)
    return [of_record(record, release.manifest, where), *_sources(release, cited)]


def _sources(release: OpenRelease, iris: list[URIRef]) -> list[Json]:
    shaper = Shaper(release.model, describe(release, release.model.collections[_SOURCES].types, iris))
    return [_source(release, shaper.record(iri)) for iri in iris]


def _source(release: OpenRelease, source: Json) -> Json:
    return of_source(source, release.once(_csl_types).get(source["source_type"]["id"], "document"))


def _csl_types(release: OpenRelease) -> dict[str, str]:
    """Item type of the Citation Style Language for each kind of source."""
    return {str(row[0]): str(row[1]) for row in release.dataset.select(fixed(__package__, "csl-types"))}


def of_dataset(manifest: Manifest, url: str) -> Json:
    """The release as an item; `url` is where it is."""
    return {
        "id": f"casus-{manifest.id}",
        "type": "dataset",
        "title": DATASET_TITLE,
        "author": [{"literal": "Casus"}],
        "issued": _issued(manifest.built_at[:10]),
        "version": manifest.id,
        "publisher": "Casus",
        "URL": url,
        "note": f"Licence: {DATA_LICENCE_NAME}",
    }


def of_record(record: Json, manifest: Manifest, url: str) -> Json:
    """A record that is no source: an entry of the release. Its key names the collection: some share their slugs."""
    return {
        **of_dataset(manifest, url),
        "id": f"casus-{record['id'].replace('/', '-')}-{manifest.id}",
        "title": _in_one_line(record["label"]),
        "container-title": DATASET_TITLE,
    }


def of_source(source: Json, csl_type: str) -> Json:
    """A source, from its JSON."""
    container = "container-title" if csl_type in _PUBLISHED_IN else "publisher"
    titles = source["title"]
    title = next((titles[tag] for tag in source["languages"] if tag in titles), next(iter(titles.values()), None))
    item = {
        "id": slug_of(source["id"]),
        "type": csl_type,
        "title": title or source["label"],
        "author": [_name(creator) for creator in source["creators"]],
        "issued": _issued(source["when"]),
        container: source["publisher"],
        "number": source["un_symbol"],
        "version": source["version"],
        "language": ", ".join(source["languages"]),
        "DOI": source["doi"],
        "URL": source["url"],
    }
    return {name: _in_one_line(value) if isinstance(value, str) else value for name, value in item.items() if value}


def _in_one_line(text: str) -> str:
    """A line of RIS that begins like a tag is one."""
    return " ".join(text.split())


def _name(creator: str) -> Json:
    """`Family, Given` of a person, or the name of a body."""
    name = _in_one_line(creator)
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"literal": name}


def _issued(when: str | None) -> Json | None:
    """An EDTF date as CSL has it: a day, or the first and the last; nothing of an end that nobody knows.

    What CSL has no form for, such as one of two days, is about from the first day that is possible to the last. `circa`
    is EDTF's mark, where the date has one.
    """
    if not when:
        return None
    found = [_DATE.fullmatch(text) for text in when.split("/") if text not in ("", "..")]
    mark = re.search(r"[?~%]", when)
    is_about = mark[0] if mark else bool(re.match(r"(\.\.)?/", when)) or None in found
    if None in found:
        possible = bounds(when)
        days = dict.fromkeys(day for day in (possible.earliest_start, possible.latest_end) if day)
        parts = [[day.year, day.month, day.day] for day in days]
    else:
        parts = [[int(part) for part in each.groups() if part] for each in found if each]
    return {"date-parts": parts, **({"circa": is_about} if is_about else {})}
