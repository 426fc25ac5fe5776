"""Pages of a trade paper that never was, in the template of many French ones: each trap has its page."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.domain.content import Access, Content, Image, ItemKind, Precision
from digest.domain.gathering import PageReading
from digest.domain.newsroom import Selectors, Source, SourceKind
from digest.sources.page import read_page

URL = "https://www.gazette.example/actualite/technique/tri-plus-court/"
LIST = Source(slug="liste", url="https://www.gazette.example/actualite/", kind=SourceKind.PAGE)
FEED = Source(slug="flux", url="https://www.gazette.example/feed/", enrich=True)
STUB = Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="Le tri plus…")
CHAPO = "Trois centres ont compté les minutes pendant un an. Le résultat surprend."
TEXT = (
    "Le service a revu son circuit au printemps, avec les manipulateurs, pour gagner du temps chaque nuit.",
    "En douze mois, le délai médian est passé de quatre-vingts à trente-neuf minutes, selon l’équipe elle-même.",
    "« Nous ne nous y attendions pas », reconnaît la cheffe du service, qui veut poursuivre dès la rentrée.",
)
DATE_LINE = "Le 22/11/26 à 7:31, mise à jour hier à 14:14. Lecture 3 min."


def article(
    *,
    head: str = "",
    kicker: str = "Cancer du sein",
    title: str = "Le tri plus court",
    chapo: str = CHAPO,
    line: str = DATE_LINE,
    mark: str = "",
    figure: str = "",
    text: tuple[str, ...] = TEXT,
    after: str = "",
    aside: str = "",
) -> str:
    """Return a page in the template: kicker, title, standfirst, mark, date line, picture, text, and so on."""
    parts = (
        f'<div class="surtitre">{kicker}</div>' if kicker else "",
        f'<h1 class="titre">{title}</h1>' if title else "",
        f'<div class="chapo"><p>{chapo}</p></div>' if chapo else "",
        mark,
        f'<p class="meta">{line}</p>' if line else "",
        figure,
        *(f"<p>{paragraph}</p>" for paragraph in text),
        after,
    )
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title} - La Gazette</title>'
        f'<meta property="og:site_name" content="La Gazette">{head}</head><body class="single has-sidebar">'
        '<nav><ul><li><a href="/">Accueil</a></li><li><a href="/profession/">Profession</a></li></ul></nav>'
        f'<main><article class="post">{"".join(parts)}</article></main>{aside}</body></html>'
    )


def json_ld(**fields: object) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def read(
    markup: str | bytes,
    *,
    content: Content = STUB,
    source: Source = LIST,
    content_type: str = "text/html",
    url: str = URL,
) -> PageReading:
    body = markup.encode() if isinstance(markup, str) else markup
    return read_page(body, content_type, url, content=content, source=source, timezone="Europe/Paris")


def fields(markup: str, **options: object) -> Content:
    reading = read(markup, **options)  # type: ignore[arg-type]
    assert reading.fault == ""
    return reading.content


# The template as it stands


def test_the_template_without_any_metadata_is_read_field_by_field() -> None:
    reading = read(article())
    found = reading.content
    assert (found.title, found.kicker, found.standfirst) == ("Le tri plus court", "Cancer du sein", CHAPO)
    assert (found.published_at, found.published_precision, found.published_origin) == (
        datetime(2026, 11, 22, 6, 31, tzinfo=UTC),
        Precision.MINUTE,
        "page",
    )
    assert (found.reading_minutes, found.access, found.language) == (3, Access.UNKNOWN, "fr")
    assert (reading.origins["title"], reading.origins["body_html"]) == ("page", "text of the page")


def test_kicker_and_date_line_are_no_part_of_the_text() -> None:
    body = fields(article()).body_html
    assert all(paragraph in body for paragraph in TEXT)
    assert "Cancer du sein" not in body
    assert "mise à jour" not in body
    assert "Lecture" not in body


@pytest.mark.parametrize("update", ["hier à 14:14", "aujourd’hui à 9:02", "le 24/11/26 à 8:00"])
def test_an_update_never_dates_an_article(update: str) -> None:
    found = fields(article(line=f"Le 22/11/26 à 7:31, mise à jour {update}. Lecture 3 min."))
    assert found.published_at == datetime(2026, 11, 22, 6, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "Mise à jour hier à 14:14. Lecture 3 min.",
        "Mis à jour le 24/11/26 à 8:00",
        "Modifié le 24 novembre 2026",
    ],
)
def test_a_page_that_only_states_an_update_is_undated(line: str) -> None:
    assert fields(article(line=line)).published_at is None


def test_a_time_element_of_an_update_is_passed_over() -> None:
    line = (
        'Mis à jour le <time class="updated" datetime="2026-11-24T08:00">24 novembre</time>'
        ' Publié le <time class="entry-date published" datetime="2026-11-22T07:31">22 novembre</time>'
    )
    assert fields(article(line=line)).published_at == datetime(2026, 11, 22, 6, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "kicker", ["IMAGINE 2026", "Grève du 21 novembre", "La profession se mobilise, et le dit"]
)
def test_a_kicker_is_free_text(kicker: str) -> None:
    assert fields(article(kicker=kicker)).kicker == kicker


def test_a_title_wholly_in_quotation_marks_keeps_them() -> None:
    title = "« Nous manquons de bras »"
    assert fields(article(title=title)).title == title


@pytest.mark.parametrize(
    "mark",
    [
        '<p class="abo"><i class="icone"></i>Article réservé aux abonnés</p>',
        "<div><p>“Il vous reste 86 % de l’article à lire”</p><p>Abonnez-vous pour 12 euros par mois.</p></div>",
    ],
)
def test_the_mark_of_subscribers_articles_is_seen(mark: str) -> None:
    assert fields(article(mark=mark)).access is Access.SUBSCRIBER


def test_the_offer_after_the_teaser_is_no_part_of_the_text() -> None:
    after = "<p>“Il vous reste 86 % de l’article à lire”</p><p>Abonnez-vous pour 12 euros par mois et lisez tout.</p>"
    found = fields(article(after=after))
    assert "Il vous reste" not in found.body_html
    assert "12 euros" not in found.body_html


def test_a_mark_on_a_teaser_of_another_article_says_nothing() -> None:
    after = '<article class="teaser"><h2>Autre sujet</h2><p>Article réservé aux abonnés</p></article>'
    assert fields(article(after=after)).access is Access.UNKNOWN


def test_authors_related_articles_discussion_and_fil_are_no_part_of_the_text() -> None:
    after = (
        '<div class="auteurs"><h3>Auteurs</h3><p><a rel="author" href="/a/jh">Jérôme HOFF</a></p>'
        "<p>Journaliste au pôle technique depuis longtemps.</p></div>"
        "<h3>Discussion</h3><p>Aucun commentaire pour le moment, soyez le premier à réagir.</p>"
        "<h3>Sur le même thème</h3><p>Un autre appareil arrive dans les services du Nord.</p>"
    )
    aside = '<div class="le-fil"><h3>Le fil</h3><p>22 Nov</p><ul><li>7:30 Une brève</li></ul></div>'
    found = fields(article(after=after, aside=aside))
    assert found.authors == ("Jérôme HOFF",)
    for intruder in ("HOFF", "pôle technique", "soyez le premier", "services du Nord", "Une brève"):
        assert intruder not in found.body_html


def test_a_bibliography_stays() -> None:
    after = (
        "<h3>Auteurs</h3><p>Une vie en deux lignes, qui ne dit rien du sujet traité ici.</p>"
        "<h3>Bibliographie</h3><ol><li>Dupont A. et al., Délais mesurés, 2023, DOI : 10.1000/xyz.</li></ol>"
    )
    body = fields(article(after=after)).body_html
    assert "10.1000/xyz" in body
    assert "Une vie" not in body


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Le service (photo d’illustration). © C. F.", ("Le service (photo d’illustration).", "© C. F.")),
        ("Le service. D. R.", ("Le service.", "D. R.")),
        ("DR - Photo d’illustration", ("", "DR - Photo d’illustration")),
        ("Le service. Crédit : Ana Martin", ("Le service.", "Ana Martin")),
        (
            "Le service. CC BY-SA 4.0/Wikimedia Commons https://commons.example/x",
            ("Le service.", "CC BY-SA 4.0/Wikimedia Commons"),
        ),
    ],
)
def test_caption_and_credit_stand_under_the_picture(caption: str, expected: tuple[str, str]) -> None:
    figure = (
        f'<figure><img src="/photos/scanner.jpg" alt="Un scanner"><figcaption>{caption}</figcaption></figure>'
    )
    image = fields(article(figure=figure)).image
    assert image
    assert (image.url, image.alt) == ("https://www.gazette.example/photos/scanner.jpg", "Un scanner")
    assert (image.caption, image.credit) == expected


def test_the_picture_for_sharing_gets_the_caption_of_the_same_picture_on_the_page() -> None:
    figure = '<figure><img src="/photos/scanner.jpg"><figcaption>Le service. © C. F.</figcaption></figure>'
    head = '<meta property="og:image" content="https://www.gazette.example/photos/scanner-1200x630.jpg">'
    image = fields(article(head=head, figure=figure)).image
    assert image == Image(
        url="https://www.gazette.example/photos/scanner-1200x630.jpg", caption="Le service.", credit="© C. F."
    )


def test_the_caption_of_another_picture_is_not_taken() -> None:
    figure = '<figure><img src="/photos/autre.jpg"><figcaption>Un portrait. © C. F.</figcaption></figure>'
    head = '<meta property="og:image" content="https://www.gazette.example/photos/scanner.jpg">'
    image = fields(article(head=head, figure=figure)).image
    assert image
    assert (image.caption, image.credit) == ("", "")


def test_a_logo_is_no_picture_of_an_article() -> None:
    head = '<meta property="og:image" content="https://www.gazette.example/img/logo-gazette.png">'
    assert fields(article(head=head)).image is None


def test_a_standfirst_that_is_cut_is_completed_by_the_page() -> None:
    head = '<meta property="og:description" content="Trois centres ont compté les minutes pendant […]">'
    assert fields(article(head=head)).standfirst == CHAPO


def test_a_standfirst_that_repeats_the_title_is_none() -> None:
    head = '<meta property="og:description" content="Le tri plus court">'
    assert fields(article(head=head)).standfirst == CHAPO


def test_without_a_standfirst_the_first_paragraph_stands_first() -> None:
    reading = read(article(chapo=""))
    assert reading.content.standfirst == TEXT[0]
    assert reading.origins["standfirst"] == "first paragraph"


# Metadata


def test_json_ld_is_believed_before_what_is_shown() -> None:
    head = json_ld(
        headline="Le tri, plus court",
        datePublished="2026-11-22T07:31:00+01:00",
        dateModified="2026-11-24T09:00:00+01:00",
        author=[{"@type": "Person", "name": "Jérôme Hoff"}, {"@type": "Organization", "name": "La Gazette"}],
        articleSection=["Technique"],
        timeRequired="PT4M",
        isAccessibleForFree="http://schema.org/False",
    )
    reading = read(article(head=head, line="Le 20/11/26 à 7:31. Lecture 3 min."))
    found = reading.content
    assert (found.title, found.authors, found.categories) == (
        "Le tri, plus court",
        ("Jérôme Hoff",),
        ("Technique",),
    )
    assert (found.published_at, found.published_origin) == (
        datetime(2026, 11, 22, 6, 31, tzinfo=UTC),
        "json-ld",
    )
    assert (found.reading_minutes, found.access) == (4, Access.SUBSCRIBER)
    assert {reading.origins[name] for name in ("title", "published_at", "authors", "access")} == {"json-ld"}


def test_an_organisation_signs_where_nobody_else_does() -> None:
    head = json_ld(headline="X", author={"@type": "Organization", "name": "Agence Fictive"})
    assert fields(article(head=head)).authors == ("Agence Fictive",)


def test_a_person_in_the_metadata_goes_before_the_organisation_of_the_json_ld() -> None:
    head = json_ld(author={"@type": "Organization", "name": "La Gazette"})
    head += '<meta name="author" content="Virginie Petit">'
    assert fields(article(head=head)).authors == ("Virginie Petit",)


def test_a_date_without_a_time_is_precise_to_the_day() -> None:
    found = fields(article(head=json_ld(datePublished="2026-11-22"), line=""))
    assert (found.published_at, found.published_precision) == (
        datetime(2026, 11, 21, 23, 0, tzinfo=UTC),
        Precision.DAY,
    )


def test_of_the_same_day_the_time_that_is_precise_to_the_minute_counts() -> None:
    reading = read(article(head=json_ld(datePublished="2026-11-22")))
    assert reading.content.published_at == datetime(2026, 11, 22, 6, 31, tzinfo=UTC)
    assert reading.origins["published_at"] == "page"


def test_a_time_without_a_zone_is_that_of_the_source() -> None:
    found = fields(article(head='<meta property="article:published_time" content="2026-07-22T07:31:00">'))
    assert found.published_at == datetime(2026, 7, 22, 5, 31, tzinfo=UTC)


def test_a_date_in_the_address_is_better_than_none() -> None:
    stub = replace(STUB, url="https://www.gazette.example/2026/11/22/tri-plus-court/")
    reading = read(article(line=""), content=stub)
    assert (reading.content.published_at, reading.content.published_precision) == (
        datetime(2026, 11, 21, 23, 0, tzinfo=UTC),
        Precision.DAY,
    )
    assert reading.origins["published_at"] == "address of the page"


def test_the_name_of_the_site_is_no_part_of_a_title() -> None:
    head = '<meta property="og:title" content="Le tri : plus court - La Gazette">'
    assert fields(article(head=head)).title == "Le tri : plus court"


def test_a_headline_that_is_cut_is_completed() -> None:
    head = json_ld(headline="Le tri plus…")
    assert fields(article(head=head)).title == "Le tri plus court"


@pytest.mark.parametrize(
    ("tier", "access"), [("free", "free"), ("locked", "subscriber"), ("metered", "subscriber")]
)
def test_the_content_tier_says_who_may_read(tier: str, access: str) -> None:
    assert fields(article(head=f'<meta property="article:content_tier" content="{tier}">')).access == access


def test_the_other_addresses_of_a_page_are_its_aliases() -> None:
    head = (
        '<link rel="canonical" href="https://www.gazette.example/actualite/tri-plus-court/">'
        '<link rel="shortlink" href="https://www.gazette.example/?p=98820">'
        '<link rel="amphtml" href="https://amp.gazette.example/tri-plus-court/">'
        f'<meta property="og:url" content="{URL}?utm_source=x">'
    )
    assert fields(article(head=head)).aliases == (
        "https://www.gazette.example/actualite/tri-plus-court/",
        "https://www.gazette.example/?p=98820",
        "https://amp.gazette.example/tri-plus-court/",
    )


@pytest.mark.parametrize(
    "canonical",
    [
        "https://www.rival.example/tri/",
        "https://www.gazette.example/",
        "https://www.gazette.example/actualite/",
        "javascript:1",
    ],
)
def test_a_canonical_address_that_is_no_page_of_the_site_is_not_believed(canonical: str) -> None:
    assert fields(article(head=f'<link rel="canonical" href="{canonical}">')).aliases == ()


# What the feed said


def test_title_and_standfirst_of_a_feed_are_kept() -> None:
    fed = replace(STUB, title="Le titre du flux", standfirst="Le chapô du flux.")
    reading = read(article(head=json_ld(headline="Autre")), content=fed, source=FEED)
    assert (reading.content.title, reading.content.standfirst) == ("Le titre du flux", "Le chapô du flux.")
    assert (reading.origins["title"], reading.origins["standfirst"]) == ("feed", "feed")


def test_a_standfirst_of_a_feed_that_is_cut_is_completed_by_the_page() -> None:
    fed = replace(STUB, title="T", standfirst="Trois centres ont compté les minutes pendant…")
    reading = read(article(), content=fed, source=FEED)
    assert (reading.content.standfirst, reading.origins["standfirst"]) == (CHAPO, "page")


def test_a_standfirst_that_is_cut_and_goes_on_nowhere_stays_as_it_is() -> None:
    fed = replace(STUB, title="T", standfirst="Tout autre chose…")
    assert fields(article(), content=fed, source=FEED).standfirst == "Tout autre chose…"


def test_the_text_of_a_feed_is_kept_where_the_page_has_no_more() -> None:
    whole = "".join(f"<p>{paragraph}</p>" for paragraph in (*TEXT, "Un dernier mot, que la page cache."))
    reading = read(article(), content=replace(STUB, title="T", body_html=whole), source=FEED)
    assert (reading.content.body_html, reading.origins["body_html"]) == (whole, "feed")


def test_guid_and_categories_of_a_feed_stay() -> None:
    fed = replace(STUB, title="T", guid="g", categories=("Technique",))
    head = '<meta property="article:section" content="technique"><meta property="article:section" content="Nuit">'
    found = fields(article(head=head), content=fed, source=FEED)
    assert (found.guid, found.categories) == ("g", ("Technique", "Nuit"))


# Selectors


def test_a_selector_is_believed_before_everything() -> None:
    selectors = Selectors(
        kicker=".rub", title="h2.t", standfirst=".c", authors=".qui", published=".quand", credit=".p"
    )
    after = (
        '<p class="rub">Enquête</p><h2 class="t">Le vrai titre</h2><p class="c">Le vrai chapô.</p>'
        '<p class="qui">Par A. Martin et B. Petit (b.petit@gazette.example)</p><p class="quand">21 novembre 2026 à 8h05</p>'
        '<p class="p">© Zoé</p>'
    )
    head = json_ld(
        headline="Faux", datePublished="2026-11-01T00:00:00Z", image="https://www.gazette.example/i.jpg"
    )
    reading = read(article(head=head, after=after), source=replace(LIST, selectors=selectors))
    found = reading.content
    assert (found.title, found.kicker, found.standfirst) == ("Le vrai titre", "Enquête", "Le vrai chapô.")
    assert found.authors == ("A. Martin", "B. Petit")
    assert (found.published_at, found.published_origin) == (
        datetime(2026, 11, 21, 7, 5, tzinfo=UTC),
        "selector",
    )
    assert found.image == Image(url="https://www.gazette.example/i.jpg", credit="© Zoé")
    assert reading.origins["kicker"] == "selector .rub"


def test_a_selector_that_finds_nothing_leaves_the_word_to_the_others() -> None:
    found = fields(article(), source=replace(LIST, selectors=Selectors(title=".absent", published=".absent")))
    assert (found.title, found.published_at) == (
        "Le tri plus court",
        datetime(2026, 11, 22, 6, 31, tzinfo=UTC),
    )


@pytest.mark.parametrize(("mark", "access"), [('<b class="abo"></b>', Access.SUBSCRIBER), ("", Access.FREE)])
def test_a_selector_for_access_speaks_both_ways(mark: str, access: Access) -> None:
    assert (
        fields(article(mark=mark), source=replace(LIST, selectors=Selectors(access=".abo"))).access is access
    )


def test_a_selector_for_the_body_is_sanitised_and_freed_of_the_template_too() -> None:
    after = (
        f'<div class="corps"><p>Cancer du sein</p><p onclick="x()">{TEXT[0]}</p><script>x()</script></div>'
    )
    found = fields(article(after=after), source=replace(LIST, selectors=Selectors(body=".corps")))
    assert found.body_html == f"<p>{TEXT[0]}</p>"


# Reading time


def test_the_time_to_read_is_counted_where_nobody_states_it() -> None:
    reading = read(article(line="", text=TEXT * 8))
    assert (reading.content.reading_minutes, reading.origins["reading_minutes"]) == (2, "counted")


def test_the_beginning_of_a_subscribers_article_tells_nothing_of_its_length() -> None:
    head = '<meta property="article:content_tier" content="locked">'
    assert fields(article(head=head, line="", text=TEXT * 8)).reading_minutes is None


# Characters


def test_a_page_in_an_old_encoding_that_only_its_head_names_is_read() -> None:
    old = article().replace("utf-8", "iso-8859-1").replace("’", "'").encode("latin-1")
    assert read(old).content.standfirst == CHAPO


# Pages that are none


@pytest.mark.parametrize(
    ("body", "content_type", "told"),
    [
        (b"%PDF-1.7 x", "application/pdf", "is a PDF file, not a web page"),
        (b"{}", "application/json", "is application/json, not a web page"),
        (b"   ", "text/html", "answered with an empty page"),
        (b"no markup", "text/html", "holds no HTML that we can read"),
    ],
)
def test_what_is_no_page_is_said_and_the_content_stays(body: bytes, content_type: str, told: str) -> None:
    reading = read(body, content_type=content_type)
    assert reading.content is STUB
    assert reading.origins == {}
    assert reading.fault.startswith(f"{URL} {told}")
