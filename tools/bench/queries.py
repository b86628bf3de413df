"""What is asked, of all servers alike: 500 point queries, a grouped count, a join with labels; and 2,000 lists."""

from pathlib import Path
from typing import Final
from urllib.parse import urlencode

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
    return [point(iri) for iri in (_HERE / "records.txt").read_text("utf-8").split()]


def lists() -> list[str]:
    """Paths of lists, pages and records, each different: all collections, filters, times, orders, pages."""
    return (_HERE / "lists.txt").read_text("utf-8").split()


def paths(endpoint: str, queries: list[str]) -> list[str]:
    """The queries as GET asks them."""
    return [f"{endpoint}?{urlencode({'query': query})}" for query in queries]
