from dataclasses import replace

import pytest

from digest.bootstrap import House
from digest.config.settings import WebSettings
from digest.web.pages import Pages
from digest.web.words import ENGLISH, FRENCH
from tests.fakes.world import World


def test_pages_speak_the_language_of_the_publication(world: World) -> None:
    pages = Pages(world.house)
    world.apply()
    assert pages.frame().words is FRENCH
    english = replace(world.newsroom.publication, language="en")
    world.apply(replace(world.newsroom, publication=english))
    assert pages.frame().words is ENGLISH


def test_before_there_is_a_newsroom_pages_speak_in_our_own_name(world: World) -> None:
    frame = Pages(world.house).frame()
    assert not frame.founded
    assert frame.publication.name == "Digest"


def test_a_nonce_is_used_once(world: World) -> None:
    pages = Pages(world.house)
    first, second = (pages.notice("Titre", "Un paragraphe.") for _ in range(2))
    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]
    assert first.body != second.body


@pytest.mark.parametrize(
    ("base_url", "href"), [("https://l.example", "/desk/"), ("https://l.example/n", "/n/desk/")]
)
def test_addresses_begin_where_the_pages_live(base_url: str, href: str, world: World) -> None:
    house = House(replace(world.house.settings, web=WebSettings(base_url=base_url)), world.clock)
    house.__dict__["database"] = world.database
    page = Pages(house).notice("Titre", link=("/desk/", "Retour")).body.decode()
    assert f'href="{href}"' in page


def test_an_accent_that_would_not_read_is_darkened_before_it_is_used(world: World) -> None:
    yellow = replace(world.newsroom.publication, accent="#ffff00")
    world.apply(replace(world.newsroom, publication=yellow))
    page = Pages(world.house).notice("Titre").body.decode()
    assert "--accent: #ffff00; --on-accent: #ffffff" not in page
