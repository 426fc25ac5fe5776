"""Finds what spam filters count against a mail, most of it by rules of SpamAssassin 4.0 that look at content.

What they ask of headers, of signatures and of the sender's name in the world is not to be seen in a mail here.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.page import Element, Page, name_of, own_texts, style

SHORT_MAIL = 3_200
"""Bytes of HTML under which pictures count against a mail (HTML_IMAGE_ONLY_*, which counts the tags, too)."""
_LEAST_COMMON = 0.5
_CAPITALS = 0.5
_SHORTENERS = frozenset(
    (
        "bit.ly",
        "buff.ly",
        "cutt.ly",
        "goo.gl",
        "is.gd",
        "lnkd.in",
        "ow.ly",
        "rb.gy",
        "t.co",
        "t.ly",
        "tinyurl.com",
    )
)
_SHOUTED = re.compile(r"[!?]{2,}|\${2,}|€{2,}")
_SPACED_OUT = re.compile(r"(?:\b\w ){4,}\w\b")
_WORDS = re.compile(r"\w{3,}")
_NOTHING = re.compile(r"0*\.?0*(px|em|rem|%|pt)?|[12]px")
_FAR_OUT = re.compile(r"-\d{3,}")


def spam(proof: Proof) -> Iterator[Finding]:
    """Warn of each thing for which filters give points."""
    yield from _subject(proof.subject)
    yield from _words(proof)
    yield from _invisible(proof.page)
    yield from _addresses(proof.page)


def _subject(subject: str) -> Iterator[Finding]:
    letters = [char for char in subject if char.isalpha()]
    capitals = len(letters) > 9 and all(char.isupper() for char in letters)
    if capitals or _SHOUTED.search(subject) or _SPACED_OUT.search(subject):
        yield Finding(
            id="spam-subject",
            level=Level.WARN,
            message="the subject shouts: capitals only, letters set apart, or signs in a row",
            remedy="write it as a headline; filters count such a subject (SUBJ_ALL_CAPS, GAPPY_SUBJECT)",
        )
    if re.match(r"(re|fwd?|tr)\s*:", subject, re.IGNORECASE):
        yield Finding(
            id="spam-reply",
            level=Level.WARN,
            message="the subject begins as that of a reply does",
            remedy="begin it otherwise: a reply that answers nothing looks like a trick",
        )


def _words(proof: Proof) -> Iterator[Finding]:
    page = proof.page
    size = len(page.source.encode())
    if page.pictures and size < SHORT_MAIL:
        yield Finding(
            id="spam-images",
            level=Level.NOTE,
            message=f"there are pictures ({len(page.pictures)}) and hardly anything else ({size} bytes of HTML)",
            remedy=f"filters count pictures in less than {SHORT_MAIL} bytes of HTML (HTML_IMAGE_ONLY)",
        )
    read, told = _set_of_words(page.text), _set_of_words(proof.text)
    if read and len(read & told) / len(read) < _LEAST_COMMON:
        yield Finding(
            id="spam-parts",
            level=Level.WARN,
            message=f"the text part ({proof.language}) has other words than the HTML",
            remedy="let both templates print the same; filters compare them (MPART_ALT_DIFF)",
        )
    if page.title.casefold() != " ".join(proof.subject.split()).casefold():
        yield Finding(
            id="spam-title",
            level=Level.WARN,
            message=f"the title element ({proof.language}) is not the subject",
            remedy="print the subject in it in your template (HTML_TITLE_SUBJ_DIFF)",
        )
    letters = [char for char in page.text if char.isalpha()]
    if letters and sum(char.isupper() for char in letters) / len(letters) > _CAPITALS:
        yield Finding(
            id="spam-capitals",
            level=Level.WARN,
            message=f"more than half of the letters ({proof.language}) are capitals",
            remedy="print titles as they are written (UPPERCASE_50_75)",
        )


def _set_of_words(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def _invisible(page: Page) -> Iterator[Finding]:
    tricky = [element for element in page.elements if own_texts(element) and _is_made_invisible(element)]
    if tricky:
        yield Finding(
            id="spam-invisible",
            level=Level.WARN,
            message=f"text is there that nobody is to see: “{name_of(tricky[0])[:50]}”",
            remedy="hide a preheader by display:none and nothing else (HTML_TEXT_INVISIBLE_STYLE, FONT_INVIS)",
        )


def _is_made_invisible(element: Element) -> bool:
    for declaration in style(element):
        name, value = declaration.name, declaration.value.lower()
        if name in ("font-size", "opacity") and _NOTHING.fullmatch(value):
            return True
        if name == "visibility" and value == "hidden":
            return True
        if name in ("left", "top", "text-indent", "margin-left") and _FAR_OUT.match(value):
            return True
    return False


def _addresses(page: Page) -> Iterator[Finding]:
    shortened: set[str] = set()
    for link in page.links:
        host = _host(link.get("href"))
        shown = _host(name_of(link)) if re.match("https?://", name_of(link)) else ""
        if shown and shown != host:
            yield Finding(
                id="spam-disguise",
                level=Level.WARN,
                message=f"a link shows the address {shown} and leads to {host}",
                remedy="show words, or the address that it leads to: this is how thieves link (HTTPS_HTTP_MISMATCH)",
            )
        if host in _SHORTENERS or _is_ip(host):
            shortened.add(host)
    for host in sorted(shortened):
        yield Finding(
            id="spam-address",
            level=Level.WARN,
            message=f"links lead to {host}: one cannot see whose that is",
            remedy="link to the site by its own name (SHORT_SHORTNER, NORMAL_HTTP_TO_IP)",
        )


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
