"""What is asked, of all servers alike: 500 point queries, a grouped count, a join with labels; and 2,000 lists."""

from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from casus.http.paging import cursor
from casus.terms.namespaces import RECORD

_HERE: Final = Path(__file__).parent
_PREFIXES: Final = """PREFIX casus: <https://w3id.org/casus/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
GROUPED: Final = f"""{_PREFIXES}SELECT ?status (COUNT(?claim) AS ?claims) {{
  ?claim a casus:Claim ; casus:claimStatus ?status .
}} GROUP BY ?status"""
"""A grouped count over all claims."""
JOIN: Final = f"""{_PREFIXES}SELECT ?participation ?who ?name ?signature ?label {{
  ?participation a casus:Participation ; casus:participant ?who ; casus:signature ?signature .
  ?who skos:prefLabel ?name . ?signature skos:prefLabel ?label .
  FILTER(LANG(?name) = "en" && LANG(?label) = "en")
}}"""
"""Who signed and who did not, with labels."""


def point(iri: str) -> str:
    """All that is said of one record."""
    return f"SELECT ?property ?value {{ <{iri}> ?property ?value }}"


def points() -> list[str]:
    """The committed point queries."""
    return [point(iri) for iri in _records()]


def record_paths() -> list[str]:
    """The same records, as REST has them; without the code lists, which are none."""
    return [iri.replace(RECORD, "/v1/") for iri in _records() if iri.startswith(RECORD)]


def _records() -> list[str]:
    return (_HERE / "records.txt").read_text("utf-8").split()


def lists(release: str) -> list[str]:
    """Paths of lists, pages and records, each different: all collections, filters, times, orders, pages.

    A cursor belongs to a release: the file has the place, `cursor=@50`.
    """
    return [_with_cursor(path, release) for path in list_paths()]


def list_paths() -> list[str]:
    """The committed lists, with `cursor=@50` for a place."""
    return (_HERE / "lists.txt").read_text("utf-8").split()


def _with_cursor(path: str, release: str) -> str:
    parts = urlsplit(path)
    pairs = parse_qsl(parts.query)
    offset = next((int(value[1:]) for name, value in pairs if name == "cursor"), None)
    if offset is None:
        return path
    others = [pair for pair in pairs if pair[0] != "cursor"]
    return f"{parts.path}?{urlencode([*others, ('cursor', cursor(offset, release, parts.path, others))])}"


def paths(endpoint: str, queries: list[str]) -> list[str]:
    """The queries as GET asks them."""
    return [f"{endpoint}?{urlencode({'query': query})}" for query in queries]
