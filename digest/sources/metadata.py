"""Reads what the head of a page says of its article: OpenGraph, meta elements, links.

It reads no JSON-LD (see `jsonld`) and nothing that a reader of the page sees (see `shown`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.domain.content import Access
from digest.sources.pictures import Picture
from digest.sources.statement import LONGEST_VALUE, Statement
from digest.sources.webpage import WebPage

_MOST = 500
_TITLE = ("og:title", "twitter:title", "dc.title", "parsely-title", "citation_title")
_STANDFIRST = ("og:description", "description", "twitter:description", "dc.description")
_AUTHOR = ("author", "article:author", "parsely-author", "dc.creator", "citation_author", "sailthru.author")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "article:published",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "pubdate",
    "publish-date",
    "publication_date",
    "date",
)
"""Names of the publication's date. None of an update ("article:modified_time", "last-modified")."""
_SECTION = ("article:section", "parsely-section", "og:article:section")
_SITE = ("og:site_name", "application-name", "al:android:app_name")
_LANGUAGE = ("og:locale", "content-language", "dc.language")
_TIERS = {"free": Access.FREE, "locked": Access.SUBSCRIBER, "metered": Access.SUBSCRIBER}
"""Values of article:content_tier. Metered is not for everybody either: after so many articles it ends."""
_READING = re.compile(r"lecture|reading|lesezeit|lettura|lectura", re.IGNORECASE)
_WRITTEN = re.compile(r"[ée]crit|written|verfasst|scritto|escrito", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,3})\s*min", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.|@\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    value: str = ""
    place: str = ""


class _Head:
    """The meta elements of a page by name, in lower case, each with its values in order."""

    def __init__(self, page: WebPage) -> None:
        self._values: dict[str, list[str]] = {}
        for meta in page.tree.xpath("//meta[@content]")[:_MOST]:
            name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
            value = meta.get("content", "")[:LONGEST_VALUE].strip()
            if name and value:
                self._values.setdefault(name.strip().lower(), []).append(value)

    def all(self, name: str) -> list[str]:
        return self._values.get(name, [])

    def first(self, *names: str) -> _Found:
        return next(
            (_Found(self._values[name][0], f"meta {name}") for name in names if name in self._values),
            _Found(),
        )

    def labelled(self, label: re.Pattern[str]) -> _Found:
        """Return the value beside a label: Twitter's cards have such pairs ("Durée de lecture", "3 minutes")."""
        for number in ("1", "2", "3"):
            name = f"twitter:data{number}"
            if label.search(self.first(f"twitter:label{number}").value):
                return self.first(name)
        return _Found()


def read_metadata(page: WebPage) -> Statement:
    """Return what the head of the page says; an empty statement where it says nothing."""
    head = _Head(page)
    found = {
        "title": head.first(*_TITLE),
        "standfirst": head.first(*_STANDFIRST),
        "published": head.first(*_PUBLISHED),
        "section": head.first(*_SECTION),
        "minutes": head.labelled(_READING),
        "access": head.first("article:content_tier"),
        "language": _language(page, head),
    }
    authors, found["authors"] = _authors(head)
    minutes = _MINUTES.search(found["minutes"].value)
    return Statement(
        reader="meta",
        title=found["title"].value,
        standfirst=found["standfirst"].value,
        authors=authors,
        published=found["published"].value,
        sections=tuple(value for name in _SECTION for value in head.all(name)),
        pictures=tuple(_pictures(head)),
        minutes=int(minutes[1]) if minutes else None,
        access=_TIERS.get(found["access"].value.lower(), Access.UNKNOWN),
        urls=_urls(page, head),
        language=found["language"].value,
        site=head.first(*_SITE).value,
        is_article=head.first("og:type").value.lower() == "article" and bool(found["published"].value),
        places=_places(found, head),
    )


def _places(found: Mapping[str, _Found], head: _Head) -> dict[str, str]:
    picture = head.first("og:image", "og:image:url", "twitter:image").place
    return {**{name: each.place for name, each in found.items() if each.place}, "image": picture or "meta"}


def _authors(head: _Head) -> tuple[tuple[str, ...], _Found]:
    """Return the names of the first element that has some: article:author is mostly an address."""
    written = head.labelled(_WRITTEN)
    if written.value:
        return (written.value,), written
    for name in _AUTHOR:
        names = tuple(value for value in head.all(name) if not _ADDRESS.search(value))
        if names:
            return names, _Found(names[0], f"meta {name}")
    return (), _Found()


def _pictures(head: _Head) -> Sequence[Picture]:
    """Return the pictures; the sizes are those of the first one."""
    addresses = [*head.all("og:image:secure_url"), *head.all("og:image"), *head.all("og:image:url")]
    addresses += [*head.all("twitter:image"), *head.all("twitter:image:src")]
    unique = list(dict.fromkeys(addresses))
    width, height = head.first("og:image:width").value, head.first("og:image:height").value
    return [
        Picture(
            url=url,
            media="image",
            width="" if number else width,
            height="" if number else height,
            alt="" if number else head.first("og:image:alt").value,
        )
        for number, url in enumerate(unique[:10])
    ]


def _urls(page: WebPage, head: _Head) -> tuple[str, ...]:
    """Return the addresses that the page gives itself: canonical, OpenGraph's, short, for AMP."""
    links = {
        relation: page.tree.xpath(f'//link[@rel="{relation}"]/@href')[:1]
        for relation in ("canonical", "shortlink", "amphtml")
    }
    return (*links["canonical"], *head.all("og:url")[:1], *links["shortlink"], *links["amphtml"])


def _language(page: WebPage, head: _Head) -> _Found:
    stated = page.tree.get("lang") or page.tree.get("xml:lang") or ""
    return _Found(stated, "html lang") if stated.strip() else head.first(*_LANGUAGE)
