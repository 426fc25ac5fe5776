import json

import pytest

from digest.domain.content import Access
from digest.sources.jsonld import MOST_DEPTH, minutes_of, read_json_ld
from digest.sources.statement import Statement
from digest.sources.webpage import parse_page

URL = "https://news.example/tri/"


def read(*scripts: str, url: str = URL) -> Statement:
    markup = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    page = parse_page(f"<html><head>{markup}</head><body>x".encode(), "text/html", url)
    assert page
    return read_json_ld(page)


def node(**fields: object) -> str:
    return json.dumps({"@type": "NewsArticle", "headline": "Le tri", **fields})


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "Article", "headline": "Le tri"}',
        '[{"@type": "WebSite"}, {"@type": "Article", "headline": "Le tri"}]',
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["Thing", "NewsArticle"], "headline": "Le tri"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "Le tri"}}',
        '{"@type": "http://schema.org/ReportageNewsArticle", "headline": ["Le tri"]}',
        '{"@type": "schema:NewsArticle", "headline": {"@value": "Le tri"}}',
    ],
)
def test_the_article_is_found_wherever_it_stands(script: str) -> None:
    assert read(script).title == "Le tri"


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "Le tri"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "Le tri"}\n//]]>',
        '/* un mot */ {"@type": "Article", // deux\n "headline": "Le tri",}',
        '{"@type": "Article", "headline": "Le tri", "authors": ["A", "B",],}',
        '{"@type": "Article", "description": "une\nligne\tou deux", "headline": "Le tri"}',
        '{"@type": "Article", "description": "l\\\'an, \\x, un //, /* et */", "headline": "Le tri"}',
        '{"@type": "Article", "headline": "Le tri"};',
        '{"@type": "WebSite"}\n{"@type": "Article", "headline": "Le tri"}',
        "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;Le tri&quot;}",
    ],
)
def test_broken_json_is_repaired_where_that_is_safe(script: str) -> None:
    assert read(script).title == "Le tri"


def test_a_repair_leaves_the_text_of_strings_alone() -> None:
    said = read('{"@type": "Article", "description": "a // b, } /* c */ d", "headline": "x",}')
    assert said.standfirst == "a // b, } /* c */ d"


@pytest.mark.parametrize(
    "script",
    [
        "",
        "null",
        "{",
        '{"@type": "Article", "headline": "un "mot" de trop"}',
        "[" * 100_000,
        '{"a":' * (MOST_DEPTH + 1) + "1" + "}" * (MOST_DEPTH + 1),
        '{"@type": 3, "headline": {}}',
        '{"@type": "Article", "author": {"name": []}, "image": [[]], "hasPart": [3], "datePublished": {"x": []}}',
        '{"n": ' + "9" * 10_000 + "}",
        '"' + '\\"' * 50_000,
        "/* " * 50_000,
    ],
)
def test_what_cannot_be_read_says_nothing(script: str) -> None:
    said = read(script)
    assert (said.title, said.published, said.authors) == ("", "", ())


def test_what_cannot_be_read_does_not_silence_the_next_script() -> None:
    assert read("{", node()).title == "Le tri"


def test_other_articles_on_the_page_do_not_speak_for_it() -> None:
    others = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Autre"}]}
    assert read(json.dumps(others), node()).title == "Le tri"
    own = node(url="https://news.example/tri?utm_source=x")
    assert read(node(headline="Autre", url="https://news.example/autre"), own).title == "Le tri"


@pytest.mark.parametrize(
    ("author", "people", "houses"),
    [
        ("Ana Martin", ("Ana Martin",), ()),
        ({"@type": "Person", "name": "Ana Martin"}, ("Ana Martin",), ()),
        ({"@type": "Person", "givenName": "Ana", "familyName": "Martin"}, ("Ana Martin",), ()),
        (["Ana Martin", {"name": "Bob Petit"}], ("Ana Martin", "Bob Petit"), ()),
        ({"@type": "NewsMediaOrganization", "name": "Agence"}, (), ("Agence",)),
        (
            [{"@type": "Organization", "name": "Agence"}, {"@type": "Person", "name": "Ana"}],
            ("Ana",),
            ("Agence",),
        ),
        ("La Gazette", (), ("La Gazette",)),
        ({"@id": "#ana"}, ("Ana Martin",), ()),
        ([], (), ()),
    ],
)
def test_people_are_told_from_organisations(
    author: object, people: tuple[str, ...], houses: tuple[str, ...]
) -> None:
    described = json.dumps({"@type": "Person", "@id": "#ana", "name": "Ana Martin"})
    said = read(node(author=author, publisher={"@type": "Organization", "name": "La Gazette"}), described)
    assert (said.authors, said.houses) == (people, houses)


@pytest.mark.parametrize(
    ("fields", "access"),
    [
        ({"isAccessibleForFree": True}, "free"),
        ({"isAccessibleForFree": False}, "subscriber"),
        ({"isAccessibleForFree": "False"}, "subscriber"),
        ({"isAccessibleForFree": "http://schema.org/True"}, "free"),
        ({"isAccessibleForFree": "http://schema.org/False"}, "subscriber"),
        ({"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False"}}, "subscriber"),
        ({"hasPart": [{"isAccessibleForFree": True}]}, "unknown"),
        ({"isAccessibleForFree": True, "hasPart": {"isAccessibleForFree": False}}, "free"),
        ({"isAccessibleForFree": "perhaps"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_who_may_read_is_said_in_many_ways(fields: dict[str, object], access: str) -> None:
    assert read(node(**fields)).access is Access(access)


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("https://news.example/1.jpg", "https://news.example/1.jpg"),
        (["https://news.example/1.jpg", "https://news.example/2.jpg"], "https://news.example/1.jpg"),
        ({"@type": "ImageObject", "url": "https://news.example/1.jpg"}, "https://news.example/1.jpg"),
        ({"@id": "#photo"}, "https://news.example/described.jpg"),
    ],
)
def test_a_picture_is_an_address_an_object_or_a_reference(image: object, url: str) -> None:
    described = {"@type": "ImageObject", "@id": "#photo", "url": "https://news.example/described.jpg"}
    assert read(node(image=image), json.dumps(described)).pictures[0].url == url


def test_a_picture_brings_what_is_said_of_it() -> None:
    image = {
        "url": "https://news.example/1.jpg",
        "width": {"value": 1200},
        "height": "800",
        "caption": "Le service",
        "creditText": "© A. M.",
    }
    (picture,) = read(node(image=image)).pictures
    assert (picture.width, picture.height, picture.caption, picture.credit) == (
        "1200",
        "800",
        "Le service",
        "© A. M.",
    )


def test_the_description_of_the_page_speaks_where_that_of_the_article_is_silent() -> None:
    web_page = {
        "@type": "WebPage",
        "datePublished": "2026-11-22",
        "dateModified": "2026-11-24",
        "inLanguage": "fr-FR",
    }
    said = read(json.dumps(web_page), node())
    assert (said.published, said.language) == ("2026-11-22", "fr-FR")


def test_the_date_of_an_update_is_not_read() -> None:
    assert read(node(dateModified="2026-11-24", dateCreated="2026-11-20")).published == ""


def test_entities_in_a_script_are_characters() -> None:
    assert read(node(headline="L&#8217;œil &amp; l&rsquo;ouïe")).title == "L’œil & l’ouïe"


def test_a_text_is_paragraphs() -> None:
    assert read(node(articleBody="Un.\n\nDeux < trois.")).body == "<p>Un.</p><p>Deux &lt; trois.</p>"


@pytest.mark.parametrize(
    ("scripts", "is_article"),
    [
        ((node(datePublished="2026-11-22"),), True),
        ((node(),), False),
        ((node(datePublished="2026-11-22"), node(datePublished="2026-11-23")), False),
        (('{"@type": "CollectionPage"}', node(datePublished="2026-11-22")), False),
        ((), False),
    ],
)
def test_one_dated_article_and_no_list_make_a_page_that_of_an_article(
    scripts: tuple[str, ...], is_article: bool
) -> None:
    assert read(*scripts).is_article is is_article


@pytest.mark.parametrize(
    ("duration", "minutes"),
    [
        ("PT3M", 3),
        ("PT1H5M", 65),
        ("PT90S", 2),
        ("PT10S", 1),
        ("4", 4),
        ("P", None),
        ("PT", None),
        ("x", None),
        ("", None),
    ],
)
def test_reading_time_is_a_duration_or_a_number(duration: str, minutes: int | None) -> None:
    assert minutes_of(duration) == minutes


OTHER = node(url="https://news.example/autre/", headline="Un autre article")
THIRD = node(url="https://news.example/troisieme/", headline="Un troisième")


@pytest.mark.parametrize(
    ("scripts", "title"),
    [
        ((OTHER, node(url=URL, headline="Le tri")), "Le tri"),
        ((OTHER, node(headline="Le tri")), "Le tri"),
        ((OTHER, THIRD), ""),
        ((OTHER,), "Un autre article"),
    ],
)
def test_of_several_articles_none_that_names_another_page_speaks(
    scripts: tuple[str, ...], title: str
) -> None:
    assert read(*scripts).title == title
