"""Reads the page of one article: completes a content by it, and says of each field where it was found.

It fetches nothing. The order in which its readers are believed stands in `joining`; the text of the article
is the one that a selector points at, else the feed's where it is no shorter, else what `maintext` finds.
"""

from dataclasses import replace

from digest.domain.content import Access, Content
from digest.domain.gathering import PageReading
from digest.domain.newsroom import Source
from digest.sources.entry import LONGEST_STANDFIRST, WORDS_PER_MINUTE, WORDS_WORTH_TIMING
from digest.sources.joining import Joined, Readers, join
from digest.sources.jsonld import read_json_ld
from digest.sources.maintext import clean_body, main_text
from digest.sources.metadata import read_metadata
from digest.sources.plaintext import shorten
from digest.sources.sanitise import first_paragraph, words_of
from digest.sources.selected import read_selected
from digest.sources.shown import read_shown
from digest.sources.walls import what_stands_in_the_way
from digest.sources.webpage import WebPage, parse_page

_ENOUGH_WORDS = 40
"""A page with so many words in its text is an article, whatever else it says."""
_KEPT_SHARE = 0.8
"""A feed's text is kept that has this share of the words that the page has."""


def read_page(
    body: bytes, content_type: str, url: str, *, content: Content, source: Source, timezone: str
) -> PageReading:
    """Complete `content` by the page that was found at `url`. Nothing on a page can make this fail.

    timezone: IANA name for times that state none. A page that cannot be used leaves the content as it was.
    """
    page = parse_page(body, content_type, url)
    if page is None:
        return PageReading(content=content, fault=f"{content.url} {_no_page(body, content_type)}")
    readers = Readers(
        selected=read_selected(page, source.selectors),
        json_ld=read_json_ld(page),
        metadata=read_metadata(page),
        shown=read_shown(page),
    )
    joined = _with_body(join(readers, content, page, source, timezone), readers, content, page)
    fault = _fault(page, readers, joined.content, content)
    if fault:
        return PageReading(content=content, fault=f"{content.url} {fault}")
    return PageReading(content=joined.content, origins=joined.origins)


def _no_page(body: bytes, content_type: str) -> str:
    if not body.strip():
        return "answered with an empty page: open it in a browser"
    if body.startswith(b"%PDF-"):
        return "is a PDF file, not a web page: it is kept with what its source says of it"
    kind = content_type.partition(";")[0].strip()[:60]
    if kind in ("", "text/html", "application/xhtml+xml"):
        return "holds no HTML that we can read: open it in a browser"
    return f"is {kind}, not a web page: correct the address or the selector of the links"


def _with_body(joined: Joined, readers: Readers, before: Content, page: WebPage) -> Joined:
    """Add the text of the article, and what is known by it: a standfirst, the time to read it."""
    content, origins = joined.content, joined.origins
    known = (content.title, content.kicker)
    if readers.selected.body:
        body, origin = clean_body(readers.selected.body, page.url, known), readers.selected.origin("body")
    else:
        body, origin = main_text(page, known), "text of the page"
        kept = before.body_html
        if len(words_of(kept).split()) >= max(1, _KEPT_SHARE * len(words_of(body).split())):
            body, origin = kept, "feed"
    if not body:
        body, origin = clean_body(readers.json_ld.body, page.url, known), "json-ld"
    if not body:
        return joined
    content = replace(content, body_html=body)
    origins["body_html"] = origin
    if not content.standfirst:
        content = replace(content, standfirst=shorten(first_paragraph(body), LONGEST_STANDFIRST))
        origins["standfirst"] = "first paragraph"
    words = len(words_of(body).split())
    # What a reader without a subscription gets says nothing of the length of the article.
    if _is_counted(content, origins) and words >= WORDS_WORTH_TIMING:
        content = replace(content, reading_minutes=max(1, round(words / WORDS_PER_MINUTE)))
        origins["reading_minutes"] = "counted"
    return Joined(content=content, origins=origins)


def _is_counted(content: Content, origins: dict[str, str]) -> bool:
    stated = origins.get("reading_minutes", "")
    longer_text = stated == "feed" and origins["body_html"] != "feed"
    return content.access is not Access.SUBSCRIBER and (not stated or longer_text)


def _fault(page: WebPage, readers: Readers, found: Content, before: Content) -> str:
    """Return why the page is not that of the article, "" where it is: completes the sentence "the address …"."""
    if readers.json_ld.is_article or readers.metadata.is_article or readers.selected.title:
        return ""
    has_text = len(words_of(found.body_html).split()) >= _ENOUGH_WORDS
    return what_stands_in_the_way(
        page, before.url, readers.shown.title, has_text=has_text, says_something=bool(found.standfirst)
    )
