"""What may have been meant by a name that nothing has: `; did you mean body:gnu (Government of National Unity)?`.

How like two names are is told by RapidFuzz, whose ratio is difflib's, over thousands of names at once.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from rdflib import Literal, URIRef
from rdflib.term import Node

from casus.compiler.triples import Triples
from casus.model.types import Model
from casus.terms.names import slug_of, words
from casus.terms.namespaces import CASUS, DCTERMS, RDF, RDFS, SKOS, short

_LIKE: Final = 80.0
"""Per cent of their letters that two names have in common, in order, when the one may be the other misspelt."""
_SLIPS: Final = 2
"""Letters after the first that may be wrong in a name of `_LONG` letters or more: lybia is 60 per cent libya."""
_LONG: Final = 5
_SHORTEST: Final = 3
"""Letters of what is looked for as a part of names."""
_MOST: Final = 3
"""So many records are named at most; where more are meant equally well, none is."""
_SMALL: Final = frozenset(("a", "al", "and", "for", "in", "of", "on", "the", "to"))
"""Words that an abbreviation may leave out."""

_OF_IDENTIFIERS: Final = (CASUS.value, CASUS.schemeLabel)

Name = tuple[str, ...]
"""The folded words of a name."""


def did_you_mean(name: str, names: Iterable[str], prefix: str = "") -> str:
    """`; did you mean <prefix>...?` where one of the names is like this one, else nothing."""
    names = sorted(names)
    found = [other for other in names if other.lower() == name.lower()]
    found = found or [
        match for match, *_ in process.extract(name, names, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=1)
    ]
    return f"; did you mean {prefix}{found[0]}?" if found else ""


def naming(model: Model) -> set[URIRef]:
    """The properties that `Suggestions` looks at: what a record is, and what it is called."""
    return {RDF.type, DCTERMS.isReplacedBy, CASUS.identifier, *_OF_IDENTIFIERS, *_names(model)}


def _names(model: Model) -> set[URIRef]:
    """The properties by which a search finds a record by name."""
    fields = (field for record_type in model.types.values() for field in record_type.fields)
    return {field.path[0].predicate for field in fields if field.search == "name" and field.path.is_property}


class Suggestions:
    """The records of the sources, by all that they are called: slugs, names, identifiers, ids that were given up."""

    def __init__(self, union: Triples, model: Model) -> None:
        self._union = union
        self._name_properties = sorted(_names(model))
        self._names: dict[Node, list[Name]] = {}

    def did_you_mean(self, meant: Node | None, classes: Iterable[Node]) -> str:
        """`; did you mean ...?` with the records of the classes that `of` finds, else nothing."""
        found = [self._shown(record, meant) for record in self.of(meant, classes)] if meant is not None else []
        *others, last = found or [""]
        return f"; did you mean {', '.join(others)}{' or ' if others else ''}{last}?" if last else ""

    def of(self, meant: Node, classes: Iterable[Node]) -> list[Node]:
        """The records of the classes that an IRI, or a text in place of one, may stand for: at most three.

        The first that holds: its successors, where the id was given up; records of the same slug in another collection;
        and where no record has that IRI, records of the same words in any order, of this abbreviation, with all of
        these words, and with a like name.
        """
        candidates = self._of_classes(classes)
        if isinstance(meant, URIRef):
            successors = set(self._union.objects(meant, DCTERMS.isReplacedBy))
            found = [record for record in candidates if record in successors]
            found = found or [record for record in candidates if _slug(record) == _slug(meant) and record != meant]
            if found or (meant, RDF.type, None) in self._union:
                return found[:_MOST]
        name = tuple(words(_slug(meant)))
        for way in (self._same, self._abbreviated, self._containing, self._like):
            if name and (found := way(name, candidates)):
                near = [record for record in found if _collection(record) == _collection(meant)] or found
                return near if len(near) <= _MOST else []
        return []

    def _of_classes(self, classes: Iterable[Node]) -> list[Node]:
        below = {kind for cls in classes for kind in self._union.transitive_subjects(RDFS.subClassOf, cls)}
        found = {record for cls in below for record in self._union.subjects(RDF.type, cls) if "#" not in str(record)}
        return sorted(found, key=str)

    def _same(self, name: Name, candidates: list[Node]) -> list[Node]:
        asked = sorted(name)
        return [one for one in candidates if any(sorted(other) == asked for other in self._names_of(one))]

    def _abbreviated(self, name: Name, candidates: list[Node]) -> list[Node]:
        """What has these letters as its initials, or a slug of the initials of these words."""
        short_forms = _initials(name)
        return [
            one
            for one in candidates
            if _slug(one) in short_forms
            or (len(name) == 1 and any(name[0] in _initials(other) for other in self._names_of(one)))
        ]

    def _containing(self, name: Name, candidates: list[Node]) -> list[Node]:
        """What has all of these words in one name, and the fewest others."""
        if len("".join(name)) < _SHORTEST:
            return []
        asked = set(name)
        others = {
            one: min(lengths)
            for one in candidates
            if (lengths := [len(other) for other in self._names_of(one) if asked <= set(other)])
        }
        fewest = min(others.values(), default=0)
        return [one for one, length in others.items() if length == fewest]

    def _like(self, name: Name, candidates: list[Node]) -> list[Node]:
        """What has the name that is most like this one, as it stands or with the words in another order."""
        asked = " ".join(name)
        texts = [(" ".join(other), one) for one in candidates for other in self._names_of(one)]
        nearest = _nearest(asked, texts, fuzz.ratio, _LIKE) + _nearest(asked, texts, fuzz.token_sort_ratio, _LIKE)
        if not nearest and len(asked) >= _LONG:
            alike = [(text, one) for text, one in texts if text[:1] == asked[0]]
            nearest = [(-away, one) for away, one in _nearest(asked, alike, OSA.distance, _SLIPS)]
        best = max((score for score, _ in nearest), default=0)
        return sorted({one for score, one in nearest if score == best}, key=str)

    def _names_of(self, record: Node) -> list[Name]:
        if record not in self._names:
            self._names[record] = [tuple(words(text)) for text in {_slug(record), *self._texts(record)}]
        return self._names[record]

    def _texts(self, record: Node) -> Iterator[str]:
        for path in self._name_properties:
            yield from map(str, self._union.objects(record, path))
        for node in self._union.objects(record, CASUS.identifier):
            for path in _OF_IDENTIFIERS:
                yield from map(str, self._union.objects(node, path))
        for former in self._union.subjects(DCTERMS.isReplacedBy, record):
            yield _slug(former)

    def _shown(self, record: Node, meant: Node) -> str:
        """The record as a curator writes it, and its English name where the slug does not show what is alike."""
        slug, asked = words(_slug(record)), words(_slug(meant))
        name = next((str(text) for text in self._union.objects(record, SKOS.prefLabel) if _is_english(text)), "")
        seen = set(asked) <= set(slug) or fuzz.token_sort_ratio(" ".join(slug), " ".join(asked)) >= _LIKE
        told = seen or set(words(name)) <= set(slug) or (meant, DCTERMS.isReplacedBy, record) in self._union
        return short(str(record)) + ("" if told else f" ({name})")


def _slug(name: Node) -> str:
    """The last part of an IRI; a text whole."""
    return str(name) if isinstance(name, Literal) else slug_of(name)


def _is_english(text: Node) -> bool:
    return isinstance(text, Literal) and text.language == "en"


def _collection(name: Node) -> str:
    return str(name).rpartition("/")[0]


def _nearest(
    name: str, owned: list[tuple[str, Node]], scorer: Callable[..., float], cutoff: float
) -> list[tuple[float, Node]]:
    """The owners of the nearest texts by that measure, each with how near it is."""
    texts = [text for text, _ in owned]
    found = process.extract(name, texts, scorer=scorer, score_cutoff=cutoff, limit=_MOST + 1)
    return [(score, owned[place][1]) for _, score, place in found]


def _initials(name: Name) -> set[str]:
    """The abbreviations of a name of several words: of all of them, and of those that are not small."""
    found = ("".join(word[0] for word in part) for part in (name, [word for word in name if word not in _SMALL]))
    return {text for text in found if len(text) > 1}
