"""Proposes a newsroom for a site out of what its front page and its feeds show, each guess with its reason.

It reads nothing itself (see `digest.services.discover`) and judges no colour.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.domain.content import Content, ItemKind
from digest.domain.newsroom import Approval, Newsletter, Newsroom, Publication, Source
from digest.domain.sections import PageLink, propose_themes
from digest.domain.slugs import slug_of
from digest.domain.wires import speaks_of_wire

_ADDRESS = re.compile(r"^https?://(?:[^/?#@]*@)?(?P<host>\[[^\]]*\]|[^/?#:]*)", re.IGNORECASE)
_COMMENTS = re.compile(r"\b(?:comments|commentaires?)\b", re.IGNORECASE)
"""Not “comment” alone, with which many a French title begins."""
_LONG_BODY = 1_500
"""Characters of HTML; what has more is no brief."""

_ZONES = {
    "be": "Europe/Brussels",
    "ca": "America/Toronto",
    "ch": "Europe/Zurich",
    "fr": "Europe/Paris",
    "ie": "Europe/Dublin",
    "lu": "Europe/Luxembourg",
    "uk": "Europe/London",
}
"""Where sites live whose address ends like that; of Canada the part where most people do."""
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")
_NO_MAIL = frozenset({"arpa", "internal", "invalid", "local", "localhost", "onion"})
"""Top-level names under which nobody gets mail (RFC 6761)."""
_IN_NAMES = re.compile(r'[<>"\\]')
_EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class Guess:
    """A value, and where it was found, in words; both "" for nothing found."""

    value: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """What a front page shows of its site. feeds: those that it announces.

    language: a BCP 47 tag; accent: #rrggbb, not judged yet; logo: an https address. wire: CSS selector of
    the block that holds le fil, "" for none.
    """

    url: str
    name: Guess = Guess()
    language: Guess = Guess()
    accent: Guess = Guess()
    logo: Guess = Guess()
    feeds: tuple[PageLink, ...] = ()
    links: tuple[PageLink, ...] = ()
    wire: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSource:
    """A source that was read. title: as it calls itself; origin: how it was found, in words."""

    source: Source
    origin: str
    title: str = ""
    contents: tuple[Content, ...] = ()


Remarks = Mapping[tuple[str, str, str], str]
"""One line for some keys of a newsroom, under (table, slug, key); the slug of the publication is ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A newsroom to be edited, and why it is as it is."""

    newsroom: Newsroom
    remarks: Remarks


def propose(page: FrontPage, found: Sequence[FoundSource]) -> Proposal:
    """Return the newsroom that these sources make, in which nothing goes out without an editor."""
    remarks: dict[tuple[str, str, str], str] = {}
    publication = _publication(page, found, remarks)
    articles = [one for one in found if one.source.items is ItemKind.ARTICLE]
    contents = [content for one in articles for content in one.contents]
    themes = []
    for proposed in propose_themes(contents, page.links, page.url):
        themes.append(proposed.theme)
        remarks["theme", proposed.theme.slug, "slug"] = proposed.reason
    for one in found:
        remarks["source", one.source.slug, "slug"] = one.origin
    newsletter = _newsletter(publication, tuple(theme.slug for theme in themes), remarks)
    newsroom = Newsroom(
        publication=publication,
        themes=tuple(themes),
        sources=tuple(one.source for one in found),
        newsletters=(newsletter,),
    )
    return Proposal(newsroom=newsroom, remarks=remarks)


def _publication(
    page: FrontPage, found: Sequence[FoundSource], remarks: dict[tuple[str, str, str], str]
) -> Publication:
    title = next((one.title for one in found if one.title), "")
    name = page.name if page.name.value else Guess(title, "title of the feed")
    host = host_of(page.url)
    tag = page.language if page.language.value else _language_of(found, host)
    language = "fr" if tag.value.lower().startswith("fr") else "en"
    timezone = timezone_of(page.url, language)
    usual = Publication(name=name.value or host, url=page.url)
    remarks["publication", "", "name"] = f"from: {name.origin}" if name.value else "the site does not say"
    remarks["publication", "", "language"] = _about_language(tag, language)
    remarks["publication", "", "timezone"] = (
        "nothing says where the site lives: put your own" if timezone == "UTC" else "by language and address"
    )
    remarks["publication", "", "postal_address"] = "to be filled in: every mail has to show one"
    remarks["publication", "", "logo"] = (
        f"from: {page.logo.origin}" if page.logo.value else "none was found that a mail could show"
    )
    remarks["publication", "", "accent"] = (
        f"from: {page.accent.origin}"
        if page.accent.value
        else "the usual one: none was found that can be read"
    )
    return Publication(
        name=usual.name,
        url=page.url,
        language=language,
        timezone=timezone,
        logo=page.logo.value,
        accent=page.accent.value or usual.accent,
    )


def _language_of(found: Sequence[FoundSource], host: str) -> Guess:
    for one in found:
        for content in one.contents:
            if content.language:
                return Guess(content.language, "language of the feed")
    return Guess("fr", "the address ends in .fr") if host.endswith(".fr") else Guess()


def _about_language(tag: Guess, language: str) -> str:
    if not tag.value:
        return 'the site does not say: "fr" or "en", the words around your items'
    if tag.value.lower().startswith(language):
        return f"from: {tag.origin}"
    return f'the site is in {tag.value} ({tag.origin}); the words around your items are in "fr" or "en"'


def _newsletter(
    publication: Publication, themes: tuple[str, ...], remarks: dict[tuple[str, str, str], str]
) -> Newsletter:
    slug, title = (
        ("quotidienne", "La Quotidienne") if publication.language == "fr" else ("daily", "The Daily")
    )
    remarks["newsletter", slug, "from"] = "to be put right: an address of yours that the relay may send from"
    remarks["newsletter", slug, "approval"] = '"auto": editions go out without an editor'
    name = " ".join(_IN_NAMES.sub(" ", publication.name).split()) or title
    return Newsletter(
        slug=slug,
        title=title,
        from_=f"{name} <newsletter@{_mail_domain(publication.url)}>",
        themes=themes,
        days=_EVERY_DAY,
        approval=Approval.REQUIRED,
    )


def _mail_domain(url: str) -> str:
    """Return the domain that a site most likely has its mail under, example.org where it can have none."""
    host = host_of(url).removeprefix("www.")
    usable = _DOMAIN.fullmatch(host) and len(host) < 250 and host.rpartition(".")[2] not in _NO_MAIL
    return host if usable else "example.org"


def host_of(url: str) -> str:
    """Return the host of an address, in lower case."""
    found = _ADDRESS.match(url)
    return found["host"].lower() if found else ""


def timezone_of(url: str, language: str) -> str:
    """Return the time zone (IANA name) in which a site most likely lives, "UTC" where nothing tells."""
    return _ZONES.get(host_of(url).rpartition(".")[2], "Europe/Paris" if language == "fr" else "UTC")


def holds_briefs(address: str, title: str, contents: Sequence[Content]) -> bool:
    """Tell whether a feed is one of short news: it is called so, and most of its entries are short."""
    path = address.partition("://")[2].partition("/")[2]
    short = sum(len(content.body_html) < _LONG_BODY for content in contents)
    return speaks_of_wire(f"{path} {title}") and short * 2 > len(contents)


def holds_comments(address: str, title: str) -> bool:
    """Tell whether a feed is one of what readers say about articles."""
    return _COMMENTS.search(f"{address} {title}") is not None


def source_slug(title: str, items: ItemKind, language: str, taken: Sequence[str]) -> str:
    """Return the slug of a proposed source: the first ones are called by what they are."""
    usual = "site" if items is ItemKind.ARTICLE else ("fil" if language == "fr" else "briefs")
    return usual if usual not in taken else slug_of(title, taken, otherwise=usual)
