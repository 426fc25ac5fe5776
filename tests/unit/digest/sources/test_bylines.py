import pytest

from digest.sources.bylines import names_of, split_credit


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jérôme Hoff", ["Jérôme Hoff"]),
        ("Par Jérôme HOFF", ["Jérôme HOFF"]),
        ("Par A. Martin et B. Petit", ["A. Martin", "B. Petit"]),
        ("By Ana Martin and Bob Small", ["Ana Martin", "Bob Small"]),
        ("C. F.", ["C. F."]),
        ("Propos recueillis par Zoé Nil", ["Zoé Nil"]),
        ("Auteurs : Ana Martin, Bob Petit, radiologue", ["Ana Martin", "Bob Petit"]),
        ("Ana Martin, Rédactrice en chef", ["Ana Martin"]),
        ("Ana Martin (Lyon)", ["Ana Martin"]),
        ("Ana Martin – envoyée spéciale", ["Ana Martin"]),
        ("ana.martin@gazette.example", []),
        ("Ana Martin <ana@gazette.example>", ["Ana Martin"]),
        ("Ana Martin (ana@gazette.example) et Bob Petit", ["Ana Martin", "Bob Petit"]),
        ("https://social.example/ana", []),
        ("la rédaction", []),
        ("Le 22/11/26 à 7:31", []),
        ("", []),
    ],
)
def test_names_are_taken_out_of_a_byline(line: str, names: list[str]) -> None:
    assert list(names_of([line])) == names


def test_a_name_that_signs_twice_stands_once() -> None:
    assert names_of(["Par Ana Martin", "ANA MARTIN", "Bob Petit"]) == ("Ana Martin", "Bob Petit")


def test_a_name_with_et_in_it_is_one() -> None:
    assert names_of(["Etienne Poulet"]) == ("Etienne Poulet",)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Le scanner. © Ana Martin", ("Le scanner.", "© Ana Martin")),
        ("Le scanner. © C. F.", ("Le scanner.", "© C. F.")),
        ("Le scanner. (c) Ana Martin.", ("Le scanner.", "© Ana Martin")),
        ("Le scanner (© Ana Martin)", ("Le scanner", "© Ana Martin")),
        ("Le scanner. D. R.", ("Le scanner.", "D. R.")),
        ("Le scanner. D.R", ("Le scanner.", "D.R")),
        ("Le scanner – DR", ("Le scanner", "DR")),
        ("DR - Photo d’illustration", ("", "DR - Photo d’illustration")),
        ("Le scanner (photo d’illustration). © Agence", ("Le scanner (photo d’illustration).", "© Agence")),
        ("Crédit : Ana Martin", ("", "Ana Martin")),
        ("Le scanner. Crédits photo : Ana Martin", ("Le scanner.", "Ana Martin")),
        ("Le scanner. Photo : Ana Martin", ("Le scanner.", "Ana Martin")),
        (
            "Carte. CC BY-SA 4.0/Wikimedia Commons <https://c.example/x>",
            ("Carte.", "CC BY-SA 4.0/Wikimedia Commons"),
        ),
        ("Portrait, domaine public", ("Portrait,", "domaine public")),
        ("Le scanner du service", ("Le scanner du service", "")),
        ("Le Dr Drapeau et la DRASS de l’Est", ("Le Dr Drapeau et la DRASS de l’Est", "")),
        ("", ("", "")),
    ],
)
def test_a_credit_is_told_from_its_caption(caption: str, expected: tuple[str, str]) -> None:
    assert split_credit(caption) == expected
