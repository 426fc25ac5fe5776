from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.document import prepare
from digest.sources.entry import Entry, Text
from digest.sources.pictures import Picture
from digest.sources.xmlfeed import NAMESPACE, Unparsable, XmlFeed, read_xml

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd" xmlns:a="http://www.w3.org/2005/Atom"'
    f' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:d="{NAMESPACE}"'
)


def rss(item: str) -> Entry:
    (entry,) = read_xml(f'<rss version="2.0" {SPACES}><channel><item>{item}</item></channel></rss>').entries
    return entry


def atom(entry: str, feed: str = "") -> Entry:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom">{feed}<entry>{entry}</entry></feed>'
    (only,) = read_xml(text).entries
    return only


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('<rss version="0.91"><channel/></rss>', "rss091u"),
        ('<rss version="2.0"><channel/></rss>', "rss20"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "atom10"),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"/>',
            "rss10",
        ),
        ("<urlset/>", ""),
        ("words", ""),
    ],
)
def test_a_format_is_known_by_its_root(text: str, version: str) -> None:
    assert read_xml(text).version == version


def test_a_feed_has_a_title_and_a_language() -> None:
    feed = read_xml(
        '<rss version="2.0"><channel><title>A &amp;amp; B</title><language>fr-FR</language></channel></rss>'
    )
    assert (feed.title.plain, feed.language, feed.entries) == ("A & B", "fr-FR", ())


@pytest.mark.parametrize(
    ("item", "links"),
    [
        ("<link>https://a.example/1</link>", ("https://a.example/1",)),
        ("<guid>https://a.example/1</guid>", ("https://a.example/1",)),
        ('<guid isPermaLink="false">https://a.example/1</guid>', ()),
        (
            "<link>https://r.example/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink>",
            ("https://a.example/1", "https://r.example/1"),
        ),
        (
            '<link>https://a.example/1</link><a:link rel="replies" href="https://a.example/2"/>',
            ("https://a.example/1",),
        ),
    ],
)
def test_the_best_link_comes_first(item: str, links: tuple[str, ...]) -> None:
    assert tuple(dict.fromkeys(filter(None, rss(item).links))) == links


def test_an_alternate_page_stands_above_other_links_of_atom() -> None:
    entry = atom(
        '<link rel="enclosure" href="https://a.example/e"/><link href="https://a.example/1"/>'
        '<link rel="alternate" type="application/pdf" href="https://a.example/2"/>'
    )
    assert tuple(dict.fromkeys(filter(None, entry.links))) == ("https://a.example/1", "https://a.example/2")


@pytest.mark.parametrize(
    ("item", "published"),
    [
        ("<pubDate>P</pubDate><dc:date>D</dc:date><a:updated>U</a:updated>", "P"),
        ("<dc:date>D</dc:date>", "D"),
        ("<dcterms:issued>I</dcterms:issued><dcterms:modified>M</dcterms:modified>", "I"),
        ("<dcterms:created>C</dcterms:created>", "C"),
        ("<pubDate> </pubDate><dc:date>D</dc:date>", "D"),
        ("<title>x</title>", ""),
    ],
)
def test_the_time_of_publication_is_the_one_that_says_so(item: str, published: str) -> None:
    assert rss(item).published == published


def test_an_atom_entry_that_states_only_its_update_was_published_then() -> None:
    assert atom("<updated>U</updated>").published == "U"
    assert atom("<updated>U</updated><published>P</published>").published == "P"


@pytest.mark.parametrize(
    ("item", "authors"),
    [
        ("<author>a@b.example (A. B.)</author>", ("a@b.example (A. B.)",)),
        ("<dc:creator>A</dc:creator><dc:creator>B et C</dc:creator>", ("A", "B et C")),
        ("<itunes:author>A</itunes:author>", ("A",)),
        ("<title>x</title>", ()),
    ],
)
def test_authors_are_taken_as_written(item: str, authors: tuple[str, ...]) -> None:
    assert rss(item).authors == authors


def test_an_atom_entry_has_the_authors_of_its_feed_unless_it_has_its_own() -> None:
    assert atom("<id>1</id>", "<author><name>F</name></author>").authors == ("F",)
    own = "<author><name>A</name></author><author><name>B</name></author>"
    assert atom(own, "<author><name>F</name></author>").authors == ("A", "B")


def test_the_managing_editor_of_an_rss_feed_is_not_the_author_of_its_items() -> None:
    text = '<rss version="2.0"><channel><managingEditor>E</managingEditor><item><title>x</title></item></channel></rss>'
    assert read_xml(text).entries[0].authors == ()


def test_a_summary_is_what_is_called_so_and_the_content_is_the_body() -> None:
    entry = rss("<description>S</description><content:encoded>&lt;p&gt;B&lt;/p&gt;</content:encoded>")
    assert (entry.summary.plain, entry.body) == ("S", Text("<p>B</p>"))
    alone = rss("<content:encoded>&lt;p&gt;B&lt;/p&gt;</content:encoded>")
    assert (alone.summary.value, alone.body) == ("", Text("<p>B</p>"))


def test_atom_says_what_is_plain_text_and_what_is_html() -> None:
    entry = atom('<title>&lt;b&gt;</title><summary type="html">&lt;i&gt;x&lt;/i&gt;</summary>')
    assert (entry.title, entry.summary) == (Text("<b>", is_html=False), Text("<i>x</i>"))
    assert atom('<content type="image/png">iVBORw0KGgo=</content>').body == Text()


def test_categories_are_called_as_readers_call_them() -> None:
    assert atom('<category term="t" label="L"/><category term="u"/>').categories == ("L", "u")
    assert rss("<category>A</category><dc:subject>B</dc:subject>").categories == ("A", "B")


def test_pictures_come_with_sizes_and_credit() -> None:
    entry = rss(
        '<media:content url="/c.jpg" medium="image" width="800" height="600"/><media:credit>© A</media:credit>'
        '<media:thumbnail url="/t.jpg"/><enclosure url="/e.jpg" type="image/jpeg"/>'
        '<enclosure url="/e.mp3" type="audio/mpeg"/><itunes:image href="/i.jpg"/>'
    )
    assert entry.pictures == (
        Picture(url="/c.jpg", media="image", width="800", height="600", credit="© A"),
        Picture(url="/t.jpg", media="image", credit="© A"),
        Picture(url="/e.jpg", media="image", credit="© A"),
        Picture(url="/i.jpg", media="image", credit="© A"),
    )


def test_our_own_elements_are_read_whatever_their_prefix() -> None:
    entry = rss(
        "<d:kicker>K</d:kicker><d:access>free</d:access><d:reading-minutes>3</d:reading-minutes>"
        "<d:credit>C</d:credit><d:alt>A</d:alt>"
    )
    assert (entry.kicker, entry.access, entry.minutes, entry.credit, entry.alt) == (
        "K",
        "free",
        "3",
        "C",
        "A",
    )


def test_elements_of_another_namespace_are_not_ours() -> None:
    text = (
        '<rss version="2.0" xmlns:d="urn:other"><channel><item><d:kicker>K</d:kicker></item></channel></rss>'
    )
    assert read_xml(text).entries[0].kicker == ""


def test_a_base_and_a_language_reach_down_to_the_entry() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/" xml:lang="de"><entry>'
        '<title>t</title><link href="1"/><content type="html">c</content></entry></feed>'
    )
    (entry,) = read_xml(text).entries
    assert (entry.base, entry.language) == ("https://b.example/x/", "de")
    assert "https://b.example/x/1" in entry.links


def test_a_damaged_document_gives_what_it_can() -> None:
    (entry,) = read_xml('<rss version="2.0"><channel><item><title>A & B</title><link>x</link>').entries
    assert entry.title.plain == "A & B"


def test_a_text_that_is_the_name_of_a_file_is_not_opened() -> None:
    assert read_xml("/etc/passwd").entries == ()
    assert read_xml("https://127.0.0.1:1/feed").entries == ()


@given(
    st.lists(
        st.sampled_from(
            [
                "<item>",
                "<title>",
                "</title>",
                "<media:content x='y'>",
                "<authors>",
                "</item>",
                "<link>",
                "<content>",
                "&#xyz;",
                "&",
                "<image>",
                "<tags>a</tags>",
                "<links/>",
                "<media:credit>",
                "<summary_detail a='b'/>",
                "<!",
            ]
        )
    )
)
def test_no_muddle_makes_it_fail(pieces: list[str]) -> None:
    with suppress(Unparsable):
        assert isinstance(read_xml(f'<rss version="2.0"><channel>{"".join(pieces)}</channel></rss>'), XmlFeed)


CAPTION = (
    '<media:content url="https://a.example/1.jpg" medium="image">'
    "<media:description>Un œil, vu de près</media:description></media:content>"
)
STANDFIRST = "<description>Le chapô.</description>"


TYPED = CAPTION.replace("<media:description>", '<media:description type="plain">')


@pytest.mark.parametrize("inner", [CAPTION + STANDFIRST, STANDFIRST + CAPTION, TYPED + STANDFIRST])
@pytest.mark.parametrize("body", ["", "<content:encoded>&lt;p&gt;Le corps.&lt;/p&gt;</content:encoded>"])
def test_a_caption_describes_the_picture_and_never_the_article(inner: str, body: str) -> None:
    (entry,) = read_xml(
        prepare(
            '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<item><title>T</title>{inner}{body}</item></channel></rss>"
        ).text
    ).entries
    assert (entry.summary.value, entry.alt) == ("Le chapô.", "Un œil, vu de près")
    assert entry.body.value == ("<p>Le corps.</p>" if body else "")


def test_what_has_no_text_but_the_description_of_its_film_is_summed_up_by_it() -> None:
    (entry,) = read_xml(
        prepare(
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">'
            "<entry><title>T</title><media:group><media:description>Le film.</media:description>"
            "</media:group></entry></feed>"
        ).text
    ).entries
    assert entry.summary.value == "Le film."
