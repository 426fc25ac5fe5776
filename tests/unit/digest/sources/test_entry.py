from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Access, Content, ItemKind, Precision
from digest.sources.entry import LONGEST_STANDFIRST, Entry, Setting, Text, content_of
from digest.sources.pictures import Picture

SETTING = Setting(
    kind=ItemKind.ARTICLE, url="https://news.example/feed/", timezone="Europe/Paris", language="fr"
)


def content(**fields: object) -> Content:
    return content_of(Entry(**fields), SETTING)


def test_an_entry_that_states_nothing_is_an_empty_content() -> None:
    assert content() == Content(kind=ItemKind.ARTICLE, guid="", url="", title="", language="fr")


def test_the_first_link_that_leads_to_a_page_is_the_address() -> None:
    assert content(links=("", "javascript:x", "/a?utm_source=b", "/c")).url == "https://news.example/a"


@pytest.mark.parametrize(
    ("guid", "kept"),
    [
        ("https://news.example/?p=1&utm_source=x", "https://news.example/?p=1&utm_source=x"),
        (" tag:x,2026:\n 1 ", "tag:x,2026: 1"),
        ("abc\x00\ud800", "abc"),
        ("/relative", "https://news.example/relative"),
        ("1234", "1234"),
    ],
)
def test_an_identifier_stays_as_it_is_but_for_what_no_store_can_keep(guid: str, kept: str) -> None:
    assert content(guid=guid).guid == kept


def test_long_identifiers_stay_apart() -> None:
    one, two = content(guid="x" * 1_000 + "1").guid, content(guid="x" * 1_000 + "2").guid
    assert one != two
    assert len(one) < 500


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": Text("<p>A &amp;lt; <b>B</b></p>")}, "A &lt; B"),
        ({"title": Text("A <b>", is_html=False)}, "A <b>"),
        ({"title": Text(" "), "summary": Text("Une phrase. Deux.")}, "Une phrase."),
        ({"body": Text("<p>Un corps ! Et plus.</p>")}, "Un corps !"),
        ({"links": ("https://news.example/2026/titre/",)}, "news.example/2026/titre"),
        ({"title": Text("=?utf-8?q?x=0D=0ABcc:_a@b.example?=")}, "=?utf-8?q?x=0D=0ABcc:_a@b.example?="),
    ],
)
def test_a_title_is_plain_text_or_the_best_there_is(fields: dict[str, object], title: str) -> None:
    assert content(**fields).title == title


def test_a_title_has_an_end() -> None:
    assert len(content(title=Text("mot " * 1_000)).title) <= 300


def test_a_body_is_kept_when_it_says_more_than_the_summary() -> None:
    found = content(summary=Text("Court."), body=Text("<p>Court. Et plus.</p>"))
    assert (found.standfirst, found.body_html) == ("Court.", "<p>Court. Et plus.</p>")
    assert content(summary=Text("Pareil."), body=Text("<p>Pareil.</p>")).body_html == ""


def test_without_a_summary_the_first_paragraph_stands_first() -> None:
    found = content(body=Text("<p>Premier.</p><p>Second.</p>"))
    assert (found.standfirst, found.body_html) == ("Premier.", "<p>Premier.</p><p>Second.</p>")


@pytest.mark.parametrize("place", ["summary", "body"])
def test_the_source_that_a_brief_ends_with_does_not_read_as_its_text(place: str) -> None:
    text = Text('<p>Un tiers s’en défait. <a href="/s">Annales d’ergonomie</a></p>')
    found = content(**{place: text})
    assert found.standfirst == "Un tiers s’en défait. —\u00a0Annales d’ergonomie"
    assert found.body_html == ""


def test_a_summary_too_long_to_stand_first_is_the_body() -> None:
    found = content(summary=Text(f"<p>{'mot ' * 400}</p><script>x</script>"))
    assert len(found.standfirst) <= LONGEST_STANDFIRST
    assert found.standfirst.endswith("mot…")
    assert found.body_html == f"<p>{'mot ' * 400}</p>"


def test_a_plain_body_is_escaped_and_keeps_its_paragraphs() -> None:
    found = content(summary=Text("x"), body=Text("a < b\n\n<script>c", is_html=False))
    assert found.body_html == "<p>a &lt; b</p><p>&lt;script&gt;c</p>"


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (("Jérôme Hoff",), ("Jérôme Hoff",)),
        (("A", "B", "a"), ("A", "B")),
        (("Alix et Noé",), ("Alix et Noé",)),
        (("press@old.example (Press office)",), ("Press office",)),
        (("Press office <press@old.example>",), ("Press office",)),
        (("Example author (me@example.com)",), ("Example author",)),
        (("zoe.petit@lab.example",), ("Zoe Petit",)),
        (("noreply@lab.example", "redaction@lab.example"), ()),
        (("<p>Item &amp; author</p>",), ("Item & author",)),
        (("", " ", "\u202e"), ()),
    ],
)
def test_authors_are_names_and_never_addresses(stated: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert content(authors=stated).authors == names


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (("Profession, IA,Imagerie",), ("Profession", "IA", "Imagerie")),
        (("Santé, travail", "IA"), ("Santé, travail", "IA")),
        (("IA", "ia", "&Eacute;conomie"), ("IA", "Économie")),
    ],
)
def test_categories_are_names_and_one_list_is_several(
    stated: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert content(categories=stated).categories == names


@pytest.mark.parametrize(
    ("stated", "access"),
    [
        ("subscriber", Access.SUBSCRIBER),
        (" Free ", Access.FREE),
        ("", Access.UNKNOWN),
        ("maybe", Access.UNKNOWN),
    ],
)
def test_access_is_unknown_unless_it_is_stated(stated: str, access: Access) -> None:
    assert content(access=stated).access is access


@pytest.mark.parametrize(
    ("stated", "words", "minutes"),
    [
        ("4", 0, 4),
        ("0", 0, None),
        ("many", 99, None),
        ("", 99, None),
        ("", 100, 1),
        ("", 660, 3),
        ("9" * 99, 0, None),
    ],
)
def test_reading_takes_what_is_stated_or_what_the_body_takes(
    stated: str, words: int, minutes: int | None
) -> None:
    assert (
        content(minutes=stated, body=Text(f"<p>x</p><p>{'mot ' * (words - 1)}</p>")).reading_minutes
        == minutes
    )


@pytest.mark.parametrize(
    ("stated", "language"),
    [("en", "en"), ("fr_CA", "fr-CA"), ("", "fr"), ("français", "fr"), ("zh-Hant-TW", "zh-Hant-TW")],
)
def test_the_language_is_a_tag_the_entry_s_or_the_feed_s(stated: str, language: str) -> None:
    assert content(language=stated).language == language


def test_a_language_of_the_feed_that_is_none_is_unknown() -> None:
    assert (
        content_of(Entry(), Setting(kind=ItemKind.BRIEF, url="", timezone="UTC", language="???")).language
        == ""
    )


def test_what_the_body_links_to_is_relative_to_its_base() -> None:
    found = content(base="posts/1/", summary=Text("x"), body=Text('<p><a href="fig">y z</a></p>'))
    assert found.body_html == '<p><a href="https://news.example/feed/posts/1/fig">y z</a></p>'


def test_times_without_a_zone_are_those_of_the_newsroom() -> None:
    assert content(published="2026-11-24 07:30").published_at == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


ANY = st.text()
ENTRIES = st.builds(
    Entry,
    guid=ANY,
    links=st.tuples(ANY, ANY),
    base=ANY,
    title=st.builds(Text, ANY, st.booleans()),
    summary=st.builds(Text, ANY, st.booleans()),
    body=st.builds(Text, ANY, st.booleans()),
    authors=st.tuples(ANY, ANY),
    published=ANY,
    categories=st.tuples(ANY),
    pictures=st.tuples(st.builds(Picture, url=ANY, media=ANY, width=ANY, height=ANY, alt=ANY, credit=ANY)),
    language=ANY,
    kicker=ANY,
    access=ANY,
    minutes=ANY,
    credit=ANY,
    alt=ANY,
)


@given(ENTRIES)
def test_whatever_an_entry_states_it_becomes_a_content_that_can_be_kept_and_printed(entry: Entry) -> None:
    found = content_of(entry, SETTING)
    texts = (
        found.guid,
        found.url,
        found.title,
        found.kicker,
        found.standfirst,
        *found.authors,
        *found.categories,
    )
    assert found.content_hash
    for text in texts:
        text.encode("utf-8")
        assert text.isprintable() or all(char.isprintable() or not char.isascii() for char in text)


@pytest.mark.parametrize(
    ("written", "instant", "precision", "origin"),
    [
        ("2026-11-23T07:30:00+01:00", "2026-11-23T06:30+00:00", Precision.MINUTE, "feed"),
        ("23/11/2026", "2026-11-22T23:00+00:00", Precision.DAY, "feed"),
        ("mis à jour le 23/11/2026", None, Precision.MINUTE, ""),
        ("", None, Precision.MINUTE, ""),
    ],
)
def test_a_date_says_how_precise_it_is_and_where_it_was_found(
    written: str, instant: str | None, precision: Precision, origin: str
) -> None:
    found = content(published=written, language="fr")
    assert found.published_at == (datetime.fromisoformat(instant) if instant else None)
    assert (found.published_precision, found.published_origin) == (precision, origin)
