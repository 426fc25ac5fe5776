import pytest

from digest.sources.datewords import after_update, fold_date, is_bare, published_part


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Le  1er FÉVRIER\n2026 ", "le 1er fevrier 2026"),
        ("aujourd\N{RIGHT SINGLE QUOTATION MARK}hui à midi", "aujourd'hui a 12:00"),
        ("l'après-midi", "l'apres-midi"),
        ("5 mars (un mardi)", "5 mars"),
        ("10:00 +0000 (UTC)", "10:00 +0000"),
        ("10:00 (UTC)", "10:00 utc"),
        ("10:00 (heure de Paris)", "10:00 heure de paris"),
        ("5 mars (mis à jour le 6 mars)", "5 mars mis a jour le 6 mars"),
    ],
)
def test_a_text_is_folded_to_what_says_something_about_its_date(text: str, folded: str) -> None:
    assert fold_date(text) == folded


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("le 5 mars", "le 5 mars"),
        ("publie le 5 mars, mis a jour le 6 mars", "le 5 mars"),
        ("mis a jour le 6 mars, publie le 5 mars", "le 5 mars"),
        ("le 5 mars, actualise hier lecture 3 min.", "le 5 mars"),
        ("par jeanne martin, le 5 mars", "le 5 mars"),
        ("le 5 mars par jeanne martin", "le 5 mars"),
        ("mis a jour le 6 mars", None),
        ("le 5 mars, mis a jour", None),
        ("publie le 5 mars, mis en ligne le 6 mars", None),
        ("le 4 mars, publie le 5 mars", None),
        ("", None),
    ],
)
def test_the_part_about_the_publication_is_told_from_the_rest(text: str, part: str | None) -> None:
    assert published_part(text) == part


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("mis a jour a 9:00", " a 9:00"),
        ("| last updated: 9:00", ": 9:00"),
        ("publie a 9:00, mis a jour a 10:00", ""),
        ("majorite a 9:00", ""),
    ],
)
def test_what_begins_as_an_update_is_one(text: str, rest: str) -> None:
    assert after_update(text) == rest


@pytest.mark.parametrize(
    ("text", "bare"), [("publie a 9:00", True), ("9:00, modifie a 10:00", False), ("9:00 par jeanne", False)]
)
def test_a_bare_date_names_no_author_and_no_update(text: str, bare: bool) -> None:
    assert is_bare(text) is bare
