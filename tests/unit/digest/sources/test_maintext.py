import pytest
import trafilatura

from digest.sources.maintext import clean_body, main_text
from digest.sources.webpage import WebPage, parse_page

URL = "https://news.example/a"
SENTENCE = "Le service a revu son circuit au printemps, pour gagner du temps sur chaque examen de nuit."


def page(body: str) -> WebPage:
    parsed = parse_page(f"<html><body>{body}</body></html>".encode(), "text/html", URL)
    assert parsed
    return parsed


def test_the_text_keeps_links_lists_tables_and_emphasis_and_nothing_else() -> None:
    body = main_text(
        page(
            f"<article><h1>T</h1><p>{SENTENCE} <a href='/b' onclick='x()'>Un lien</a>, <b>gras</b>.</p>"
            f"<ul><li>{SENTENCE}</li></ul><table><tr><td>Un</td><td>Deux</td></tr></table><script>x()</script>"
            f"<p>{SENTENCE}</p></article>"
        )
    )
    assert '<a href="https://news.example/b">Un lien</a>' in body
    assert "<strong>gras</strong>" in body
    assert "<li>" in body
    assert "Deux" in body
    assert "onclick" not in body
    assert "x()" not in body


def test_a_page_without_a_text_gives_none() -> None:
    assert main_text(page("<nav><a href='/'>Accueil</a></nav>")) == ""


def test_a_fault_of_the_library_costs_the_text_and_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> str:
        raise RecursionError("too deep")

    monkeypatch.setattr(trafilatura, "extract", break_down)
    assert main_text(page(f"<article><p>{SENTENCE}</p></article>")) == ""


def test_the_page_is_left_as_it_was() -> None:
    whole = page(f'<article><p class="kicker">K</p><p>{SENTENCE}</p></article>')
    main_text(whole)
    assert whole.tree.xpath("count(//*[@class='kicker'])") == 1


def test_a_site_that_wraps_its_whole_page_in_a_sidebar_is_read_all_the_same() -> None:
    assert SENTENCE in main_text(page(f'<div class="sidebar"><p>{SENTENCE}</p><p>{SENTENCE}</p></div>'))


def test_lines_of_the_template_go_from_a_body_that_was_found_otherwise() -> None:
    body = clean_body(
        f"<p>Enquête</p><p>Le 22/11/26 à 7:31</p><p>{SENTENCE}</p><h3>Auteur</h3><p>Ana</p>", URL, ["enquete"]
    )
    assert body == f"<p>{SENTENCE}</p>"


def test_the_same_words_inside_of_the_text_stay() -> None:
    paragraphs = "".join(f"<p>{SENTENCE} {number}</p>" for number in range(8)) + "<p>Enquête</p>"
    assert clean_body(paragraphs, URL, ["Enquête"]).endswith("<p>Enquête</p>")


def test_what_follows_a_heading_of_the_template_goes_up_to_the_next_heading() -> None:
    body = clean_body(f"<p>{SENTENCE}</p><h3>À lire aussi</h3><p>X</p><h3>Bibliographie</h3><p>Y</p>", URL)
    assert body == f"<p>{SENTENCE}</p> <h3>Bibliographie</h3><p>Y</p>" or "<p>X</p>" not in body
    assert "<p>Y</p>" in body


SIGNATURES = [
    "<h3>Auteurs</h3><p>Ana Martin</p><p>Bob Petit</p>",
    "<p>Auteurs :</p><ul><li>Ana Martin</li><li>Bob Petit, radiologue à Lyon</li></ul>",
    "<p>Par</p><p>Ana Martin</p>",
    "<p><strong>By</strong></p><p>Ana Martin and Bob Petit</p>",
    "<p>Authors: Ana Martin</p>",
    "<p>Par</p>",
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_who_signs_above_the_text_is_no_part_of_it_and_takes_nothing_of_it_away(signature: str) -> None:
    text = f"<p>{SENTENCE}</p><p>Ana Martin l’a suivi.</p><p>{SENTENCE}</p>"
    assert clean_body(f"<p>Le chapô.</p>{signature}{text}", URL) == f"<p>Le chapô.</p>{text}"


@pytest.mark.parametrize("signature", SIGNATURES)
def test_who_signs_below_the_text_is_no_part_of_it(signature: str) -> None:
    text = f"<p>{SENTENCE}</p>" * 3
    assert clean_body(f"{text}{signature}", URL) == text


def test_what_only_begins_like_a_signature_is_text() -> None:
    text = f"<p>Par ailleurs, le service s’agrandit.</p><p>Par exemple :</p><h3>Par la suite</h3><p>{SENTENCE}</p>"
    assert clean_body(text, URL) == text


def test_a_house_that_signs_above_the_text_is_no_part_of_it() -> None:
    assert clean_body(f"<p>Par la rédaction</p><p>{SENTENCE}</p>", URL) == f"<p>{SENTENCE}</p>"


def test_a_byline_that_holds_the_announcing_word_alone_goes_with_the_names_beneath_it() -> None:
    text = "".join(f"<p>{SENTENCE} Fin {number}.</p>" for number in range(3))
    body = main_text(page(f'<article><h4 class="auteur">Auteurs</h4><p>Ana Martin</p>{text}</article>'))
    assert "Ana" not in body
    assert "Auteurs" not in body
    assert body.count(SENTENCE) == 3


NOTICE = "<p>Article réservé aux abonnés</p>"


def test_a_notice_for_subscribers_above_the_text_goes_alone() -> None:
    text = f"<p>{SENTENCE}</p>" * 14
    assert (
        clean_body(f"<p>Le chapô.</p>{NOTICE}<p>Le 24/11/26 à 9:05</p>{text}", URL)
        == f"<p>Le chapô.</p>{text}"
    )


def test_what_follows_an_offer_to_subscribers_is_no_text() -> None:
    assert clean_body(f"<p>{SENTENCE}</p>{NOTICE}<p>{SENTENCE}</p>", URL) == f"<p>{SENTENCE}</p>"
