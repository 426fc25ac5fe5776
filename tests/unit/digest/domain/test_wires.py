import pytest

from digest.domain.wires import names_wire, speaks_of_wire


@pytest.mark.parametrize(
    "text",
    [
        "/le-fil/",
        "le_fil",
        "Le fil info",
        "Brèves",
        "DÉPÊCHES",
        "en-bref",
        "News in brief",
        "/briefs/feed",
        "live",
    ],
)
def test_short_news_are_known_by_their_name(text: str) -> None:
    assert speaks_of_wire(text)


@pytest.mark.parametrize("text", ["", "profil", "filtre", "delivery", "fil-ariane", "wireless", "débrief"])
def test_other_words_are_no_such_name(text: str) -> None:
    assert not speaks_of_wire(text)


def test_the_title_of_an_article_is_no_name() -> None:
    assert names_wire("le-fil-infos")
    assert not names_wire("l-histoire-au-fil-de-l-eau")
