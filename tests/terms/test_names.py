"""The folding of names: what a search finds, whatever the writer's keyboard."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casus.terms.names import fold, slug_of


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Fayez al-Sarraj", "fayez al-sarraj"),
        ("Muʼammar al-Qadhdhāfī", "muammar al-qadhdhafi"),
        ("Mu\u02bbammar", "muammar"),
        ("Mu\u02bfammar", "muammar"),
        ("Rif\u02beat", "rifat"),
        ("Mevlüt ÇAVUŞOĞLU", "mevlut cavusoglu"),
        ("İstanbul", "istanbul"),
        ("Diyarbakır", "diyarbakir"),
        ("Straße", "strasse"),
        ("Łódź, Đakovo, Tromsø", "lodz, dakovo, tromso"),
        ("Сергей Шойгу", "сергеи шоигу"),
        ("Ελλάδα", "ελλαδα"),
        ("Libya \u2013 5+5 \u2010 JMC", "libya - 5+5 - jmc"),
        ("  Libyan\tNational \u00a0 Army\n", "libyan national army"),
        ("", ""),
    ],
)
def test_case_accents_apostrophes_dashes_and_spaces_do_not_count(name: str, key: str) -> None:
    assert fold(name) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إدريس", "ادريس"),
        ("آل", "ال"),
        ("مصطفى", "مصطفي"),
        ("مصراتة", "مصراته"),
        ("مؤتمر", "موتمر"),
        ("الجَيْشُ الوَطَنِيّ", "الجيش الوطني"),
        ("ليبـــيا", "ليبيا"),
        ("\u0627\u0654حمد", "\u0623حمد"),
    ],
    ids=["hamza above", "hamza below", "madda", "ya", "ta marbuta", "waw", "vowel signs", "tatweel", "decomposed"],
)
def test_arabic_spellings_that_writers_interchange_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        ("\ufef3\ufee4\ufef0", "يمى"),
        ("\ufee3\ufebc\ufeae\ufe8d\ufe97\ufe94", "مصراتة"),
        ("\ufe83\ufea3\ufee4\ufeaa", "أحمد"),
    ],
)
def test_arabic_letters_pasted_from_a_pdf_fold_like_typed_ones(pasted: str, typed: str) -> None:
    assert fold(pasted) == fold(typed)


def test_different_names_stay_different() -> None:
    names = ["حفتر", "السراج", "طرابلس", "Haftar", "Hafter", "Sirte", "Sabha", "Surt"]
    assert len({fold(name) for name in names}) == len(names)


@given(st.text())
@example("ℌ")
@example("\ufef0")
def test_a_key_is_its_own_key(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(alphabet="abcABC äÖéصأىة\u0654\u064e"), st.sampled_from(["", " ", "\t", "\u00a0"]))
def test_case_and_outer_space_never_count(name: str, space: str) -> None:
    assert fold(space + name.upper() + space) == fold(name)


@pytest.mark.parametrize(
    ("iri", "slug"), [("https://w3id.org/casus/id/armed-forces/lna", "lna"), ("lna", "lna"), ("https://x.org/", "")]
)
def test_the_slug_is_the_last_part_of_the_iri(iri: str, slug: str) -> None:
    assert slug_of(iri) == slug
