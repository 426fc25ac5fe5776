"""Reads and writes OPML 2.0, in which feed readers hand each other their lists of feeds (opml.org/spec2).

A folder of the list is a theme of ours. It fetches nothing and puts nothing in force.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from digest.config import addresses
from digest.config.checks import Unexpected
from digest.domain.folding import fold
from digest.domain.identity import canonical_url
from digest.domain.newsroom import Newsroom, Source, SourceKind
from digest.domain.slugs import slug_of
from digest.errors import ConfigurationError, Fault
from digest.sources.document import well_escaped, without_dtd
from digest.sources.encoding import decode_document
from digest.sources.plaintext import clean, shorten

MOST_BYTES = 5_000_000
MOST_FEEDS = 10_000
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeed:
    """A feed as a list names it. url, site: as written; folders: titles, the outermost first."""

    title: str
    url: str
    site: str = ""
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A newsroom with the feeds of a list. added: its new sources, each with the feed that it comes from.

    left_out: feeds that became no source, each with the reason.
    """

    newsroom: Newsroom
    added: tuple[tuple[OpmlFeed, Source], ...]
    left_out: tuple[tuple[OpmlFeed, str], ...]


def read_opml(content: bytes, file: str) -> tuple[OpmlFeed, ...]:
    """Return the feeds of a list in its order. file: the name to report.

    Raises ConfigurationError for what is no OPML, damaged or too long.
    """
    if len(content) > MOST_BYTES:
        raise _refused(file, f"is longer than {MOST_BYTES // 1_000_000} MB, and no list of feeds is")
    text = well_escaped(without_dtd(decode_document(content, "")))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise _refused(file, f"is not valid XML: {error.msg}") from error
    if _local(root) != "opml":
        raise _refused(file, "is no OPML: export the list of feeds from your feed reader once more")
    feeds: list[OpmlFeed] = []
    for feed in _feeds(root, ()):
        if len(feeds) == MOST_FEEDS:
            raise _refused(file, f"holds more than {MOST_FEEDS:,} feeds")
        feeds.append(feed)
    return tuple(feeds)


def _refused(file: str, message: str) -> ConfigurationError:
    return ConfigurationError([Fault(file, "", message)])


def _feeds(element: "etree._Element", folders: tuple[str, ...]) -> Iterator[OpmlFeed]:
    """Yield the feeds below an element; the parser allows no nesting that could exhaust the stack."""
    for child in element.iterchildren(tag=etree.Element):
        given = {str(name).lower(): str(value).strip() for name, value in child.attrib.items()}
        title = shorten(clean(given.get("title") or given.get("text", "")), _LONGEST_TITLE)
        within = folders
        if given.get("xmlurl"):
            yield OpmlFeed(
                title=title,
                url=given["xmlurl"],
                site=given.get("htmlurl", ""),
                folders=folders or _category(given.get("category", "")),
            )
        elif _local(child) == "outline" and title:
            within = (*folders, title)
        yield from _feeds(child, within)


def _category(stated: str) -> tuple[str, ...]:
    """Return the path of the first of the categories ("/Boston/Weather,/Harvard")."""
    return tuple(filter(None, (clean(part) for part in stated.partition(",")[0].split("/"))))


def _local(element: "etree._Element") -> str:
    return str(etree.QName(element).localname).lower()


def join_feeds(newsroom: Newsroom, feeds: Sequence[OpmlFeed], former: Mapping[str, str]) -> Joined:
    """Add a source for each feed that no source reads yet; the same list again adds nothing.

    former: the addresses that sources have moved from for good, by slug: their feeds are there, too.
    The innermost folder that bears the title or the slug of a theme makes it the source's default theme.
    """
    taken = {source.slug for source in newsroom.sources}
    read = [*former.items(), *((source.slug, source.url) for source in newsroom.sources)]
    known = {canonical_url(url): f"source {slug} reads it already" for slug, url in read}
    added: list[tuple[OpmlFeed, Source]] = []
    left_out: list[tuple[OpmlFeed, str]] = []
    for feed in feeds:
        try:
            url = addresses.web_address(_over_http(feed.url))
        except Unexpected as error:
            left_out.append((feed, str(error)))
            continue
        if reason := known.get(canonical_url(url)):
            left_out.append((feed, reason))
            continue
        slug = slug_of(feed.title or url.partition("://")[2], taken, otherwise="source")
        added.append((feed, Source(slug=slug, url=url, theme=_theme(newsroom, feed.folders))))
        taken.add(slug)
        known[canonical_url(url)] = "the list names it twice"
    sources = (*newsroom.sources, *(source for _, source in added))
    return Joined(newsroom=replace(newsroom, sources=sources), added=tuple(added), left_out=tuple(left_out))


def _over_http(url: str) -> str:
    """Return an address without the pseudo-scheme that some readers write: "feed://…", "feed:https://…"."""
    if url.lower().startswith("feed://"):
        return f"http{url[4:]}"
    return url[5:] if url.lower().startswith("feed:") else url


def _theme(newsroom: Newsroom, folders: tuple[str, ...]) -> str:
    names = {fold(theme.slug): theme.slug for theme in newsroom.themes}
    names |= {fold(theme.title): theme.slug for theme in newsroom.themes}
    return next((names[fold(folder)] for folder in reversed(folders) if fold(folder) in names), "")


def dump_opml(newsroom: Newsroom) -> str:
    """Return the list of all feeds; those with a default theme stand in a folder of its title.

    Pages and sitemaps are left out: no other program could read them as feeds.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = newsroom.publication.name
    body = etree.SubElement(root, "body")
    feeds = [source for source in newsroom.sources if source.kind is SourceKind.FEED]
    for source in feeds:
        if not source.theme:
            _outline(body, source)
    for theme in newsroom.themes:
        inside = [source for source in feeds if source.theme == theme.slug]
        if inside:
            folder = etree.SubElement(body, "outline", text=theme.title)
            for source in inside:
                _outline(folder, source)
    written = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}'


def _outline(parent: "etree._Element", source: Source) -> None:
    etree.SubElement(parent, "outline", type="rss", text=source.slug, title=source.slug, xmlUrl=source.url)
