from dataclasses import replace

import pytest

from digest.domain.corrections import LONGEST, correction_text, stories_named
from tests.factories import edition_content, story

PAGE = "https://news.example/fil/"


def test_a_correction_is_kept_on_one_line_as_it_was_typed() -> None:
    assert (
        correction_text("  Le débit est de 12 %,\n\tet non de 21 %. ")
        == "Le débit est de 12 %, et non de 21 %."
    )
    assert len(correction_text("x" * LONGEST)) == LONGEST


@pytest.mark.parametrize("text", ["", " \n\t", "…", "\x00"])
def test_what_says_nothing_is_no_correction(text: str) -> None:
    with pytest.raises(ValueError, match="needs words"):
        correction_text(text)


def test_what_is_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(ValueError, match=r"^1001 characters .* 1000 is the most$"):
        correction_text("x" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2", [2]),
        ("https://news.example/profession/article-2/", [2]),
        ("http://www.news.example/profession/article-2?utm_source=digest#top", [2]),
        ("99", []),
        ("٢", []),
        ("https://news.example/profession/article-99/", []),
        ("Article 2", []),
        ("", []),
    ],
)
def test_a_story_is_named_by_its_number_or_by_any_spelling_of_its_address(
    name: str, found: list[int]
) -> None:
    assert [story.item for story in stories_named(edition_content(), name)] == found


def test_what_the_mail_had_no_room_for_can_be_named_too() -> None:
    content = edition_content(brief_overflow=(story(8),))
    first, *others = content.sections
    content = replace(content, sections=(replace(first, overflow=(story(7),)), *others))
    assert [story.item for name in ("7", "8") for story in stories_named(content, name)] == [7, 8]


def test_briefs_of_one_page_are_told_apart_by_what_stands_behind_the_hash() -> None:
    content = edition_content(briefs=(story(8, url=f"{PAGE}#a"), story(9, url=f"{PAGE}#b")))
    assert [story.item for story in stories_named(content, f"{PAGE}#b")] == [9]
    assert [story.item for story in stories_named(content, PAGE)] == [8, 9]
