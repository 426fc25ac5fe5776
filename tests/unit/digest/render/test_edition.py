"""The whole rendering: variants, hostile content, what every mail of ours must be, and its weight."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from digest.domain.content import Access, Image, ItemKind
from digest.domain.edition import EditionContent, Section, Story
from digest.domain.fields import Field, fill_html, fill_text, mark, split
from digest.domain.newsroom import Clock, Publication, Sponsor, SponsorLabel
from digest.domain.variants import ALL_THEMES, RenderedVariant, content_for
from digest.errors import TemplateBroken
from digest.render.cleaning import clean, readable
from digest.render.edition import EditionRenderer
from digest.render.templates import template_folders
from tests.golden.quotidienne import QUOTIDIENNE

THEMES = tuple(section.theme for section in QUOTIDIENNE.sections)
CHOICES = [frozenset(some) for size in range(len(THEMES) + 1) for some in combinations(THEMES, size)]
PERSONAL = ("unsubscribe", "preferences", "%%")

NASTY = (
    "<script>alert(1)</script>",
    "</title><b>gras</b>",
    '"><img src=x onerror=alert(1)>',
    "%%0123456789abcdef.unsubscribe_url%%",
    "%%0123456789abcdef!counts%%",
    "<!--0123456789abcdef[0-->",
    "{{ 7 * 7 }}{% raw %}",
    "👩\u200d👩\u200d👧\u200d👦 famille",
    "\u202eمرحبا بالعالم\u202c",
    "x" * 300,
    "a\x00b\x1b\x85c\ud800d\ufffe",
    "&amp; &lt; déjà échappé",
    "]]> --> <!-- <![endif]-->",
    "'; } body { display: none",
    "  ",
)


def words(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def normal(variant: RenderedVariant) -> tuple[str, str, str, str]:
    """A variant without its nonce: what two renderings of equal views must share."""
    return (
        variant.subject,
        variant.preheader,
        variant.html.replace(variant.nonce, "NONCE"),
        variant.text.replace(variant.nonce, "NONCE"),
    )


@pytest.fixture(scope="module")
def whole(renderer: EditionRenderer) -> RenderedVariant:
    return renderer.render(QUOTIDIENNE, "fr").variant(ALL_THEMES)


@pytest.fixture(scope="module")
def page(renderer: EditionRenderer) -> str:
    return renderer.web_page(QUOTIDIENNE, "fr")


class TestVariants:
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_a_variant_cut_out_equals_its_content_rendered_alone(
        self, renderer: EditionRenderer, language: str
    ):
        edition = renderer.render(QUOTIDIENNE, language)
        for themes in CHOICES[:: 1 if language == "fr" else 7]:
            alone = renderer.render(content_for(QUOTIDIENNE, themes), language).variant(ALL_THEMES)
            assert normal(edition.variant(themes)) == normal(alone), themes

    def test_a_variant_counts_what_it_holds(self, renderer: EditionRenderer):
        edition = renderer.render(QUOTIDIENNE, "fr")
        for themes, counts, hidden in (
            (ALL_THEMES, "12 articles, 9 brèves, 3 min de lecture", "+ 3 autres brèves"),
            (frozenset({"ia"}), "3 articles, 3 brèves, 1 min de lecture", "+ 2 autres brèves"),
            (frozenset({"economie"}), "3 articles, 4 brèves, 1 min de lecture", "+ 1 autre brève"),
        ):
            variant = edition.variant(themes)
            assert counts in variant.html.replace("\u00a0", " ")
            assert counts in variant.text.replace("\u00a0", " ")
            assert hidden in variant.html
            assert hidden in variant.text

    def test_contents_are_listed_from_four_themes_on(self, renderer: EditionRenderer):
        edition = renderer.render(QUOTIDIENNE, "fr")
        assert "Au sommaire" in edition.variant(frozenset(THEMES[:4])).html
        assert "Au sommaire" not in edition.variant(frozenset(THEMES[:3])).html

    def test_every_variant_of_a_language_carries_the_same_unguessable_marks(self, renderer: EditionRenderer):
        edition = renderer.render(QUOTIDIENNE, "fr")
        assert re.fullmatch("[0-9a-f]{16}", edition.nonce)
        assert edition.nonce != renderer.render(QUOTIDIENNE, "en").nonce
        for themes in CHOICES:
            fields = set(split(edition.variant(themes).html, edition.nonce))
            assert fields >= {Field.ADDRESS, Field.UNSUBSCRIBE_URL, Field.PREFERENCES_URL}

    def test_no_mark_of_the_cutting_is_left(self, renderer: EditionRenderer):
        edition = renderer.render(QUOTIDIENNE, "fr")
        for themes in CHOICES:
            variant = edition.variant(themes)
            for part in (variant.html, variant.text):
                assert f"{variant.nonce}!" not in part
                assert f"<!--{variant.nonce}" not in part

    def test_the_same_content_gives_the_same_bytes(self, whole: RenderedVariant):
        again = EditionRenderer(template_folders(), "https://news.example")
        assert again.render(QUOTIDIENNE, "fr").variant(ALL_THEMES) == whole

    def test_the_subject_of_last_resort_is_that_of_the_variant(
        self,
        renderer: EditionRenderer,
        edition: Callable[..., EditionContent],
        story: Callable[..., Story],
    ):
        content = edition(briefs=(story("Un", theme="a"), story("Deux", theme="b")))
        rendered = renderer.render(content, "fr")
        assert rendered.variant(ALL_THEMES).subject == "Un"
        assert rendered.variant(frozenset({"b"})).subject == "Deux"


class TestFields:
    def test_filled_fields_are_escaped_and_leave_no_mark(self, whole: RenderedVariant):
        values = {
            Field.NAME: "x",
            Field.ADDRESS: '"><script>@news.example',
            Field.UNSUBSCRIBE_URL: "https://news.example/unsubscribe/a?b=c&d=e",
            Field.PREFERENCES_URL: "https://news.example/preferences/a",
        }
        html = fill_html(whole.html, whole.nonce, values)
        assert 'href="https://news.example/unsubscribe/a?b=c&amp;d=e"' in html
        assert "<script>" not in html
        assert whole.nonce not in html
        text = fill_text(whole.text, whole.nonce, values)
        assert "https://news.example/unsubscribe/a?b=c&d=e\n" in text
        assert whole.nonce not in text

    def test_a_mark_in_a_feed_stays_plain_text(
        self,
        renderer: EditionRenderer,
        edition: Callable[..., EditionContent],
        story: Callable[..., Story],
    ):
        old = renderer.render(edition(lead=story("Un")), "fr").nonce
        guessed = mark(Field.UNSUBSCRIBE_URL, old)
        content = edition(lead=story(guessed, url=f"https://evil.example/{guessed}"))
        variant = renderer.render(content, "fr").variant(ALL_THEMES)
        assert guessed in variant.html
        links = [part for part in split(variant.html, variant.nonce) if part is Field.UNSUBSCRIBE_URL]
        assert len(links) == 1


class TestWebVersion:
    def test_it_prints_the_overflow_in_full(self, page: str):
        titles = [story.title for section in QUOTIDIENNE.sections for story in section.overflow]
        titles += [brief.title for brief in QUOTIDIENNE.brief_overflow]
        text = words(lxml_html.fromstring(page).text_content())
        assert titles
        assert [title for title in titles if words(title) not in text] == []
        assert "+ 4 autres" not in page
        assert "autres brèves" not in page

    def test_it_holds_nothing_personal(self, page: str):
        assert [word for word in PERSONAL if word in page] == []
        assert "Vous recevez" not in page
        assert "preheader" not in re.sub("<style.*?</style>", "", page, flags=re.DOTALL)

    def test_its_sections_are_where_the_mail_s_links_lead(self, page: str, whole: RenderedVariant):
        anchors = set(lxml_html.fromstring(page).xpath("//h2/@id"))
        linked = set(re.findall(r"archive/quotidienne/2026-11-23#([\w-]+)", whole.html))
        assert linked
        assert linked <= anchors


class TestTemplatesOfANewsroom:
    def test_one_block_can_be_replaced(self, tmp_path: Path):
        own = tmp_path / "email/edition/body.html"
        own.parent.mkdir(parents=True)
        own.write_text(
            '{% extends "digest/email/edition/body.html" %}{% block signoff %}<p>À demain.</p>{% endblock %}'
        )
        renderer = EditionRenderer((tmp_path, *template_folders()), "https://news.example")
        html = renderer.render(QUOTIDIENNE, "fr").variant(ALL_THEMES).html
        assert "À demain." in html
        assert QUOTIDIENNE.sections[0].title in html

    def test_every_block_and_every_name_that_a_template_can_use_is_documented(self):
        page = (Path(__file__).parents[4] / "docs" / "templates.md").read_text(encoding="utf-8")
        folder = template_folders()[-1] / "email"
        for name in ("_base/body.html", "edition/body.html", "edition/body.txt"):
            for block in re.findall(r"{% block (\w+)", (folder / name).read_text(encoding="utf-8")):
                assert f"`{block}`" in page, block

    @pytest.mark.parametrize(
        ("template", "reason"),
        [("{{ nothing }}", "nothing"), ("{% if %}", "line 1"), ('{% extends "no.html" %}', "no.html")],
    )
    def test_a_broken_template_is_named_with_its_fault(self, tmp_path: Path, template: str, reason: str):
        own = tmp_path / "email/edition/body.html"
        own.parent.mkdir(parents=True)
        own.write_text(template)
        renderer = EditionRenderer((tmp_path, *template_folders()), "https://news.example")
        with pytest.raises(TemplateBroken, match=reason):
            renderer.render(QUOTIDIENNE, "fr")


class TestSponsor:
    SPONSOR = Sponsor(
        title="Congrès <national>", text="Du 12 au 15 mars", url="https://congres.example/?a=1&b=2"
    )

    def test_it_stands_under_its_label_between_the_themes_and_the_wire(self, renderer: EditionRenderer):
        for language, label in (("fr", "Publicité"), ("en", "Advertisement")):
            content = replace(QUOTIDIENNE, sponsor=self.SPONSOR)
            mail = renderer.render(content, language).variant(ALL_THEMES)
            wire = "Le fil" if language == "fr" else "The wire"
            order = (label, self.SPONSOR.title, self.SPONSOR.text, wire)
            for part in (words(unescape(mail.html)).partition("<h1")[2], mail.text.replace("\n", " ")):
                shown = part.lower()
                places = [shown.rindex(text.lower()) for text in order]
                assert places == sorted(places)
                assert self.SPONSOR.url in part

    def test_a_partner_is_called_one(self, renderer: EditionRenderer):
        content = replace(QUOTIDIENNE, sponsor=replace(self.SPONSOR, label=SponsorLabel.PARTNER))
        mail = renderer.render(content, "fr").variant(ALL_THEMES)
        assert "Partenaire" in mail.html
        assert "PARTENAIRE" in mail.text
        assert "Publicité" not in mail.html

    def test_every_reader_and_the_web_version_has_it(self, renderer: EditionRenderer):
        content = replace(QUOTIDIENNE, sponsor=self.SPONSOR)
        assert "congres.example" in renderer.render(content, "fr").variant(frozenset({THEMES[0]})).html
        assert "congres.example" in renderer.web_page(content, "fr")

    def test_a_picture_is_linked_where_it_says_what_it_shows(self, renderer: EditionRenderer):
        picture = replace(self.SPONSOR, image="https://congres.example/a.jpg", alt="L’affiche")
        for alt, linked in (("L’affiche", True), ("", False)):
            content = replace(QUOTIDIENNE, sponsor=replace(picture, alt=alt))
            page = lxml_html.fromstring(renderer.render(content, "fr").variant(ALL_THEMES).html)
            (image,) = page.xpath("//img[@class='placard']")
            assert (image.get("alt"), image.getparent().tag == "a") == (alt, linked)

    def test_a_hostile_one_is_only_text(self, renderer: EditionRenderer):
        nasty = Sponsor(title="<script>alert(1)</script>", text='"><img onerror=x>', url="javascript:x")
        html = renderer.render(replace(QUOTIDIENNE, sponsor=nasty), "fr").variant(ALL_THEMES).html
        assert "<script" not in html
        assert "<img onerror" not in html
        assert "javascript:" not in html


def test_a_newsroom_has_its_own_fonts_and_clock_and_last_words(renderer: EditionRenderer):
    publication = replace(
        QUOTIDIENNE.publication, title_font="Source Serif, serif", text_font="Verdana, sans-serif"
    )
    publication = replace(publication, clock=Clock.COLON)
    content = replace(QUOTIDIENNE, publication=publication, sign_off="À demain <7 h>.")
    mail = renderer.render(content, "fr").variant(ALL_THEMES)
    assert "bold 28px/34px Source Serif, serif" in mail.html
    assert "Verdana, sans-serif" in mail.html
    assert not re.search("Georgia|Arial", mail.html)
    assert ">6:12<" in mail.html
    assert "6:12 " in mail.text
    assert not re.search(r"\d\s+h\s+\d", mail.text.partition("LE FIL")[2].partition("À demain")[0])
    assert "À demain &lt;7 h&gt;." in mail.html
    assert "À demain <7 h>." in mail.text


@pytest.mark.parametrize("night", ["", "https://news.example/night.png"])
def test_a_logo_survives_the_dark(renderer: EditionRenderer, night: str):
    publication = replace(QUOTIDIENNE.publication, logo="https://news.example/day.png", logo_dark=night)
    html = renderer.render(replace(QUOTIDIENNE, publication=publication), "fr").variant(ALL_THEMES).html
    head, body = html.partition("<body")[::2]
    images = lxml_html.fromstring("<body" + body).xpath("//p[contains(@class, 'publication')]//img")
    assert [image.get("src") for image in images] == [publication.logo, *filter(None, [night])]
    assert all(image.get("alt") == publication.name for image in images)
    dark = head.partition("prefers-color-scheme: dark")[2]
    if night:
        assert "display:none" in images[1].get("style")
        assert ".logo { display: none !important; }" in dark
        assert re.search(r"\.night \{ display: inline !important; .*height: 32px !important", dark)
        # Where a mail program heeds neither display nor the sheet, two logos side by side are one too many.
        assert (images[1].get("width"), images[1].get("height")) == ("0", "0")
        assert "<!--[if !mso]><!--><img" in body
    else:
        assert re.search(r"\.chip { background-color: #ffffff !important", dark)


# What every mail of ours must be, whatever it holds.


def faults(html: str) -> Iterator[str]:
    """Name what a mail reader, a screen reader or a mailbox provider would stumble over."""
    document = lxml_html.fromstring(html)
    yield from _structure_faults(document)
    yield from _style_faults(html)
    yield from _word_faults(html)
    if not html.startswith("<!DOCTYPE html>\n<html lang="):
        yield "doctype"
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", html):
        yield "control character"


def _structure_faults(document: lxml_html.HtmlElement) -> Iterator[str]:
    for path, fault in {
        "//html[not(@lang and @dir)]|//body[not(@lang and @dir)]": "no language",
        "//div[@role='article'][not(@lang and @dir='ltr')]": "no language",
        "//table[not(@role='presentation')]": "table without role",
        "//img[not(@alt)]": "image without alt",
        "//script|//iframe|//form|//svg|//b|//i": "element of a stranger",
        "//@onerror|//@onclick|//@onload": "attribute of a stranger",
        "//a[not(node())]|//h1[not(node())]|//h3[not(node())]": "empty element",
    }.items():
        yield from (fault for _ in document.xpath(path))
    levels = [int(heading.tag[1]) for heading in document.xpath("//h1|//h2|//h3")]
    if levels.count(1) != 1:
        yield "not one h1"
    yield from ("heading level skipped" for one, two in pairwise(levels) if two > one + 1)
    for url in document.xpath("//@href|//@src"):
        if not re.match(r"https?://|%%[0-9a-f]{16}\.[a-z_]+%%$", url):
            yield f"address {url!r}"


def _style_faults(html: str) -> Iterator[str]:
    inline = " ".join(lxml_html.fromstring(html).xpath("//@style"))
    for size in re.findall(r"(?:font|font-size):(?:bold )?(\d+)px", inline):
        if int(size) < 14:
            yield f"text of {size} px"
    if "!important" in inline:
        yield "!important inline"
    for style in re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL):
        if "/*" in style or "\t" in style or len(style) > 16_000 or re.search(r"\S!important", style):
            yield "style sheet that a webmail damages"


def _word_faults(html: str) -> Iterator[str]:
    """What Outlook sees once it reads the comments written for it: tables must nest properly."""
    word = html.replace("<!--[if mso]>", "").replace("<![endif]-->", "")
    word = re.sub(r"<head>.*?</head>", "", word, flags=re.DOTALL)
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)(table|tr|td|div)\b", word):
        if not closing:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            yield f"</{tag}> that closes nothing"
    if opened:
        yield f"left open: {opened}"


def printed(variant: RenderedVariant) -> list[str]:
    document = lxml_html.fromstring(variant.html)
    cells = document.xpath("//h2[not(@class)]|//h3|//td[preceding-sibling::td[@class='time']]")
    return [words(cell.text_content()) for cell in cells]


def test_the_sample_edition_is_without_fault(renderer: EditionRenderer):
    for language in ("fr", "en"):
        for themes in CHOICES:
            html = renderer.render(QUOTIDIENNE, language).variant(themes).html
            assert list(faults(html)) == []
        assert list(faults(renderer.web_page(QUOTIDIENNE, language))) == []


def test_both_parts_hold_every_title_author_and_address_in_one_order(whole: RenderedVariant):
    html = words(unescape(re.sub("<[^>]+>", " ", whole.html.split("<body")[1])))
    text = words(whole.text)
    html, text = (part[part.index(words(QUOTIDIENNE.publication.name)) :] for part in (html, text))
    for part in (html, text):
        places = [part.index(words(story.title)) for story in QUOTIDIENNE.stories]
        assert places == sorted(places)
    for story in QUOTIDIENNE.stories:
        assert story.url in whole.html
        assert re.search(rf"^ *{re.escape(story.url)}$", whole.text, re.MULTILINE)
        assert all(author in html and author in text for author in story.authors)


def test_the_text_part_is_set_in_72_columns_but_for_addresses(whole: RenderedVariant):
    long = [line for line in whole.text.splitlines() if len(line) > 72 and "https://" not in line]
    assert long == []
    assert "\n\n\n\n" not in whole.text


def test_no_line_begins_with_a_separator(whole: RenderedVariant):
    assert "·" in whole.text
    assert [line for line in whole.text.splitlines() if line.lstrip().startswith("·")] == []
    # A break can only fall at a space, and none stands before a dot.
    assert "·" in whole.html
    assert re.search(r"(?<!\u00a0)·", whole.html) is None


def test_the_title_of_a_brief_is_told_apart_from_its_text(
    renderer: EditionRenderer, edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    briefs = (
        story("Un titre", standfirst="Un texte.", kind=ItemKind.BRIEF, url="https://news.example/1"),
        story("Une phrase.", standfirst="Une phrase. Une autre.", kind=ItemKind.BRIEF, url=""),
    )
    variant = renderer.render(edition(subject="s", briefs=briefs), "fr").variant(ALL_THEMES)
    document = lxml_html.fromstring(variant.html)
    titled, untitled = document.xpath("//td[preceding-sibling::td[@class='time']]")
    assert titled.xpath("strong/a/text()") == ["Un titre"]
    assert titled.xpath("text()") == ["Un texte."]
    assert untitled.xpath("node()") == ["Une phrase. Une autre."]
    lines = [line.replace("\u00a0", " ") for line in variant.text.split("LE FIL")[1].splitlines()]
    assert lines[3:6] == [
        "6 h      Un titre",
        "           Un texte.",
        "           https://news.example/1",
    ]
    assert "6 h      Une phrase. Une autre." in lines
    assert variant.text.split("LE FIL")[1].count("Une phrase") == 1


def test_the_mail_is_complete_without_its_style_sheet(whole: RenderedVariant):
    bare = re.sub("<style.*?</style>", "", whole.html, flags=re.DOTALL)
    document = lxml_html.fromstring(bare)
    unstyled = [
        element.tag
        for element in document.xpath("//body//*")
        if element.tag in {"h1", "h2", "h3", "p", "a", "img", "body"} and not element.get("style")
    ]
    assert unstyled == []


def test_one_sheet_is_left_and_it_is_the_one_for_colour_schemes_and_widths(whole: RenderedVariant):
    sheets = re.findall("<style.*?</style>", re.sub("<!--.*?-->", "", whole.html, flags=re.DOTALL), re.DOTALL)
    assert len(sheets) == 1
    assert "prefers-color-scheme: dark" in sheets[0]
    assert "[data-ogsc] .theme" in sheets[0]
    assert "data-premailer" not in whole.html


def test_an_illustrated_article_weighs_two_kilobytes_and_a_brief_half_of_one(
    renderer: EditionRenderer,
    edition: Callable[..., EditionContent],
    story: Callable[..., Story],
):
    article = story(
        "Manipulateurs\u00a0: la prime d’exercice enfin versée dans douze départements",
        kicker="Rémunération",
        standfirst="Le décret promis au printemps paraît au Journal officiel. " * 3,
        authors=("Camille Ferrand",),
        image=Image(url="https://news.example/photos/a.jpg", alt="Une manipulatrice", credit="Y. L."),
        access=Access.SUBSCRIBER,
    )
    brief = story("Un fabricant de sondes rappelle 600 appareils d’échographie", kind=ItemKind.BRIEF)

    def weight(**facts: object) -> int:
        variant = renderer.render(edition(subject="s", preheader="p", **facts), "fr").variant(ALL_THEMES)
        return len(variant.html.encode())

    sections = [
        tuple(Section(theme=str(n), title="T", stories=(article,)) for n in range(k)) for k in (5, 15)
    ]
    assert (weight(sections=sections[1]) - weight(sections=sections[0])) / 10 < 2300
    assert (weight(briefs=(brief,) * 20) - weight(briefs=(brief,) * 10)) / 10 < 480


def test_the_colours_of_the_sheet_are_never_anything_but_colours(renderer: EditionRenderer):
    publication = replace(QUOTIDIENNE.publication, accent="red}</style><script>")
    html = renderer.render(replace(QUOTIDIENNE, publication=publication), "fr").variant(ALL_THEMES).html
    assert "<script>" not in html
    assert list(faults(html)) == []


# Hostile content.

TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
# Shrinking a whole edition takes minutes and tells little more.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
NAMES = TEXTS.filter(readable)  # An operator names the publication and its newsletters.
ADDRESSES = st.one_of(
    st.just("https://news.example/a"),
    st.sampled_from(("javascript:alert(1)", "", "https://a.example/\"'<>", "//x", "data:text/html,x")),
    st.text(max_size=20).map("https://a.example/{}".format),
)
SLUGS = st.sampled_from(("a", "b", "c", "d", '"><x', ""))
INSTANTS = st.datetimes(datetime(2026, 11, 15), datetime(2026, 11, 24), timezones=st.just(UTC))
IMAGES = st.none() | st.builds(
    Image,
    url=ADDRESSES,
    alt=TEXTS,
    credit=TEXTS,
    width=st.none() | st.integers(1, 4000),
    height=st.none() | st.integers(1, 4000),
)


def stories(kind: ItemKind, theme: st.SearchStrategy[str]) -> st.SearchStrategy[Story]:
    return st.builds(
        Story,
        item=st.integers(1, 99),
        kind=st.just(kind),
        theme=theme,
        title=TEXTS,
        url=ADDRESSES,
        kicker=TEXTS,
        standfirst=TEXTS,
        authors=st.lists(TEXTS, max_size=3).map(tuple),
        published_at=INSTANTS,
        image=IMAGES,
        access=st.sampled_from(Access),
        reading_minutes=st.none() | st.integers(0, 2000),
    )


def sections(theme: str) -> st.SearchStrategy[Section]:
    some = st.lists(stories(ItemKind.ARTICLE, st.just(theme)), max_size=3).map(tuple)
    return st.builds(Section, theme=st.just(theme), title=TEXTS, stories=some, overflow=some)


def newest_first(briefs: list[Story]) -> tuple[Story, ...]:
    return tuple(sorted(briefs, key=lambda brief: brief.published_at, reverse=True))


BRIEFS = st.lists(stories(ItemKind.BRIEF, SLUGS), max_size=5).map(newest_first)
EDITIONS = st.builds(
    EditionContent,
    newsletter=st.just("matin"),
    title=NAMES,
    publication=st.builds(
        Publication, name=NAMES, url=ADDRESSES, postal_address=TEXTS, logo=ADDRESSES, accent=TEXTS
    ),
    date=st.just(date(2026, 11, 23)),
    subject=TEXTS,
    preheader=TEXTS,
    lead=st.none() | stories(ItemKind.ARTICLE, SLUGS),
    sections=st.lists(SLUGS.filter(bool), unique=True, max_size=5).flatmap(
        lambda slugs: st.tuples(*map(sections, slugs))
    ),
    briefs=BRIEFS,
    brief_overflow=BRIEFS,
)


@given(EDITIONS, st.sampled_from(("fr", "en")), st.frozensets(SLUGS.filter(bool), max_size=3))
@settings(max_examples=60, deadline=None, phases=QUICK)
def test_hostile_content_is_printed_as_text_and_breaks_nothing(
    renderer: EditionRenderer, content: EditionContent, language: str, themes: frozenset[str]
):
    edition = renderer.render(content, language)
    variant = edition.variant(themes)
    assert list(faults(variant.html)) == []
    seen = content_for(clean(content), themes)
    untitled = "Sans titre" if language == "fr" else "Untitled"
    titles = [words(story.title) or untitled for story in seen.stories]
    assert len(printed(variant)) == len(titles)
    assert all(cell.startswith(title) for cell, title in zip(printed(variant), titles, strict=True))
    assert all(title in words(variant.text) for title in titles)
    assert all(
        re.search(rf"^ *{re.escape(s.url)}$", variant.text, re.MULTILINE) for s in seen.stories if s.url
    )
    assert "\n" not in variant.subject + variant.preheader
    assert list(faults(renderer.web_page(content, language))) == []

    alone = renderer.render(content_for(content, themes), language).variant(ALL_THEMES)
    assert normal(variant) == normal(alone)


def test_links_keep_their_address_through_the_inliner(
    renderer: EditionRenderer,
    edition: Callable[..., EditionContent],
    story: Callable[..., Story],
):
    url = "https://news.example/é?a=1&b=[2]&c=$#fin"
    html = renderer.render(edition(lead=story(url=url)), "fr").variant(ALL_THEMES).html
    assert unquote(lxml_html.fromstring(html).xpath("//h2/a/@href")[0]) == url
