import pytest

from digest.domain.content import Access
from digest.sources.metadata import read_metadata
from digest.sources.statement import Statement
from digest.sources.webpage import parse_page


def read(head: str, attributes: str = "") -> Statement:
    page = parse_page(
        f"<html {attributes}><head>{head}</head><body>x".encode(), "text/html", "https://news.example/a"
    )
    assert page
    return read_metadata(page)


def meta(**values: str) -> str:
    names = {name.replace("__", ":"): value for name, value in values.items()}
    return "".join(f'<meta property="{name}" content="{value}">' for name, value in names.items())


def test_opengraph_goes_before_its_imitators() -> None:
    said = read(meta(twitter__title="T", og__title="O", description="D", og__description="OD"))
    assert (said.title, said.standfirst) == ("O", "OD")
    assert (said.origin("title"), said.origin("standfirst")) == ("meta og:title", "meta og:description")


@pytest.mark.parametrize(
    "element",
    [
        '<meta name="Description" content="D">',
        '<meta property="description" content=" D ">',
        '<meta itemprop="description" content="D">',
        '<meta name="description" content=""><meta name="description" content="D">',
    ],
)
def test_a_value_is_found_under_any_of_the_attributes(element: str) -> None:
    assert read(element).standfirst == "D"


@pytest.mark.parametrize(
    "name", ["article:published_time", "og:article:published_time", "DC.date.issued", "pubdate"]
)
def test_the_date_of_publication_has_many_names(name: str) -> None:
    assert read(f'<meta name="{name}" content="2026-11-22">').published == "2026-11-22"


@pytest.mark.parametrize(
    "name", ["article:modified_time", "og:updated_time", "last-modified", "dateModified", "revised"]
)
def test_none_of_them_is_that_of_an_update(name: str) -> None:
    assert read(f'<meta name="{name}" content="2026-11-22">').published == ""


def test_an_author_that_is_an_address_is_none() -> None:
    said = read(meta(article__author="https://social.example/gazette", author="Ana Martin"))
    assert said.authors == ("Ana Martin",)
    assert read(meta(article__author="https://social.example/gazette")).authors == ()


def test_labelled_pairs_tell_author_and_reading_time() -> None:
    pairs = meta(
        twitter__label1="Écrit par", twitter__data1="Ana Martin", twitter__label2="Durée de lecture estimée"
    ) + meta(twitter__data2="3 minutes")
    said = read(pairs)
    assert (said.authors, said.minutes) == (("Ana Martin",), 3)


def test_a_label_without_its_value_tells_nothing() -> None:
    assert read(meta(twitter__label1="Durée de lecture")).minutes is None


def test_pictures_come_in_order_and_the_sizes_belong_to_the_first() -> None:
    said = read(
        '<meta property="og:image" content="/1.jpg"><meta property="og:image" content="/2.jpg">'
        '<meta property="og:image:width" content="1200"><meta property="og:image:alt" content="Une vue">'
    )
    assert [(each.url, each.width, each.alt) for each in said.pictures] == [
        ("/1.jpg", "1200", "Une vue"),
        ("/2.jpg", "", ""),
    ]


@pytest.mark.parametrize(
    ("tier", "access"), [("Free", Access.FREE), ("locked", Access.SUBSCRIBER), ("x", Access.UNKNOWN)]
)
def test_the_tier_says_who_may_read(tier: str, access: Access) -> None:
    assert read(meta(article__content_tier=tier)).access is access


def test_the_language_is_that_of_the_page_then_that_of_the_metadata() -> None:
    assert read(meta(og__locale="fr_FR"), 'lang="fr"').language == "fr"
    assert read(meta(og__locale="fr_FR")).language == "fr_FR"


def test_a_page_says_that_it_is_an_article_and_when_it_was_published() -> None:
    assert read(meta(og__type="article", article__published_time="2026-11-22")).is_article
    assert not read(meta(og__type="article")).is_article
    assert not read(meta(og__type="website", article__published_time="2026-11-22")).is_article


def test_an_empty_head_says_nothing() -> None:
    said = read("")
    assert (said.title, said.standfirst, said.authors, said.pictures, said.urls) == ("", "", (), (), ())
