import pytest

from digest.sources.walls import what_stands_in_the_way
from digest.sources.webpage import parse_page

ASKED = "https://www.gazette.example/tri-plus-court/"
LONG = "<p>Un texte qui parle de tout autre chose et assez longtemps.</p>" * 80


def obstacle(
    markup: str, *, found_at: str = ASKED, heading: str = "", has_text: bool = False, says: bool = False
) -> str:
    page = parse_page(markup.encode(), "text/html", found_at)
    assert page
    return what_stands_in_the_way(page, ASKED, heading, has_text=has_text, says_something=says)


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        (
            "<html><head><title>X</title></head><body><div id=app></div></body></html>",
            "shows no words at all",
        ),
        ("<title>Just a moment...</title><p>Checking your browser", "checks for a browser first"),
        (
            "<p>Avant de continuer : acceptez les cookies de nos 812 partenaires",
            "asks for consent to cookies",
        ),
        ("<title>Page non trouvée</title><p>Voici nos derniers articles", "says that there is no such page"),
        ("<p>Cet article est réservé aux abonnés. Connectez-vous", "shows nothing without a subscription"),
        ("<p>Bienvenue", "holds no article that we can find"),
    ],
)
def test_each_obstacle_is_named_with_what_to_do(markup: str, told: str) -> None:
    assert obstacle(markup).startswith(told)
    assert ": " in obstacle(markup)


def test_a_page_that_leads_home_is_gone() -> None:
    told = obstacle(LONG, found_at="https://www.gazette.example/", has_text=True)
    assert told == "leads to https://www.gazette.example/: the article seems to be gone"


def test_an_article_with_a_banner_about_cookies_is_an_article() -> None:
    assert obstacle("<p>Nous utilisons des cookies : accepter ou refuser" + LONG, has_text=True) == ""


def test_an_article_about_cookies_or_404_is_an_article() -> None:
    assert obstacle("<title>Le vol 404 est introuvable</title>" + LONG, has_text=True) == ""


def test_a_page_that_describes_itself_and_has_little_text_passes() -> None:
    assert obstacle("<p>Une photo", says=True) == ""
