"""The order of trust, field by field, without any page; the pages are in test_page.py."""

from dataclasses import replace

import pytest

from digest.domain.content import Access, Content, Image, ItemKind
from digest.domain.newsroom import Source, SourceKind
from digest.sources.joining import Joined, Readers, join
from digest.sources.pictures import Picture
from digest.sources.statement import Statement
from digest.sources.webpage import parse_page

URL = "https://news.example/a/"
ORDER = ("selector", "json-ld", "meta", "page")


def joined(
    known: Content | None = None, kind: SourceKind = SourceKind.FEED, **said: dict[str, object]
) -> Joined:
    """Join what the readers say: `json_ld={"title": "x"}` and so on."""
    page = parse_page(b"<p>x", "text/html", URL)
    assert page
    statements = [
        Statement(reader=reader, **said.get(reader.replace("-", "_"), {}))  # type: ignore[arg-type]
        for reader in ORDER
    ]
    readers = Readers(**dict(zip(("selected", "json_ld", "metadata", "shown"), statements, strict=True)))
    content = known or Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="")
    return join(readers, content, page, Source(slug="s", url="https://news.example/feed", kind=kind), "UTC")


def everybody(field: str, values: dict[str, object]) -> dict[str, dict[str, object]]:
    return {reader.replace("-", "_"): {field: values[reader]} for reader in values if reader != "feed"}


@pytest.mark.parametrize(
    ("field", "order"),
    [
        ("title", ["selector", "feed", "json-ld", "meta", "page"]),
        ("kicker", ["selector", "feed", "json-ld", "page"]),
        ("standfirst", ["selector", "feed", "json-ld", "meta", "page"]),
    ],
)
def test_texts_are_believed_in_the_order_of_the_table(field: str, order: list[str]) -> None:
    for first in range(len(order)):
        values: dict[str, object] = {reader: f"Mot de {reader}" for reader in order[first:]}
        known = Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="")
        if "feed" in values:
            known = replace(known, **{field: values["feed"]})
        found = joined(known, **everybody(field, values))
        assert getattr(found.content, field) == f"Mot de {order[first]}"
        assert found.origins[field] == order[first]


def test_the_text_of_a_link_is_the_last_word_on_a_title() -> None:
    known = Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="Lien")
    assert joined(known, SourceKind.PAGE, page={"title": "Titre"}).content.title == "Titre"
    alone = joined(known, SourceKind.PAGE)
    assert (alone.content.title, alone.origins["title"]) == ("Lien", "link text")


def test_authors_and_dates_of_the_page_go_before_those_of_the_feed_but_not_those_that_are_only_shown() -> (
    None
):
    fed = Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="T", authors=("Admin",))
    assert joined(fed, meta={"authors": ("Ana",)}).content.authors == ("Ana",)
    assert joined(fed, page={"authors": ("Ana",)}).content.authors == ("Admin",)


def test_a_date_that_cannot_be_read_leaves_the_word_to_the_next() -> None:
    found = joined(json_ld={"published": "jadis"}, meta={"published": "2026-11-22T07:31:00Z"})
    assert found.content.published_origin == "meta"
    assert joined(json_ld={"published": "jadis"}).content.published_at is None


def test_the_picture_of_the_feed_goes_before_those_that_are_only_shown() -> None:
    image = Image(url="https://news.example/feed.jpg")
    fed = Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="T", image=image)
    shown = {"pictures": (Picture(url="/shown.jpg", media="image"),)}
    assert joined(fed, page=shown).content.image == image
    stated = {"pictures": (Picture(url="/stated.jpg", media="image"),)}
    found = joined(fed, json_ld=stated, page=shown).content.image
    assert found
    assert found.url == "https://news.example/stated.jpg"


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("/sites/default/files/scanner.jpg", True),
        ("/img/catalogue.jpg", True),
        ("/img/logo.png?v=2", False),
        ("/img/default-600x400.jpg", False),
        ("/img/site-logo.png", False),
    ],
)
def test_a_picture_that_stands_for_any_article_is_none(address: str, is_taken: bool) -> None:
    found = joined(meta={"pictures": (Picture(url=address, media="image"),)}).content.image
    assert (found is not None) is is_taken


def test_access_of_the_feed_goes_before_words_on_the_page() -> None:
    fed = Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="T", access=Access.FREE)
    assert joined(fed, page={"access": Access.SUBSCRIBER}).content.access is Access.FREE
    assert joined(fed, meta={"access": Access.SUBSCRIBER}).content.access is Access.SUBSCRIBER


def test_a_kicker_that_repeats_the_title_is_none() -> None:
    assert joined(page={"title": "Le tri", "kicker": "LE TRI"}).content.kicker == ""


def test_a_single_section_with_commas_is_a_list_and_names_of_the_site_s_own_trays_are_none() -> None:
    assert joined(meta={"sections": ("Nuit, Technique, Non classé",)}).content.categories == (
        "Nuit",
        "Technique",
    )


def test_markup_in_a_value_is_read_as_words() -> None:
    assert joined(json_ld={"title": "Le <b>tri</b> &amp; plus"}).content.title == "Le tri & plus"


def test_what_nobody_says_stays_unknown() -> None:
    known = Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="")
    found = joined()
    assert (found.content, found.origins) == (known, {})
