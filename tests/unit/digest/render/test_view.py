from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.domain.content import Access, Image, ItemKind, Precision
from digest.domain.edition import EditionContent, Section, Story
from digest.domain.newsroom import Publication
from digest.render.view import LEAD_WIDTH, THUMBNAIL_WIDTH, edition_view, shown_width

StoryMaker = Callable[..., Story]


def instant(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published_at", "french", "english"),
    [
        (instant(23, 5), "6\u00a0h", "6:00"),
        (instant(22, 17, 40), "Hier, 18\u00a0h\u00a040", "Yesterday, 18:40"),
        (instant(22, 23, 30), "0\u00a0h\u00a030", "0:30"),
        (instant(21, 9), "Samedi, 10\u00a0h", "Saturday, 10:00"),
        (instant(17, 9), "Mardi, 10\u00a0h", "Tuesday, 10:00"),
        (instant(16, 9), "16\u00a0novembre", "16\u00a0November"),
        (instant(24, 9), "24\u00a0novembre", "24\u00a0November"),
    ],
)
def test_the_meta_line_tells_the_time_in_the_publication_s_own_zone(
    published_at: datetime,
    french: str,
    english: str,
    edition: Callable[..., EditionContent],
    story: StoryMaker,
):
    content = edition(lead=story(published_at=published_at))
    for language, expected in (("fr", french), ("en", english)):
        lead = edition_view(content, language, "").lead
        assert lead
        assert lead.meta == (expected,)


@pytest.mark.parametrize(
    ("published_at", "precision", "french", "english"),
    [
        (instant(22, 23), Precision.DAY, ("Aujourd’hui",), ("Today",)),
        (instant(21, 23), Precision.DAY, ("Hier",), ("Yesterday",)),
        (instant(20, 23), Precision.DAY, ("Samedi",), ("Saturday",)),
        (instant(14, 23), Precision.DAY, ("15\u00a0novembre",), ("15\u00a0November",)),
        (instant(22, 23), None, (), ()),
    ],
)
def test_a_mere_day_has_no_clock_and_an_unknown_date_is_not_told(
    *,
    published_at: datetime,
    precision: Precision | None,
    french: tuple[str, ...],
    english: tuple[str, ...],
    edition: Callable[..., EditionContent],
    story: StoryMaker,
):
    content = edition(lead=story(published_at=published_at, published_precision=precision))
    for language, expected in (("fr", french), ("en", english)):
        lead = edition_view(content, language, "").lead
        assert lead
        assert (lead.meta, lead.time) == (expected, "")


def test_the_meta_line_names_authors_time_and_minutes(
    edition: Callable[..., EditionContent], story: StoryMaker
):
    lead = edition_view(
        edition(lead=story(authors=("de Rugy", "B"), reading_minutes=4, access=Access.SUBSCRIBER)), "fr", ""
    ).lead
    assert lead
    assert lead.meta == ("de Rugy et B", "6\u00a0h", "4\u00a0min\u00a0de\u00a0lecture")
    assert lead.subscribers_only


def test_only_the_lead_and_the_first_of_a_section_have_a_picture(
    edition: Callable[..., EditionContent], story: StoryMaker
):
    pictured = story(image=Image(url="https://news.example/a.jpg", credit="C. F."))
    content = edition(
        lead=pictured,
        sections=(Section(theme="ia", title="IA", stories=(pictured, pictured)),),
        briefs=(pictured,),
    )
    view = edition_view(content, "fr", "")
    assert view.lead
    assert view.wire
    assert view.lead.picture
    assert view.lead.picture.width == LEAD_WIDTH
    first, second = view.sections[0].stories
    assert first.picture
    assert first.picture.width == THUMBNAIL_WIDTH
    assert first.picture.credit == "Photo\u00a0:\u00a0C. F."
    assert second.picture is None
    assert view.wire.days[0].briefs[0].picture is None


@pytest.mark.parametrize(
    ("credit", "printed"),
    [("© C. F.", "©\u00a0C. F."), ("Photo X", "Photo X"), ("", ""), ("X", "Photo\u00a0:\u00a0X")],
)
def test_a_credit_is_introduced_unless_it_introduces_itself(
    credit: str, printed: str, edition: Callable[..., EditionContent], story: StoryMaker
):
    lead = edition_view(
        edition(lead=story(image=Image(url="https://a.example/", credit=credit))), "fr", ""
    ).lead
    assert lead
    assert lead.picture
    assert lead.picture.credit == printed


@pytest.mark.parametrize(
    ("width", "height", "column", "shown"),
    [
        (None, None, 600, 600),
        (1200, 800, 600, 600),
        (400, 300, 600, 400),
        (800, 1600, 600, 300),
        (1, 1, 600, 0),
        (48, 48, 112, 0),
        (80, 60, 112, 80),
    ],
)
def test_a_picture_is_never_enlarged_and_a_pixel_never_printed(
    width: int | None, height: int | None, column: int, shown: int
):
    assert shown_width(Image(url="https://a.example/", width=width, height=height), column) == shown


def test_a_busy_section_has_shorter_standfirsts(edition: Callable[..., EditionContent], story: StoryMaker):
    long = story(standfirst="mot " * 200)
    calm = Section(theme="a", title="A", stories=(long,) * 3)
    busy = Section(theme="b", title="B", stories=(long,) * 4)
    view = edition_view(edition(lead=long, sections=(calm, busy)), "fr", "")
    lengths = [len(section.stories[0].standfirst) for section in view.sections]
    assert view.lead
    assert 140 >= lengths[1] > 130
    assert 280 >= lengths[0] > 270
    assert 420 >= len(view.lead.standfirst) > 410


def test_overflow_is_counted_and_linked_to_its_place_in_the_web_version(
    edition: Callable[..., EditionContent], story: StoryMaker
):
    content = edition(
        sections=(Section(theme="ia", title="IA", stories=(story(),), overflow=(story(),) * 4),),
        brief_overflow=(story(kind=ItemKind.BRIEF),),
    )
    view = edition_view(content, "fr", "https://news.example")
    more = view.sections[0].more
    assert more
    assert more.text == "+ 4 autres"
    assert more.url == "https://news.example/archive/matin/2026-11-23#theme-ia"
    assert view.wire
    assert view.wire.more
    assert view.wire.more.url == "https://news.example/archive/matin/2026-11-23#fil"


def test_the_wire_names_the_days_that_are_not_the_edition_s_own(
    edition: Callable[..., EditionContent], story: StoryMaker
):
    briefs = tuple(
        story(str(number), kind=ItemKind.BRIEF, theme=theme, published_at=published_at)
        for number, theme, published_at in (
            (1, "a", instant(23, 5, 12)),
            (2, "", instant(22, 20)),
            (3, "b", instant(22, 8)),
            (4, "b", instant(21, 8)),
        )
    )
    view = edition_view(edition(briefs=briefs), "fr", "")
    assert view.wire
    assert [(day.label, len(day.briefs), day.themes) for day in view.wire.days] == [
        ("", 1, {"a"}),
        ("Dimanche 22\u00a0novembre", 2, {"", "b"}),
        ("Samedi 21\u00a0novembre", 1, {"b"}),
    ]
    times = [brief.time for day in view.wire.days for brief in day.briefs]
    assert times == ["6\u00a0h\u00a012", "21\u00a0h", "9\u00a0h", "9\u00a0h"]
    assert view.wire.themes == {"a", "", "b"}


def test_a_brief_without_a_date_stands_with_the_day_of_the_edition(
    edition: Callable[..., EditionContent], story: StoryMaker
):
    dated = story("dated", kind=ItemKind.BRIEF, published_at=instant(23, 4))
    older = story("older", kind=ItemKind.BRIEF, published_at=instant(22, 20))
    undated = story("undated", kind=ItemKind.BRIEF, published_at=instant(22, 9), published_precision=None)
    view = edition_view(edition(briefs=(dated, older, undated)), "en", "")
    assert view.wire
    assert [(day.label, [brief.title for brief in day.briefs]) for day in view.wire.days] == [
        ("", ["dated", "undated"]),
        ("Sunday 22\u00a0November", ["older"]),
    ]


@pytest.mark.parametrize(
    ("title", "standfirst", "printed"),
    [
        ("Le délai recule.", "Le délai recule. Enfin.", ("Le délai recule. Enfin.", "")),
        ("Le délai moyen…", "Le délai moyen recule.", ("Le délai moyen recule.", "")),
        ("Le délai recule.", "Le délai recule.", ("Le délai recule.", "")),
        ("Le délai", "Il recule.", ("Le délai", "Il recule.")),
        ("Rad", "Radon partout.", ("Rad", "Radon partout.")),
        ("Le délai", "", ("Le délai", "")),
        ("y" * 279, "y" * 279 + " et " + "z" * 80, ("y" * 279 + "…", "")),
    ],
)
def test_a_brief_that_begins_with_its_title_is_one_text(
    title: str,
    standfirst: str,
    printed: tuple[str, str],
    edition: Callable[..., EditionContent],
    story: StoryMaker,
):
    brief = story(title, standfirst=standfirst, kind=ItemKind.BRIEF)
    wire = edition_view(edition(briefs=(brief,)), "fr", "").wire
    assert wire
    view = wire.days[0].briefs[0]
    assert (view.title, view.standfirst) == printed


def test_the_standfirst_of_an_article_does_not_tell_its_title_again(
    edition: Callable[..., EditionContent], story: StoryMaker
):
    lead = edition_view(edition(lead=story("Un titre", standfirst="Un titre. La suite.")), "fr", "").lead
    assert lead
    assert (lead.title, lead.standfirst) == ("Un titre", "La suite.")


def test_without_briefs_there_is_no_wire(edition: Callable[..., EditionContent]):
    assert edition_view(edition(), "fr", "").wire is None


def test_a_story_without_a_title_says_so(edition: Callable[..., EditionContent], story: StoryMaker):
    lead = edition_view(edition(lead=story("")), "fr", "").lead
    assert lead
    assert lead.title == "Sans titre"


@pytest.mark.parametrize(
    ("address", "imprint"),
    [
        ("", "La Gazette"),
        ("1 rue X, Dijon", "La Gazette, 1 rue X, Dijon"),
        ("La Gazette, 1 rue X", "La Gazette, 1 rue X"),
    ],
)
def test_the_imprint_names_the_publication_once(
    address: str, imprint: str, edition: Callable[..., EditionContent]
):
    content = edition()
    publication = Publication(name="La Gazette", url="", postal_address=address)
    assert edition_view(replace(content, publication=publication), "fr", "").imprint == imprint


def test_stories_in_another_language_than_the_reader_s_are_marked(edition: Callable[..., EditionContent]):
    assert edition_view(edition(), "fr", "").content_lang == ""
    assert edition_view(edition(), "en", "").content_lang == "fr"
