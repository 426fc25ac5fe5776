import re
from dataclasses import asdict

import pytest

from digest.render.strings import STRINGS


def texts(language: str) -> list[str]:
    values = asdict(STRINGS[language]).values()
    return [text for value in values for text in ((value,) if isinstance(value, str) else value)]


def test_both_languages_say_everything():
    assert set(STRINGS) == {"fr", "en"}
    assert all(text for language in STRINGS for text in texts(language))


def test_both_languages_have_the_same_places_to_fill():
    def places(language: str) -> list[list[str]]:
        return [re.findall(r"\{\w*\}", str(value)) for value in asdict(STRINGS[language]).values()]

    assert places("fr") == places("en")


def test_french_strings_are_set_as_french_is():
    assert not [text for text in texts("fr") if re.search(r"'| [:;!?»]|« ", text)]


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("fr", 0, "0 article"),
        ("fr", 1, "1 article"),
        ("fr", 2, "2 articles"),
        ("fr", 1200, "1\u202f200 articles"),
        ("en", 0, "0 articles"),
        ("en", 1, "1 article"),
        ("en", 1200, "1,200 articles"),
    ],
)
def test_a_count_agrees_with_its_number(language: str, value: int, expected: str):
    strings = STRINGS[language]
    assert strings.count(value, strings.articles) == expected
