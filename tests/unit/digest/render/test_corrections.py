from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html as lxml_html

from digest.domain.corrections import Correction
from digest.domain.newsroom import Clock
from digest.domain.variants import ALL_THEMES
from digest.render.corrections import corrections_view, notes
from digest.render.edition import EditionRenderer
from digest.render.view import edition_view
from tests.factories import PICTURE, PUBLICATION, edition_content, story

CONTENT = edition_content(briefs=(story(8, title="Une brève"), story(9, title="")))
MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


def _correction(
    item: int | None = None, text: str = "Ana, et non Anna.", at: datetime = MORNING
) -> Correction:
    return Correction(at=at, text=text, item=item)


@pytest.mark.parametrize(
    ("language", "at", "said"),
    [
        ("fr", MORNING, "24\u00a0novembre 2026, 9\u00a0h\u00a030"),
        ("en", MORNING, "24\u00a0November 2026, 9:30"),
        ("fr", datetime(2026, 11, 30, 23, 0, tzinfo=UTC), "1er\u00a0décembre 2026, 0\u00a0h"),
    ],
)
def test_a_correction_is_dated_by_the_publications_clocks(language: str, at: datetime, said: str) -> None:
    (note,) = notes([_correction(at=at)], CONTENT, language)
    assert note.moment == said


def test_a_publication_that_writes_its_times_with_a_colon_does_so_here() -> None:
    content = replace(CONTENT, publication=replace(PUBLICATION, clock=Clock.COLON))
    (note,) = notes([_correction()], content, "fr")
    assert note.moment.endswith(", 9:30")


@pytest.mark.parametrize(
    ("item", "title", "anchor"),
    [
        (None, "", ""),
        (1, "Article 1", ""),
        (3, "Article 3", "theme-ia"),
        (8, "Une brève", "fil"),
        (9, "Sans titre", "fil"),
        (4711, "", ""),
    ],
)
def test_a_note_names_its_story_and_leads_to_where_it_stands(
    item: int | None, title: str, anchor: str
) -> None:
    edition = edition_view(CONTENT, "fr", "https://letters.example")
    view = corrections_view([_correction(item)], CONTENT, edition, "fr")
    assert view
    assert [(note.title, note.anchor) for note in view.notes] == [(title, anchor)]


def test_one_is_a_correction_and_two_are_corrections_in_the_order_given() -> None:
    edition = edition_view(CONTENT, "en", "https://letters.example")
    one = corrections_view([_correction()], CONTENT, edition, "en")
    two = corrections_view([_correction(text="Two."), _correction(text="One.")], CONTENT, edition, "en")
    assert one
    assert two
    assert (one.title, two.title) == ("Correction", "Corrections")
    assert [note.text for note in two.notes] == ["Two.", "One."]


def test_without_corrections_there_is_nothing_to_print() -> None:
    assert corrections_view([], CONTENT, edition_view(CONTENT, "fr", ""), "fr") is None


def test_what_an_editor_typed_is_left_as_it_is_but_for_what_nobody_sees() -> None:
    (note,) = notes([_correction(text="Lire: « Ana »;\x00 pas <b>Anna</b>!\u202e")], CONTENT, "fr")
    assert note.text == "Lire: « Ana »; pas <b>Anna</b>!"


def test_the_web_version_prints_them_between_its_masthead_and_its_lead(renderer: EditionRenderer) -> None:
    page = renderer.web_page(CONTENT, "fr", [_correction(3)])
    head, _, rest = page.partition(">Correction</p>")
    assert ">La Quotidienne</h1>" in head
    assert "24\u00a0novembre 2026, 9\u00a0h\u00a030" in rest
    assert rest.index("Ana, et non Anna.") < rest.index('href="https://news.example/profession/article-1/"')
    root = lxml_html.fromstring(page)
    (link,) = root.xpath("//div[@role='note']//a")
    assert link.text == "Article 3"
    (target,) = root.xpath(f"//*[@id='{link.get('href').removeprefix('#')}']")
    assert target.text == "Intelligence artificielle"


def test_the_page_of_an_edition_without_corrections_is_the_same_to_the_byte(
    renderer: EditionRenderer,
) -> None:
    assert renderer.web_page(CONTENT, "fr", ()) == renderer.web_page(CONTENT, "fr")
    assert "note" not in renderer.web_page(CONTENT, "fr")


def test_no_mail_has_a_place_for_them(renderer: EditionRenderer) -> None:
    assert 'role="note"' not in renderer.render(CONTENT, "fr").variant(ALL_THEMES).html


def test_a_correction_is_text_and_nothing_that_runs(renderer: EditionRenderer) -> None:
    lead = story(1, title="<script>alert(1)</script>", image=PICTURE)
    nasty = _correction(1, '"><img src=x onerror=alert(1)></p>{{ 7 * 7 }}')
    page = renderer.web_page(replace(CONTENT, lead=lead), "fr", [nasty])
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    (shown,) = lxml_html.fromstring(page).xpath("//p[@class='note']")
    assert shown.text_content() == nasty.text
