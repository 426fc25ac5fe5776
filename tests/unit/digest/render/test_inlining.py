"""What premailer gets wrong by default, each once."""

import logging
import re
import threading

import pytest

from digest.render.inlining import DOCTYPE, inline


def page(body: str, style: str = "", live: str = "") -> str:
    return (
        f'{DOCTYPE}\n<html lang="fr"><head><meta charset="utf-8"><style>{style}</style>'
        f'<style data-premailer="ignore">{live}</style></head><body>{body}</body></html>'
    )


def test_rules_become_style_attributes_and_their_sheet_goes():
    html = inline(page("<p class='a'>x</p>", "p{margin:0} .a{color:#aabbcc}"))
    assert '<p class="a" style="margin:0; color:#aabbcc">' in html
    assert "<style>p" not in html


def test_the_doctype_stays_first():
    assert inline(page("x")).startswith("<!DOCTYPE html>\n<html")
    assert inline("<p>x</p>").startswith("<!DOCTYPE html>\n<html")


def test_important_survives_in_media_queries_of_the_ignored_sheet():
    live = "@media (prefers-color-scheme:dark){.a{color:#ffffff !important}} [data-ogsc] .a{top:0 !important}"
    assert live in inline(page("<p class='a'>x</p>", ".a{color:#000000}", live))


def test_important_survives_in_media_queries_of_the_sheet_that_is_inlined():
    sheet = ".a{color:#000000} @media (max-width:400px){.a{color:#ffffff !important}}"
    assert re.search(r"color:\s*#ffffff\s*!important", inline(page("<p class='a'>x</p>", sheet)))


def test_nothing_is_read_from_the_network():
    html = inline(
        f'{DOCTYPE}<html><head><link rel="stylesheet" href="http://127.0.0.1:9/x.css"></head><body>x</body></html>'
    )
    assert "127.0.0.1:9" in html, "unit tests have no socket: a fetch would have raised"


def test_six_digit_colours_stay_six_digits_long():
    assert "#ffffff" in inline(page("<p>x</p>", "p{color:#ffffff}"))


def test_widths_and_alignments_do_not_become_attributes():
    html = inline(
        page("<p>x</p>", "p{width:50%;text-align:left;background-color:#ffffff;vertical-align:top}")
    )
    assert not [name for name in ("width=", "align=", "bgcolor=", "valign=") if f" {name}" in html]


def test_a_style_sheet_does_not_lame_the_same_words_in_the_next_document():
    inline(page("x", "color:blue"))
    assert '<p style="color:blue">' in inline(page("<p>x</p>", "p{color:blue}"))


def test_conditional_comments_and_marks_pass_unchanged():
    body = (
        '<!--[if mso]><table width="600"><tr><td><![endif]--><a href="%%0a.unsubscribe_url%%">x</a>'
        "<!--0a[3-->y<!--0a]-->%%0a!counts%%<!--[if mso]></td></tr></table><![endif]-->"
    )
    assert body in inline(page(body))


def test_links_are_not_rewritten():
    html = inline(page('<a href="#fil">a</a><a href="https://x.example/?a=1&amp;b=%C3%A9">b</a>'))
    assert 'href="#fil"' in html
    assert 'href="https://x.example/?a=1&amp;b=%C3%A9"' in html


def test_css_that_cssutils_does_not_know_makes_no_noise(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        inline(page("<p>x</p>", "p{mso-hide:all;color:rgb(0 0 0 / 50%)}"))
    assert not caplog.records


def test_threads_get_the_same_bytes():
    html = page("<p class='a'>x</p>" * 50, "p{margin:0} .a{color:#aabbcc}")
    results: list[str] = []
    threads = [threading.Thread(target=lambda: results.append(inline(html))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert len(set(results)) == 1
