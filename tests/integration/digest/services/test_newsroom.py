from dataclasses import replace

from digest.domain.edition import EditionStatus
from digest.services.newsroom import REROUTE, Applied, try_newsroom
from digest.storage.items import list_items, pin_theme
from digest.storage.newsroom import load_newsroom, newsletter_since
from tests.factories import DAILY, NEWSROOM, NOON, SITE, THEMES, content
from tests.fakes.world import World

PROFESSION, IA = THEMES


def themes(world: World) -> dict[str, tuple[str | None, str]]:
    with world.database.read() as connection:
        return {
            item.content.title: (item.theme, item.theme_reason) for item in reversed(list_items(connection))
        }


def test_the_same_newsroom_again_changes_nothing(each_world: World) -> None:
    assert each_world.apply() == Applied(changed=True, rerouted=0)
    each_world.gather(content())
    each_world.clock.advance(hours=1)
    assert each_world.apply() == Applied(changed=False, rerouted=0)
    with each_world.database.read() as connection:
        assert load_newsroom(connection) == NEWSROOM
        assert newsletter_since(connection, "quotidienne") == NOON


def test_a_changed_rule_moves_the_items_that_it_concerns_and_gives_the_new_reason(world: World) -> None:
    world.apply()
    world.gather(content(1), content(2, title="Une IA au bloc", url="https://news.example/ia/2/"))
    before = themes(world)
    assert before == {
        "Une IA au bloc": ("ia", "keyword “IA” in the title (score 3)"),
        "Article 1": ("profession", "section /profession/"),
    }
    narrowed = replace(PROFESSION, sections=("/profession/hors/",))
    assert world.apply(replace(NEWSROOM, themes=(narrowed, IA))) == Applied(changed=True, rerouted=1)
    assert themes(world)["Article 1"] == (None, "no rule took it")
    assert themes(world)["Une IA au bloc"] == before["Une IA au bloc"]
    assert world.apply(NEWSROOM).rerouted == 1
    assert themes(world) == before


def test_what_is_too_old_for_any_coming_edition_stays_where_it_is(world: World) -> None:
    world.apply()
    world.gather(content())
    world.clock.advance(days=REROUTE.days + 1)
    assert world.apply(replace(NEWSROOM, themes=(IA,))) == Applied(
        changed=True, rerouted=0, gone=("theme profession",)
    )


def test_items_of_a_retired_source_are_left_as_they_were(world: World) -> None:
    world.apply()
    world.gather(content())
    without = replace(NEWSROOM, sources=NEWSROOM.sources[1:], themes=(IA,))
    assert world.apply(without) == Applied(changed=True, rerouted=0, gone=("theme profession", "source site"))
    assert themes(world) == {"Article 1": ("profession", "section /profession/")}


def test_the_default_theme_of_a_source_takes_what_no_rule_takes(world: World) -> None:
    world.apply()
    world.gather(content(1, url="https://news.example/divers/1/"))
    assert themes(world)["Article 1"] == (None, "no rule took it")
    changed = replace(NEWSROOM, sources=(replace(SITE, theme="ia"), NEWSROOM.sources[1]))
    assert world.apply(changed).rerouted == 1
    assert themes(world)["Article 1"] == ("ia", "default theme of source site")


def test_another_newsroom_in_force_does_not_touch_what_was_composed(world: World) -> None:
    world.apply()
    world.gather(content())
    before = world.compose()
    renamed = replace(DAILY, title="Le Quotidien", min_items=5)
    world.clock.advance(minutes=1)
    world.apply(replace(NEWSROOM, newsletters=(renamed,)))
    assert world.edition(before.id) == before
    again = world.compose()
    assert (again.status, again.content.title) == (EditionStatus.SKIPPED, "Le Quotidien")


def test_what_an_editor_chose_stays_while_its_theme_is_there(world: World) -> None:
    world.apply()
    world.gather(content(1), content(2))
    with world.database.write() as connection:
        pin_theme(connection, 1, None)  # Article 2: a feed gives the newest first.
        pin_theme(connection, 2, "ia")
    narrowed = replace(PROFESSION, sections=("/profession/article-1/",))
    world.apply(replace(NEWSROOM, themes=(narrowed, IA)))
    world.gather(content(1, title="Corrigé"), content(2))
    assert [theme for theme, _ in themes(world).values()] == [None, "ia"]
    without = replace(NEWSROOM, themes=(PROFESSION,), newsletters=(replace(DAILY, themes=("profession",)),))
    assert world.apply(without).rerouted == 1
    assert themes(world) == {
        "Article 2": (None, "chosen by an editor"),
        "Corrigé": ("profession", "section /profession/"),
    }
    assert world.apply(NEWSROOM).rerouted == 0, "a choice that fell with its theme does not come back"
    assert not any(theme == "ia" for theme, _ in themes(world).values())


def test_a_trial_of_other_rules_tells_what_would_move_and_changes_nothing(each_world: World) -> None:
    each_world.apply()
    each_world.gather(content(1), content(2), content(3, title="Une IA", url="https://news.example/x/3/"))
    before = themes(each_world)
    narrowed = replace(PROFESSION, sections=("/profession/article-1/",))
    trial = replace(NEWSROOM, themes=(narrowed, replace(IA, keywords=("IA", "algorithme", "neurone"))))
    (move,) = try_newsroom(each_world.database, trial, NOON - REROUTE)
    assert (move.item.content.title, move.item.theme) == ("Article 2", "profession")
    assert (move.routing.theme, move.routing.reason) == (None, "no rule took it")
    assert try_newsroom(each_world.database, trial, NOON) == [], "only what came since"
    assert themes(each_world) == before
    assert try_newsroom(each_world.database, NEWSROOM, NOON - REROUTE) == []
