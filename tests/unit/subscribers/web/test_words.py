"""The texts of the pages."""

import re
from dataclasses import fields

import pytest
from markupsafe import Markup

from subscribers.model import LANGUAGES
from subscribers.web.words import FRENCH, LANGUAGE_NAMES, WORDS, Words, filled


def test_every_language_has_its_words_and_its_name() -> None:
    assert set(WORDS) == set(LANGUAGE_NAMES) == set(LANGUAGES)


@pytest.mark.parametrize("field", [field.name for field in fields(Words)])
def test_all_languages_fill_in_the_same_names(field: str) -> None:
    names = {frozenset(re.findall(r"{(\w+)}", getattr(words, field))) for words in WORDS.values()}
    assert len(names) == 1


@pytest.mark.parametrize("field", [field.name for field in fields(Words)])
def test_french_has_its_spaces_and_its_apostrophes(field: str) -> None:
    text = getattr(FRENCH, field)
    assert not re.search(r"[^\u202f][;?!]", text)
    assert not re.search(r"[^\u00a0]:", text)
    assert "'" not in text


def test_what_is_filled_in_is_escaped() -> None:
    assert filled("<{name}>", name="<b>") == Markup("<&lt;b&gt;>")
