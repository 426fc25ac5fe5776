"""Lists of feeds: those of other programs, our own, and hostile ones."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.opml import MOST_BYTES, MOST_FEEDS, OpmlFeed, dump_opml, join_feeds, read_opml
from digest.domain.newsroom import Newsroom, Publication, Source, SourceKind, Theme
from digest.errors import ConfigurationError
from tests.factories import NEWSROOM, PUBLICATION, THEMES

LIST = """\
<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0">
  <head><title>Mes flux</title></head>
  <body>
    <outline text="L'imagerie" title="L'imagerie médicale" type="rss" xmlUrl="https://a.example/feed?x=1&y=2"
      htmlUrl="https://a.example/"/>
    <outline text="Métiers">
      <outline text="Profession"><outline text="Manips" XMLURL=" https://b.example/rss " type="atom"/></outline>
      <outline text="a note without a feed"/>
    </outline>
    <outline title="C" xmlUrl="feed://c.example/feed" category="/Tech/IA,/Autres"/>
  </body>
</opml>
""".encode("cp1252")


def read(body: str) -> tuple[OpmlFeed, ...]:
    return read_opml(f"<opml><body>{body}</body></opml>".encode(), "list.opml")


def refused(content: bytes) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_opml(content, "list.opml")
    (fault,) = caught.value.faults
    return str(fault)


# Reading


def test_a_list_is_read_with_its_folders() -> None:
    assert read_opml(LIST, "list.opml") == (
        OpmlFeed(
            title="L'imagerie médicale", url="https://a.example/feed?x=1&y=2", site="https://a.example/"
        ),
        OpmlFeed(title="Manips", url="https://b.example/rss", folders=("Métiers", "Profession")),
        OpmlFeed(title="C", url="feed://c.example/feed", folders=("Tech", "IA")),
    )


def test_feeds_inside_a_feed_are_read_too_and_it_is_no_folder_of_theirs() -> None:
    found = read(
        '<outline text="A" xmlUrl="https://a.example"><outline xmlUrl="https://b.example"/></outline>'
    )
    assert [(feed.url, feed.folders) for feed in found] == [
        ("https://a.example", ()),
        ("https://b.example", ()),
    ]


def test_a_list_without_feeds_is_an_empty_one() -> None:
    assert read("<outline text='a'/>") == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not valid XML"),
        (b"{}", "not valid XML"),
        (b"<opml><body>", "not valid XML"),
        (b"<rss/>", "is no OPML"),
        (b"<html/>", "is no OPML"),
        (b" " * (MOST_BYTES + 1), "longer than 5 MB"),
        (b"<opml>" + b'<outline xmlUrl="x"/>' * (MOST_FEEDS + 1) + b"</opml>", "more than 10,000 feeds"),
        (b"<opml>" + b"<outline>" * 100_000, "not valid XML"),
        (b"<opml>" + b"<outline>" * 1_000 + b"</outline>" * 1_000 + b"</opml>", "not valid XML"),
    ],
    ids=["empty", "JSON", "cut", "feed", "page", "long", "many", "deep and cut", "deep"],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    message = refused(content)
    assert message.startswith("list.opml: ")
    assert words in message


def test_entities_are_neither_expanded_nor_fetched() -> None:
    dtd = '<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (feed,) = read_opml(
        f'{dtd}<opml><outline text="&b;&x;&eacute;" xmlUrl="https://a.example"/></opml>'.encode(), "list.opml"
    )
    assert feed.title == "&b;&x;&eacute;"


@given(st.binary(max_size=300))
def test_nothing_but_a_configuration_error_comes_of_any_bytes(content: bytes) -> None:
    for whole in (content, b"<opml>" + content + b"</opml>"):
        with suppress(ConfigurationError):
            read_opml(whole, "list.opml")


# Joining


def added(newsroom: Newsroom, *feeds: OpmlFeed) -> list[tuple[str, str, str]]:
    joined = join_feeds(newsroom, feeds, {})
    return [(source.slug, source.url, source.theme) for _, source in joined.added]


def test_each_feed_becomes_a_source_behind_those_that_are_there() -> None:
    joined = join_feeds(NEWSROOM, read_opml(LIST, "list.opml"), {})
    assert joined.newsroom.sources == (
        *NEWSROOM.sources,
        Source(slug="l-imagerie-medicale", url="https://a.example/feed?x=1&y=2"),
        Source(slug="manips", url="https://b.example/rss", theme="profession"),
        Source(slug="c", url="http://c.example/feed", theme="ia"),
    )
    assert joined.left_out == ()


def test_the_same_list_again_adds_nothing() -> None:
    feeds = read_opml(LIST, "list.opml")
    once = join_feeds(NEWSROOM, feeds, {}).newsroom
    again = join_feeds(once, feeds, {})
    assert again.newsroom == once
    assert [reason for _, reason in again.left_out] == [
        "source l-imagerie-medicale reads it already",
        "source manips reads it already",
        "source c reads it already",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/feed/",
        "http://news.example/feed",
        "feed:https://NEWS.example/feed/?utm_source=x",
    ],
)
def test_another_writing_of_an_address_is_the_same_feed(url: str) -> None:
    joined = join_feeds(NEWSROOM, [OpmlFeed(title="X", url=url)], {})
    assert joined.newsroom == NEWSROOM
    assert joined.left_out[0][1] == "source site reads it already"


def test_a_feed_that_moved_is_known_by_the_address_it_had() -> None:
    joined = join_feeds(
        NEWSROOM, [OpmlFeed(title="X", url="http://old.example/")], {"fil": "https://old.example"}
    )
    assert joined.newsroom == NEWSROOM
    assert joined.left_out[0][1] == "source fil reads it already"


def test_a_feed_that_a_list_names_twice_is_added_once() -> None:
    feed = OpmlFeed(title="X", url="https://x.example/feed")
    joined = join_feeds(NEWSROOM, [feed, feed], {})
    assert [source.slug for _, source in joined.added] == ["x"]
    assert [reason for _, reason in joined.left_out] == ["the list names it twice"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "feed:", "/feed", "https://"])
def test_what_is_no_web_address_is_left_out_with_the_reason(url: str) -> None:
    joined = join_feeds(NEWSROOM, [OpmlFeed(title="X", url=url)], {})
    assert joined.added == ()
    assert "expected an address" in joined.left_out[0][1]


def test_slugs_are_made_of_titles_or_addresses_and_never_taken_ones() -> None:
    found = added(
        NEWSROOM,
        OpmlFeed(title="Site", url="https://a.example/1"),
        OpmlFeed(title="", url="https://a.example/2"),
        OpmlFeed(title="日本", url="https://a.example/3"),
    )
    assert [slug for slug, _, _ in found] == ["site-2", "a-example-2", "source"]


@pytest.mark.parametrize(
    ("folders", "theme"),
    [
        (("Intelligence Artificielle",), "ia"),
        (("IA",), "ia"),
        (("Profession", "IA"), "ia"),
        (("Profession", "Divers"), "profession"),
        (("Divers",), ""),
        ((), ""),
    ],
)
def test_the_innermost_folder_named_like_a_theme_is_the_theme(folders: tuple[str, ...], theme: str) -> None:
    feed = OpmlFeed(title="X", url="https://x.example", folders=folders)
    assert added(NEWSROOM, feed) == [("x", "https://x.example", theme)]


# Writing


def test_feeds_stand_in_the_folders_of_their_themes_and_what_is_no_feed_nowhere() -> None:
    sources = (
        Source(slug="manips", url="https://b.example/?a=1&b=2", theme="profession"),
        Source(slug="site", url="https://a.example/feed"),
        Source(slug="une", url="https://a.example/", kind=SourceKind.PAGE),
        Source(slug="plan", url="https://a.example/sitemap.xml", kind=SourceKind.SITEMAP),
    )
    newsroom = Newsroom(publication=PUBLICATION, themes=THEMES, sources=sources)
    assert dump_opml(newsroom) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head>\n"
        "    <title>Le Courrier</title>\n"
        "  </head>\n"
        "  <body>\n"
        '    <outline type="rss" text="site" title="site" xmlUrl="https://a.example/feed"/>\n'
        '    <outline text="Profession">\n'
        '      <outline type="rss" text="manips" title="manips" xmlUrl="https://b.example/?a=1&amp;b=2"/>\n'
        "    </outline>\n"
        "  </body>\n"
        "</opml>\n"
    )


TITLES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20)


@given(
    st.lists(st.tuples(TITLES, st.sampled_from(["", "one", "two"])), max_size=6),
    st.lists(TITLES, min_size=2, max_size=2),
)
def test_what_is_written_reads_back_to_the_same_sources(
    feeds: list[tuple[str, str]], titles: list[str]
) -> None:
    themes = tuple(Theme(slug=slug, title=title) for slug, title in zip(("one", "two"), titles, strict=True))
    if len({title.casefold().strip() for title in titles}) < 2:
        themes = (themes[0],)
    known = {theme.slug for theme in themes}
    sources = tuple(
        Source(
            slug=f"s{number}", url=f'https://a.example/{number}?<&">', theme=theme if theme in known else ""
        )
        for number, (_, theme) in enumerate(feeds)
    )
    empty = Newsroom(publication=Publication(name=titles[0], url="https://a.example"), themes=themes)
    written = dump_opml(Newsroom(publication=empty.publication, themes=themes, sources=sources))
    read_back = {
        source for _, source in join_feeds(empty, read_opml(written.encode(), "list.opml"), {}).added
    }
    assert {source.url for source in read_back} == {source.url for source in sources}
    assert {source.slug for source in read_back} == {source.slug for source in sources}
