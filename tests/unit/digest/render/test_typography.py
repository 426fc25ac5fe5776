from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.render import typography as t

PLAIN = st.text(st.sampled_from("ab «»:;!?'’.,\u00a0\u202f"), max_size=40)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Vraiment?", "Vraiment\u202f?"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("Un ; deux", "Un\u202f; deux"),
        ("Et aussi : deux", "Et aussi\u00a0: deux"),
        ("« Bonjour »", "«\u00a0Bonjour\u00a0»"),
        ("«Bonjour»", "«\u00a0Bonjour\u00a0»"),
        ("l'adresse", "l’adresse"),
        ("à 7:30", "à 7:30"),
        ("https://news.example/", "https://news.example/"),
    ],
)
def test_french_print_has_its_spaces_and_apostrophes(typed: str, printed: str):
    assert t.french(typed) == printed


@given(PLAIN)
def test_setting_a_text_in_french_twice_changes_nothing_more(text: str):
    assert t.french(t.french(text)) == t.french(text)


@given(PLAIN)
def test_setting_a_text_in_french_changes_no_letter(text: str):
    def letters(value: str) -> str:
        return "".join(value.replace("'", "’").split())

    assert letters(t.french(text)) == letters(text)


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 23), "lundi 23\u00a0novembre 2026", "Monday 23\u00a0November 2026"),
        (date(2026, 12, 1), "mardi 1er\u00a0décembre 2026", "Tuesday 1\u00a0December 2026"),
        (date(2026, 8, 16), "dimanche 16\u00a0août 2026", "Sunday 16\u00a0August 2026"),
    ],
)
def test_dates_are_written_in_words(day: date, french: str, english: str):
    assert t.date_in_words(day, "fr") == french
    assert t.date_in_words(day, "en") == english


def test_a_month_is_written_with_its_year():
    assert t.month_and_year(date(2026, 8, 16), "fr") == "août 2026"
    assert t.month_and_year(date(2026, 8, 16), "en") == "August 2026"


def test_times_are_set_as_each_language_sets_them():
    assert t.time_in_words(time(7, 30), "fr") == "7\u00a0h\u00a030"
    assert t.time_in_words(time(7, 5), "fr") == "7\u00a0h\u00a005"
    assert t.time_in_words(time(19, 0), "fr") == "19\u00a0h"
    assert t.time_in_words(time(19, 0), "en") == "19:00"
    assert t.time_in_words(time(7, 5), "en") == "7:05"


def test_thousands_are_set_apart():
    assert t.number(999, "fr") == "999"
    assert t.number(12500, "fr") == "12\u202f500"
    assert t.number(1234567, "en") == "1,234,567"


def test_names_are_listed_with_one_conjunction():
    assert t.listed((), "et") == ""
    assert t.listed(("A",), "et") == "A"
    assert t.listed(("A", "B"), "et") == "A et B"
    assert t.listed(("A", "B", "C"), "et") == "A, B et C"


def test_a_text_is_cut_after_a_whole_word_and_loses_its_last_comma():
    assert t.shorten("Un deux, trois", 40) == "Un deux, trois"
    assert t.shorten("Un deux, trois", 10) == "Un deux…"
    assert t.shorten("Un deux trois", 8) == "Un deux…"
    assert t.shorten("Un deux trois", 7) == "Un…"


def test_a_single_word_is_cut_where_no_joined_emoji_is_torn_apart():
    family = "👩\u200d👩\u200d👧"
    assert t.shorten("abc" + family * 3, 7) == "abc…"
    assert t.shorten("abcde\u0301fgh", 6) == "abcd…"


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_shortened_text_never_exceeds_its_limit(text: str, limit: int):
    assert len(t.shorten(text, limit)) <= limit


def test_the_parts_of_a_line_are_joined_so_that_no_line_begins_with_a_dot():
    assert t.dotted(("A", "", "B")) == "A\u00a0· B"
    assert t.wrapped("x" * 30 + "\u00a0· " + "y" * 38 + "\u00a0· z").splitlines() == [
        "x" * 30 + "\u00a0·",
        "y" * 38 + "\u00a0· z",
    ]


@pytest.mark.parametrize(
    ("text", "limit", "printed"),
    [
        ("mot " * 10, 40, "mot " * 10),
        ("Une phrase entière. " + "mot " * 8 + "fin", 40, "Une phrase entière. " + "mot " * 8 + "fin"),
        ("Une phrase qui finit assez loin. Un " + "mot " * 8, 40, "Une phrase qui finit assez loin."),
        ("« Une phrase qui finit loin\u202f! » Et " + "mot " * 9, 40, "« Une phrase qui finit loin\u202f! »"),
        ("Une. " + "mot " * 20, 20, "Une. mot mot mot…"),
        ("Une phrase de monsieur M. Martin et " + "mot " * 9, 33, "Une phrase de monsieur M. Martin…"),
        ("Il hésite beaucoup trop… puis il " + "mot " * 9, 33, "Il hésite beaucoup trop… puis il…"),
    ],
)
def test_a_text_is_cut_at_the_end_of_a_sentence_that_is_near(text: str, limit: int, printed: str):
    assert t.abridged(text, limit) == printed


def test_lines_are_wrapped_between_words_and_a_long_word_stays_whole():
    lines = t.wrapped("mot " * 40 + "x" * 100, "  ").splitlines()
    assert all(line.startswith("  ") for line in lines)
    assert all(len(line) <= 72 for line in lines[:-1])
    assert lines[-1] == "  " + "x" * 100
