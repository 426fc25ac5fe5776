import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.newsroom_file import parse_newsroom
from digest.config.newsroom_text import dump_newsroom
from digest.domain.content import ItemKind
from digest.domain.newsroom import Approval, Source
from digest.domain.proposal import (
    FoundSource,
    FrontPage,
    Guess,
    Proposal,
    holds_briefs,
    holds_comments,
    host_of,
    propose,
    source_slug,
    timezone_of,
)
from tests.factories import content

SITE = Source(slug="site", url="https://www.news.example/feed/")


def proposal(
    url: str = "https://www.news.example", name: str = "Le Courrier", language: str = "fr"
) -> Proposal:
    page = FrontPage(url=url, name=Guess(name, "meta og:site_name"), language=Guess(language, "html lang"))
    return propose(page, [FoundSource(source=SITE, origin="announced; 1 entries", title="Flux")])


def test_nothing_goes_out_before_an_editor_has_seen_it() -> None:
    (newsletter,) = proposal().newsroom.newsletters
    assert newsletter.approval is Approval.REQUIRED


def test_what_was_guessed_says_where_from() -> None:
    remarks = proposal().remarks
    assert remarks["publication", "", "name"] == "from: meta og:site_name"
    assert remarks["source", "site", "slug"] == "announced; 1 entries"


def test_a_site_without_a_name_is_called_by_its_feed_or_its_host() -> None:
    assert proposal(name="").newsroom.publication.name == "Flux"
    page = FrontPage(url="https://www.news.example/")
    assert (
        propose(page, [FoundSource(source=SITE, origin="")]).newsroom.publication.name == "www.news.example"
    )


@pytest.mark.parametrize(
    ("stated", "entry", "url", "language"),
    [
        ("fr-CH", "", "https://a.example", "fr"),
        ("en-GB", "fr", "https://a.example", "en"),
        ("", "fr-FR", "https://a.example", "fr"),
        ("", "", "https://a.fr", "fr"),
        ("", "", "https://a.example", "en"),
        ("de", "", "https://a.de", "en"),
    ],
)
def test_the_language_is_that_of_the_page_or_of_the_feed_or_of_the_address(
    stated: str, entry: str, url: str, language: str
) -> None:
    page = FrontPage(url=url, language=Guess(stated, "html lang" if stated else ""))
    found = FoundSource(source=SITE, origin="", contents=(content(language=entry),))
    assert propose(page, [found]).newsroom.publication.language == language


@pytest.mark.parametrize(
    ("url", "language", "zone"),
    [
        ("https://a.fr/", "fr", "Europe/Paris"),
        ("https://a.example", "fr", "Europe/Paris"),
        ("https://a.be", "fr", "Europe/Brussels"),
        ("https://A.CO.UK:8080/x", "en", "Europe/London"),
        ("https://a.example", "en", "UTC"),
    ],
)
def test_the_time_zone_is_that_of_the_address_or_of_the_language(url: str, language: str, zone: str) -> None:
    assert timezone_of(url, language) == zone


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.news.example/x", "news.example"),
        ("https://user@Blog.News.example:8443", "blog.news.example"),
        ("http://127.0.0.1:8000", "example.org"),
        ("http://[::1]/", "example.org"),
        ("http://localhost", "example.org"),
        ("http://desk.local", "example.org"),
        ("https://é.example", "example.org"),
        ("https://a_b.example", "example.org"),
    ],
)
def test_mail_comes_from_the_domain_of_the_site_where_it_can_have_mail(url: str, domain: str) -> None:
    (newsletter,) = proposal(url).newsroom.newsletters
    assert newsletter.from_ == f"Le Courrier <newsletter@{domain}>"


def test_a_feed_called_so_with_short_entries_holds_briefs() -> None:
    short, long = content(1), content(2, body_html="<p>" + "mot " * 1_000 + "</p>")
    assert holds_briefs("https://a.example/le-fil/feed/", "", [short])
    assert holds_briefs("https://a.example/feed/2", "A – en bref", [short, short, long])
    assert not holds_briefs("https://a.example/le-fil/feed/", "", [short, long])
    assert not holds_briefs("https://fil.example/feed/", "", [short])
    assert not holds_briefs("https://a.example/le-fil/feed/", "", [])


def test_a_feed_of_comments_is_known_by_its_address_or_its_title() -> None:
    assert holds_comments("https://a.example/comments/feed/", "")
    assert holds_comments("https://a.example/feed/2", "Commentaires sur : Le fil")
    assert not holds_comments("https://a.example/feed/", "Comment lire un scanner")


def test_the_first_source_of_each_kind_is_called_by_what_it_is() -> None:
    assert source_slug("Flux", ItemKind.ARTICLE, "fr", []) == "site"
    assert source_slug("Flux", ItemKind.ARTICLE, "fr", ["site"]) == "flux"
    assert source_slug("", ItemKind.BRIEF, "fr", []) == "fil"
    assert source_slug("", ItemKind.BRIEF, "en", []) == "briefs"


def test_a_host_is_in_lower_case() -> None:
    assert [host_of(url) for url in ("https://A.example/x", "http://[::1]:80", "words")] == [
        "a.example",
        "[::1]",
        "",
    ]


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30).map(str.strip)


@given(
    NAMES, st.sampled_from(["https://a.fr", "http://127.0.0.1:80/", "https://[::1]/"]), st.text(max_size=20)
)
def test_whatever_a_site_calls_itself_the_file_is_right(name: str, url: str, origin: str) -> None:
    page = FrontPage(url=url, name=Guess(name, origin))
    made = propose(page, [FoundSource(source=SITE, origin=origin)])
    text = dump_newsroom(made.newsroom, made.remarks)
    newsroom = parse_newsroom(text, "newsroom.toml", check_subject=lambda _: None)
    assert newsroom.publication == made.newsroom.publication
    assert newsroom.sources == made.newsroom.sources
