"""What opens more than SPARQL 1.1 on an engine, and what of SPARQL 1.1 is let through: as data."""

from typing import Final

_KEYWORDS: Final = """
    SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED DISTINCT REDUCED AS ORDER BY ASC DESC LIMIT OFFSET VALUES UNDEF GROUP
    HAVING GRAPH OPTIONAL MINUS UNION FILTER BIND EXISTS NOT IN SEPARATOR A TRUE FALSE
"""
_FUNCTIONS: Final = """
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL
    FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR
    MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF
    STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
"""The functions and aggregates that have names of their own (rules 121 and 127)."""
WORDS: Final = frozenset(_KEYWORDS.split()) | FUNCTIONS
"""The words of a SPARQL 1.1 query behind its prologue (grammar rules 7 to 134), in capitals; not SERVICE and SILENT.

No engine gives one of them a meaning of its own. Virtuoso's DEFINE, OPTION and LIKE and ARQ's CALL, LET and LATERAL are
none of them.
"""
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
CASTS: Final = frozenset(
    _XSD + name for name in ("boolean", "double", "float", "decimal", "integer", "dateTime", "date", "string")
)
"""The functions that are called by an IRI (section 17.5; xsd:date is not among them, and every engine has it)."""
SCHEMES: Final = frozenset(["http", "https", "urn", "mailto", "tel", "geo", "doi", "info", "tag", "ftp", "did", "ark"])
"""What IRIs in a query begin with: nobody's code or files, as `java:`, `bif:`, `sql:` and `file:` are."""
HOSTS: Final = frozenset(
    [
        "www.openlinksw.com",  # Virtuoso: bif:contains, rdfs_rule, the graphs of the system
        "jena.apache.org",  # ARQ: functions, property functions, text and spatial search
        "jena.hpl.hp.com",  # the same, by their former name
        "www.ontotext.com",  # GraphDB
        "rdf4j.org",
        "www.openrdf.org",
        "www.bigdata.com",  # Blazegraph, and Neptune after it
        "aws.amazon.com",
        "franz.com",  # AllegroGraph
        "marklogic.com",
        "qlever.cs.uni-freiburg.de",
        "www.wikidata.org",  # its label service and extensions, wikibase: below
        "wikiba.se",
        "spinrdf.org",
        "www.opengis.net",  # GeoSPARQL: property functions that compute
        "geovocab.org",
    ]
)
"""Hosts in whose names engines have properties that are programs."""
URNS: Final = ("urn:x-", "tag:stardog", "tag:openlinksw")
"""What the names of graphs that engines make up begin with, such as urn:x-arq:UnionGraph."""
