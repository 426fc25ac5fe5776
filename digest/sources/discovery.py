"""Reads a front page for what it shows of its site: name, language, colour, logo, feeds, links, le fil.

It fetches nothing, and proposes nothing (see `digest.domain.proposal`).
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from digest.domain.proposal import FrontPage, Guess, holds_comments
from digest.domain.sections import PageLink
from digest.domain.wires import speaks_of_wire
from digest.sources.encoding import decode_document
from digest.sources.jsonld import values_in
from digest.sources.links import web_address
from digest.sources.plaintext import clean, shorten

USUAL_FEEDS = ("/feed/", "/rss", "/rss.xml", "/atom.xml", "/feed.json", "/index.xml")
"""Where feeds are found that no page announces."""
USUAL_SITEMAPS = ("/sitemap-news.xml", "/news-sitemap.xml")
MOST_LINKS = 2_000
_MOST_FEEDS = 20
_MOST_SITEMAPS = 10
_MOST_NODES = 2_000
"""Objects of JSON-LD that are looked at."""
_MOST_BLOCKS = 50
"""Elements that are looked into for le fil."""
_LEAST_TIMES = 2
_LONGEST_NAME = 80

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|div|a)\b", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|·•:—–-]\s+|\s*[|—–]\s*")
_WELCOME = re.compile(r"(?:accueil|bienvenue|home|homepage|welcome|index)", re.IGNORECASE)
_OWNERS = ("NewsMediaOrganization", "Organization", "WebSite")
"""Types of JSON-LD that name a site (schema.org)."""
_MENU = re.compile(r"(?:^|[\s_-])(?:nav|navbar|navigation|menu)(?:$|[\s_-])", re.IGNORECASE)
_TIME = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3])\s?[:hH]\s?[0-5]\d(?![\d:])")
_NAME = re.compile(r"[A-Za-z_][\w-]{0,60}", re.ASCII)
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)


def read_front_page(body: bytes, content_type: str, url: str) -> FrontPage | None:
    """Return what a front page shows; None for what is no HTML. Nothing in it can make this fail."""
    text = _decoded(body, content_type)
    if not _MARKUP.search(text, 0, 100_000):
        return None
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    base = web_address(url, next(iter(root.xpath("//base/@href")), "")) or url
    nodes = list(_nodes(root))
    return FrontPage(
        url=url,
        name=_name(root, nodes),
        language=_language(root),
        accent=_accent(root),
        logo=_logo(root, nodes, base),
        feeds=tuple(_feeds(root, base)),
        links=tuple(_links(root, base)),
        wire=wire_block(root),
    )


def _decoded(body: bytes, content_type: str) -> str:
    """Decode as any document, but for the label that HTML has in a place of its own."""
    label = _META_CHARSET.search(body, 0, 4_000)
    if label and "charset" not in content_type.lower():
        content_type = f"{content_type}; charset={label[1].decode('ascii', 'ignore')}"
    return decode_document(body, content_type).replace("\x00", "")


def _meta(root: Any, *names: str) -> str:
    """Return the content of the first <meta> of one of these names or properties."""
    for name in names:
        found = root.xpath("//meta[@name=$name or @property=$name]/@content", name=name)
        text = next(filter(None, map(clean, found)), "")
        if text:
            return text
    return ""


def _name(root: Any, nodes: list[dict[str, Any]]) -> Guess:
    stated = (
        Guess(_meta(root, "og:site_name"), "meta og:site_name"),
        *(Guess(_text(node.get("name")), f"JSON-LD {_owner(node)}") for node in nodes),
        Guess(_meta(root, "application-name"), "meta application-name"),
        Guess(_from_title(" ".join(root.xpath("//head/title//text()")[:50])), "title of the page"),
    )
    found = next((guess for guess in stated if guess.value), Guess())
    return Guess(shorten(found.value, _LONGEST_NAME), found.origin)


def _from_title(title: str) -> str:
    """Return the part of a front page's title that names the site: the first that is no welcome."""
    parts = [part.strip() for part in _SEPARATOR.split(clean(title)[:500])]
    return next((part for part in parts if part and not _WELCOME.fullmatch(part)), "")


def _language(root: Any) -> Guess:
    stated = (
        Guess(clean(root.get("lang") or ""), "html lang"),
        Guess(_meta(root, "og:locale"), "meta og:locale"),
    )
    for guess in stated:
        tag = guess.value.replace("_", "-")
        if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}", tag):
            return Guess(tag, guess.origin)
    return Guess()


def _accent(root: Any) -> Guess:
    """Return the colour that browsers are asked to show around the page by day."""
    for element in root.xpath("//meta[@name='theme-color']"):
        colour = (element.get("content") or "").strip().lower()
        if _COLOUR.fullmatch(colour) and "dark" not in (element.get("media") or ""):
            six = colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
            return Guess(six, "meta theme-color")
    return Guess()


def _logo(root: Any, nodes: list[dict[str, Any]], base: str) -> Guess:
    """Return the first picture that stands for the site and that a mail can show: over https, no SVG."""
    icons = sorted(root.xpath("//link[contains(@rel, 'apple-touch-icon')]"), key=_pixels, reverse=True)
    candidates = (
        *(Guess(_address(node.get("logo")), f"JSON-LD {_owner(node)}") for node in nodes),
        *(Guess(icon.get("href") or "", "apple-touch-icon") for icon in icons),
        Guess(_meta(root, "og:image"), "meta og:image"),
    )
    for candidate in candidates:
        address = web_address(base, candidate.value)
        path = address.partition("?")[0].lower()
        if path.startswith("https://") and not path.endswith((".svg", ".svgz", ".ico")):
            return Guess(address, candidate.origin)
    return Guess()


def _pixels(icon: Any) -> int:
    found = re.match(r"\s*(\d{1,5})", icon.get("sizes") or "")
    return int(found[1]) if found else 0


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD that stand for the site, in the order of the document."""
    seen, waiting = 0, list(values_in(root))[::-1]
    while waiting and seen < _MOST_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            if _owner(value):
                yield value
            value = list(value.values())
        if isinstance(value, list):
            waiting += reversed(value)


def _owner(node: dict[str, Any]) -> str:
    stated = node.get("@type")
    types = stated if isinstance(stated, list) else [stated]
    names = [str(name).rpartition("/")[2] for name in types]
    return next((owner for owner in _OWNERS if owner in names), "")


def _address(value: Any) -> str:
    """Return the address of a picture: a text, an ImageObject, or the first of a list of these."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return _text(value)


def _text(value: Any) -> str:
    return clean(value[:2_000]) if isinstance(value, str) else ""


def _feeds(root: Any, base: str) -> Iterator[PageLink]:
    """Yield the feeds that the page announces (RSS autodiscovery), but for those of comments."""
    found: dict[str, PageLink] = {}
    for link in root.xpath("//link[@href]"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        address = web_address(base, link.get("href"))
        title = shorten(clean(link.get("title") or ""), _LONGEST_NAME)
        if (
            "alternate" not in (link.get("rel") or "").lower().split()
            or kind not in _FEED_TYPES
            or not address
        ):
            continue
        if not holds_comments(address, title):
            found.setdefault(address, PageLink(url=address, text=title))
    yield from list(found.values())[:_MOST_FEEDS]


def _links(root: Any, base: str) -> Iterator[PageLink]:
    for link in root.xpath("//a[@href]")[:MOST_LINKS]:
        address = web_address(base, link.get("href")).partition("#")[0]
        if address:
            text = clean(" ".join(link.itertext())[:500])
            yield PageLink(url=address, text=text, in_navigation=_is_menu(link))


def _is_menu(link: Any) -> bool:
    """Tell whether a link stands in the navigation; that of the foot of a page leads to imprint and terms."""
    inside = False
    for element in link.iterancestors():
        if element.tag == "footer":
            return False
        labels = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("role"))))
        inside = inside or element.tag == "nav" or _MENU.search(labels) is not None
    return inside


def wire_block(root: Any) -> str:
    """Return a CSS selector for the part of a page that is called le fil and holds times, "" for none."""
    for element, selector in islice(_blocks(root), _MOST_BLOCKS):
        if _times(element) >= _LEAST_TIMES:
            return selector
    return ""


def _blocks(root: Any) -> Iterator[tuple[Any, str]]:
    """Yield the elements whose class or id speaks of le fil, with a selector for each."""
    for element in root.xpath("//body//*[@class or @id]"):
        classes = (element.get("class") or "").split()
        for mark, label in (("#", element.get("id") or ""), *((".", name) for name in classes)):
            if _NAME.fullmatch(label) and speaks_of_wire(label):
                yield element, f"{mark}{label}"


def _times(element: Any) -> int:
    return len(_TIME.findall(" ".join(element.itertext())[:100_000]))


def read_robots(body: bytes, content_type: str, url: str) -> tuple[str, ...]:
    """Return the sitemaps that a robots.txt names, those that are called news first."""
    text = decode_document(body, content_type)
    found = dict.fromkeys(filter(None, (web_address(url, given) for given in _SITEMAP.findall(text))))
    return tuple(sorted(found, key=lambda address: "news" not in urlsplit(address).path.lower()))[
        :_MOST_SITEMAPS
    ]
