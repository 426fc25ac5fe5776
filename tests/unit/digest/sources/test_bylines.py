import pytest

from digest.sources.bylines import announces, names_of, signs, split_credit


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
        ("Ana Martin, radiologue à Lyon", ["Ana Martin"]),
        ("Ana Martin, de Lyon Matin", ["Ana Martin", "de Lyon Matin"]),
        ("Ana Martin et d’Aubre", ["Ana Martin", "d’Aubre"]),
        ("Auteurs", []),
        ("Auteur :", []),
        ("Les autrices", []),
        ("Par", []),
        ("By", []),
        ("Authors", []),
        ("Propos recueillis par", []),
        ("Auteurs Ana Martin et Bob Petit", ["Ana Martin", "Bob Petit"]),
        ("Auteure et journaliste", []),
        ("Paris Hoff", ["Paris Hoff"]),
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


@pytest.mark.parametrize(
    "line",
    [
        "Par",
        "By :",
        "Auteur",
        "Auteurs",
        "Les auteures :",
        "AUTHORS",
        "Written by",
        "Propos recueillis par :",
    ],
)
def test_a_word_that_stands_above_names_announces_them(line: str) -> None:
    assert announces(line)


@pytest.mark.parametrize(
    "line", ["", "Paris", "Par la suite", "Par Ana Martin", "Auteurs et éditeurs", "Texte", "Bye"]
)
def test_other_words_announce_no_names(line: str) -> None:
    assert not announces(line)


@pytest.mark.parametrize(
    "line",
    [
        "Ana Martin",
        "Ana MARTIN-PETIT et Bob Petit",
        "Par Ana Martin",
        "Auteurs : Ana Martin, Bob Petit, radiologue à Lyon",
        "Auteurs Ana Martin",
        "Dr Ana Martin (Lyon)",
        "Élodie d’Aubre, Luc de la Tour",
        "C. F.",
        "A. Martin <ana@gazette.example>",
    ],
)
def test_a_line_of_names_signs(line: str) -> None:
    assert signs(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Par",
        "Lyon",
        "La rédaction",
        "Ana Martin est radiologue",
        "Ana Martin a signé.",
        "Par Ana Martin, le service s’ouvre.",
        "Le Congrès National",
        "Un service revu",
        "Par la Suite Du Récit",
        "Le 22/11/26",
        f"Ana Martin, {'radiologue ' * 10}",
    ],
)
def test_what_is_more_or_less_than_names_does_not_sign(line: str) -> None:
    assert not signs(line)


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
