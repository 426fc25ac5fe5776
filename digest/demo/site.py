"""Serves the imaginary newsroom on the loopback address: front page, sections, articles, le fil, feeds, pictures.

It holds no text of its own (see `press` and `pages/`) and its dates stand still: they were counted from the
`now` that was handed in.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from babel.dates import format_date, format_datetime
from jinja2 import Environment

from digest.demo.feeds import ATOM_TYPE, RSS_TYPE, atom, rss
from digest.demo.loopback import LoopbackServer, Request, Response
from digest.demo.press import LANGUAGE, NAME, PICTURES, TIMEZONE, Article, Brief, Press, load_press
from digest.demo.templates import page_templates
from digest.domain.content import Access

FEED_PATH = "/feed/"
FIL_PATH = "/fil.xml"
_WIRE_PATH = "/le-fil/"


class DemoSite:
    """The site of `press` at `now` (aware). port 0 takes a free one. Raises PortTaken or PortForbidden."""

    def __init__(self, *, now: datetime, port: int = 0) -> None:
        self._server = LoopbackServer(self._answer, port)
        self.url = self._server.url
        self._pages = dict(_pages(load_press(now), self.url, now))

    def start(self) -> str:
        """Begin to serve; return the site's address, without a last slash."""
        self._server.start()
        return self.url

    def stop(self) -> None:
        """Stop serving and free the port."""
        self._server.stop()

    def _answer(self, request: Request) -> Response:
        page = self._pages.get(request.path)
        if page is None:
            return Response(
                status=404, body="Cette page n’existe pas.".encode(), content_type="text/plain; charset=utf-8"
            )
        return _unless_unchanged(page, request.headers.get("if-none-match", ""))


def _unless_unchanged(page: Response, known: str) -> Response:
    """Return the page with its entity tag, or 304 where the client names that tag (RFC 9110 §13.1.2)."""
    etag = f'"{hashlib.sha256(page.body).hexdigest()[:20]}"'
    headers = (("ETag", etag), ("Cache-Control", "no-cache"))
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    if etag in tags or "*" in tags:
        return Response(status=304, body=b"", content_type=page.content_type, headers=headers)
    return Response(body=page.body, content_type=page.content_type, headers=headers)


def _pages(press: Press, site: str, now: datetime) -> Iterator[tuple[str, Response]]:
    """Yield every path of the site with what it answers."""
    templates = _templates()
    shared = {"site": site, "name": NAME, "press": press, "today": _day(now).capitalize(), "current": ""}

    def page(template: str, **values: Any) -> Response:
        return Response(body=templates.get_template(template).render({**shared, **values}).encode())

    yield "/", page("front.html", rubric=None, articles=press.articles)
    for rubric in press.rubrics:
        filed = [article for article in press.articles if article.rubric == rubric]
        yield rubric.path, page("front.html", rubric=rubric, articles=filed, current=rubric.path)
    for article in press.articles:
        facts = _json_ld(article, site)
        yield article.path, page("article.html", article=article, json_ld=facts, language=article.language)
    yield _WIRE_PATH, page("wire.html", current=_WIRE_PATH)
    for brief in press.briefs:
        yield brief.path, page("brief.html", brief=brief)
        if brief.source:
            yield brief.source_path, page("document.html", brief=brief)
    yield FEED_PATH, Response(body=rss(press.articles, site), content_type=RSS_TYPE)
    yield FIL_PATH, Response(body=atom(press.briefs, site), content_type=ATOM_TYPE)
    for picture in sorted(PICTURES.glob("*.png")):
        yield f"/pictures/{picture.name}", Response(body=picture.read_bytes(), content_type="image/png")


def _templates() -> Environment:
    environment = page_templates()
    environment.filters["moment"] = _moment
    environment.filters["clock"] = _clock
    environment.filters["groupby_day"] = _by_day
    return environment


def _by_day(briefs: tuple[Brief, ...]) -> list[tuple[str, list[Brief]]]:
    return [
        (day.capitalize(), list(group))
        for day, group in groupby(briefs, lambda brief: _day(brief.published_at))
    ]


def _day(instant: datetime) -> str:
    return format_date(instant.astimezone(TIMEZONE), "EEEE d MMMM y", locale=LANGUAGE)


def _clock(instant: datetime) -> str:
    return format_datetime(instant, "H:mm", tzinfo=TIMEZONE, locale=LANGUAGE)


def _moment(instant: datetime) -> str:
    return format_datetime(instant, "d MMMM y 'à' H:mm", tzinfo=TIMEZONE, locale=LANGUAGE)


def _json_ld(article: Article, site: str) -> dict[str, Any]:
    """Return the article's facts in the words of schema.org (NewsArticle)."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "alternativeHeadline": article.kicker,
        "description": article.standfirst,
        "articleSection": article.rubric.title,
        "datePublished": article.published_at.isoformat(),
        "inLanguage": article.language,
        "isAccessibleForFree": article.access is Access.FREE,
        "timeRequired": f"PT{article.reading_minutes}M",
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": NAME, "url": f"{site}/"},
        "mainEntityOfPage": site + article.path,
    }
    if article.picture:
        facts["image"] = {
            "@type": "ImageObject",
            "url": f"{site}/pictures/{article.picture}.png",
            "creditText": article.picture_credit,
        }
    return facts
