"""Joins what the readers of a page say of its article with what was known before, field by field.

It reads no page itself. Who is believed first:

=============  ======================================================================================
title          selector · feed · json-ld · meta · page; the link text of a list counts last
kicker         selector · feed · json-ld · page
standfirst     selector · feed, unless empty · json-ld · meta · page; one that is cut is completed by another
authors        selector · json-ld · meta · feed · page; people before organisations
published      selector · json-ld · meta · feed · page · the address; of the same day the more precise
categories     those of the feed, then the section: selector · json-ld · meta · page
image          selector · json-ld · meta · feed · page; caption and credit also from under it on the page
minutes        json-ld · meta · page · feed, else counted (see `page`)
access         selector · json-ld · meta · feed · page; free where a selector finds no mark
language       json-ld · meta · feed
=============  ======================================================================================

A selector was chosen by an editor, who looked. JSON-LD is made by the software that knows; OpenGraph is made
for sharing, hence shorter; the feed's title and standfirst are those that the site chose for a list of news,
which is what we make. Update times are not read anywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.domain.content import Access, Content, Image, Precision
from digest.domain.folding import fold
from digest.domain.identity import MOST_ALIASES, canonical_url
from digest.domain.newsroom import Source, SourceKind
from digest.sources.bylines import names_of, split_credit
from digest.sources.dates import parse_date
from digest.sources.entry import LONGEST_NAME, LONGEST_STANDFIRST, LONGEST_TITLE, MOST_NAMES
from digest.sources.pictures import Picture, choose_picture, same_file
from digest.sources.plaintext import shorten, without_tail
from digest.sources.sanitise import text_of
from digest.sources.statement import LONGEST_VALUE, Statement
from digest.sources.webpage import WebPage, same_site

_ELLIPSIS = re.compile(r"\s*(?:\[\s*)?(?:…|\.\.\.)(?:\s*\])?\s*$")
_BARE_DAY = re.compile(r"\s*\d{4}-?\d\d-?\d\d\s*")
_CLOCK = re.compile(r"\d\s*(?::|h)\s*\d|\d\s*h\b|\dT\d\d", re.IGNORECASE)
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=[/-]|$)")
_TITLE_TAIL = re.compile(r"\s+[-–—|·»•:]\s+([^-–—|·»•]{2,60})$")
_STANDARD_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logos?|favicon|placeholder|default|avatar|no-?image)(?:[_.-][^/]*)?$", re.IGNORECASE
)
"""Names of files that a site shows where an article has no picture of its own."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_SECTION = frozenset({"uncategorized", "non classe", "accueil", "home"})
"""Folded names that say where an article was not put."""
_FEED_LABELS = {SourceKind.FEED: "feed", SourceKind.PAGE: "link text", SourceKind.SITEMAP: "sitemap"}


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication time, where it was found in the word that a content keeps, and in words for people."""

    at: datetime
    precision: Precision
    kind: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A content completed, and for each of its fields where the value was found."""

    content: Content
    origins: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """What each reader of the page says."""

    selected: Statement
    json_ld: Statement
    metadata: Statement
    shown: Statement


def join(readers: Readers, content: Content, page: WebPage, source: Source, timezone: str) -> Joined:
    """Return `content` completed by what stands on its page, all but the body and what is counted in it."""
    joining = _Joining(readers, content, page, source, timezone)
    joining.run()
    return Joined(content=joining.content, origins=joining.origins)


class _Joining:
    """Completes one content; `content` and `origins` grow as it goes."""

    def __init__(
        self, readers: Readers, content: Content, page: WebPage, source: Source, timezone: str
    ) -> None:
        self._readers = readers
        self._known = content
        self._page = page
        self._source = source
        self._timezone = timezone
        self._feed = _FEED_LABELS[source.kind]
        self.content = content
        self.origins: dict[str, str] = {}

    def run(self) -> None:
        readers = self._readers
        for complete in (
            self._language,
            self._title,
            self._kicker,
            self._standfirst,
            self._authors,
            self._published,
            self._categories,
            self._image,
            self._minutes,
            self._access,
            self._aliases,
        ):
            complete(readers.selected, readers.json_ld, readers.metadata, readers.shown)

    def _set(self, name: str, value: object, origin: str, **more: object) -> None:
        if value:
            self.content = replace(self.content, **{name: value}, **more)  # type: ignore[arg-type]
            self.origins[name] = origin

    def _texts(self, name: str, statements: Iterable[Statement], limit: int) -> Iterator[tuple[str, str]]:
        """Yield what the statements say of a field, cleaned, with where they found it."""
        for statement in statements:
            text = without_tail(text_of(str(getattr(statement, name))[:LONGEST_VALUE]))
            if text:
                yield shorten(text, limit), statement.origin(name)

    def _language(self, _: Statement, json_ld: Statement, metadata: Statement, __: Statement) -> None:
        stated = [
            (each.language.replace("_", "-").strip(), each.origin("language")) for each in (json_ld, metadata)
        ]
        for tag, origin in (*stated, (self._known.language, self._feed)):
            if _LANGUAGE.fullmatch(tag):
                self._set("language", tag, origin)
                return

    def _title(self, *statements: Statement) -> None:
        selected, *others = self._texts_of_title(statements)
        known = [(self._known.title, self._feed)] if self._known.title else []
        is_link_text = self._source.kind is SourceKind.PAGE
        ordered = [
            *selected,
            *(known if not is_link_text else ()),
            *(pair for each in others for pair in each),
        ]
        ordered += known if is_link_text else []
        title, origin = next(iter(ordered), ("", ""))
        self._set("title", shorten(_completed(title, [text for text, _ in ordered]), LONGEST_TITLE), origin)

    def _texts_of_title(self, statements: Sequence[Statement]) -> list[list[tuple[str, str]]]:
        """Return the titles by reader, without the name of the site at the end."""
        sites = {fold(text_of(each.site)) for each in statements if each.site}
        heading = fold(statements[-1].title)
        found = []
        for statement in statements:
            texts = self._texts("title", (statement,), LONGEST_TITLE)
            found.append([(_without_site(text, sites, heading), origin) for text, origin in texts])
        return found

    def _kicker(self, selected: Statement, json_ld: Statement, _: Statement, shown: Statement) -> None:
        texts = [*self._texts("kicker", (selected,), LONGEST_NAME)]
        texts += [(self._known.kicker, self._feed)] if self._known.kicker else []
        texts += self._texts("kicker", (json_ld, shown), LONGEST_NAME)
        kicker, origin = next(iter(texts), ("", ""))
        if fold(kicker) != fold(self.content.title):
            self._set("kicker", kicker, origin)

    def _standfirst(self, selected: Statement, *others: Statement) -> None:
        # A description that repeats the title is the template's way to have none.
        said = [
            (text, origin)
            for text, origin in self._texts("standfirst", others, LONGEST_STANDFIRST)
            if fold(text) != fold(self.content.title)
        ]
        known = [(self._known.standfirst, self._feed)] if self._known.standfirst else []
        ordered = [*self._texts("standfirst", (selected,), LONGEST_STANDFIRST), *known, *said]
        standfirst, origin = next(iter(ordered), ("", ""))
        whole = _completed(standfirst, [text for text, _ in ordered])
        origin = next((place for text, place in ordered if text == whole), origin)
        self._set("standfirst", whole, origin)

    def _authors(
        self, selected: Statement, json_ld: Statement, metadata: Statement, shown: Statement
    ) -> None:
        houses = {fold(text_of(each.site)) for each in (json_ld, metadata) if each.site}
        candidates = [
            (names_of(each.authors), each.origin("authors")) for each in (selected, json_ld, metadata)
        ]
        candidates += [(self._known.authors, self._feed), (names_of(shown.authors), shown.origin("authors"))]
        people = [
            (tuple(name for name in names if fold(name) not in houses), origin)
            for names, origin in candidates
        ]
        signing = (names_of(json_ld.houses), json_ld.origin("authors"))
        names, origin = next((pair for pair in (*people, signing, *candidates) if pair[0]), ((), ""))
        self._set("authors", names, origin)

    def _published(self, *statements: Statement) -> None:
        *machines, shown = statements
        dated = [
            *map(self._dated, machines),
            self._dated_before(),
            self._dated(shown),
            self._dated_by_address(),
        ]
        found = [each for each in dated if each]
        if not found:
            return
        best = found[0]
        if best.precision is Precision.DAY:
            best = next((each for each in found if _refines(each, best)), best)
        self._set(
            "published_at",
            best.at,
            best.origin,
            published_precision=best.precision,
            published_origin=best.kind,
        )

    def _dated(self, statement: Statement) -> Dated | None:
        return self._parsed(statement.published, statement.reader, statement.origin("published"))

    def _dated_before(self) -> Dated | None:
        known = self._known
        if known.published_at is None:
            return None
        kind = known.published_origin or self._feed
        return Dated(known.published_at, known.published_precision, kind, kind)

    def _dated_by_address(self) -> Dated | None:
        found = _DAY_IN_ADDRESS.search(self._known.url)
        return self._parsed("-".join(found.groups()), "page", "address of the page") if found else None

    def _parsed(self, text: str, kind: str, origin: str) -> Dated | None:
        instant = parse_date(text, self._timezone, self.content.language) if text else None
        if instant is None:
            return None
        is_day = bool(_BARE_DAY.fullmatch(text)) or not _CLOCK.search(text)
        return Dated(instant, Precision.DAY if is_day else Precision.MINUTE, kind, origin)

    def _categories(self, *statements: Statement) -> None:
        stated = next((each for each in statements if each.sections), None)
        if stated is None:
            return
        names = {fold(name): name for name in self._known.categories}
        sections = stated.sections if len(stated.sections) > 1 else stated.sections[0].split(",")
        for section in sections[:MOST_NAMES]:
            name = shorten(text_of(section), LONGEST_NAME)
            if name and fold(name) not in _NO_SECTION:
                names.setdefault(fold(name), name)
        origin = stated.origin("section")
        both = f"{self._feed}, {origin}" if self._known.categories else origin
        self._set("categories", tuple(names.values()), both)

    def _image(self, selected: Statement, json_ld: Statement, metadata: Statement, shown: Statement) -> None:
        known = [(self._known.image, self._feed)] if self._known.image else []
        stated = [
            (self._chosen(each.pictures), each.origin("image")) for each in (selected, json_ld, metadata)
        ]
        offers = [*stated, *known, (self._chosen(shown.pictures), shown.origin("image"))]
        image, origin = next((pair for pair in offers if pair[0]), (None, ""))
        if image is None:
            return
        credit = next((text_of(each.credit) for each in selected.pictures if each.credit), "")
        self._set("image", self._captioned(image, shown.pictures, credit), origin)

    def _chosen(self, pictures: Sequence[Picture]) -> Image | None:
        """Return the widest of the pictures that a reader found, else the first."""
        usable = [each for each in pictures if not _STANDARD_PICTURE.search(each.url.partition("?")[0])]
        return choose_picture(usable, markup="", base=self._page.url, alt="", credit="")

    def _captioned(self, image: Image, shown: Sequence[Picture], credit: str) -> Image:
        """Add caption and credit of the same picture on the page, where they were not stated with it."""
        twin = next(
            (each for each in shown if same_file(self._page.address(each.url), image.url)), Picture(url="")
        )
        caption, in_caption = split_credit(image.caption)
        return replace(
            image,
            alt=image.alt or twin.alt,
            caption=caption or twin.caption,
            credit=shorten(credit or twin.credit or _credit(image.credit) or in_caption, LONGEST_NAME),
        )

    def _minutes(self, _: Statement, *statements: Statement) -> None:
        stated = next((each for each in statements if each.minutes), None)
        if stated:
            self._set("reading_minutes", stated.minutes, stated.origin("minutes"))
        elif self._known.reading_minutes:
            self.origins["reading_minutes"] = self._feed

    def _access(self, selected: Statement, json_ld: Statement, metadata: Statement, shown: Statement) -> None:
        stated = [(each.access, each.origin("access")) for each in (selected, json_ld, metadata)]
        stated += [(self._known.access, self._feed), (shown.access, shown.origin("access"))]
        if self._source.selectors.access:
            stated.append((Access.FREE, f"{selected.origin('access')} finds nothing"))
        access, origin = next(
            (pair for pair in stated if pair[0] is not Access.UNKNOWN), (Access.UNKNOWN, "")
        )
        if origin:
            self._set("access", access, origin)

    def _aliases(self, _: Statement, json_ld: Statement, metadata: Statement, __: Statement) -> None:
        """Add the addresses that the page gives itself, if they are of its own site and of one page."""
        home = {canonical_url(self._source.url), canonical_url(self._known.url), ""}
        named = (*metadata.urls, *json_ld.urls, self._page.found_at)
        aliases = {canonical_url(url): url for url in self._known.aliases}
        for reference in named:
            url = self._page.address(reference)
            key = canonical_url(url)
            is_particular = "/" in key.removeprefix("https://") or "?" in key
            if key not in home and is_particular and same_site(url, self._known.url):
                aliases.setdefault(key, url)
        self._set("aliases", tuple(aliases.values())[:MOST_ALIASES], metadata.reader)


def _without_site(title: str, sites: Iterable[str], heading: str) -> str:
    """Remove the name of the site from the end of a title: a name that is known, or all after the heading."""
    while tail := _TITLE_TAIL.search(title):
        before = title[: tail.start()]
        if fold(tail[1]) not in sites and not (heading and fold(before) == heading):
            break
        title = before
    return title


def _completed(text: str, others: Sequence[str]) -> str:
    """Return a text that ends in an ellipsis as another one gives it in full, where one does."""
    if not _ELLIPSIS.search(text):
        return text
    start = fold(_ELLIPSIS.sub("", text))
    longer = (each for each in others if len(each) > len(text) and fold(each).startswith(start))
    return next(longer, text)


def _refines(one: Dated, other: Dated) -> bool:
    """Tell whether a time precise to the minute lies on the day that another states."""
    return one.precision is Precision.MINUTE and 0 <= (one.at - other.at).total_seconds() < 86_400


def _credit(text: str) -> str:
    """Return a credit that was stated as such, without its label."""
    return split_credit(text)[1] or text.strip("() ")
