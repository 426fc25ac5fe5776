import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.plaintext import clean, first_sentence, is_tail, shorten, without_tail


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("  two \n\t lines\u2028here ", "two lines here"),
        ("Le\u00a0fil\u202f: 5\u00a0%", "Le\u00a0fil\u202f: 5\u00a0%"),
        ("a\u202eb\u2066c\u200fd\u061ce", "abcde"),
        ("ze\u200bro\ufeff wi\u2060dth so\u00adft", "zero width soft"),
        ("a\x00b\x07c\x1bd\x7fe", "abcde"),
        ("l\x92\xe9t\xe9 \x96 5 \x80", "l’été – 5 €"),
        ("half\ud800", "half"),
        ("e\u0301", "é"),
        ("tag\U000e0041ged", "tagged"),
        ("\U0001f468\u200d\U0001f469 می\u200cخواهم", "\U0001f468\u200d\U0001f469 می\u200cخواهم"),
        ("a\u200db \u200d", "ab"),
    ],
)
def test_only_what_can_be_seen_and_is_meant_remains(text: str, result: str) -> None:
    assert clean(text) == result


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_one_line(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once.splitlines()) <= 1


def test_a_heap_of_accents_takes_no_time() -> None:
    began = time.perf_counter()
    clean("a" + "\u0316\u0300" * 100_000)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "limit", "result"),
    [
        ("short", 5, "short"),
        ("two words", 8, "two…"),
        ("two words, more", 11, "two words…"),
        ("abcdefgh", 5, "abcd…"),
        ("Le prix : vingt euros", 11, "Le prix…"),
    ],
)
def test_a_text_is_cut_after_a_word(text: str, limit: int, result: str) -> None:
    assert shorten(text, limit) == result


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_cut_text_is_never_too_long(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Une phrase. Une autre.", "Une phrase."),
        ("M. Martin et le Dr. Petit sont là. Bien.", "M. Martin et le Dr. Petit sont là."),
        ("Vraiment ?! Oui.", "Vraiment ?!"),
        ("« Il vient. » Elle part.", "« Il vient. »"),
        ("Il dit « oui.» Elle part.", "Il dit « oui.»"),
        ("Version 3.11 publiée", "Version 3.11 publiée"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_a_sentence_ends(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


def test_a_long_sentence_is_cut() -> None:
    assert len(first_sentence("mot " * 100)) <= 140


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Le texte. L’article Titre est apparu en premier sur Le Site.", "Le texte."),
        ("Le texte. Cet article Titre est apparu en premier sur Le Site.", "Le texte."),
        ("The text. The post Title appeared first on Site.", "The text."),
        ("Der Text. Der Beitrag Titel erschien zuerst auf Seite.", "Der Text."),
        ("El texto. La entrada Título se publicó primero en Sitio.", "El texto."),
        ("Le texte […]", "Le texte…"),
        ("Le texte [...] Lire la suite →", "Le texte"),
        ("Le texte… Continuer la lecture de Titre", "Le texte"),
        ("The text… Continue reading Title", "The text"),
        ("Fini. […]", "Fini."),
        ("L’article est apparu en kiosque.", "L’article est apparu en kiosque."),
        ("The post office appeared closed.", "The post office appeared closed."),
    ],
)
def test_what_the_software_added_goes(text: str, result: str) -> None:
    assert without_tail(text) == result


def test_only_a_whole_addition_is_one() -> None:
    assert is_tail("The post Title appeared first on Site.")
    assert not is_tail("As we said: The post Title appeared first on Site.")


@given(st.text(alphabet=" .…[]\u00a0aTheposL’article", max_size=2_000))
def test_no_text_makes_it_slow_or_longer(text: str) -> None:
    assert len(without_tail(text)) <= len(text)
