"""The words of the interface in the languages that pages come in: `messages.toml` has each in all of them.

Plural forms, dates and numbers follow CLDR, by Babel.
"""

import tomllib
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

LANGUAGES: Final = ("en", "ar", "es", "fr", "ru", "tr", "zh")
"""Of pages: the official ones of the United Nations, and Turkish."""
_LEFT_TO_RIGHT, _ENDED = "\u2066", "\u2069"
"""Around text of another direction (Unicode Standard Annex 9: an isolate), which attributes can hold too."""
_FILE: Final = "messages.toml"
_LOCALES: Final = {"en": "en_GB", "zh": "zh_Hans_CN"}
_TICKS: Final = {"day": "yMMMd", "month": "yMMM", "year": "y"}
_YEAR_OF_RUSSIAN: Final = "\u202fг."
"""What a date ends with, and a scale has no room for."""
_MONTH: Final = {"ar": "MMMM y", "ru": "LLLL y", "zh": "y年M月", "es": "MMMM 'de' y"}


@cache
def texts() -> dict[str, dict[str, str | dict[str, str]]]:
    """The message by its key and language: a text, or one text for each plural form of the language."""
    return tomllib.loads(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))


class Messages:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(_LOCALES.get(language, language))

    @property
    def direction(self) -> str:
        """In which the language is written: ltr or rtl."""
        return self._locale.text_direction

    @cached_property
    def name(self) -> str:
        """What the language calls itself."""
        return self._locale.get_language_name(self.language) or self.language

    def __call__(self, key: str, count: int | None = None, **values: object) -> str:
        """The message. With a count: the plural form for it, {count} standing for the number. Raises KeyError.

        What is not translated is in English, and set apart as text of that direction: a gap stops no page, but a test.
        """
        if self.language not in texts()[key]:
            return f"{_LEFT_TO_RIGHT}{messages(LANGUAGES[0])(key, count, **values)}{_ENDED}"
        found = texts()[key][self.language]
        if isinstance(found, dict):
            found = found.get(self._locale.plural_form(count or 0)) or found["other"]
        if count is not None:
            values["count"] = self.number(count)
        return found.format(**values) if values else found

    def number(self, value: float) -> str:
        """The number, with the separators of the language."""
        return format_decimal(value, locale=self._locale)

    def day(self, day: date) -> str:
        """The day in words, such as 13 January 2020."""
        return format_date(day, "long", locale=self._locale)

    def month(self, day: date) -> str:
        """The month of the day in words."""
        return format_date(day, _MONTH.get(self.language, "MMMM y"), locale=self._locale)

    def tick(self, day: date, unit: str) -> str:
        """The day, month or year as short as there is room for beside a scale: 13 Jan 2020, Jan 2020, 2020."""
        return format_skeleton(_TICKS[unit], day, locale=self._locale).removesuffix(_YEAR_OF_RUSSIAN)


@cache
def messages(language: str | None) -> Messages:
    """The words of the language that a tag names; English where pages do not come in it."""
    tag = (language or "").partition("-")[0]
    return Messages(tag if tag in LANGUAGES else LANGUAGES[0])
