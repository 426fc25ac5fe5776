"""The desk's overview: the editions and what is due, sources in trouble, the items that were gathered.

It changes nothing; an edition is looked at and decided on in `edition`, an item in `choices`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from digest.bootstrap import House
from digest.domain.content import Item, ItemKind, Precision
from digest.domain.health import Condition
from digest.services.status import status
from digest.storage.items import list_items
from digest.storage.newsroom import load_newsroom
from digest.web.access import Access
from digest.web.choices import BY_THE_RULES, NO_THEME, choice_of
from digest.web.pages import Frame, Pages
from digest.web.review import WANT_EDITOR
from digest.web.wording import Words

UNROUTED_FOR, RECENT_FOR = timedelta(days=14), timedelta(days=3)
_EDITIONS = 30
_READ = ["GET", "HEAD"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """An item as a line of a table; every text is ready to print.

    choice: the value of the form's theme that is in force. asked: when an editor asked for it again, or "".
    """

    id: int
    title: str
    url: str
    source: str
    published: str
    theme: str
    reason: str
    choice: str
    asked: str


def desk_routes(house: House, access: Access, pages: Pages) -> APIRouter:
    """Return /desk/ and /desk/items."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(access.required)])
    desk = _Desk(house, access, pages)
    routes.add_api_route("/desk", desk.go_in, methods=_READ, response_class=RedirectResponse)
    routes.add_api_route("/desk/", desk.list_editions, methods=_READ, response_class=HTMLResponse)
    routes.add_api_route("/desk/items", desk.list_items, methods=_READ, response_class=HTMLResponse)
    return routes


class _Desk:
    """The two overviews."""

    def __init__(self, house: House, access: Access, pages: Pages) -> None:
        self._house, self._access, self._pages = house, access, pages

    def go_in(self) -> Response:
        """Send whoever left out the last slash to the desk."""
        return RedirectResponse(f"{self._pages.root}/desk/", status_code=302)

    def list_editions(self, request: Request) -> Response:
        """Show the editions, the latest first, what comes next and which source is silent."""
        frame = self._pages.frame()
        found = status(
            self._house.database, self._house.clock, self._house.settings.fetch.interval, limit=_EDITIONS
        )
        read = [source for source in found.sources if source.health.state is not Condition.PAUSED]
        with self._house.database.read() as connection:
            titles = {
                newsletter.slug: newsletter.title for newsletter in load_newsroom(connection).newsletters
            }
        return self._answer(
            request,
            "desk/editions.html",
            frame,
            standing=found,
            titles=titles,
            zone=ZoneInfo(found.timezone),
            want_editor=WANT_EDITOR,
            troubled=[
                source for source in read if source.health.alarm or source.health.state is not Condition.OK
            ],
            read=len(read),
        )

    def list_items(self, request: Request) -> Response:
        """Show the articles that no rule took, and everything that came in lately."""
        frame = self._pages.frame()
        now = self._house.clock.now()
        with self._house.database.read() as connection:
            newsroom = load_newsroom(connection)
            unrouted = list_items(connection, since=now - UNROUTED_FOR, unrouted=True)
            recent = list_items(connection, since=now - RECENT_FOR)
        zone = ZoneInfo(newsroom.publication.timezone)
        titles = {theme.slug: theme.title for theme in newsroom.themes}
        lines = [_line(item, titles, frame.words, zone) for item in recent]
        # A brief needs no theme to be printed in le fil: it is not waiting for anybody.
        # Nor is one that an editor took out of every theme.
        waiting = [item for item in unrouted if not item.theme_pinned]
        tray = [item for item in waiting if item.content.kind is ItemKind.ARTICLE]
        return self._answer(
            request,
            "desk/items.html",
            frame,
            tray=[_line(item, titles, frame.words, zone) for item in tray],
            recent=lines,
            choices={BY_THE_RULES: frame.words.by_the_rules, **titles, NO_THEME: frame.words.no_theme},
        )

    def _answer(self, request: Request, template: str, frame: Frame, **values: Any) -> Response:
        response = self._pages.response(template, frame, **values)
        self._access.keep_awake(request, response)
        return response


def _line(item: Item, titles: dict[str, str], words: Words, zone: ZoneInfo) -> ItemLine:
    brief = item.content.kind is ItemKind.BRIEF
    again = item.again_at
    return ItemLine(
        id=item.id,
        title=item.content.title,
        url=item.content.url,
        source=item.source,
        published=_published(item, words, zone),
        theme=titles.get(item.theme or "", item.theme or (words.briefs if brief else "")),
        reason=words.told(item.theme_reason, zone),
        choice=choice_of(item),
        asked=words.asked_again.format(moment=words.moment(again, zone)) if again else "",
    )


def _published(item: Item, words: Words, zone: ZoneInfo) -> str:
    dated = item.dated_at
    if dated is None:
        return words.undated.format(moment=words.moment(item.first_seen_at, zone))
    if item.content.published_precision is Precision.DAY:
        return words.day(item.printed_at.astimezone(zone).date())
    return words.moment(dated, zone)
