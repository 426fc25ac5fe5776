"""Writes the two feeds of the demonstration's site: RSS 2.0 for the articles, Atom 1.0 for the briefs.

It does not serve them (see `site`).
"""

from collections.abc import Sequence
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from digest.demo.press import LANGUAGE, NAME, PICTURE_SIZE, Article, Brief

RSS_TYPE = "application/rss+xml; charset=utf-8"
ATOM_TYPE = "application/atom+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_DIGEST = "urn:digest:feed:1"
"""What RSS has no word for: kicker, access, reading-minutes, credit."""

for _prefix, _uri in (
    ("atom", _ATOM),
    ("content", _CONTENT),
    ("dc", _DC),
    ("media", _MEDIA),
    ("digest", _DIGEST),
):
    ET.register_namespace(_prefix, _uri)


def rss(articles: Sequence[Article], site: str) -> bytes:
    """Return the articles, newest first, as RSS 2.0. site: address without a last slash."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", NAME)
    _add(channel, "link", f"{site}/")
    _add(channel, "description", "Le quotidien de l’imagerie médicale")
    _add(channel, "language", LANGUAGE)
    _add(channel, f"{{{_ATOM}}}link", rel="self", type="application/rss+xml", href=f"{site}/feed/")
    _add(channel, "lastBuildDate", format_datetime(articles[0].published_at))
    for article in articles:
        _rss_item(ET.SubElement(channel, "item"), article, site)
    return _document(root)


def atom(briefs: Sequence[Brief], site: str) -> bytes:
    """Return the briefs, newest first, as Atom 1.0 (RFC 4287). site: address without a last slash."""
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": LANGUAGE})
    _add(root, f"{{{_ATOM}}}title", f"{NAME} : le fil")
    _add(root, f"{{{_ATOM}}}id", "tag:planaxial.example,2025:fil")
    _add(root, f"{{{_ATOM}}}updated", briefs[0].published_at.isoformat())
    _add(root, f"{{{_ATOM}}}link", rel="self", type="application/atom+xml", href=f"{site}/fil.xml")
    _add(root, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=f"{site}/le-fil/")
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, f"{{{_ATOM}}}name", "La rédaction")
    for brief in briefs:
        _atom_entry(ET.SubElement(root, f"{{{_ATOM}}}entry"), brief, site)
    return _document(root)


def _rss_item(item: ET.Element, article: Article, site: str) -> None:
    _add(item, "title", article.title)
    _add(item, "link", site + article.path)
    # The identity must outlive the port that this run happens to have.
    _add(item, "guid", f"https://planaxial.example/?p={article.id}", isPermaLink="false")
    _add(item, "pubDate", format_datetime(article.published_at))
    for author in article.authors:
        _add(item, f"{{{_DC}}}creator", author)
    if article.language != LANGUAGE:
        _add(item, f"{{{_DC}}}language", article.language)
    for category in article.categories:
        _add(item, "category", category)
    _add(item, "description", article.standfirst)
    _add(item, f"{{{_CONTENT}}}encoded", article.body_html)
    _add(item, f"{{{_DIGEST}}}kicker", article.kicker)
    _add(item, f"{{{_DIGEST}}}access", article.access)
    _add(item, f"{{{_DIGEST}}}reading-minutes", str(article.reading_minutes))
    if article.picture:
        _add(item, f"{{{_DIGEST}}}credit", article.picture_credit)
        _picture(item, article, site)


def _picture(item: ET.Element, article: Article, site: str) -> None:
    width, height = PICTURE_SIZE
    attributes = {"medium": "image", "type": "image/png", "width": str(width), "height": str(height)}
    picture = ET.SubElement(
        item, f"{{{_MEDIA}}}content", {"url": f"{site}/pictures/{article.picture}.png", **attributes}
    )
    _add(picture, f"{{{_MEDIA}}}credit", article.picture_credit, role="photographer")
    _add(picture, f"{{{_MEDIA}}}description", article.picture_alt, type="plain")


def _atom_entry(entry: ET.Element, brief: Brief, site: str) -> None:
    moment = brief.published_at.isoformat()
    _add(entry, f"{{{_ATOM}}}id", f"tag:planaxial.example,2025:fil/{brief.id}")
    _add(entry, f"{{{_ATOM}}}title", brief.title)
    _add(entry, f"{{{_ATOM}}}published", moment)
    _add(entry, f"{{{_ATOM}}}updated", moment)
    _add(entry, f"{{{_ATOM}}}link", rel="alternate", type="text/html", href=site + brief.path)
    if brief.source:
        _add(entry, f"{{{_ATOM}}}link", rel="related", title=brief.source, href=site + brief.source_path)
    for tag in brief.tags:
        _add(entry, f"{{{_ATOM}}}category", term=tag)
    _add(entry, f"{{{_ATOM}}}content", brief_html(brief, site), type="html")


def brief_html(brief: Brief, site: str) -> str:
    """Return the text of a brief as a paragraph, with the link to its source where it has one."""
    text = escape(brief.text, quote=False)
    if brief.source:
        label = escape(brief.source, quote=False)
        text += f' <a href="{site}{brief.source_path}">{label}</a>'
    return f"<p>{text}</p>"


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> None:
    child = ET.SubElement(parent, tag, attributes)
    child.text = text or None


def _document(root: ET.Element) -> bytes:
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document
