"""The archive, for everybody: what went out, each edition in full, a feed of editions.

Nothing here is personal, nothing needs a login, and nothing is shown before it went out.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from digest.bootstrap import House
from digest.domain.corrections import Correction
from digest.domain.edition import Edition, EditionContent
from digest.render.cleaning import clean
from digest.render.corrections import Note, notes
from digest.storage.corrections import list_corrections
from digest.web.card import card_of, with_card
from digest.web.pages import Day, Frame, Pages
from digest.web.shelf import Copy, copies, latest, places_on_shelf, published

_READ = ["GET", "HEAD"]
_ON_FRONT_PAGE = 10
_IN_FEED = 20
_ROBOTS = "User-agent: *\nAllow: {root}/archive\nAllow: {root}/$\nDisallow: {root}/\n"
_PAGE_RULES = (
    "default-src 'none'; img-src https: http:; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)


def public_routes(house: House, pages: Pages) -> APIRouter:
    """Return / and the routes under /archive."""
    routes = APIRouter(include_in_schema=False)
    archive = _Archive(house, pages)
    routes.add_api_route("/favicon.ico", archive.no_icon, methods=_READ, response_class=Response)
    routes.add_api_route("/robots.txt", archive.robots, methods=_READ, response_class=Response)
    routes.add_api_route("/", archive.go_in, methods=_READ, response_class=RedirectResponse)
    for path in ("/archive", "/archive/"):
        routes.add_api_route(path, archive.front, methods=_READ, response_class=HTMLResponse)
    routes.add_api_route("/archive/{newsletter}.xml", archive.feed, methods=_READ, response_class=Response)
    routes.add_api_route("/archive/{newsletter}", archive.shelf, methods=_READ, response_class=HTMLResponse)
    routes.add_api_route(
        "/archive/{newsletter}/{day}", archive.edition, methods=_READ, response_class=HTMLResponse
    )
    return routes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An edition in the feed of editions. content: cleaned. updated: by the last correction, if there is one."""

    edition: Edition
    content: EditionContent
    published: datetime
    updated: datetime
    notes: tuple[Note, ...]


class _Archive:
    """What went out."""

    def __init__(self, house: House, pages: Pages) -> None:
        self._house, self._pages = house, pages
        self._address = f"{house.settings.web.base_url}/archive"
        # Rendering takes a tenth of a second, and an edition that went out stays as it is, but for corrections.
        self._page = lru_cache(maxsize=64)(self._rendered)

    def go_in(self) -> Response:
        """Send everybody to the archive."""
        return RedirectResponse(f"{self._pages.root}/archive", status_code=302)

    def no_icon(self) -> Response:
        """Tell browsers, who all ask, that there is no icon, and to remember that."""
        return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})

    def robots(self) -> Response:
        """Tell search engines (RFC 9309) to read the archive and nothing else."""
        return PlainTextResponse(
            _ROBOTS.format(root=self._pages.root), headers={"Cache-Control": "public, max-age=86400"}
        )

    def front(self, request: Request) -> Response:
        """Show the last editions of every newsletter."""
        with self._house.database.read() as connection:
            shelf, places = copies(connection), places_on_shelf(connection)
        # The list is by date; a stable sort keeps that within each newsletter.
        shelf.sort(key=lambda copy: places.get(copy.id.newsletter, len(places)))
        shelves = [list(found) for _, found in groupby(shelf, key=lambda copy: copy.id.newsletter)]
        return self._listed(request, "archive/front.html", shelves, limit=_ON_FRONT_PAGE)

    def shelf(self, request: Request, newsletter: str) -> Response:
        """Show all editions of one newsletter."""
        with self._house.database.read() as connection:
            shelf = copies(connection, newsletter)
        if not shelf:
            raise HTTPException(404)
        by_month = groupby(shelf, key=lambda copy: copy.id.date.replace(day=1))
        months = [(day, list(found)) for day, found in by_month]
        return self._listed(request, "archive/shelf.html", [shelf], months=months)

    def edition(self, request: Request, newsletter: str, day: Day) -> Response:
        """Show one edition in full."""
        with self._house.database.read() as connection:
            found = published(connection, newsletter, day)
            corrections = list_corrections(connection, found.id) if found else ()
        if found is None or found.content is None:
            words = self._pages.frame().words
            link = ("/archive", words.all_editions)
            return self._pages.notice(words.missing_title, words.unpublished, link=link, status=404)
        html, tag = self._page(found.content, corrections)
        headers = {"Content-Security-Policy": _PAGE_RULES, **_kept(tag)}
        return _unless_known(request, HTMLResponse(html, headers=headers))

    def feed(self, request: Request, newsletter: str) -> Response:
        """Return the last editions of one newsletter as an Atom feed (RFC 4287)."""
        with self._house.database.read() as connection:
            entries = [
                _entry(edition, list_corrections(connection, edition.id))
                for edition in latest(connection, newsletter, _IN_FEED)
            ]
        if not entries:
            raise HTTPException(404)
        xml = self._pages.render(
            "archive/feed.xml",
            self._pages.frame(),
            entries=entries,
            archive=self._address,
            newsletter=newsletter,
        )
        answer = Response(xml, media_type="application/atom+xml", headers=_kept(_tag(xml)))
        return _unless_known(request, answer)

    def _rendered(self, content: EditionContent, corrections: tuple[Correction, ...]) -> tuple[str, str]:
        html = self._house.press.web_page(content, content.publication.language, corrections)
        card = self._pages.render(
            "archive/card.html", self._pages.frame(), card=card_of(content, self._address)
        )
        page = with_card(html, card)
        return page, _tag(page)

    def _listed(self, request: Request, template: str, shelves: list[list[Copy]], **more: Any) -> Response:
        frame = self._pages.frame()
        response = self._pages.response(template, frame, shelves=shelves, **more)
        response.headers.update(_kept(_tag(_identity(frame, template, shelves))))
        links = (f"<{self._pages.root}/archive/{shelf[0].id.newsletter}.xml>" for shelf in shelves)
        if shelves:
            response.headers["Link"] = ", ".join(
                f'{link}; rel="alternate"; type="application/atom+xml"' for link in links
            )
        return _unless_known(request, response)


def _entry(edition: Edition, corrections: tuple[Correction, ...]) -> _Entry:
    assert edition.content
    assert edition.frozen_at
    content = clean(edition.content)
    return _Entry(
        edition=edition,
        content=content,
        published=edition.frozen_at,
        updated=corrections[0].at if corrections else edition.frozen_at,
        notes=notes(corrections, content, content.publication.language),
    )


def _identity(frame: Frame, template: str, shelves: list[list[Copy]]) -> str:
    """Return what makes a list differ from another one: its nonce does not."""
    return repr((frame.publication, template, shelves))


def _tag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def _kept(tag: str) -> dict[str, str]:
    """Return the headers of a page that anybody may keep for some minutes (RFC 9111)."""
    return {"Cache-Control": "public, max-age=300", "ETag": tag}


def _unless_known(request: Request, response: Response) -> Response:
    """Return `response`, or 304 for whoever has it already (RFC 9110 §13.1.2)."""
    known = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    if response.headers["ETag"] not in tags:
        return response
    kept = {name: response.headers[name] for name in ("Cache-Control", "ETag")}
    return Response(status_code=304, headers=kept)
