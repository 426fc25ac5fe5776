from dataclasses import replace

from digest.web.card import card_of, with_card
from tests.factories import PICTURE, edition_content, story

ARCHIVE = "https://letters.example/archive"


def test_a_card_names_the_edition_its_addresses_and_what_else_is_in_it() -> None:
    card = card_of(edition_content(), ARCHIVE)
    assert (card.site, card.newsletter, card.title) == ("Le Courrier", "La Quotidienne", "Article 1")
    assert card.description.startswith("Article 2 · Article 3 · ")
    assert card.page == f"{ARCHIVE}/quotidienne/2026-11-23"
    assert card.feed == f"{ARCHIVE}/quotidienne.xml"
    assert card.picture == ""


def test_a_description_is_no_longer_than_anybody_shows() -> None:
    card = card_of(edition_content(lead=story(1, title="Mot " * 100)), ARCHIVE)
    assert len(card.description) <= 200
    assert card.description.endswith("…")


def test_the_picture_is_the_leads_and_only_one_of_the_web() -> None:
    for image, picture in ((PICTURE, PICTURE.url), (replace(PICTURE, url="javascript:alert(1)"), "")):
        assert card_of(edition_content(lead=story(1, image=image)), ARCHIVE).picture == picture


def test_a_card_stands_at_the_end_of_the_head_and_nowhere_else() -> None:
    page = "<head><title>Le &lt;/head></title></head><body></head></body>"
    assert with_card(page, "<x>") == "<head><title>Le &lt;/head></title><x></head><body></head></body>"
