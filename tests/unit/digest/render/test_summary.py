from collections.abc import Callable

import pytest

from digest.domain.content import ItemKind
from digest.domain.edition import EditionContent, Section, Story
from digest.render.strings import STRINGS
from digest.render.subject import one_line
from digest.render.summary import (
    PREHEADER_LIMIT,
    Counts,
    contents_line,
    counts_line,
    counts_of,
    headline,
    preheader,
)
from tests.golden.quotidienne import QUOTIDIENNE

FR, EN = STRINGS["fr"], STRINGS["en"]


def test_counts_are_of_what_the_mail_prints():
    assert counts_of(QUOTIDIENNE) == Counts(articles=12, briefs=9, minutes=3)


def test_the_counts_are_written_out_and_nought_is_left_out(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    assert counts_line(QUOTIDIENNE, FR) == "12\u00a0articles, 9\u00a0brèves, 3\u00a0min\u00a0de\u00a0lecture"
    assert counts_line(QUOTIDIENNE, EN) == "12\u00a0articles, 9\u00a0briefs, 3\u00a0min\u00a0read"
    assert counts_line(edition(lead=story()), FR) == "1\u00a0article, 1\u00a0min\u00a0de\u00a0lecture"
    brief = edition(briefs=(story(kind=ItemKind.BRIEF),))
    assert counts_line(brief, FR) == "1\u00a0brève, 1\u00a0min\u00a0de\u00a0lecture"
    assert counts_line(edition(), FR) == "Rien à lire dans cette édition"


def test_the_contents_name_every_section_and_the_wire_last(edition: Callable[..., EditionContent]):
    assert contents_line(QUOTIDIENNE, FR) == (
        "Au sommaire\u00a0: Profession\u00a0· Techniques\u00a0· Intelligence\u00a0artificielle\u00a0· "
        "Santé\u00a0publique\u00a0· Économie\u00a0· Le\u00a0fil"
    )
    assert contents_line(edition(sections=(Section(theme="a", title="A", stories=()),)), EN) == "Inside: A"


def test_a_title_in_the_contents_is_broken_only_where_no_line_could_hold_it(
    edition: Callable[..., EditionContent],
):
    titles = ("Médical & technique", "Recherche fondamentale et essais cliniques")
    sections = tuple(Section(theme="a", title=title, stories=()) for title in titles)
    assert contents_line(edition(sections=sections), EN) == (
        "Inside: Médical\u00a0&\u00a0technique\u00a0· Recherche fondamentale et essais cliniques"
    )


def test_the_preheader_continues_the_subject_and_does_not_repeat_it(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    content = edition(lead=story("Un"), briefs=(story("Deux"), story("Trois")))
    assert preheader(content, "Un", FR) == "Et aussi\u00a0: Deux\u00a0· Trois"
    assert preheader(content, "À la une\u00a0: Un", EN) == "Also: Deux\u00a0· Trois"
    assert preheader(content, "Autre chose", EN) == "Also: Un\u00a0· Deux\u00a0· Trois"


def test_a_title_that_was_cut_in_the_subject_is_not_repeated_in_the_preheader(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    content = edition(lead=story("Un titre très long"), briefs=(story("Deux"),))
    assert preheader(content, "Un titre…", EN) == "Also: Deux"


def test_a_title_that_the_subject_had_to_change_is_not_repeated_in_the_preheader(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    title = "=?utf-8?q?Un?= titre"
    content = edition(lead=story(title), briefs=(story("Deux"),))
    assert preheader(content, one_line(title), EN) == "Also: Deux"


def test_a_short_subject_does_not_silence_titles_that_happen_to_hold_it(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    content = edition(lead=story("IA"), briefs=(story("Une IA de plus"),))
    assert preheader(content, "IA", EN) == "Also: Une IA de plus"


def test_the_preheader_holds_whole_titles_only_unless_the_first_is_too_long(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    content = edition(briefs=(story("a" * 50), story("b" * 60), story("c")))
    assert preheader(content, "s", EN) == "Also: " + "a" * 50
    content = edition(briefs=(story("mot " * 60),))
    assert preheader(content, "s", EN).endswith("mot…")
    assert len(preheader(content, "s", EN)) <= PREHEADER_LIMIT


def test_with_one_story_the_preheader_is_its_standfirst_or_else_the_counts(
    edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    assert preheader(edition(lead=story("Un", standfirst="La suite.")), "Un", FR) == "La suite."
    assert preheader(edition(lead=story("Un", standfirst="Un. La suite.")), "Un", FR) == "La suite."
    assert preheader(edition(lead=story("Un", standfirst="Un.")), "Un", EN).startswith("1\u00a0article")
    assert preheader(edition(lead=story("Un")), "Un", EN) == "1\u00a0article, 1\u00a0min\u00a0read"


def test_the_editors_own_preheader_wins(edition: Callable[..., EditionContent], story: Callable[..., Story]):
    content = edition(lead=story("Un"), briefs=(story("Deux"),), preheader="Le mot du jour")
    assert preheader(content, "Un", FR) == "Le mot du jour"


@pytest.mark.parametrize(("language", "date"), [("fr", "lundi 23"), ("en", "Monday 23")])
def test_the_headline_of_last_resort(
    language: str, date: str, edition: Callable[..., EditionContent], story: Callable[..., Story]
):
    assert headline(edition(briefs=(story(""), story("Deux"))), language) == "Deux"
    assert headline(edition(), language).startswith(f"Le Matin, {date}")
