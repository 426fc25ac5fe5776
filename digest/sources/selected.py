"""Reads a page by the CSS selectors that an editor chose for its source.

It checks no selector: `digest.config` does when the newsroom is put in force.
"""

from collections.abc import Sequence

from digest.domain.content import Access
from digest.domain.newsroom import Selectors
from digest.sources.pictures import Picture, pictures_in
from digest.sources.statement import LONGEST_VALUE, Statement
from digest.sources.webpage import Element, WebPage, markup_of, words_in

_MOST_ELEMENTS = 100
_FIELDS = (
    "title",
    "kicker",
    "standfirst",
    "authors",
    "published",
    "section",
    "image",
    "credit",
    "access",
    "body",
)


def select(page: WebPage, selector: str) -> Sequence[Element]:
    """Return the elements that a selector points at, in the order of the page; none for an empty one."""
    if not selector:
        return ()
    # Only a source with selectors needs the translator.
    from cssselect import SelectorError  # noqa: PLC0415
    from lxml.cssselect import CSSSelector  # noqa: PLC0415
    from lxml.etree import XPathError  # noqa: PLC0415

    try:
        found: Sequence[Element] = CSSSelector(selector)(page.tree)[:_MOST_ELEMENTS]
    except (SelectorError, XPathError):
        return ()
    return found


def read_selected(page: WebPage, selectors: Selectors) -> Statement:
    """Return what stands where the selectors point; a field whose selector finds nothing stays empty."""
    found = {name: select(page, getattr(selectors, name)) for name in _FIELDS}
    texts = {name: [value for element in each if (value := _value(element))] for name, each in found.items()}
    first = {name: values[0] if values else "" for name, values in texts.items()}
    return Statement(
        reader="selector",
        title=first["title"],
        kicker=first["kicker"],
        standfirst=" ".join(texts["standfirst"][:3]),
        authors=tuple(texts["authors"]),
        published=next((_moment(element) for element in found["published"]), ""),
        sections=tuple(texts["section"]),
        pictures=_pictures(found["image"], first["credit"]),
        access=Access.SUBSCRIBER if found["access"] else Access.UNKNOWN,
        body="".join(markup_of(element) for element in found["body"]),
        places={name: f"selector {getattr(selectors, name)}" for name in _FIELDS if getattr(selectors, name)},
    )


def _value(element: Element) -> str:
    return element.get("content", "")[:LONGEST_VALUE] if element.tag == "meta" else words_in(element)


def _moment(element: Element) -> str:
    """Return the date that an element states, for machines where it does."""
    inner = element.xpath(".//time[@datetime]")
    stated: str = element.get("datetime") or (inner[0].get("datetime") if inner else "")
    return stated or _value(element)


def _pictures(elements: Sequence[Element], credit: str) -> tuple[Picture, ...]:
    found = [picture for element in elements for picture in pictures_in(markup_of(element))]
    found += [
        Picture(url=element.get("content") or element.get("href") or "", media="image")
        for element in elements
        if element.tag in ("meta", "link", "a")
    ]
    named = [
        Picture(
            url=each.url, media="image", width=each.width, height=each.height, alt=each.alt, credit=credit
        )
        for each in found
    ]
    return tuple(named) or ((Picture(url="", credit=credit),) if credit else ())
