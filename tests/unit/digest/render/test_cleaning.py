from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Image
from digest.domain.edition import EditionContent, Section, Story
from digest.render.cleaning import clean, readable, safe_url


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  deux\n\t mots  ", "deux mots"),
        ("a\x00b\x1bc\x85d", "abc d"),
        ("a\u2028b", "a b"),
        ("\u202eévil\u202c", "évil"),
        ("\ud800seul", "seul"),
        ("deux\u00a0: mots", "deux\u00a0: mots"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_texts_become_one_line_without_control_characters(typed: str, printed: str):
    assert readable(typed) == printed


@given(st.text())
def test_cleaning_a_text_twice_changes_nothing_more_and_it_can_be_encoded(text: str):
    once = readable(text)
    assert readable(once) == once
    once.encode()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//news.example/a",
        "/a",
        "mailto:a@news.example",
        "https://",
        "http://[::1",
        "https://news.example:99999/",
        "https://news.example@evil.example/",
        "https://news.ex ample/",
        "https://a\nb.example/",
        "https://%41.example/",
        "java\tscript:alert(1)",
        "",
    ],
)
def test_an_address_that_is_not_plain_http_is_dropped(url: str):
    assert safe_url(url) == ""


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("https://news.example/a?b=c&d=e#f", "https://news.example/a?b=c&d=e#f"),
        (" https://news.example/a ", "https://news.example/a"),
        ("HTTPS://News.example/A", "https://news.example/A"),
        ("https://news.example/é à", "https://news.example/%C3%A9%20%C3%A0"),
        ('https://news.example/"><script>', "https://news.example/%22%3E%3Cscript%3E"),
        ("https://news.example/%C3%A9", "https://news.example/%C3%A9"),
        ("https://média.example:8443/a", "https://xn--mdia-bpa.example:8443/a"),
        ("http://[::1]:80/a", "http://[::1]:80/a"),
        ("https://news.example/%%ab.unsubscribe_url%%", "https://news.example/%%ab.unsubscribe_url%%"),
    ],
)
def test_an_http_address_is_kept_and_made_safe_to_print(typed: str, printed: str):
    assert safe_url(typed) == printed


@given(st.text(max_size=30))
def test_a_kept_address_is_ascii_without_blanks_or_quotes(tail: str):
    url = safe_url(f"https://news.example/{tail}")
    assert url.isascii()
    assert not set(url) & set(" \t\n\"<>'\\`") - {"'"}


def test_every_text_of_an_edition_is_cleaned(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    dirty = story(
        "a\x00b",
        url="javascript:1",
        kicker="a\nb",
        standfirst="a\nb",
        authors=("\x00", "A\nB"),
        image=Image(url="data:1", alt="a\nb"),
    )
    content = clean(
        edition(
            title="a\nb",
            lead=dirty,
            sections=(Section(theme="ia", title="a\nb", stories=(dirty,), overflow=(dirty,)),),
            briefs=(dirty,),
            brief_overflow=(dirty,),
        )
    )
    clean_one = story("ab", url="", kicker="a b", standfirst="a b", authors=("A B",), image=None)
    assert content.title == "a b"
    assert content.lead == clean_one
    assert content.sections == (
        Section(theme="ia", title="a b", stories=(clean_one,), overflow=(clean_one,)),
    )
    assert content.briefs == content.brief_overflow == (clean_one,)
