"""What an edition links to, asked over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from digest.domain.content import Image
from digest.domain.edition import EditionContent
from digest.services.check import Finding, Level
from digest.services.reach import MOST, check_reach
from digest.sources.fetch import Fetcher, FetchOptions
from tests.factories import NOON, PUBLICATION, edition_content, story
from tests.fakes.site import Site
from tests.fakes.world import TODAY, FrozenClock, World

FETCHER = Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0))


class HurryingClock(FrozenClock):
    """A clock on which a minute goes by at each look."""

    def now(self) -> datetime:
        self.advance(minutes=1)
        return self.at


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        opened.put("/", b"<p>x</p>", "text/html")
        opened.put("/a", b"<p>x</p>", "text/html")
        opened.put("/p.png", b"x", "image/png")
        yield opened


def printing(site: Site, *paths: str, picture: str = "/p.png") -> EditionContent:
    lead, *others = (story(number, url=site.url + path) for number, path in enumerate(paths))
    image = Image(url=site.url + picture, alt="Un scanner")
    return edition_content(
        publication=replace(PUBLICATION, url=f"{site.url}/"),
        lead=replace(lead, image=image),
        sections=(),
        briefs=tuple(others),
    )


def reached(world: World, content: EditionContent, clock: FrozenClock | None = None) -> list[Finding]:
    press = world.house.press.for_content(TODAY, content, NOON)
    return check_reach(press, FETCHER, clock or FrozenClock())


def test_of_links_that_lead_somewhere_there_is_nothing_to_say(world: World, site: Site) -> None:
    assert reached(world, printing(site, "/a", "/")) == []
    # Each address once, and nothing of ours.
    assert sorted(site.asked) == ["/", "/a", "/p.png"]


def test_links_and_pictures_that_are_not_there_are_named(world: World, site: Site) -> None:
    site.put("/shut", b"x", "text/html", status=403)
    found = reached(world, printing(site, "/a", "/gone", "/shut", picture="/a"))
    assert [finding.level for finding in found] == [Level.WARN, Level.WARN, Level.NOTE]
    assert {finding.message for finding in found} == {
        f"there is no picture at {site.url}/a",
        f"{site.url}/gone is not there (404)",
        f"{site.url}/shut answers 403",
    }


def test_it_ends_after_a_time_and_a_number_and_says_what_is_left(world: World, site: Site) -> None:
    (late,) = reached(world, printing(site, *(f"/?{number}" for number in range(20))), HurryingClock())
    assert late.id == "links-unasked"
    assert late.level is Level.NOTE
    assert len(site.asked) <= 2
    many = printing(site, "/a", *(f"/?{number}" for number in range(MOST)))
    (more,) = reached(world, many)
    assert more.message == "there was no time to ask all addresses (3 are left)"
