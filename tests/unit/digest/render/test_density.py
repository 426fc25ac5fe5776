"""What a mail gives up when it is too heavy, and in which order."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import ItemKind
from digest.domain.edition import EditionContent, Section, Story
from digest.domain.variants import ALL_THEMES
from digest.render.density import (
    BUDGET,
    BUSY,
    Density,
    densities,
    encoded_size,
    lightened,
    shorter,
)
from digest.render.edition import EditionRenderer, RenderedEdition
from digest.render.templates import template_folders
from digest.render.view import edition_view
from tests.golden.quotidienne import QUOTIDIENNE

STANDFIRST = "Une phrase qui en dit long sur le sujet du jour. " * 6
STORIES = [story for section in QUOTIDIENNE.sections for story in section.stories if story.image]


def edition(*sizes: int, briefs: int = 0, standfirst: str = STANDFIRST) -> EditionContent:
    """Return an edition with a section of each size; every story tells as much as a feed may."""

    def story(number: int, section: int) -> Story:
        pattern = STORIES[number % len(STORIES)]
        title = f"{section}.{number} {pattern.title}"
        return replace(
            pattern, item=1000 * section + number, theme=f"t{section}", title=title, standfirst=standfirst
        )

    return replace(
        QUOTIDIENNE,
        sections=tuple(
            Section(
                theme=f"t{place}",
                title=f"Thème {place}",
                stories=tuple(story(number, place) for number in range(size)),
            )
            for place, size in enumerate(sizes)
        ),
        briefs=tuple(
            replace(story(number, 99), kind=ItemKind.BRIEF, theme="", image=None) for number in range(briefs)
        ),
        brief_overflow=(),
    )


@pytest.fixture(scope="module")
def render() -> Callable[[EditionContent], RenderedEdition]:
    renderer = EditionRenderer(template_folders(), "https://news.example")
    return lambda content: renderer.render(content, "fr")


def test_a_day_like_others_may_be_printed_in_four_ways_and_a_busy_one_in_rows() -> None:
    few, many = edition(BUSY - 1), edition(BUSY)  # The lead is one more.
    assert list(densities(few)) == [Density.FULL, Density.SHORT, Density.COMPACT, Density.BARE]
    assert list(densities(many)) == [Density.COMPACT, Density.BARE]
    assert len(list(densities(edition(2, briefs=100)))) == 4


def test_what_is_printed_at_each_density() -> None:
    content = edition(2, briefs=1)
    for density in (Density.FULL, Density.SHORT):
        assert lightened(content, density) is content
    compact, bare = lightened(content, Density.COMPACT), lightened(content, Density.BARE)
    for printed in (compact, bare):
        assert printed.lead is content.lead
        for story in printed.sections[0].stories:
            assert (story.kicker, story.standfirst, story.image) == ("", "", None)
    assert compact.briefs == content.briefs, "a busy day is no reason to shorten le fil"
    assert [brief.standfirst for brief in bare.briefs] == [""]


def test_a_brief_that_is_one_text_keeps_its_text() -> None:
    words = "Scanner : le décret paraît au Journal officiel, et il change tout pour les cabinets."
    brief = replace(edition(1, briefs=1).briefs[0], title="Scanner : le décret paraît…", standfirst=words)
    bare = lightened(replace(edition(1), briefs=(brief,)), Density.BARE)
    for short in (False, True):
        view = edition_view(bare, "fr", "", short=short)
        assert view.wire
        assert view.wire.days[0].briefs[0].title == words


def test_two_lines_of_standfirst_are_those_that_the_title_does_not_say() -> None:
    title = "Le titre que le flux répète mot pour mot avant de dire quoi que ce soit d’autre, et qui est bien long"
    story = replace(edition(1).sections[0].stories[0], title=title, standfirst=f"{title}. Le vrai chapô.")
    content = edition(1)
    content = replace(content, sections=(replace(content.sections[0], stories=(story,)),))
    for short in (False, True):
        (section,) = edition_view(content, "fr", "", short=short).sections
        assert section.stories[0].standfirst == "Le vrai chapô."


@pytest.mark.parametrize("field", ["sign_off", "postal_address"])
def test_where_it_is_not_the_stories_that_weigh_none_is_given_up(
    field: str, render: Callable[[EditionContent], RenderedEdition]
) -> None:
    endless = "x" * 100_000
    content = edition(3, briefs=3)
    heavy = (
        replace(content, sign_off=endless)
        if field == "sign_off"
        else replace(content, publication=replace(content.publication, postal_address=endless))
    )
    rendered = render(heavy)
    assert rendered.weight > BUDGET
    assert len(rendered.content.stories) == len(content.stories)


@pytest.mark.parametrize("text", ["", "a" * 75, "a" * 76 + "\n", "é" * 400, "= \n \t\nx"])
def test_the_weight_is_that_of_quoted_printable_with_its_line_ends(text: str) -> None:
    import quopri

    expected = quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    assert encoded_size(text) == len(expected)


def test_the_longest_list_gives_up_its_last_entry_first() -> None:
    fewer = shorter(edition(3, 5, 2, briefs=4), BUDGET + 1)
    assert fewer
    assert [len(section.stories) for section in fewer.sections] == [3, 4, 2]
    assert fewer.sections[1].overflow[0].title.startswith("1.4 ")
    assert len(fewer.briefs) == 4
    last = shorter(edition(4, 4, briefs=4), BUDGET + 1)
    assert last
    assert [len(section.stories) for section in last.sections] + [len(last.briefs)] == [4, 4, 3]
    assert len(last.brief_overflow) == 1


@given(st.lists(st.integers(1, 30), max_size=5), st.integers(0, 30), st.integers(BUDGET + 1, 10 * BUDGET))
def test_nothing_is_lost_and_no_list_is_emptied_for_a_longer_one(
    sizes: list[int], briefs: int, weight: int
) -> None:
    content = edition(*sizes, briefs=briefs)
    fewer = shorter(content, weight)
    if fewer is None:
        assert not any((*sizes, briefs))
        return
    before = [section.stories for section in content.sections] + [content.briefs]
    after = [section.stories for section in fewer.sections] + [fewer.briefs]
    over = [section.overflow for section in fewer.sections] + [fewer.brief_overflow]
    assert [kept + gone for kept, gone in zip(after, over, strict=True)] == before
    if any(had and not kept for had, kept in zip(before, after, strict=True)):
        assert max(map(len, after)) < 2
    assert len(fewer.stories) < len(content.stories)


@pytest.mark.parametrize("sizes", [(1,), (6, 6, 6), (BUSY - 1,), (15, 15), (60,), (12,) * 8, (2,) * 60])
@pytest.mark.parametrize("briefs", [0, 9, 100])
def test_every_edition_fits_in_the_budget(
    sizes: tuple[int, ...], briefs: int, render: Callable[[EditionContent], RenderedEdition]
) -> None:
    content = edition(*sizes, briefs=briefs)
    rendered = render(content)
    mail = rendered.variant(ALL_THEMES)
    assert rendered.weight <= BUDGET
    assert encoded_size(mail.html) <= BUDGET
    printed = rendered.content
    assert sum(len(section.stories) + len(section.overflow) for section in printed.sections) == sum(sizes)
    # What is heavy fills what it may: it does not give up more than it must.
    if len(printed.stories) < len(content.stories):
        assert rendered.weight > 0.9 * BUDGET


def test_standfirsts_are_given_up_before_pictures_and_pictures_before_entries(
    render: Callable[[EditionContent], RenderedEdition],
) -> None:
    def looks(content: EditionContent) -> tuple[bool, bool, bool]:
        rendered = render(content)
        mail = rendered.variant(ALL_THEMES).html
        whole = "".join(mail.split()).count("".join(STANDFIRST[:200].split()))
        return bool(whole), 'class="thumbnail"' in mail, len(rendered.content.stories) == len(content.stories)

    seen = [looks(edition(*(3,) * 9, briefs=briefs)) for briefs in (0, 50, 70, 100, 600)]
    assert seen[0] == (True, True, True)
    assert seen[-1] == (False, False, False)
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 4


def test_rows_say_what_cards_say_but_for_the_standfirst(
    render: Callable[[EditionContent], RenderedEdition],
) -> None:
    content = edition(BUSY)
    mail = render(content).variant(ALL_THEMES)
    for story in content.sections[0].stories:
        assert f'href="{story.url}"' in mail.html
        assert story.url in mail.text
        for author in story.authors:
            assert author in mail.html
