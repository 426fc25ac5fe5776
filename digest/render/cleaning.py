"""Makes texts and addresses from outside fit to print: no control characters, http and https only.

It does not escape for HTML (the templates do) and keeps every visible character as it was typed.
"""

import re
from dataclasses import replace
from urllib.parse import quote, urlsplit

from digest.domain.edition import EditionContent, Section, Story
from digest.domain.newsroom import Sponsor

# A NUL ends an HTML parser's input and C1 makes Gmail clip; bidirectional overrides turn round what stands
# beside the title; lone surrogates and non-characters cannot be encoded or parsed.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
# Not \\s: a no-break space is an editor's own.
_BLANKS = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
_UNFIT_FOR_ADDRESS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNFIT_FOR_HOST = re.compile(r"[\s<>\"'`\\@%]")
_ADDRESS_KEEPS = "%/:=&?~#+!$,;'@()*[]-._"


def readable(text: str) -> str:
    """Return `text` on one line, without control characters, every run of white space made one space."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip(" ")


def undecodable(text: str) -> str:
    """Return `text` with nothing left in it that a mail reader would decode (RFC 2047)."""
    return text.replace("=?", "= ?").replace("?=", "? =")


def safe_url(url: str) -> str:
    """Return an absolute http or https address in ASCII, or "" for anything else.

    Unsafe characters are percent-encoded, so that the address stands on a line of its own in the text part.
    An address with a user name in it is refused: it reads as one host and leads to another.
    """
    url = url.strip()
    if _UNFIT_FOR_ADDRESS.search(url):
        return ""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:  # UnicodeError is one.
        return ""
    if parts.scheme not in {"http", "https"} or not host or _UNFIT_FOR_HOST.search(parts.netloc):
        return ""
    path, query, fragment = (quote(part, safe=_ADDRESS_KEEPS) for part in parts[2:])
    netloc = f"[{host}]{port}" if ":" in host else host + port
    return parts._replace(netloc=netloc, path=path, query=query, fragment=fragment).geturl()


def clean(content: EditionContent) -> EditionContent:
    """Return the edition with every text readable and every address safe."""
    return replace(
        content,
        title=readable(content.title),
        subject=readable(content.subject),
        preheader=readable(content.preheader),
        publication=replace(
            content.publication,
            name=readable(content.publication.name),
            url=safe_url(content.publication.url),
            postal_address=readable(content.publication.postal_address),
            logo=safe_url(content.publication.logo),
            logo_dark=safe_url(content.publication.logo_dark),
        ),
        lead=_clean_story(content.lead) if content.lead else None,
        sections=tuple(_clean_section(section) for section in content.sections),
        briefs=tuple(map(_clean_story, content.briefs)),
        brief_overflow=tuple(map(_clean_story, content.brief_overflow)),
        sign_off=readable(content.sign_off),
        sponsor=_clean_sponsor(content.sponsor) if content.sponsor else None,
    )


def _clean_sponsor(sponsor: Sponsor) -> Sponsor:
    return replace(
        sponsor,
        title=readable(sponsor.title),
        text=readable(sponsor.text),
        url=safe_url(sponsor.url),
        image=safe_url(sponsor.image),
        alt=readable(sponsor.alt),
    )


def _clean_section(section: Section) -> Section:
    return replace(
        section,
        title=readable(section.title),
        stories=tuple(map(_clean_story, section.stories)),
        overflow=tuple(map(_clean_story, section.overflow)),
    )


def _clean_story(story: Story) -> Story:
    image = story.image and replace(
        story.image,
        url=safe_url(story.image.url),
        alt=readable(story.image.alt),
        credit=readable(story.image.credit),
    )
    return replace(
        story,
        title=readable(story.title),
        url=safe_url(story.url),
        kicker=readable(story.kicker),
        standfirst=readable(story.standfirst),
        authors=tuple(name for name in map(readable, story.authors) if name),
        image=image if image and image.url else None,
    )
