"""Makes the first version of `ontology/data/states.ttl` from the tables of the field.

    python tools/states.py FOLDER > ontology/data/states.ttl

Reads `cow/states2016.csv`, `gw/gwstates.csv` and `iso/country-codes.csv` in the directory given, adds what a person
decided (`states.toml`, beside this file) and writes Turtle to standard output. It was run once: the Turtle is what is
maintained, so a correction goes there and running this again would undo it.
"""

import csv
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

HEAD: Final = """\
# The states: every member of the Correlates of War state system (COW, version 2016) and of the list of independent
# states by Gleditsch and Ward (GW, microstates included, as of 2024), 1816 to today. Slugs are in alphabetical order.
#
# One record is one state. Each number of either list is exact on one record; where the lists cut states differently
# (Germany, Serbia and Yugoslavia, Yemen), it stands on the others that it covers as broad or narrow.
# One identifier node is one span of membership. COW's spans stop with the data on 2016-12-31 and are censored there;
# GW's open spans (..) are members as of 2024. A span that starts on 1816-01-01 may be older: both lists start there.
# Being listed is a finding of two research datasets and says nothing about legal status.
# Not listed by either: Cook Islands, Holy See, Niue, State of Palestine.
"""
PREFIXES: Final = {
    "casus": "https://w3id.org/casus/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "state": "https://w3id.org/casus/id/states/",
    "source": "https://w3id.org/casus/id/sources/",
    "end-known": "https://w3id.org/casus/code/end-known/",
    "identifier-scheme": "https://w3id.org/casus/code/identifier-scheme/",
    "match-strength": "https://w3id.org/casus/code/match-strength/",
}
LISTS: Final = ("cow", "gw")
VERSIONS: Final = {"cow": "2016", "gw": "2024", "ucdp": "22.1"}
SOURCES: Final = {"cow": "cow-states-2016", "gw": "gw-states", "iso": "iso-3166-un-names", "ucdp": "ucdp-actor-22-1"}
COW_STOPS: Final = "2016-12-31"
LINE: Final = 115
UN_LANGUAGES: Final = {
    "en": "English",
    "fr": "French",
    "es": "Spanish",
    "ru": "Russian",
    "ar": "Arabic",
    "zh": "Chinese",
}
ARTICLES: Final = {"en": r"the ", "fr": r"(?:les? |la |l')", "es": r"(?:el|la|los|las) "}
MICROSTATE: Final = "Gleditsch and Ward list it among the microstates, with fewer than 250,000 people."

Row = Mapping[str, str]


@dataclass
class Member:
    """One number of COW or GW: its abbreviation, and each span of membership with the label given to it."""

    abbreviation: str
    microstate: bool = False
    spans: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Tables:
    """The three tables, by number, number and ISO alpha-3 code."""

    members: dict[str, dict[int, Member]]
    iso: dict[str, Row]


def read_tables(directory: Path) -> Tables:
    """The tables, with COW's three-part dates and GW's 9999-12-31 turned into EDTF intervals."""
    members: dict[str, dict[int, Member]] = {"cow": {}, "gw": {}}
    for row in _rows(directory / "cow" / "states2016.csv"):
        first, last = (f"{row[p + 'year']}-{int(row[p + 'month']):02}-{int(row[p + 'day']):02}" for p in ("st", "end"))
        member = members["cow"].setdefault(int(row["ccode"]), Member(row["stateabb"]))
        member.spans.append((f"{first}/{last}", row["statenme"]))
    for row in _rows(directory / "gw" / "gwstates.csv"):
        last = row["end"].replace("9999-12-31", "..")
        member = members["gw"].setdefault(int(row["gwcode"]), Member(row["gwc"], row["microstate"] == "True"))
        member.spans.append((f"{row['start']}/{last}", row["country_name"]))
    return Tables(members, {row["ISO3166-1-Alpha-3"]: row for row in _rows(directory / "iso" / "country-codes.csv")})


def _rows(path: Path) -> Iterable[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def short_name(row: Row, language: str) -> str:
    """The UNTERM short form without what is in brackets, asterisks; the M49 name where UNTERM has no row."""
    column = {"zh": "cn"}.get(language, language)
    name = row[f"UNTERM {UN_LANGUAGES[language]} Short"] or row[f"official_name_{column}"]
    return re.sub(r"\s*(\([^)]*\)|\*+)\s*$", "", _plain(name))


def formal_name(row: Row, language: str) -> str:
    """The UNTERM formal name without its leading article and asterisks."""
    name = re.sub(r"\s*\*+\s*$", "", _plain(row[f"UNTERM {UN_LANGUAGES[language]} Formal"]))
    return re.sub("^" + ARTICLES.get(language, ""), "", name)


def _plain(name: str) -> str:
    return re.sub(r"(?<=\w)- ", " - ", " ".join(name.replace("’", "'").split()))


def block(slug: str, tables: Tables, decided: Mapping[str, Any]) -> str:
    """One state as Turtle."""
    member = decided["members"][slug]
    iso = tables.iso.get(member.get("iso", ""))
    labels = {"en": member["en"]}
    aliases = {language: list(names) for language, names in decided["aliases"].get(slug, {}).items()}
    official: dict[str, str] = {}
    if iso:
        labels |= {language: short_name(iso, language) for language in UN_LANGUAGES if language != "en"}
        official = {language: name for language in UN_LANGUAGES if (name := formal_name(iso, language))}
        if (un_name := short_name(iso, "en")) not in (labels["en"], *aliases.get("en", [])):
            aliases["en"] = [un_name, *aliases.get("en", [])]
    labels |= decided["labels"].get(slug, {})
    official |= decided["official"].get(slug, {})

    identifiers, cited = _identifiers(slug, tables, decided)
    notes = [text] if (text := decided["notes"].get(slug)) else []
    if "gw" in member and tables.members["gw"][member["gw"]].microstate:
        notes.append(MICROSTATE)
    statements = [
        ("skos:prefLabel", _names(labels.items())),
        ("skos:altLabel", _names((language, name) for language, names in aliases.items() for name in names)),
        ("casus:officialName", _names(official.items())),
        ("dcterms:description", _names((("en", decided["descriptions"].get(slug, "")),))),
        ("casus:identifier", "\n        " + " ,\n        ".join(identifiers)),
        ("skos:editorialNote", " ,\n        ".join(f"{_literal(text)}@en" for text in notes)),
        ("dcterms:source", " , ".join(f"source:{SOURCES[table]}" for table in cited)),
    ]
    lines = [f"    {name} {value}".replace(" \n", "\n", 1) for name, value in statements if value]
    return f"state:{slug} a casus:State ;\n" + " ;\n".join(lines) + " .\n"


def _identifiers(slug: str, tables: Tables, decided: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The identifier nodes in a fixed order, and the tables they come from."""
    member, nodes, cited = decided["members"][slug], [], []
    covers = defaultdict(list)
    for other in decided["also"].get(slug, []):
        covers[other["scheme"]].append(other)
    for table in LISTS:
        exact = [{"number": member[table], "match": "exact", "spans": None}] if table in member else []
        abbreviations = []
        for code in exact + covers[table]:
            entry = tables.members[table][code["number"]]
            label = entry.spans[-1][1]
            for when, label in entry.spans if code["spans"] is None else [(when, label) for when in code["spans"]]:
                more = {"schemeLabel": label} if label != member["en"] else {}
                more["when"] = when
                if table == "cow" and when.endswith(COW_STOPS):
                    more["endKnown"] = "end-known:censored"
                nodes.append(_node(f"{table}-code", str(code["number"]), code["match"], VERSIONS[table], more))
            abbreviations.append(_node(f"{table}-abbreviation", entry.abbreviation, code["match"], VERSIONS[table]))
        nodes += abbreviations
        cited += [table] if abbreviations else []
    if iso := tables.iso.get(member.get("iso", "")):
        nodes.append(_node("iso-3166-1-alpha-2", iso["ISO3166-1-Alpha-2"], "exact"))
        nodes.append(_node("iso-3166-1-alpha-3", iso["ISO3166-1-Alpha-3"], "exact"))
        nodes.append(_node("iso-3166-1-numeric", f"{int(iso['ISO3166-1-numeric']):03}", "exact"))
        item = iso["wikidata_id"].rpartition("/")[2] or decided["wikidata"][slug]
        nodes.append(_node("wikidata", item, "exact"))
        cited.append("iso")
    if actor := decided["ucdp"].get(slug):
        more = {"schemeLabel": actor["label"]}
        nodes.append(_node("ucdp-actor", str(actor["id"]), actor.get("match", "exact"), VERSIONS["ucdp"], more))
        cited.append("ucdp")
    return nodes, cited


def _node(scheme: str, value: str, match: str, version: str = "", more: Mapping[str, str] | None = None) -> str:
    first = f"[ a casus:Identifier ; casus:scheme identifier-scheme:{scheme:<18} ; casus:value {_literal(value):<7} ;"
    first = f"{first} casus:matchStrength match-strength:{match}"
    rest = ({"schemeVersion": version} if version else {}) | dict(more or {})
    second = " ; ".join(f"casus:{name} {text if name == 'endKnown' else _literal(text)}" for name, text in rest.items())
    return f"{first} ;\n          {second} ]" if second else f"{first} ]"


def _names(names: Iterable[tuple[str, str]]) -> str:
    """Tagged names, English first, then by language, broken into lines."""
    tagged = sorted(((language, name) for language, name in names if name), key=lambda pair: (pair[0] != "en", pair[0]))
    lines = [""]
    for language, name in tagged:
        term = f"{_literal(name)}@{language}"
        if lines[-1] and len(lines[-1]) + len(term) > LINE:
            lines.append("")
        lines[-1] += f" , {term}" if lines[-1] else term
    return " ,\n        ".join(lines)


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(directory: Path) -> None:
    tables = read_tables(directory)
    decided = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    width = max(map(len, PREFIXES))
    prefixes = "".join(f"@prefix {prefix + ':':<{width + 1}} <{iri}> .\n" for prefix, iri in PREFIXES.items())
    print(HEAD, prefixes, *(block(slug, tables, decided) for slug in sorted(decided["members"])), sep="\n", end="")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
