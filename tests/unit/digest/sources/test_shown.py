import pytest

from digest.domain.content import Access
from digest.sources.bylines import names_of
from digest.sources.shown import is_beside, is_date_line, is_offer, names, read_shown
from digest.sources.statement import Statement
from digest.sources.webpage import parse_page


def read(body: str, title: str = "Le tri") -> Statement:
    markup = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    page = parse_page(markup.encode(), "text/html", "https://news.example/a")
    assert page
    return read_shown(page)


def element(markup: str):
    page = parse_page(f"<body>{markup}</body>".encode(), "text/html", "https://news.example/a")
    assert page
    return page.tree.xpath("//body/*")[0]


def test_of_several_headings_the_one_that_the_window_is_called_by_is_the_title() -> None:
    assert (
        read("<h1>La Gazette</h1><article><h1>Le tri</h1></article>", "Le tri - La Gazette").title == "Le tri"
    )


def test_without_a_heading_the_window_s_title_is_it_and_says_so() -> None:
    said = read("<p>Un mot")
    assert (said.title, said.origin("title")) == ("Le tri", "title of the page")


@pytest.mark.parametrize(
    "name", ["surtitre", "article-kicker", "entry__surtitre", "Kicker", "c-article-kicker overline"]
)
def test_templates_name_their_kicker_in_their_own_way(name: str) -> None:
    assert read(f'<article><p class="{name}">Enquête</p><h1>Le tri</h1></article>').kicker == "Enquête"


@pytest.mark.parametrize("name", ["kickers-list", "no-kicker", "post"])
def test_another_name_is_no_kicker(name: str) -> None:
    assert read(f'<article><p class="{name}">Enquête</p><h1>Le tri</h1></article>').kicker == ""


@pytest.mark.parametrize(
    ("markup", "authors"),
    [
        ('<p class="byline">Par Ana Martin et Bob Petit</p>', ("Par Ana Martin et Bob Petit",)),
        ('<p class="author">Ana Martin, le 22/11/26 à 7:31</p>', ("Ana Martin",)),
        ('<p class="byline"><a rel="author">Ana Martin</a> le 22/11/26</p>', ("Ana Martin",)),
        ('<span itemprop="author">Ana Martin</span>', ("Ana Martin",)),
        ('<div class="auteurs"><h3>Auteurs</h3><p>Ana Martin</p><p>Une vie.</p></div>', ("Ana Martin",)),
        ('<div class="auteurs"><h3>Auteurs</h3></div>', ()),
        (
            '<div class="auteurs"><p>Auteurs</p><p>Ana Martin</p><p>Bob Petit</p></div>',
            ("Ana Martin", "Bob Petit"),
        ),
        ('<div class="byline"><span>Par</span> <span>Ana Martin</span></div>', ("Par Ana Martin",)),
        ('<h4 class="auteur">Auteurs</h4><p>Ana Martin</p>', ("Ana Martin",)),
    ],
)
def test_bylines_and_blocks_of_authors(markup: str, authors: tuple[str, ...]) -> None:
    assert read(f"<article><h1>Le tri</h1>{markup}</article>").authors == authors


SENTENCE = (
    "Le service a revu son circuit au printemps, pour gagner du temps sur chaque examen de nuit, dit-on."
)
TEXT = f"<p>{SENTENCE}</p>" * 9


@pytest.mark.parametrize(
    "signature",
    [
        "<h2>Auteurs</h2><p>Ana Martin</p><p>Bob Petit, radiologue à Lyon</p>",
        "<p>Par</p><p>Ana Martin</p><p>Bob Petit</p>",
        "<p><strong>Authors:</strong></p><ul><li>Ana Martin</li><li>Bob Petit</li></ul>",
        "<div><h3>Auteurs</h3></div><div><div>Ana Martin</div><div>Bob Petit</div></div>",
        "<dl><dt>Auteurs</dt><dd>Ana Martin</dd><dd>Bob Petit</dd></dl>",
        "<p>By<br>Ana Martin and Bob Petit</p>",
        "<p>Auteurs : Ana Martin, Bob Petit</p>",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_names_under_a_word_that_announces_them_sign_where_nothing_is_marked(
    signature: str, place: str
) -> None:
    above, below = (signature, "") if place == "above" else ("", signature)
    markup = f"<p>Ana Ailleurs</p><article><h1>Le tri</h1><p>Le chapô.</p>{above}{TEXT}{below}<p>Partager</p></article>"
    assert names_of(read(markup).authors) == ("Ana Martin", "Bob Petit")


@pytest.mark.parametrize(
    "markup",
    [
        f"{TEXT}<h2>Auteurs</h2><p>Ana Martin</p>{TEXT}",
        f"{TEXT}<h2>Auteurs</h2><p>Ana Martin</p><h2>Éditeurs</h2><p>Bob Petit</p>",
        f"<h2>Auteurs</h2><p>Une brève histoire</p><p>Ana Martin</p>{TEXT}",
        f"<h2>Par la suite</h2><p>Ana Martin</p>{TEXT}",
        f"<p>Ana Martin</p>{TEXT}<p>Par</p>",
        f"<aside><p>Par</p><p>Ana Martin</p></aside>{TEXT}",
    ],
)
def test_names_that_may_be_the_article_s_own_matter_do_not_sign(markup: str) -> None:
    assert read(f"<p>Par Bob Petit</p><article><h1>Le tri</h1>{markup}</article>").authors == ()


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ('<time datetime="2026-11-22T07:31">hier</time>', "2026-11-22T07:31"),
        ('<meta itemprop="datePublished" content="2026-11-22">', "2026-11-22"),
        ("<p>Publié le 22 novembre 2026 à 7h31</p>", "22 novembre 2026 à 7h31"),
        ("<p>Publié le dimanche 22 novembre 2026</p>", "22 novembre 2026"),
        ("<p>Mis à jour le 24/11/2026, publié le 22/11/2026 à 7:31</p>", "22/11/2026 à 7:31"),
        ("<p>Par Ana Martin, le 22/11/26 à 7:31</p>", "22/11/26 à 7:31"),
        ('<p>Mis à jour le <time datetime="2026-11-24">24</time></p>', ""),
        ("<p>Mis à jour le 24/11/2026</p>", ""),
        ("<p>Dernière modification : 24/11/2026</p>", ""),
        ("<p>Le 12 mars 2019, le service ouvrait ses portes.</p>", ""),
        ("<p>Publié le 3 mars 2020, le décret prévoit une aide.</p>", ""),
        ("<p>Un décret publié le 3 mars 2020 prévoit une aide.</p>", ""),
        (f'<p>{"Un mot. " * 20} Le congrès s’ouvre <time datetime="2027-01-01">en janvier</time>.</p>', ""),
        ("<p>22/11/2026 | Par Ana Martin</p>", "22/11/2026"),
        ("<p>Le congrès se tiendra à Lyon, selon les organisateurs</p>", ""),
        ('<a href="/x">22/11/26 : un autre article</a>', ""),
    ],
)
def test_the_date_of_publication_is_told_from_all_others(markup: str, published: str) -> None:
    wrapped = f"<li>{markup}</li>" if markup.startswith("<a") else markup
    assert read(f"<article><h1>Le tri</h1>{wrapped}</article>").published == published


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("Lecture 3 min.", 3),
        ("Temps de lecture : 12 min", 12),
        ("5 minutes de lecture", 5),
        ("4 min read", 4),
        ("3 min", None),
    ],
)
def test_reading_time(line: str, minutes: int | None) -> None:
    assert read(f"<article><h1>Le tri</h1><span>{line}</span></article>").minutes == minutes


@pytest.mark.parametrize(
    "line",
    [
        "Article réservé aux abonnés",
        "Cet article est réservé à nos abonnés.",
        "« Il vous reste 86 % de l’article à lire »",
    ],
)
def test_words_that_close_an_article(line: str) -> None:
    assert read(f"<article><h1>Le tri</h1><p>{line}</p></article>").access is Access.SUBSCRIBER
    assert is_offer(line)


@pytest.mark.parametrize(
    "beside",
    [
        '<aside><p class="surtitre">X</p><time datetime="2026-01-01">x</time></aside>',
        '<div class="related-posts"><p class="surtitre">X</p><time datetime="2026-01-01">x</time></div>',
        '<article><p class="surtitre">X</p><time datetime="2026-01-01">x</time></article>',
        '<form><p class="surtitre">X</p><time datetime="2026-01-01">x</time></form>',
    ],
)
def test_what_stands_beside_the_article_says_nothing_of_it(beside: str) -> None:
    said = read(f"<article><h1>Le tri</h1>{beside}</article>")
    assert (said.kicker, said.published) == ("", "")


def test_a_figure_brings_its_caption_and_its_credit_apart() -> None:
    figure = (
        '<figure><img src="/1.jpg" alt="Une vue"><figcaption>Le service. <span class="credit">© Ana</span>'
        '</figcaption></figure><figure><img src="/2.jpg"></figure>'
    )
    first, second = read(f"<article><h1>Le tri</h1>{figure}</article>").pictures
    assert (first.url, first.alt, first.caption, first.credit) == (
        "/1.jpg",
        "Une vue",
        "Le service.",
        "© Ana",
    )
    assert (second.url, second.caption, second.credit) == ("/2.jpg", "", "")


def test_names_and_places_of_elements() -> None:
    assert names(element('<p class="wp-caption-credit">'), "credit")
    assert not names(element('<p class="accredited">'), "credit")
    for markup in (
        "<aside>",
        '<div class="sidebar">',
        '<div id="comments">',
        '<div class="widget-related">',
        '<div class="le-fil">',
    ):
        assert is_beside(element(markup))
    for markup in (
        "<div>",
        '<div class="has-sidebar">',
        '<div class="content no-comments">',
        '<div class="profil">',
    ):
        assert not is_beside(element(markup))


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Le 22/11/26 à 7:31, mise à jour hier à 14:14. Lecture 3 min.", True),
        ("Publié le 22 novembre 2026", True),
        ("Lecture 3 min.", True),
        ("Le 22/11/26, le service a fermé ses portes pour de bon.", False),
        ("Le service a fermé.", False),
    ],
)
def test_a_line_that_only_dates_is_told_from_a_sentence_that_does(line: str, is_one: bool) -> None:
    assert is_date_line(line) is is_one
