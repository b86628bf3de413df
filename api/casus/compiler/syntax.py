"""What is wrong with a file that is not Turtle, said so that a curator can mend it.

pyoxigraph, which reads the sources, says where a mistake is in the words of a grammar. rdflib's parser is thirty times
slower and is only asked about a file that was refused: it tells more exactly what it had expected.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

_UNREADABLE: Final = (BadSyntax, UnicodeDecodeError, ValueError, AssertionError, IndexError)
"""What rdflib's parser raises for a file that is not Turtle: its own error, and others where a string never ends."""
_NOT_IN_AN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|\\^`]')
"""Characters that IRIREF of Turtle (section 6.5) leaves out."""
_IN_WORDS: Final = (
    (
        r"expected '\.' or '}' or '\]' at end of statement",
        "something is missing before this: ' ;' after a property, ' ,' between two values, ' .' after a record, "
        "\\ before a quote inside text; or a slug has a space or a bracket",
    ),
    (
        r"objectList expected",
        "a value is expected here: text in straight double quotes, or prefix:slug; "
        "or the line before ends with ' .' and not with ' ;'",
    ),
    (r'Prefix "(https?):" not bound', "a URL stands in <...>"),
    (
        r'Prefix "(.*)" not bound',
        'the prefix "{}" is misspelt, or its @prefix line is missing: copy it from another file',
    ),
    (r"newline found in string literal", "the text before this has no closing quote on its line"),
    (r"Bad language code syntax", "a language follows the closing quote at once, such as @en"),
    (
        r"EOF found (?:when expected verb in property list|after object)",
        "the file ends inside a record: a ' ]' or the last ' .' is missing",
    ),
    (r"unterminated string literal", "a text has no closing quote"),
    (r"'\]' expected", "a ' ]' is missing before this"),
    (r"expected directive or statement", "this belongs to no record: there is a ' ]' or a ' ;' too many before it"),
)
"""What rdflib's parser says, as a regular expression, and what that means to somebody who writes data."""
_HERE: Final = "https://here.invalid/"
"""The base of IRIs that are not whole; without one, rdflib takes the path of the file."""
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""BCP 47 (RFC 5646, section 2.1), without the grandfathered and private tags."""


def explained(path: Path, refusal: SyntaxError) -> tuple[int | None, str]:
    """The line, counted from 1, and what is wrong there; None where neither parser tells the line."""
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    try:
        graph.parse(path, format="turtle", publicID=_HERE)
        _refuse_unwritable(term for triple in graph for term in triple)
    except _UNREADABLE as error:
        return _line(path, error) or refusal.lineno, _reason(error)
    except AttributeError:  # rdflib 7.6.0 stumbles over ?x
        pass
    return refusal.lineno, "Turtle syntax: " + re.sub(r"^Parser error at line .*?: ", "", str(refusal.msg))


def _refuse_unwritable(terms: Iterable[object]) -> None:
    for term in terms:
        if isinstance(term, URIRef) and term.startswith(_HERE):
            text = f"<{term.removeprefix(_HERE)}>"
            raise _Unwritable(f"{text} is not a whole IRI: it begins with https://, or is prefix:slug", text)
        if isinstance(term, URIRef) and (bad := _NOT_IN_AN_IRI.search(term)):
            raise _Unwritable(f"<{term}> is not an IRI: it has {term[bad.start()]!r}", term[: bad.end()][-8:])
        if isinstance(term, Literal) and term.language and not _LANGUAGE.fullmatch(term.language):
            raise _Unwritable(
                f"@{term.language} is not a language tag, such as @en, @ar or @zh-Hant", f"@{term.language}"
            )


class _Unwritable(ValueError):
    """A term that rdflib reads, but that no standard lets anyone write; `near` is text of the file that holds it."""

    def __init__(self, message: str, near: str) -> None:
        super().__init__(message)
        self.near = near


def _line(path: Path, error: Exception) -> int | None:
    if isinstance(error, BadSyntax):
        return int(error.lines) + 1
    content = path.read_bytes()
    if isinstance(error, UnicodeDecodeError):
        return content[: error.start].count(b"\n") + 1
    quoted = re.search(r" at \^ in (.*)\^", str(error), re.DOTALL)
    near = error.near if isinstance(error, _Unwritable) else quoted.group(1) if quoted else ""
    text = content.decode("utf-8")
    at = text.find(near) if near else -1
    return text.count("\n", 0, at + len(near)) + 1 if at >= 0 else None


def _reason(error: Exception) -> str:
    if isinstance(error, BadSyntax):
        text = error._str.decode("utf-8", "replace") if isinstance(error._str, bytes) else str(error._str)
        near = re.sub(r"\s+", " ", text[error._i : error._i + 60]).strip()
        return "Turtle syntax at " + (f"'{near}'" if near else "the end of the file") + f": {_in_words(error._why)}"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 ({error.reason}): save the file as UTF-8"
    return str(error) or "Turtle syntax: a string or an IRI does not end"


def _in_words(why: str) -> str:
    for said, meaning in _IN_WORDS:
        if found := re.match(said, why):
            return meaning.format(*found.groups())
    return why
