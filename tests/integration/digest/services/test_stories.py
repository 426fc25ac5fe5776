from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.content import Content
from digest.errors import NotReady
from digest.services.stories import suggest_stories
from tests.factories import NEWSROOM, NOON, SITE, content
from tests.fakes.world import World

PARTNER = replace(SITE, slug="partner", url="https://partner.example/feed/")
HOUSE = replace(NEWSROOM, sources=(*NEWSROOM.sources, PARTNER))


def told(number: int, title: str) -> Content:
    return content(number, guid=f"g{number}", url=f"https://a.example/profession/{number}/", title=title)


def test_the_same_story_is_suggested_among_what_is_recent_and_still_read(each_world: World) -> None:
    with pytest.raises(NotReady):
        suggest_stories(each_world.database, NOON)
    each_world.apply(HOUSE)
    each_world.gather(told(1, "Gardes : pour Marsac, une revalorisation"), told(2, "Un scanner neuf"))
    each_world.clock.advance(hours=5)
    each_world.gather(told(3, "Marsac veut une revalorisation des gardes"), source="partner")
    before = each_world.titles()
    (story,) = suggest_stories(each_world.database, NOON - timedelta(days=1))
    assert [item.content.title for item in story.items] == [
        "Gardes : pour Marsac, une revalorisation",
        "Marsac veut une revalorisation des gardes",
    ]
    assert suggest_stories(each_world.database, NOON) == [], "one of them is older"
    assert each_world.titles() == before
    each_world.apply(NEWSROOM)
    assert suggest_stories(each_world.database, NOON - timedelta(days=1)) == []
