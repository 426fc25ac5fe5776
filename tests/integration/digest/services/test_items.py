from dataclasses import replace

import pytest

from digest.domain.edition import EditionId
from digest.errors import UnknownItem, UnknownName
from digest.services.items import choose_theme, leave_to_rules, print_again
from digest.storage.editions import load_decisions
from tests.factories import NEWSROOM, WIRE, content
from tests.fakes.world import TODAY, World


@pytest.fixture
def gathered(each_world: World) -> World:
    each_world.apply()
    each_world.gather(content(1))
    return each_world


def printed(world: World, edition: EditionId = TODAY) -> dict[str, str]:
    with world.database.read() as connection:
        decisions = load_decisions(connection, edition)
    return {decision.title: decision.reason for decision in decisions if decision.included}


def test_an_item_is_filed_where_the_editor_says_and_back_by_the_rules(gathered: World) -> None:
    chosen = choose_theme(gathered.database, 1, "ia")
    assert (chosen.theme, chosen.theme_reason, chosen.theme_pinned) == ("ia", "chosen by an editor", True)
    assert gathered.compose().content.lead.theme == "ia"
    assert printed(gathered) == {"Article 1": "lead: the newest article; chosen by an editor"}
    filed = leave_to_rules(gathered.database, 1)
    assert (filed.theme, filed.theme_reason, filed.theme_pinned) == (
        "profession",
        "section /profession/",
        False,
    )


def test_an_item_can_be_taken_out_of_every_theme(gathered: World) -> None:
    assert choose_theme(gathered.database, 1, None).theme is None
    gathered.compose()
    assert printed(gathered) == {}


def test_what_is_not_there_is_said_and_nothing_is_changed(gathered: World) -> None:
    with pytest.raises(UnknownName, match="no theme named 'sport'"):
        choose_theme(gathered.database, 1, "sport")
    for choose in (
        lambda: choose_theme(gathered.database, 7, "ia"),
        lambda: leave_to_rules(gathered.database, 7),
        lambda: print_again(gathered.database, 7, gathered.clock),
    ):
        with pytest.raises(UnknownItem, match="number 7"):
            choose()
    gathered.compose()
    assert printed(gathered) == {"Article 1": "lead: the newest article; section /profession/"}


def test_no_rule_speaks_for_an_item_whose_source_is_gone(gathered: World) -> None:
    gathered.apply(replace(NEWSROOM, sources=(WIRE,)))
    with pytest.raises(UnknownName, match="no source named 'site'"):
        leave_to_rules(gathered.database, 1)


def test_what_is_asked_for_again_is_in_the_next_edition_and_in_no_later_one(each_world: World) -> None:
    each_world.frozen(1)
    tomorrow, after = (EditionId("quotidienne", TODAY.date.replace(day=day)) for day in (24, 25))
    each_world.clock.advance(days=1)
    each_world.compose(tomorrow.date)
    assert printed(each_world, tomorrow) == {}
    asked = print_again(each_world.database, 1, each_world.clock)
    assert asked.again_at == each_world.clock.now()
    each_world.compose(tomorrow.date)
    assert printed(each_world, tomorrow) == {
        asked.content.title: "lead: an editor asked for it again; section /profession/"
    }
    each_world.freeze(tomorrow)
    each_world.clock.advance(days=1)
    each_world.compose(after.date)
    assert printed(each_world, after) == {}


def test_an_item_of_last_year_can_come_back(each_world: World) -> None:
    each_world.apply()
    each_world.gather(content(1))
    each_world.clock.advance(days=400)
    print_again(each_world.database, 1, each_world.clock)
    edition = each_world.compose()
    assert list(printed(each_world, edition.id)) == ["Article 1"]
