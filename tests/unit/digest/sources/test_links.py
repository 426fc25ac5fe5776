import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.links import LONGEST, link_address, web_address, without_tracking

BASE = "https://news.example/blog/feed.xml"


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("post/1", "https://news.example/blog/post/1"),
        ("/post/1", "https://news.example/post/1"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("?p=1", "https://news.example/blog/feed.xml?p=1"),
        ("#part", "https://news.example/blog/feed.xml#part"),
        ("  https://a.example/x\n", "https://a.example/x"),
        ("https://a.exam\nple/x", "https://a.example/x"),
        ("HTTP://A.example/X", "HTTP://A.example/X"),
        ("https://a.example/été 1?q=ü", "https://a.example/%C3%A9t%C3%A9%201?q=%C3%BC"),
        ("https://a.example/%7Ebob", "https://a.example/%7Ebob"),
        ('https://a.example/"><b>', "https://a.example/%22%3E%3Cb%3E"),
        ("https://bücher.example/é", "https://bücher.example/%C3%A9"),
    ],
)
def test_a_reference_becomes_an_absolute_address(reference: str, address: str) -> None:
    assert web_address(BASE, reference) == address


@pytest.mark.parametrize(
    "reference",
    [
        "",
        " ",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "ftp://a.example/",
        "tag:news.example,2026:1",
        "http://",
        "http://[::1",
        "https://a.example/" + "x" * LONGEST,
    ],
)
def test_what_is_no_web_address_is_none(reference: str) -> None:
    assert web_address(BASE, reference) == ""


def test_without_a_base_a_relative_reference_leads_nowhere() -> None:
    assert web_address("", "/post/1") == ""


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://a.example/?utm_source=x&p=1&UTM_MEDIUM=y", "https://a.example/?p=1"),
        ("https://a.example/x?fbclid=1", "https://a.example/x"),
        ("https://a.example/x?gclid=1&mtm_a=1&pk_b=2&at_c=3&xtor=4&doing_wp_cron=5", "https://a.example/x"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/x?data=at_home&utmost=1", "https://a.example/x?data=at_home&utmost=1"),
        ("https://a.example/x#xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x?p=1#part", "https://a.example/x?p=1#part"),
        ("https://a.example/x?q=%26&r=a%20b", "https://a.example/x?q=%26&r=a%20b"),
    ],
)
def test_what_follows_the_reader_is_removed_and_all_else_stays(address: str, bare: str) -> None:
    assert without_tracking(address) == bare
    assert without_tracking(bare) == bare


def test_a_link_in_a_text_may_be_an_address_to_write_to() -> None:
    assert link_address(BASE, "mailto:a@b.example?subject=été") == "mailto:a@b.example?subject=%C3%A9t%C3%A9"
    assert link_address(BASE, "/x") == "https://news.example/x"
    assert link_address(BASE, "javascript:alert(1)") == ""


@given(st.text(), st.text())
def test_whatever_comes_out_is_safe_and_comes_out_the_same_again(base: str, reference: str) -> None:
    address = web_address(base, reference)
    assert address == "" or address.lower().startswith(("http://", "https://"))
    assert not set(' "<>\n\r\t') & set(address.partition("://")[2].partition("/")[2])
    assert web_address("", address) == address
