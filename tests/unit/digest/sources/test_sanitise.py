import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.sanitise import (
    MOST_CHARACTERS,
    TAGS,
    bounded,
    first_paragraph,
    sanitise,
    source_set_apart,
    text_of,
    words_of,
)

BASE = "https://news.example/feed/"
TAG = re.compile(r"<(/?)([a-z0-9]+)((?: [^>]*)?)>")


def is_safe(markup: str) -> bool:
    """Whether all markup is of our allow-list, with nothing but safe links in it."""
    for _close, name, attributes in TAG.findall(markup):
        link = re.fullmatch(r' href="(?:https?://|mailto:)[^"<>\s]*"', attributes, re.IGNORECASE)
        if name not in TAGS or not (attributes == "" or (name == "a" and link)):
            return False
    return "<" not in TAG.sub("", markup)


@pytest.mark.parametrize(
    ("fragment", "result"),
    [
        ("plain & simple", "plain &amp; simple"),
        ("<p>a <b>b</b> <i>c</i></p>", "<p>a <strong>b</strong> <em>c</em></p>"),
        ("<h1>a</h1><h4>b</h4>", "<h3>a</h3><h3>b</h3>"),
        ("<div>a<div>b</div></div>", "<p>a</p><p>b</p>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<p> a b </p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("H<sub>2</sub>O<br>m<sup>2</sup>", "H<sub>2</sub>O<br>m<sup>2</sup>"),
        ("<blockquote>a</blockquote>", "<blockquote>a</blockquote>"),
        ("<span style='x'>a</span><font>b</font>", "ab"),
        ('<a href="/x?utm_source=a" class=b target=_blank>k</a>', '<a href="https://news.example/x">k</a>'),
        ('<a href="mailto:a@b.example">k</a>', '<a href="mailto:a@b.example">k</a>'),
        ('<a href="javascript:alert(1)">k</a><a name="x">l</a>', "kl"),
        ("a<script>alert(1)</script><style>b</style>c", "ac"),
        ("<p>a</p><p></p><p> &nbsp; <br></p><p><a href='/x'><img src=y></a></p>", "<p>a</p>"),
        ("<figure><img src=a><figcaption>b</figcaption></figure><p>c</p>", "<p>c</p>"),
        ("<p>a<iframe src=x>", "<p>a</p>"),
        ("<object>a <plaintext>b <textarea>c", "a b c"),
        ("a\u202eb\x92\u200b", "ab’"),
        ("a\ud800b", "ab"),
        ("a\n\n b\tc", "a b c"),
        ("<p>a</p><p>The post <a href=x>T</a> appeared first on <a href=y>S</a>.</p>\n", "<p>a</p>"),
    ],
)
def test_markup_is_cut_down_to_what_a_mail_may_hold(fragment: str, result: str) -> None:
    assert sanitise(fragment, BASE) == result


ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#x6a;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example' onclick=alert(1)>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><input onfocus=alert(1) autofocus></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<ifr<iframe>ame src=x>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p style='background:url(javascript:alert(1))'>x",
    "<base href='https://evil.example/'><a href='x'>y</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<a href='https://a.example/\"onmouseover=alert(1) x=\"'>x</a>",
    "<p/onclick=alert(1)>x",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_leaves_anything_that_runs_or_loads(attack: str) -> None:
    assert is_safe(sanitise(attack, BASE))


PIECES = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href='/x'>",
    "<a href='javascript:x'>",
    "</a>",
    "<td>",
    "<ul><li>",
    "<",
]
PIECES += [
    ">",
    "&",
    "&lt;",
    "&#60;",
    "\x92",
    "\u202e",
    " ",
    "\n",
    "a",
    "<!--",
    "-->",
    "<svg>",
    "<div>",
    "</div>",
    "<h2>",
]
PIECES += [
    "<iframe>",
    "<br>",
    "<script>",
    "</script>",
    "<table>",
    "<form>",
    "'",
    '"',
    "<blockquote>",
    "<noscript>",
]


@given(st.lists(st.sampled_from([*PIECES, *ATTACKS])).map("".join) | st.text())
def test_the_result_is_safe_and_stays_the_same(fragment: str) -> None:
    once = sanitise(fragment, BASE)
    assert is_safe(once)
    assert sanitise(once, BASE) == once


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("a < b > c", "a < b > c"),
        ("R&amp;D &eacute;t&eacute; &#8217;", "R&D été ’"),
        ("<p>a</p><p>b<b>c</b><br>d</p>", "a bc d"),
        ("<td>a</td><td>b</td>", "ab"),
        ("<table><td>a</td><td>b</td></table>", "a b"),
        ("&lt;b&gt;", "<b>"),
        ("a<script>b</script><!-- c -->d", "ad"),
        ("safe<iframe src=x> description", "safe description"),
    ],
)
def test_the_words_of_a_fragment_are_one_line(fragment: str, text: str) -> None:
    assert text_of(fragment) == text


def test_the_first_paragraph_is_the_first() -> None:
    assert first_paragraph("<h3>a</h3><p>b <em>c</em></p><p>d</p>") == "b c"
    assert first_paragraph("a<br>b") == "a b"
    assert words_of("a &amp; b") == "a & b"


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>Fin. <a href='x'>Le Quotidien</a></p>", "Fin. —\u00a0Le Quotidien"),
        ("Fin\u00a0!<br><a>Le <em>Quotidien</em></a>\n", "Fin\u00a0! —\u00a0Le Quotidien"),
        ("<p>« Fin. »</p><p><a>Le Quotidien</a></p>", "« Fin. » —\u00a0Le Quotidien"),
        ("Fin. <a>Le rapport est public.</a>", "Fin. Le rapport est public."),
        ("Fin. <a>Lire la suite</a>", "Fin. Lire la suite"),
        ("Fin. <a> </a>", "Fin."),
        ("Selon <a>Le Quotidien</a>", "Selon Le Quotidien"),
        ("Fin. <a>Le Quotidien</a> le confirme", "Fin. Le Quotidien le confirme"),
    ],
)
def test_a_source_after_the_last_sentence_is_set_apart(fragment: str, text: str) -> None:
    assert text_of(source_set_apart(fragment)) == text


def test_a_paragraph_that_stands_first_has_its_source_set_apart() -> None:
    assert first_paragraph("<p>Un. <a>Le Quotidien</a></p><p>Deux.</p>") == "Un. —\u00a0Le Quotidien"


def test_what_is_too_deep_loses_its_markup_and_keeps_its_words() -> None:
    assert sanitise("<div>" * 300 + "deep" + "</div>" * 300, BASE) == "deep"
    assert sanitise("<p>" * 300 + "<li>" * 300 + "flat", BASE).count("flat") == 1


def test_what_is_too_long_is_cut_and_pictures_go_first() -> None:
    assert len(bounded("<p>word</p>" * MOST_CHARACTERS)) <= MOST_CHARACTERS
    picture = f'<img src="data:image/png;base64,{"A" * MOST_CHARACTERS}">'
    assert sanitise(picture + "<p>text</p>", BASE) == "<p>text</p>"


@pytest.mark.parametrize(
    "piece", ["<", "&", "<div>", "<!--", "<a href='x'>", "\u00a0", "<p>", "<b><p>", "<img ", "<iframe"]
)
def test_no_repetition_takes_long(piece: str) -> None:
    began = time.perf_counter()
    sanitise(piece * (1_000_000 // len(piece)), BASE)
    assert time.perf_counter() - began < 10
