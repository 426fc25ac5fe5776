import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources import document
from digest.sources.document import DocumentRefused, is_page, prepare


@pytest.mark.parametrize(
    ("text", "root"),
    [("<rss/>", "rss"), ("<?xml version='1.0'?><!-- <a> --><rdf:RDF xmlns:rdf='x'/>", "rdf"), ("words", "")],
)
def test_the_root_is_the_first_element(text: str, root: str) -> None:
    assert prepare(text).root == root


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<a>x\x00\x0b\ufffey</a>", "<a>xy</a>"),
        ("<a>&#0;&#x1F;&#xD800;&#99999999999999;&#x110000;b</a>", "<a>b</a>"),
        ("<a>&#233;&#x92;&#10;</a>", "<a>&#233;&#x92;&#10;</a>"),
        ("\n\n <rss/>", "<rss/>"),
        ("<br />\n<b>Warning</b>: x on line 3\n<?xml version='1.0'?><rss/>", "<?xml version='1.0'?><rss/>"),
        ("PHP Notice <rss version='2.0'/>", "<rss version='2.0'/>"),
        ("<!-- <rss > --><feed/>", "<!-- <rss > --><feed/>"),
    ],
)
def test_what_no_parser_takes_is_removed(text: str, clean: str) -> None:
    assert prepare(text).text == clean


@pytest.mark.parametrize(
    ("doctype", "text"),
    [
        ('<!DOCTYPE a SYSTEM "http://evil.example/x.dtd">', "&x;"),
        ('<!DOCTYPE a [<!ENTITY x "word">]>', "word"),
        ("<!doctype a [ <!ENTITY x 'word'> ] >", "word"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE a [<!ENTITY % y SYSTEM "http://evil.example/"> %y;]>', "&x;"),
        ('<!DOCTYPE a [<!ENTITY y "z"><!ENTITY x "&y;&y;">]>', "&x;"),
        ('<!DOCTYPE a [<!ENTITY x "<b>">]>', "&x;"),
        (f'<!DOCTYPE a [<!ENTITY x "{"y" * 65}">]>', "&x;"),
    ],
)
def test_a_dtd_goes_and_only_its_short_words_stay(doctype: str, text: str) -> None:
    assert prepare(f"<?xml version='1.0'?>{doctype}<a>&x;</a>").text == f"<?xml version='1.0'?><a>{text}</a>"


@pytest.mark.parametrize("address", ["http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"])
def test_the_caption_of_a_picture_is_kept_apart_from_the_text_of_its_entry(address: str) -> None:
    text = f"<rss xmlns:m='{address}'><m:description>C</m:description><description>D</description></rss>"
    assert "<m:text>C</m:text><description>D</description>" in prepare(text).text


def test_a_description_of_another_vocabulary_stays_one() -> None:
    text = "<rss xmlns:m='http://example.org/'><m:description>C</m:description></rss>"
    assert prepare(text).text == text


def test_many_short_words_are_an_attempt() -> None:
    bomb = f'<!DOCTYPE a [<!ENTITY x "{"y" * 64}">]><a>{"&x;" * 5_000}</a>'
    assert prepare(bomb).text == f"<a>{'&x;' * 5_000}</a>"


def test_entries_beyond_the_first_thousand_are_left_out_and_counted() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(1_003))
    found = prepare(f"<rss><channel><title>t</title>{items}<ttl>1</ttl></channel></rss>")
    assert found.surplus == 3
    titles = [item.findtext("title") for item in ET.fromstring(found.text).iter("item")]
    assert titles == [str(number) for number in range(1_000)]
    assert found.text.endswith("<ttl>1</ttl></channel></rss>")


def test_an_entry_of_too_many_elements_is_left_out() -> None:
    found = prepare(f"<feed><entry><id/></entry><entry>{'<link/>' * 3_001}</entry><entry/></feed>")
    assert found.oversized == 1
    assert found.text == "<feed><entry><id/></entry><entry/></feed>"


def test_an_entry_that_is_too_long_is_left_out() -> None:
    long = "word " * (document.LONGEST_ENTRY // 5)
    for inner in (long, f"<![CDATA[{long}]]>", f"<title>{long[:-9]}</title><link>a</link>"):
        found = prepare(f"<feed><entry><id/></entry><entry>{inner}</entry><entry/></feed>")
        assert found.oversized == 1
        assert found.text == "<feed><entry><id/></entry><entry/></feed>"


def test_tags_in_comments_and_cdata_are_no_tags() -> None:
    quiet = f"<a><!-- {'<b>' * 300} --><![CDATA[{'<item>' * 2_000}]]><?x {'<c>' * 300}?></a>"
    assert prepare(quiet).text == quiet


@pytest.mark.parametrize(
    "text",
    [
        "<rss>" + "<p>" * 150 + "</rss>" + "<rss>" + "<p>" * 150,
        "<rss>" + "<br>" * 500 + "</rss>",
        "<rss>" + "<item><b></item>" * 500 + "</rss>",
        "<a title=\"x > y\" b='</a>'/>",
    ],
)
def test_careless_markup_is_not_deep(text: str) -> None:
    assert prepare(text).text == text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<a>" * 201, "nests elements more than 200 deep"),
        ("<a>" + "<b/>" * 6_000 + "</a>", "holds too many elements"),
        ("<a>" + "</b>" * 500_000, "holds too many elements"),
        (f"<a {'b' * 60_000}='1'/>", "has a tag of more than 50,000 characters"),
        (
            f"<a><dc:creator>{'b' * 10_001}</dc:creator></a>",
            "has a <dc:creator> of more than 10,000 characters",
        ),
        ("<a>" + "&" * 2_000_001, "is damaged and very long"),
        (f"<a><title>{'b' * 2_000_001}</title></a>", "has a text of more than 2,000,000 characters"),
        (f"<a><![CDATA[{'b' * 2_000_001}]]></a>", "has a text of more than 2,000,000 characters"),
        ("<a>\U0001f600" + "b" * 6_000_000, "is very long"),
    ],
)
def test_what_would_keep_a_parser_busy_is_refused(text: str, fault: str) -> None:
    with pytest.raises(DocumentRefused, match=fault):
        prepare(text)


def test_a_long_document_that_is_well_formed_is_not_damaged() -> None:
    text = f"<a>{'<b>word</b>' * 9}{'<b/>' + 'word ' * 200_000}{'<b/>' + 'word ' * 300_000}</a>"
    assert len(text) > document.LONGEST_DAMAGED
    assert prepare(text).text == text


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE html><p>", " <!-- x --> <HTML lang=fr>", "<?xml version='1.0'?>\n<html>"]
)
def test_a_web_page_is_told_from_a_feed(text: str) -> None:
    assert is_page(text)


@pytest.mark.parametrize("text", ["<rss/>", "words <html>", "<!-- <html> --><rss/>", "<?x?>" + " " * 100_000])
def test_a_feed_is_no_web_page(text: str) -> None:
    assert not is_page(text)


ENTITIES = ["&x;", "&#1;", "<!DOCTYPE a [", "<!ENTITY x 'y'>", "]>"]
SECTIONS = ["<!--", "-->", "<![CDATA[", "]]>", "<?", "?>"]
TAGS = ["<item>", "</item>", "<a b='c'>", "</a>", "<br/>", "<entry", '"', "<", ">"]
PIECES = st.sampled_from([*ENTITIES, *SECTIONS, *TAGS, "text", "\x00", " "])


@given(st.lists(PIECES).map("".join) | st.text())
def test_no_muddle_makes_it_fail(text: str) -> None:
    assert len(prepare(text).text) <= len(text) + 100


def test_a_document_without_dtd_keeps_all_else_from_its_start() -> None:
    text = 'Notice\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;\x00<item/></a>'
    assert document.without_dtd(text) == "<a>c<item/></a>"


def test_only_references_of_xml_itself_stay_references() -> None:
    escaped = document.well_escaped("a&b &amp;&lt;&#233;&#xE9; &eacute; &#; &#x; &")
    assert escaped == "a&amp;b &amp;&lt;&#233;&#xE9; &amp;eacute; &amp;#; &amp;#x; &amp;"
