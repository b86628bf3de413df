"""The terminals of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8) as one expression.

A token is the match object of its text; its kind is `lastgroup`. Quantifiers are possessive, so that a token costs time
linear in its length and no recursion. Numbers are not told apart: their digits are `other`, an exponent is a `word`.
"""

import re
from collections.abc import Iterator
from typing import Final

_LETTER: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_VARIABLE_CHAR: Final = _LETTER + "_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_NAME_CHAR: Final = _VARIABLE_CHAR + "-"
_HEX: Final = "[0-9A-Fa-f]"
# No surrogate and nothing above 10FFFF: the engine rejects such a string and may then split it differently.
_CODEPOINT: Final = rf"\\u(?![Dd][89A-Fa-f]){_HEX}{{4}}|\\U(?:0000(?![Dd][89A-Fa-f])|000[1-9A-Fa-f]|0010){_HEX}{{4}}"
_ESCAPE: Final = rf"\\[tbnrf\\\"']|{_CODEPOINT}"
_LOCAL_CHAR: Final = rf"(?:[{_NAME_CHAR}:]|%{_HEX}{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_DOTTED: Final = rf"(?:\.++{_LOCAL_CHAR}++)"
_NAME: Final = rf"[{_LETTER}][{_NAME_CHAR}]*+(?:\.++[{_NAME_CHAR}]++)*+"

_TERMINALS: Final = rf"""
      (?P<space> [ \t\r\n]++ )
    | (?P<comment> \# )
    | (?P<string> \'\'\'(?: '{{0,2}}+ (?: [^'\\] | {_ESCAPE} ) )*+ \'\'\'
                | \"\"\"(?: \"{{0,2}}+ (?: [^\"\\] | {_ESCAPE} ) )*+ \"\"\"
                | '(?: [^'\\\r\n] | {_ESCAPE} )*+'
                | \"(?: [^\"\\\r\n] | {_ESCAPE} )*+\" )
    | (?P<iri> <(?: [^<>\"{{}}|^`\\\x00-\x20] | {_CODEPOINT} )*+> )
    | (?P<variable> [?$][{_VARIABLE_CHAR}]++ )
    | (?P<language> @[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+ )
    | (?P<blank> _:[{_NAME_CHAR}]++(?:\.++[{_NAME_CHAR}]++)*+ )
    | (?P<prefixed> (?P<prefix> (?:{_NAME})?+ ): (?: (?!-){_LOCAL_CHAR}++ {_DOTTED}?+ (?P<dots>) )?+ )
    | (?P<word> {_NAME} )
    | (?P<open> [({{\[] )
    | (?P<close> [)}}\]] )
    | (?P<other> . )
    """
STANDARD: Final = re.compile(_TERMINALS.replace("(?P<dots>)", f"(?P<dots> {_DOTTED}*+ )"), re.VERBOSE | re.DOTALL)
"""The terminals as the standard has them."""
OXIGRAPH: Final = re.compile(_TERMINALS, re.VERBOSE | re.DOTALL)
"""As pyoxigraph 0.5.13 has them: a local name ends before its second dot (PN_LOCAL)."""
_ENCODED: Final = re.compile(rf"\\\\|\\u({_HEX}{{4}})|\\U({_HEX}{{8}})")


def token_at(text: str, position: int, terminals: re.Pattern[str] = STANDARD) -> re.Match[str]:
    """The token that begins at the position."""
    token = terminals.match(text, position)
    if token is None:  # cannot be: `other` matches any character
        raise AssertionError(f"no token at {position}")
    return token


def end_of(token: re.Match[str], text: str) -> int:
    """Where the token ends; a comment ends before its line does."""
    if token.lastgroup != "comment":
        return token.end()
    line_feed = text.find("\n", token.start())  # `find` keeps many readings cheap
    end = len(text) if line_feed < 0 else line_feed
    carriage_return = text.find("\r", token.start(), end)
    return end if carriage_return < 0 else carriage_return


def next_token(text: str, position: int) -> re.Match[str] | None:
    """The first token from the position on that is not white space or a comment; None at the end of the text."""
    while position < len(text):
        token = token_at(text, position)
        if token.lastgroup not in ("space", "comment"):
            return token
        position = end_of(token, text)
    return None


def words(text: str) -> Iterator[str]:
    """The bare words, in capitals, as the standard's longest match reads them."""
    token = next_token(text, 0)
    while token is not None:
        if token.lastgroup == "word":
            yield token[0].upper()
        token = next_token(text, token.end())


def decode(text: str) -> str:
    """The text with codepoint escapes decoded (section 19.2); what is no codepoint stays as it is."""

    def character(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        return chr(int(digits, 16)) if digits and int(digits, 16) <= 0x10FFFF else match[0]

    return _ENCODED.sub(character, text)


def place(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a position."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
