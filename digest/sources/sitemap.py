"""Reads a sitemap: the latest news of a site, any of its pages, or an index of further sitemaps.

The protocol of sitemaps.org, version 0.9, with Google's extensions for news and for images. Elements are
known by their names and by what they stand in, for many sites get the namespaces wrong. It fetches nothing
(see `sitemaps`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit
from xml.parsers.expat import ExpatError, ParserCreate

from digest.domain.content import Content, Precision
from digest.domain.folding import fold
from digest.sources.body import BodyRefused, decode
from digest.sources.document import (
    LONGEST_TAG,
    MOST_DEPTH,
    MOST_ENTRIES,
    DocumentRefused,
    is_page,
    well_escaped,
    without_dtd,
)
from digest.sources.encoding import decode_document
from digest.sources.entry import Entry, Setting, Text
from digest.sources.feed import Feed, NoFeed, feed_of
from digest.sources.links import web_address
from digest.sources.pictures import Picture
from digest.sources.plaintext import clean, shorten

MOST_PAGES = 50_000
"""Pages that a sitemap may name, by its protocol; what comes after them is not looked at."""
_MOST_ELEMENTS = 1_000_000
_MOST_UNPACKED = 10_000_000
_MOST_PICTURES = 10
_LONGEST_TEXT = 5_000

_GZIP_MAGIC = b"\x1f\x8b"
_ENTRIES = {"urlset": "url", "sitemapindex": "sitemap"}
"""What each of the two documents of the protocol is a list of."""
_KEPT = frozenset(
    {"url/loc", "url/lastmod", "sitemap/loc", "sitemap/lastmod", "publication/name", "publication/language"}
    | {"news/title", "news/publication_date", "news/keywords", "news/access"}
)
_KEPT_OF_IMAGE = frozenset({"image/loc", "image/caption", "image/title"})
_TOO_LONG = re.compile(rf"<[^<]{{{LONGEST_TAG},}}")
"""A tag with its attributes, or with the text behind it: the parser would keep every attribute."""
_DATE_AND_TIME = re.compile(r"\d{4}-\d\d(?:-\d\d(?:T[\d:.]{1,15})?)?")
_DAY = re.compile(r"\s*\d{4}-\d\d-\d\d\s*")

_NEWS = re.compile(r"\b(?:news|actus?|actualites?)\b")
_ARTICLES = re.compile(r"\b(?:posts?|articles?|stories|content)\b")
_NOT_ARTICLES = re.compile(
    r"\b(?:pages?|authors?|auteurs?|users?|categor(?:y|ies)|tags?|taxonomies|taxonomy|images?|videos?|products?)\b"
)
_GOOD_BESIDE = {0: (0,), 1: (1, 2), 2: (2,), 3: (3,)}
"""For the best rank that an index has, which ranks are named at all (see `_rank`)."""
_NUMBERS = re.compile(r"\d{1,9}")
_NO_WORD = re.compile(r"[\W\d_]+")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"(?<!\S)\d{5,}(?!\S)")


@dataclass(frozen=True, slots=True)
class SitemapIndex:
    """Further sitemaps, absolute addresses, those most likely to hold the latest news first.

    Where some of them call themselves news, only these; articles come before what is of no known kind,
    and lists of categories, authors and the like are named only where there is nothing else.
    timed: of each of them it states the hour of the last change, so that news changes the index, too.
    """

    children: tuple[str, ...]
    timed: bool


@dataclass(slots=True)
class _Page:
    """What a sitemap says of one page or of one further sitemap, as written."""

    texts: dict[str, str] = field(default_factory=dict)
    pictures: list[dict[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.texts.get("url/loc") or self.texts.get("sitemap/loc", "")

    @property
    def stated(self) -> str:
        """The latest date that is stated, for comparing only: W3C-DTF sorts as text, to the hour."""
        texts = (
            self.texts.get(key, "") for key in ("news/publication_date", "url/lastmod", "sitemap/lastmod")
        )
        found = next(filter(None, (_DATE_AND_TIME.match(text) for text in texts)), None)
        return found[0] if found else ""


def read_sitemap(body: bytes, content_type: str, setting: Setting) -> Feed | SitemapIndex | NoFeed:
    """Read a body as a sitemap, packed with gzip or not, the newest page first.

    A page without news data has no publication time, for `lastmod` moves with every touch, and is called
    by the words of its address until its own page is read.
    """
    try:
        text = decode_document(_unpacked(body), content_type).strip("\ufeff\x00 \t\r\n")
        if not text:
            return NoFeed("answered with an empty document: open it in a browser")
        walk = _walk(text)
    except (BodyRefused, DocumentRefused) as error:
        return NoFeed(f"{error}: is it a sitemap?")
    if walk.root not in _ENTRIES:
        return NoFeed(_about(walk.root))
    pages = _newest(_once(walk.pages, setting.url))
    return _index(pages, setting.url) if walk.root == "sitemapindex" else _feed(pages, walk.count, setting)


def _unpacked(body: bytes) -> bytes:
    return decode(body, "gzip", _MOST_UNPACKED) if body.startswith(_GZIP_MAGIC) else body


def _walk(text: str) -> "_Walk":
    """Walk over a document. Raises DocumentRefused for what cannot be read as XML."""
    if is_page(text):
        raise DocumentRefused("is a web page (HTML)")
    if _TOO_LONG.search(text):
        raise DocumentRefused(f"has a tag or a text of more than {LONGEST_TAG:,} characters")
    walk = _Walk()
    try:
        walk.run(well_escaped(without_dtd(text)))
    except ExpatError as error:
        # Of a feed it is enough to know that it is one.
        if walk.root in _ENTRIES or not walk.root:
            raise DocumentRefused("is damaged XML") from error
    return walk


def _about(root: str) -> str:
    if root in ("rss", "feed", "rdf"):
        return 'is a feed, not a sitemap: give the source kind = "feed"'
    return f"is an XML document <{shorten(root, 40)}>, not a sitemap: look for the address in robots.txt"


class _Enough(Exception):
    """The document names as many pages as we look at."""


class _Walk:
    """One pass over a document. root: local name of its first element; count: of the pages it names."""

    def __init__(self) -> None:
        self.root = ""
        self.pages: list[_Page] = []
        self.count = 0
        self._elements = 0
        self._open: list[str] = []
        self._text = ""
        self._page: _Page | None = None

    def run(self, text: str) -> None:
        """Walk to the end. Raises ExpatError for what is no XML, DocumentRefused where there is too much."""
        # Without a namespace separator expat gives names as they are written, and asks for no declaration.
        parser = ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)
        except _Enough:
            return

    def _on_start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        self.root = self.root or local
        self._open.append(local)
        self._text = ""
        self._elements += 1
        if len(self._open) > MOST_DEPTH:
            raise DocumentRefused(f"nests elements more than {MOST_DEPTH} deep")
        if self._elements > _MOST_ELEMENTS:
            raise DocumentRefused("holds too many elements")
        if self._page is None:
            self._page = _Page() if local == _ENTRIES.get(self.root) else None
        elif local == "image" and len(self._page.pictures) < _MOST_PICTURES:
            self._page.pictures.append({})

    def _on_text(self, text: str) -> None:
        if self._page is not None and len(self._text) < _LONGEST_TEXT:
            self._text += text[:_LONGEST_TEXT]

    def _on_end(self, _name: str) -> None:
        local = self._open.pop()
        text, self._text = self._text.strip(), ""
        page = self._page
        if page is None:
            return
        if local == _ENTRIES[self.root]:
            self._page = None
            self._keep(page)
            return
        if local == "loc":
            # Many generators escape twice. No other reference can stand in an address by accident.
            text = text.replace("&amp;", "&")
        key = f"{self._open[-1]}/{local}"
        if key in _KEPT:
            page.texts.setdefault(key, text)
        elif key in _KEPT_OF_IMAGE and page.pictures:
            page.pictures[-1].setdefault(key, text)

    def _keep(self, page: _Page) -> None:
        self.count += 1
        if self.count > MOST_PAGES:
            raise _Enough
        if page.address:
            self.pages.append(page)
        if len(self.pages) >= 4 * MOST_ENTRIES:
            # Where nothing is dated the first ones stay.
            self.pages = _newest(self.pages)


def _newest(pages: Sequence[_Page]) -> list[_Page]:
    return sorted(pages, key=lambda page: page.stated, reverse=True)[:MOST_ENTRIES]


def _once(pages: Sequence[_Page], base: str) -> list[_Page]:
    """Return every page the first time that it is named; a front page is no news."""
    found: dict[str, _Page] = {}
    for page in pages:
        address = web_address(base, page.address)
        parts = urlsplit(address)
        if parts.path.strip("/") or parts.query:
            found.setdefault(address, page)
    return list(found.values())


def _index(pages: Sequence[_Page], base: str) -> SitemapIndex:
    # Of sitemaps without a date the one with the highest number is mostly the last that was begun.
    latest = sorted(pages, key=lambda page: (page.stated, _numbers(page.address)), reverse=True)
    ranked = sorted(latest, key=lambda page: _rank(page.address))
    best = _rank(ranked[0].address) if ranked else 0
    likely = [page for page in ranked if _rank(page.address) in _GOOD_BESIDE[best]]
    return SitemapIndex(
        children=tuple(web_address(base, page.address) for page in likely),
        timed="T" in min((page.stated for page in likely), key=len, default=""),
    )


def _rank(address: str) -> int:
    """Return what a sitemap seems to hold: 0 news, 1 articles, 2 nobody knows, 3 anything but articles."""
    words = fold(_NO_WORD.sub(" ", urlsplit(address).path))
    if _NEWS.search(words):
        return 0
    if _NOT_ARTICLES.search(words):
        return 3
    return 1 if _ARTICLES.search(words) else 2


def _numbers(address: str) -> tuple[int, ...]:
    return tuple(map(int, _NUMBERS.findall(urlsplit(address).path)))


def _feed(pages: Sequence[_Page], count: int, setting: Setting) -> Feed:
    first = pages[0].texts if pages else {}
    faults = []
    if count > MOST_ENTRIES:
        many = f"more than {MOST_PAGES:,}" if count > MOST_PAGES else f"{count:,}"
        faults.append(f"the document names {many} pages: we read the newest {MOST_ENTRIES:,}")
    read = feed_of(
        Text(first.get("publication/name", "")),
        first.get("publication/language", ""),
        [_entry(page) for page in pages],
        faults,
        setting,
    )
    contents = (
        _completed(content, page, setting) for content, page in zip(read.contents, pages, strict=True)
    )
    return replace(read, contents=tuple(contents))


def _entry(page: _Page) -> Entry:
    stated = page.texts.get("news/title", "")
    subscription = page.texts.get("news/access", "").lower() in ("subscription", "registration")
    return Entry(
        guid=page.address,
        links=(page.address,),
        title=Text(stated) if stated else Text(title_from(page.address), is_html=False),
        published=page.texts.get("news/publication_date", ""),
        categories=tuple(page.texts.get("news/keywords", "").split(",")),
        pictures=tuple(
            Picture(
                url=picture.get("image/loc", ""),
                media="image",
                alt=picture.get("image/title", ""),
            )
            for picture in page.pictures
        ),
        language=page.texts.get("publication/language", ""),
        access="subscriber" if subscription else "",
    )


def _completed(content: Content, page: _Page, setting: Setting) -> Content:
    """Add what only a sitemap states: to which precision a time is known, and the caption of a picture."""
    image = content.image
    if image:
        captions = (
            picture.get("image/caption", "")
            for picture in page.pictures
            if web_address(setting.url, picture.get("image/loc", "")) == image.url
        )
        image = replace(image, caption=shorten(Text(next(captions, "")).plain, 300))
    is_day = _DAY.fullmatch(page.texts.get("news/publication_date", "")) is not None
    return replace(
        content,
        image=image,
        published_precision=Precision.DAY if is_day and content.published_at else Precision.MINUTE,
        published_origin="sitemap" if content.published_at else "",
    )


def title_from(address: str) -> str:
    """Return the words of an address, "" where it has none: "…/le-scanner-12345.html" is "Le scanner"."""
    parts = [unquote(part) for part in urlsplit(address).path.split("/")]
    worded = (part for part in reversed(parts) if any(char.isalpha() for char in _EXTENSION.sub("", part)))
    words = re.sub(r"[-_+\s]+", " ", _EXTENSION.sub("", next(worded, "")))
    title = clean(_LONE_NUMBER.sub(" ", words)) or clean(words)
    return title[:1].upper() + title[1:]
