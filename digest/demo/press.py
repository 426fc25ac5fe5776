"""Loads the imaginary newsroom: its articles and briefs with their dates, its newsroom file, its readers.

It does not serve them (see `site`). Texts are data: one TOML file for each rubric under `newsroom/articles`,
the briefs in `newsroom/fil.toml`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest.domain.content import Access

NAME = "Plan axial"
LANGUAGE = "fr"
TIMEZONE = ZoneInfo("Europe/Paris")

_NEWSROOM = Path(__file__).parent / "newsroom"
PICTURES = _NEWSROOM / "pictures"
"""The folder of the pictures, one PNG for each name."""
PICTURE_SIZE = (800, 533)
"""Width and height of every picture in pixels."""
SUBSCRIBERS_CSV = _NEWSROOM / "subscribers.csv"
"""Twelve sample readers, ready for `digest subscribers import`."""

_RUBRICS = (
    "profession",
    "technique",
    "intelligence-artificielle",
    "radioprotection",
    "economie",
    "grand-angle",
    "hors-rubrique",
)
"""The article files in the order of the site's menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """A section of the site. path: begins and ends with a slash."""

    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as the site prints it.

    path: address on the site; picture: name of a file in `PICTURES` without its suffix, or "".
    published_at: aware, UTC. body_html: paragraphs and second-level headings only.
    """

    id: int
    rubric: Rubric
    path: str
    kicker: str
    title: str
    standfirst: str
    body_html: str
    authors: tuple[str, ...]
    published_at: datetime
    access: Access
    reading_minutes: int
    categories: tuple[str, ...]
    picture: str
    picture_alt: str
    picture_credit: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A short dated piece of news; the title may be "", and so may the source that it links to."""

    id: str
    title: str
    text: str
    source: str
    published_at: datetime
    tags: tuple[str, ...]

    @property
    def path(self) -> str:
        """Address on the site."""
        return f"/le-fil/{self.id}"

    @property
    def source_path(self) -> str:
        """Address of the document that it links to, "" when it names no source."""
        return f"/documents/{self.id}" if self.source else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Everything that the title has published in the past eight days, newest first."""

    rubrics: tuple[Rubric, ...]
    articles: tuple[Article, ...]
    briefs: tuple[Brief, ...]


def load_press(now: datetime) -> Press:
    """Return the newsroom as it stands at `now` (aware): every date is counted back from it."""
    articles = tuple(_articles(now))
    return Press(
        rubrics=tuple(dict.fromkeys(article.rubric for article in articles)),
        articles=tuple(sorted(articles, key=lambda article: article.published_at, reverse=True)),
        briefs=tuple(sorted(_briefs(now), key=lambda brief: brief.published_at, reverse=True)),
    )


def newsroom_toml(site: str) -> str:
    """Return the newsroom file for `digest apply`. site: address of the running site, without a last slash."""
    return (_NEWSROOM / "newsroom.toml").read_text("utf-8").replace("{site}", site)


def published(now: datetime, day: int, clock: str) -> datetime:
    """Return when the wall clock last showed `clock` ("07:30") on the `day`-th day back from `now`.

    Day 1 is the past 24 hours, at whatever time `now` is. The whole week counts with the offset that
    holds at `now`: on a clock change a day stays 24 hours long, so no day gains or loses an article.
    """
    local = now.astimezone(TIMEZONE)
    wall = time.fromisoformat(clock)
    offset = timezone(local.utcoffset() or timedelta())
    latest = datetime.combine(local.date(), wall, offset)
    if latest > now:
        latest -= timedelta(days=1)
    return (latest - timedelta(days=day - 1)).astimezone(UTC)


def _articles(now: datetime) -> Iterator[Article]:
    for name in _RUBRICS:
        yield from _rubric_articles(now, _read(f"articles/{name}.toml"))


def _rubric_articles(now: datetime, file: dict[str, Any]) -> Iterator[Article]:
    rubric = Rubric(title=file["rubric"], path=file["section"])
    for entry in file["article"]:
        yield Article(
            id=entry["id"],
            rubric=rubric,
            path=entry.get("section", rubric.path) + entry["slug"],
            kicker=entry["kicker"],
            title=entry["title"],
            standfirst=entry["standfirst"],
            body_html=_html(entry["body"]),
            authors=tuple(entry["authors"]),
            published_at=published(now, entry["day"], entry["time"]),
            access=Access(entry.get("access", Access.FREE)),
            reading_minutes=entry["minutes"],
            categories=tuple(entry["categories"]),
            picture=entry.get("picture", ""),
            picture_alt=entry.get("alt", ""),
            picture_credit=entry.get("credit", ""),
            language=entry.get("language", LANGUAGE),
        )


def _briefs(now: datetime) -> Iterator[Brief]:
    for entry in _read("fil.toml")["brief"]:
        yield Brief(
            id=entry["id"],
            title=entry.get("title", ""),
            text=entry["text"],
            source=entry.get("source", ""),
            published_at=published(now, entry["day"], entry["time"]),
            tags=tuple(entry.get("tags", ())),
        )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_NEWSROOM / name).read_text("utf-8"))


def _html(body: str) -> str:
    """Turn paragraphs that blank lines divide into HTML; a line that starts with ## is an intertitle."""
    blocks = (block.strip() for block in body.strip().split("\n\n"))
    return "\n".join(
        f"<h2>{escape(block[3:], quote=False)}</h2>"
        if block.startswith("## ")
        else f"<p>{escape(block, quote=False)}</p>"
        for block in blocks
    )
