import pytest

from digest.sources.webpage import (
    LONGEST_TAG,
    MOST_TAGS,
    WebPage,
    decode_page,
    markup_of,
    parse_page,
    same_site,
    title_of,
    tokens,
    words_in,
)

URL = "https://news.example/a/b"


def page(markup: str) -> WebPage:
    parsed = parse_page(markup.encode(), "text/html", URL)
    assert parsed
    return parsed


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/html; charset=utf-8", "application/xhtml+xml", "text/plain", ""]
)
def test_html_is_read_under_the_names_that_servers_give_it(content_type: str) -> None:
    parsed = parse_page("<title>É</title>".encode(), content_type, URL)
    assert parsed
    assert title_of(parsed) == "É"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<p>x", "application/pdf"),
        (b"<p>x", "image/png"),
        (b"no tag", "text/html"),
        (b"", "text/html"),
        (b"<!--x-->", ""),
    ],
)
def test_what_is_no_html_or_nothing_is_no_page(body: bytes, content_type: str) -> None:
    assert parse_page(body, content_type, URL) is None


def test_an_xml_declaration_and_a_nul_do_no_harm() -> None:
    assert words_in(page('<?xml version="1.0" encoding="latin-1"?><html><body><p>a\x00b</p>').tree) == "ab"


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ('<meta charset="iso-8859-1">é'.encode("latin-1"), "text/html", "é"),
        (b'<meta http-equiv=content-type content="text/html; charset=windows-1251">\xd4', "text/html", "Ф"),
        (b'<meta charset="windows-1251">\xe9', "text/html; charset=iso-8859-1", "é"),
        ('<meta charset="iso-8859-1">é'.encode(), "text/html", "é"),
    ],
)
def test_the_encoding_is_the_server_s_then_the_page_s_own(body: bytes, content_type: str, text: str) -> None:
    assert decode_page(body, content_type).endswith(text)


def test_a_page_is_cut_after_so_many_tags_and_loses_tags_that_are_too_long() -> None:
    assert len(page("<body>" + "<p>x</p>" * MOST_TAGS * 2).tree.xpath("//p")) <= MOST_TAGS
    assert page(f"<body><p {'a=1 ' * LONGEST_TAG}>x<p>y").tree.xpath("count(//p)") == 1


def test_depth_is_bounded() -> None:
    assert words_in(page("<div>" * 100_000 + "x").tree) in ("", "x")


def test_addresses_are_relative_to_the_page_or_to_its_base_on_the_same_site() -> None:
    assert page("<p>x").address("c") == "https://news.example/a/c"
    assert page("<base href='/z/'><p>x").address("c") == "https://news.example/z/c"
    assert page("<base href='https://evil.example/'><p>x").address("c") == "https://news.example/a/c"
    assert page("<p>x").address("javascript:x") == page("<p>x").address(None) == ""


def test_the_words_of_an_element_are_those_inside_of_it() -> None:
    (element,) = page("<figcaption>Une <b>vue</b> &amp; <i>rien</i></figcaption> dehors").tree.xpath(
        "//figcaption"
    )
    assert words_in(element) == "Une vue & rien"
    assert markup_of(element).endswith("</figcaption>")


def test_the_names_of_an_element_are_its_classes_and_its_id() -> None:
    (element,) = page("<p class='A b' id=C>x").tree.xpath("//p")
    assert tokens(element) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "http://a.example:80/y", True),
        ("https://www.a.example/", "https://a.example/", True),
        ("https://amp.a.example/", "https://www.a.example/", True),
        ("https://sport.a.example/", "https://www.a.example/", True),
        ("https://a.host.example/", "https://b.host.example/", False),
        ("https://nota.example/", "https://a.example/", False),
        ("https://a.example/", "https://evil.example/a.example", False),
        ("https://a.example/", "/relative", False),
        ("https://a.example/", "https://[broken", False),
    ],
)
def test_a_site_is_a_host_and_what_lies_in_its_domain(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
    assert same_site(other, one) is same
