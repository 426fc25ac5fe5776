import pytest

from digest.domain.folding import fold, mentions, names, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Œdème ÉTENDU", "oedeme etendu"),
        ("l’hôpital", "l'hopital"),
        ("  deux\n espaces ", "deux espaces"),
        ("radio-protection", "radio protection"),
        ("STRASSE straße", "strasse strasse"),
        ("l‘IRM d´ici, l`IRM d′ici", "l'irm d'ici, l'irm d'ici"),
        ("ﬁbrose ﬂuor", "fibrose fluor"),
        ("tomo\N{SOFT HYPHEN}graphie, TEP‑TDM", "tomographie, tep tdm"),
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
        ("d’IRM", "IRM", True),
        ("qu'une IRM", "irm", True),
        ("confirme la firme", "irm", False),
        ("en mars", "ars", False),
        ("le média social de Claudia", "ia", False),
        ("la glucose posée", "dose", False),
        ("un manipulateur", "manipulateurs", True),
        ("les hôpitaux généraux", "hôpital général", True),
        ("l'hôpital", "hôpitaux", True),
        ("un réseau", "réseaux", True),
        ("la cour", "cours", False),
        ("il est pris", "prix", False),
        ("deux œdèmes", "oedeme", True),
        ("logiciels d’aide", "logiciel d'aide", True),
        ("", "irm", False),
        ("irm", "", False),
    ],
)
def test_a_phrase_is_found_as_whole_words_only(text: str, phrase: str, found: bool) -> None:
    assert mentions(fold(text), phrase) is found


def test_words_come_folded_and_in_order() -> None:
    assert " ".join(words("L’œil, l'IRM, TEP-scan 1,5 T")) == "l oeil l irm tep scan 1 5 t"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le docteur Dubreuil a dit. Puis rien", {"Dubreuil"}),
        ("L’ARS du Val d’Aubre", {"ARS", "Val", "Aubre"}),
        ("IRM : Une étude de 212 patients", {"IRM", "212"}),
        ("« On verra », dit-elle. « Non. »", set()),
        ("À la une. A. B.", set()),
        ("", set()),
    ],
)
def test_names_are_told_from_the_beginnings_of_sentences(text: str, found: set[str]) -> None:
    assert set(names(text).values()) == found
    assert set(names(text)) == {fold(name) for name in found}
