from dataclasses import replace

import pytest

from digest.domain.edition import EditionEvent, EditionId, EditionStatus, OwnWords
from digest.domain.newsroom import Approval
from digest.errors import NotReady, UnknownName
from digest.services.compose import content_to_show
from digest.services.wording import LONGEST, reword, wording
from tests.factories import DAILY, NEWSROOM, content
from tests.fakes.world import TODAY, World

STRICT = replace(NEWSROOM, newsletters=(replace(DAILY, approval=Approval.REQUIRED),))
S, E = EditionStatus, EditionEvent


def write(world: World, edition: EditionId = TODAY, **words: str | None) -> EditionStatus:
    return reword(world.database, edition, world.clock, world.house.subject_line, **words).status


@pytest.fixture
def morning(each_world: World) -> World:
    each_world.apply()
    each_world.gather(content(1), content(2))
    each_world.compose()
    return each_world


def test_an_editor_s_words_take_the_place_of_what_is_built(morning: World) -> None:
    revision = morning.edition().revision
    assert write(morning, subject="  Deux\n fois ", preheader="Et plus") is S.DRAFT
    found = morning.edition()
    assert (found.content.subject, found.content.preheader) == ("Deux fois", "Et plus")
    assert found.revision == revision + 1
    assert [story.title for story in found.content.stories] == ["Article 1", "Article 2"]


def test_composing_anew_keeps_them_and_an_empty_one_goes_back(morning: World) -> None:
    write(morning, subject="À moi", preheader="Et plus")
    morning.gather(content(3, title="Du neuf"), content(1), content(2))
    found = morning.compose()
    assert len(found.content.stories) == 3
    assert (found.content.subject, found.content.preheader) == ("À moi", "Et plus")
    write(morning, subject="")
    assert morning.edition().content.subject != "À moi"
    assert morning.edition().content.subject in {story.title for story in found.content.stories}
    assert wording(morning.database, TODAY) == OwnWords(preheader="Et plus")


def test_an_approval_is_void_where_the_words_change_what_was_seen(each_world: World) -> None:
    each_world.apply(STRICT)
    each_world.gather(content(1))
    each_world.compose()
    assert each_world.decide(E.APPROVE).status is S.APPROVED
    assert write(each_world, subject="Article 1") is S.APPROVED
    assert write(each_world, subject="Autrement") is S.AWAITING_APPROVAL


def test_what_is_held_stays_held(morning: World) -> None:
    morning.decide(E.HOLD)
    assert write(morning, subject="Autrement") is S.HELD
    assert morning.edition().content.subject == "Autrement"


def test_an_edition_that_nobody_composed_can_be_worded_ahead(each_world: World) -> None:
    each_world.apply()
    each_world.gather(content(1))
    assert write(each_world, preheader="Demain") is S.COLLECTING
    shown = content_to_show(each_world.database, TODAY, each_world.clock, each_world.house.subject_line)
    assert shown.preheader == "Demain"
    assert each_world.compose().content.preheader == "Demain"


def test_what_is_out_or_cancelled_or_never_was_keeps_its_words(morning: World) -> None:
    with pytest.raises(UnknownName, match="nope"):
        write(morning, EditionId("nope", TODAY.date), subject="x")
    with pytest.raises(UnknownName):
        write(morning, EditionId("quotidienne", TODAY.date.replace(day=1)), subject="x")
    morning.subscribe("a@example.org")
    morning.freeze(TODAY)
    with pytest.raises(NotReady, match="no longer change"):
        write(morning, subject="Trop tard")
    assert morning.edition().content.subject == "Article 1"
    assert wording(morning.database, TODAY) == OwnWords()


def test_words_without_end_are_cut(morning: World) -> None:
    write(morning, subject="x" * 1000)
    assert len(morning.edition().content.subject) == LONGEST


def test_what_an_editor_released_though_it_is_thin_stays_released(each_world: World) -> None:
    each_world.apply(replace(NEWSROOM, newsletters=(replace(DAILY, min_items=5),)))
    each_world.gather(content(1), content(2))
    assert each_world.compose().status is S.SKIPPED
    each_world.decide(E.HOLD)
    each_world.decide(E.APPROVE)
    assert write(each_world, subject="Peu, mais bien") is S.APPROVED


def test_a_new_preheader_leaves_the_subject_as_it_is(morning: World) -> None:
    other = replace(DAILY, subject="Autre {{ date }}")
    morning.apply(replace(NEWSROOM, newsletters=(other,)))
    write(morning, preheader="Et plus")
    assert morning.edition().content.subject == "Article 1"
    write(morning, subject="")
    assert morning.edition().content.subject.startswith("Autre")


def test_what_no_header_and_no_database_takes_is_left_out(morning: World) -> None:
    write(morning, subject="a\x00b\u202e\udcffc\nd")
    assert wording(morning.database, TODAY).subject == morning.edition().content.subject == "abc d"
