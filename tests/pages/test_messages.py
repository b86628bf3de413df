"""The words of pages: every one in every language, in all its plural forms, and none that nobody says."""

import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
from babel import Locale

from casus.pages import messages as module
from casus.pages.messages import LANGUAGES, Messages, messages, texts

PACKAGE = Path(str(files("casus")))
ENGLISH = LANGUAGES[0]
_NUMBER_IN_WORDS = {"zero", "one", "two"}
"""Forms of Arabic that are for this number alone, which its words say."""


def forms(key: str, language: str) -> dict[str, str]:
    """The texts of a message by their plural form; of one without a number a single text."""
    found = texts()[key].get(language, {})
    return {"": found} if isinstance(found, str) else found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_is_there_in_every_language() -> None:
    assert [key for key, by_language in texts().items() if {*LANGUAGES} != {*by_language}] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_with_a_number_has_each_plural_form_of_the_language(language: str) -> None:
    needed = {*Locale.parse(language).plural_form.tags, "other"}
    wrong = {key: set(forms(key, language)) for key in texts() if "" not in forms(key, ENGLISH)}

    assert {key: needed ^ found for key, found in wrong.items() if found != needed} == {}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_has_the_placeholders_of_english(language: str) -> None:
    wrong = []
    for key in texts():
        english = forms(key, ENGLISH)
        wanted = placeholders(english.get("other", english.get("", "")))
        for form, text in forms(key, language).items():
            in_words = {"count", "shown"} if form in _NUMBER_IN_WORDS else set()
            if placeholders(text) | in_words != wanted | in_words:
                wrong.append((key, form))
    assert wrong == []


def test_no_line_of_french_begins_with_a_sign() -> None:
    """A no-break space stands before `:`, `;`, `?`, `!` and `»`, and behind `«`."""
    wrong = [key for key in texts() for text in forms(key, "fr").values() if re.search(r" [:;?!»]|« ", text)]

    assert wrong == []


def test_every_message_is_said_somewhere() -> None:
    """By its key, or by a key that is put together: `"entry-" ~ name`, `key ~ "-about"`."""
    sources = [path.read_text("utf-8") for kind in ("*.py", "*.html") for path in PACKAGE.rglob(kind)]
    said = {key for text in sources for key in re.findall(r"""["']([a-z][a-z0-9-]*)["']""", text)}
    starts = tuple({start for text in sources for start in re.findall(r"""["']([a-z-]+-)["'{]""", text)})
    ends = {end for text in sources for end in re.findall(r'~ "(-[a-z]+)"', text)}

    unsaid = [
        key
        for key in texts()
        if key not in said
        and not key.startswith(starts)
        and not any(key.endswith(end) and key.removesuffix(end) in said for end in ends)
    ]
    assert unsaid == []


def test_every_key_that_a_template_says_is_there() -> None:
    templates = [path.read_text("utf-8") for path in PACKAGE.rglob("*.html")]
    asked = {key for text in templates for key in re.findall(r'\bt\("([a-z0-9-]+)"\s*[,)]', text)}

    assert asked - texts().keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty(language: str) -> None:
    assert [key for key in texts() for said in forms(key, language).values() if not said.strip()] == []


def test_a_message_without_a_translation_is_english_and_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "texts", lambda: {"new": {"en": "A new word of {whom}"}})

    assert Messages("ar")("new", whom="ours") == "\u2066A new word of ours\u2069"


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 record"),
        ("ar", 2, "سجلان"),
        ("ar", 11, "11 سجلًا"),
        ("ru", 21, "21 запись"),
        ("ru", 5, "5 записей"),
        ("fr", 0, "0 fiche"),
        ("zh", 1234, "1,234 条记录"),
    ],
)
def test_a_number_takes_the_form_that_the_language_gives_it(language: str, count: int, text: str) -> None:
    assert messages(language)("records", count) == text
