"""Turns an entry, as its document states it, into a content: the rules that all formats share.

It reads no format; an `Entry` is raw and hostile, a `Content` is neither.
"""

import hashlib
import html
import re
from dataclasses import dataclass

from digest.domain.content import Access, Content, ItemKind, Precision
from digest.sources.dates import read_date
from digest.sources.links import web_address
from digest.sources.pictures import Picture, choose_picture
from digest.sources.plaintext import clean, first_sentence, shorten, visible, without_tail
from digest.sources.sanitise import (
    MOST_CHARACTERS,
    first_paragraph,
    sanitise,
    source_set_apart,
    text_of,
    words_of,
)

LONGEST_STANDFIRST = 600
LONGEST_TITLE = 300
LONGEST_GUID = 400
LONGEST_NAME = 120
"""Characters of an author, a category, a kicker or a credit."""
MOST_NAMES = 30
_LONGEST_RAW = 2_000
"""Characters of a short text that are looked at before it is cut to what is kept."""
WORDS_PER_MINUTE = 220
WORDS_WORTH_TIMING = 100

_EMAIL = re.compile(r"[^\s<>()\"',;:]+@[^\s<>()\"',;:]+")
_NOBODY = re.compile(
    r"(no-?reply|webmaster|postmaster|info|contact|admin|editor|redaction|newsroom|feed)$", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an entry and whether it is HTML or plain."""

    value: str = ""
    is_html: bool = True

    @property
    def plain(self) -> str:
        """The words, in one clean line."""
        return text_of(self.value) if self.is_html else clean(self.value[:MOST_CHARACTERS])

    @property
    def markup(self) -> str:
        """The same as HTML; blank lines of a plain text begin paragraphs."""
        if self.is_html:
            return self.value
        return "".join(
            f"<p>{html.escape(part)}</p>" for part in _BLANK_LINE.split(self.value) if part.strip()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one entry of a feed states, whatever its format; every field may be empty or nonsense.

    links: candidates for the address of the page, the best first; base: what the addresses in the body
    are relative to; published: the date as written; minutes: reading time as stated.
    """

    guid: str = ""
    links: tuple[str, ...] = ()
    base: str = ""
    title: Text = Text()
    summary: Text = Text()
    body: Text = Text()
    authors: tuple[str, ...] = ()
    published: str = ""
    categories: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    language: str = ""
    kicker: str = ""
    access: str = ""
    minutes: str = ""
    credit: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an entry is read with. url: the base of its document (RFC 3986 §5.1).

    timezone: IANA name for times that state none; language: of the document, "" when unknown.
    """

    kind: ItemKind
    url: str
    timezone: str
    language: str = ""


def content_of(entry: Entry, setting: Setting) -> Content:
    """Return the content of an entry. Nothing in an entry can make this fail.

    An entry without a title is called by its first sentence, or else by its address; one that has
    neither keeps an empty title.
    """
    language = _language(entry.language) or _language(setting.language)
    base = web_address(setting.url, entry.base) or setting.url
    url = next(filter(None, (web_address(setting.url, link) for link in entry.links)), "")
    standfirst, body = _texts(entry, base)
    title = shorten(entry.title.plain, LONGEST_TITLE) or first_sentence(standfirst) or _shown(url)
    stated = read_date(entry.published, setting.timezone, language)
    return Content(
        kind=setting.kind,
        guid=_guid(entry.guid, setting.url),
        url=url,
        title=title,
        kicker=_name(entry.kicker),
        standfirst=standfirst,
        body_html=body,
        authors=_authors(entry.authors),
        published_at=stated.instant if stated else None,
        published_precision=stated.precision if stated else Precision.MINUTE,
        published_origin="feed" if stated else "",
        categories=_categories(entry.categories),
        image=choose_picture(
            entry.pictures,
            markup=entry.body.markup + entry.summary.markup,
            base=base,
            alt=_name(entry.alt),
            credit=_name(entry.credit),
        ),
        access=_access(entry.access),
        reading_minutes=_minutes(entry.minutes, body),
        language=language,
    )


def _texts(entry: Entry, base: str) -> tuple[str, str]:
    """Return standfirst and body. A body that says no more than the standfirst is none.

    Without a summary, the first paragraph of the body stands first; a summary too long to stand first
    is the body.
    """
    summary = without_tail(text_of(source_set_apart(entry.summary.markup)))
    body = sanitise(entry.body.markup, base)
    standfirst = summary or without_tail(first_paragraph(body))
    if len(words_of(body)) <= len(standfirst):
        body = sanitise(entry.summary.markup, base) if len(summary) > LONGEST_STANDFIRST else ""
    return shorten(standfirst, LONGEST_STANDFIRST), body


def _guid(text: str, base: str) -> str:
    """Return the identifier on one line, as it is but for characters that no store can keep.

    RFC 4287 §4.2.6 wants it absolute: one that begins with a slash identifies nothing without its site.
    """
    guid = " ".join(visible(text[:_LONGEST_RAW]).split())
    if guid.startswith("/"):
        guid = web_address(base, guid) or guid
    if len(guid) <= LONGEST_GUID:
        return guid
    return f"{guid[:LONGEST_GUID]}#{hashlib.sha256(guid.encode()).hexdigest()}"


def _shown(url: str) -> str:
    """Return an address as a reader would say it."""
    return shorten(url.partition("://")[2].rstrip("/"), LONGEST_NAME)


def _name(text: str) -> str:
    return shorten(text_of(text[:_LONGEST_RAW]), LONGEST_NAME)


def _names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return clean names in order, each one once."""
    names: dict[str, str] = {}
    for name in map(_name, texts[:MOST_NAMES]):
        names.setdefault(name.casefold(), name)
    return tuple(filter(None, names.values()))


def _authors(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the authors' names; "a and b" stays one. An e-mail address is never shown.

    RSS 2.0 has "address (name)" here, others "name <address>", many the name alone.
    """
    return _names(tuple(map(_author, texts)))


def _author(text: str) -> str:
    text = text[:_LONGEST_RAW]
    address = _EMAIL.search(text)
    if not address:
        return text
    name = text.replace(address[0], " ").strip(" \t\n()<>[],;:-\"'")
    local = address[0].partition("@")[0]
    if name or _NOBODY.match(local):
        return name
    return re.sub(r"[._+-]+", " ", local).strip().title()


def _categories(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the categories; a single one with commas is a list that somebody put into one element."""
    if len(texts) == 1 and "," in texts[0]:
        texts = tuple(texts[0].split(","))
    return _names(texts)


def _access(text: str) -> Access:
    try:
        return Access(text.strip().lower())
    except ValueError:
        return Access.UNKNOWN


def _minutes(stated: str, body: str) -> int | None:
    """Return the reading time: as stated, else from the length of a body worth the name, in minutes."""
    if stated.strip().isdecimal():
        minutes = int(stated.strip()[:4])
        return minutes if 0 < minutes < 1_000 else None
    words = len(words_of(body).split())
    return max(1, round(words / WORDS_PER_MINUTE)) if words >= WORDS_WORTH_TIMING else None


def _language(text: str) -> str:
    """Return a language tag with hyphens (BCP 47), "" for what is none."""
    tag = text.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""
