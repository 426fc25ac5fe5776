import pytest

from digest.domain.folding import fold, mentions


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Œdème ÉTENDU", "oedeme etendu"),
        ("l’hôpital", "l'hopital"),
        ("  deux\n espaces ", "deux espaces"),
        ("radio-protection", "radio protection"),
        ("STRASSE straße", "strasse strasse"),
    ],
)
def test_folding_removes_what_readers_do_not_distinguish(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("le diagnostic", "ia", False),
        ("l'IA générative", "ia", True),
        ("des scanners", "scanner", True),
        ("deux journaux", "journau", True),
        ("intelligences artificielles", "intelligence artificielle", True),
        ("Radioprotection", "protection", False),
        ("(IRM)", "irm", True),
        ("", "irm", False),
        ("irm", "", False),
    ],
)
def test_a_phrase_is_found_as_whole_words_only(text: str, phrase: str, found: bool) -> None:
    assert mentions(fold(text), phrase) is found
