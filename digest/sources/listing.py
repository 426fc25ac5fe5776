"""Finds the links to articles on a page that lists them, in the order of the page.

It reads no article (see `page`): what it gives are stubs, an address and the words of the link.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.domain.content import Content
from digest.domain.identity import canonical_url
from digest.domain.newsroom import Source
from digest.sources.entry import LONGEST_TITLE
from digest.sources.jsonld import read_json_ld
from digest.sources.metadata import read_metadata
from digest.sources.plaintext import is_tail, shorten
from digest.sources.selected import select
from digest.sources.webpage import Element, WebPage, ancestors, same_site, tokens, words_in

MOST_STUBS = 60
_MOST_LINKS = 5_000

_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}(?:\.\w{2,5})?$")
"""Three words and more with hyphens between: that is how publishing software writes a title."""
_DATE = re.compile(r"/(?:19|20)\d\d[/-]?(?:0[1-9]|1[0-2])(?:[/-]?[0-3]\d)?(?:/|-|$)")
_NUMBER = re.compile(
    r"(?:^|[-_/,.a-z])\d{4,}(?:\.\w{2,5})?$|(?:^|&)(?:p|id|article|id_article)=\d+(?:&|$)", re.IGNORECASE
)
_NAVIGATION = re.compile(
    r"/(?:tags?|mots?-cles?|categor(?:y|ies|ie)|themes?|topics?|auteurs?|authors?|profils?|users?|log-?in|log-?out"
    r"|connexion|inscription|register|sign-?(?:in|up)|mon-compte|my-account|compte|account|panier|cart|checkout"
    r"|abonnements?|abonnez-vous|s-abonner|subscribe|newsletters?|contact(?:ez-nous)?|mentions-legales|legal|cg[uv]"
    r"|conditions-generales[\w-]*|politique-de-[\w-]+|privacy[\w-]*|cookies?[\w-]*|terms[\w-]*|a-propos|about[\w-]*"
    r"|qui-sommes-nous|recherche|search|page|feed|rss|wp-login\.php|wp-admin|wp-content|plan-du-site|sitemap)(?:/|$)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|svg|mp[34]|zip|docx?|xlsx?|pptx?|xml|json|css|js|ics)$", re.IGNORECASE
)
_MENUS = frozenset(
    {"menu", "main-menu", "nav", "navbar", "navigation", "footer", "breadcrumb", "breadcrumbs", "pagination"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_WORDS_OF_TITLE = 3
_WORDS_OF_HEADLINE = 4


@dataclass(frozen=True, slots=True)
class _Link:
    url: str
    words: str
    is_headline: bool


def shows_one_article(page: WebPage) -> bool:
    """Tell whether a page says of itself that it is one article and no list."""
    if urlsplit(page.found_at).path.strip("/") == "":
        return False
    return read_json_ld(page).is_article or read_metadata(page).is_article


def read_listing(page: WebPage, source: Source) -> tuple[Content, ...]:
    """Return a stub for each article that the page links to, at most MOST_STUBS, each one once.

    With a selector for links, what it points at; else what has the address or the place of an article.
    Only links to the page's own site count.
    """
    links: Iterable[_Link]
    if source.selectors.links:
        links = _links(page, select(page, source.selectors.links), chosen=True)
    else:
        links = filter(_leads_to_article, _links(page, page.tree.xpath("//a[@href]"), chosen=False))
    stubs: dict[str, _Link] = {}
    own = {canonical_url(page.found_at), canonical_url(source.url)}
    for link in links:
        key = canonical_url(link.url)
        if key in own:
            continue
        before = stubs.get(key)
        if before is None and len(stubs) == MOST_STUBS:
            continue
        # A picture often links first, and says little of the article; its headline does so later.
        if before is None or _is_better(link, before):
            stubs[key] = link
    return tuple(_stub(link, source) for link in stubs.values())


def _stub(link: _Link, source: Source) -> Content:
    title = link.words or link.url.partition("://")[2].rstrip("/")
    return Content(kind=source.items, guid="", url=link.url, title=shorten(title, LONGEST_TITLE))


def _links(page: WebPage, elements: Sequence[Element], *, chosen: bool) -> Iterator[_Link]:
    """Yield the links to other pages of the site that elements are, hold, or lie in."""
    for element in elements[:_MOST_LINKS]:
        anchors = [each for each in ancestors(element) if each.tag == "a"][:1] or element.xpath(".//a[@href]")
        for anchor in anchors:
            if _is_navigation(anchor) and not chosen:
                continue
            url = page.address(anchor.get("href")).partition("#")[0]
            if url and same_site(url, page.found_at):
                yield _Link(url, _words(anchor), _is_headline(anchor))


def _is_navigation(anchor: Element) -> bool:
    """Tell whether a link stands in a menu or at the foot of the page."""
    return any(each.tag in ("nav", "footer") or tokens(each) & _MENUS for each in ancestors(anchor))


def _words(anchor: Element) -> str:
    """Return the headline of a link: a heading in it, else its words, else those of its picture."""
    headings = [each for each in anchor.iter() if each.tag in _HEADINGS]
    texts = (
        *map(words_in, headings[:1]),
        words_in(anchor),
        *anchor.xpath(".//img/@alt")[:1],
        anchor.get("title", ""),
    )
    text = next((" ".join(text.split()) for text in texts if text.strip()), "")
    return "" if is_tail(text) else text


def _is_headline(anchor: Element) -> bool:
    around = list(ancestors(anchor))[:3]
    return any(each.tag in _HEADINGS for each in (*around, *anchor.iter()))


def _is_better(one: _Link, other: _Link) -> bool:
    """Tell whether a link names the article better than an earlier one of the same address."""
    if one.is_headline != other.is_headline:
        return one.is_headline and len(one.words.split()) >= _WORDS_OF_TITLE
    return len(other.words.split()) < _WORDS_OF_TITLE <= len(one.words.split())


def _leads_to_article(link: _Link) -> bool:
    """Tell an article by its address, or else by the headline that its link is."""
    parts = urlsplit(link.url)
    has_number = bool(_NUMBER.search(parts.query))
    if parts.path.strip("/") == "":
        return has_number
    if _NAVIGATION.search(parts.path) or _FILE.search(parts.path):
        return False
    before, _, last = parts.path.rstrip("/").rpartition("/")
    is_named = bool(_SLUG.match(last) or _NUMBER.search(last) or _DATE.search(f"{before}/"))
    return is_named or has_number or (link.is_headline and len(link.words.split()) >= _WORDS_OF_HEADLINE)
