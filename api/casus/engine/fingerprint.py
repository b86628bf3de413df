"""Whether two sets of triples are the same, in whatever order they come: what was sent, and what is read back.

Engines write some literals in their own way: 54.40 as 54.4, true as 1, a language tag in small letters. So triples are
compared as they are written, and by what they mean.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, NamedTuple

import pyoxigraph as ox

from casus.terms.namespaces import XSD

_MODULUS: Final = 2**256


class Fingerprint(NamedTuple):
    """How many triples there are, and the sums of their SHA-256, as they are written and by what they mean.

    A sum depends on no order and needs no memory; it is meant against losses and alterations, not against forgers
    (Clarke et al., Incremental multiset hash functions, 2003: AdHash).
    """

    triples: int = 0
    written: int = 0
    meant: int = 0

    @classmethod
    def of(cls, triple: ox.Triple) -> "Fingerprint":
        """Of one triple."""
        digest = _digest(str(triple))
        same = _plain(triple)
        return cls(1, digest, digest if same is triple else _digest(str(same)))

    def __add__(self, other: object) -> "Fingerprint":
        """Of both."""
        if not isinstance(other, Fingerprint):
            return NotImplemented
        total = zip(self, other, strict=True)
        triples, written, meant = (one + another for one, another in total)
        return Fingerprint(triples, written % _MODULUS, meant % _MODULUS)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")


def _plain(triple: ox.Triple) -> ox.Triple:
    """The triple with its literal in the one form of all that mean the same."""
    value = triple.object
    if not isinstance(value, ox.Literal):
        return triple
    if value.language is not None:
        lowered = value.language.lower()
        same = value if lowered == value.language else ox.Literal(value.value, language=lowered)
    elif (canonical := _CANONICAL.get(value.datatype.value)) is not None:
        same = ox.Literal(canonical(value.value), datatype=value.datatype)
    else:
        return triple
    return triple if same == value else ox.Triple(triple.subject, triple.predicate, same)


def _or_as_it_is(canonical: Callable[[str], str]) -> Callable[[str], str]:
    """The same, and a text that is no value of its type as it is."""

    def careful(text: str) -> str:
        try:
            return canonical(text)
        except (ArithmeticError, ValueError):
            return text

    return careful


def _decimal(text: str) -> str:
    number = Decimal(text)
    return f"{number.normalize():f}" if number else "0"


def _truth(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()


_WHOLE: Final = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")
_CANONICAL: Final = {
    str(XSD[name]): _or_as_it_is(canonical)
    for names, canonical in (
        (_WHOLE, lambda text: str(int(text))),
        (("decimal",), _decimal),
        (("double", "float"), lambda text: repr(float(text))),
        (("boolean",), _truth),
        (("dateTime",), _moment),
    )
    for name in names
}
