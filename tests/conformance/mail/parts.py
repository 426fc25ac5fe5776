"""What the two parts of a mail tell, entry by entry: to see whether both tell the same in the same order.

It reads the message as it is sent, and knows the mail's own classes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from itertools import groupby

from lxml import html
from lxml.html import HtmlElement

_ENTRIES = (
    '//h2 | //h3 | //p[@class="claim"] | //table[@class="fil"]//tr[td[@class="time"]]/td[position() = last()]'
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading, a story or a partner's claim as the HTML part prints it.

    title: as the text part prints it. url: "" for none. facts: names of authors, time, minutes.
    """

    title: str
    url: str
    facts: tuple[str, ...]


def on_one_line(text: str) -> str:
    """Return a text with every run of white space made one space, no-break spaces included."""
    return " ".join(text.split())


def both_parts(message: bytes) -> tuple[HtmlElement, str]:
    """Return the HTML part as a document and the text part."""
    mail = message_from_bytes(message, policy=default)
    page, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert page is not None
    assert text is not None
    return html.document_fromstring(page.get_content()), "\n".join(text.get_content().splitlines())


def entries(page: HtmlElement) -> Iterator[Entry]:
    """Yield what the HTML part prints, in its order."""
    for element in page.xpath(_ENTRIES):
        told = (element.xpath(".//strong") or [element])[0]
        title = on_one_line(told.text_content())
        links = element.xpath(".//a/@href")
        if "theme" in element.get("class", "").split():
            yield Entry(on_one_line(title.upper()), "", ())
        else:
            yield Entry(title, links[0] if links else "", tuple(_facts(element)))


def _facts(element: HtmlElement) -> Iterator[str]:
    """Yield what stands beside a title: the time of a brief, or authors, time and minutes, without credits."""
    if element.tag == "td":
        yield on_one_line(element.getprevious().text_content())
        return
    beside = element.xpath('following::*[self::h2 or self::h3 or contains(@class, "meta")][1]')
    if element.tag == "p" or not beside or beside[0].tag != "p":
        return
    line = "".join(beside[0].xpath('.//text()[not(parent::*[@class="label"])]'))
    for part in map(on_one_line, line.split("·")):
        if part and not part.startswith(("Photo", "©")):
            yield part


def links(page: HtmlElement) -> list[str]:
    """Return the addresses that the HTML part links to, in order, one for a picture and its title."""
    return [url for url, _ in groupby(page.xpath("//a/@href"))]


def addresses(text: str) -> list[str]:
    """Return the addresses that stand on lines of their own in the text part, in order."""
    return re.findall(r"^ *(https?://\S+)$", text, re.MULTILINE)


def untold(found: list[Entry], text: str) -> list[str]:
    """Return what of `found` the text part does not tell, or not before the next entry begins."""
    missing, told = [], on_one_line(text)
    for entry in found:
        end = _end(entry, told)
        if end is None:
            missing.append(f"{entry.title}: {entry.url}")
            continue
        stretch, told = told[:end], told[end:]
        missing += [f"{entry.title}: {part}" for part in (entry.title, *entry.facts) if part not in stretch]
    return missing


def _end(entry: Entry, told: str) -> int | None:
    """Return where an entry ends in what is left to tell: after its address, or its title where it has none."""
    found = re.search(re.escape(entry.url or entry.title) + r"(?=\s|$)", told)
    return found.end() if found else None
