"""Recognises what a site shows in place of an article: walls, checks, and pages that are gone.

It judges by the words that are seen. A page that describes itself as an article does not come here.
"""

import re
from urllib.parse import urlsplit

from digest.sources.webpage import WebPage, title_of, words_in

_REACH = 3_000
"""Characters of a page that are looked at."""

_CONSENT = re.compile(
    r"(?:accept\w*|consent\w*|g[ée]rer|param[ée]tr\w+|manage|autoris\w+)\b.{0,80}\b(?:cookies|traceurs|trackers)"
    r"|(?:cookies|traceurs)\b.{0,80}\b(?:accept\w*|consent\w*|refuser)|before you continue|avant de continuer",
    re.IGNORECASE,
)
_CONSENT_ADDRESS = re.compile(r"(?:^|[./])(?:consent|cookie-?wall|privacy-?gate)(?:[./]|$)", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|verif\w+ (?:that )?you are (?:a )?human|are you a robot|access denied"
    r"|v[ée]rifi\w+ que vous [êe]tes (?:bien )?(?:un )?humain|attention required|enable javascript and cookies",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"r[ée]serv[ée]e?s? (?:aux|[àa] nos) abonn[ée]s|abonnez-vous|d[ée]j[àa] abonn[ée]|subscribe to (?:read|continue)"
    r"|for subscribers|already a subscriber|connectez-vous|log ?in to",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?:page|article|contenu)\b.{0,30}\b(?:introuvable|non trouv[ée]e?|not found|n['’]existe (?:pas|plus))|\b404\b",
    re.IGNORECASE,
)


def what_stands_in_the_way(
    page: WebPage, asked: str, heading: str, *, has_text: bool, says_something: bool
) -> str:
    """Return what the page is in place of an article and what to do, "" where nothing stands in the way.

    asked: the address that should have been the article's. has_text: a text of some length was found;
    says_something: a description at least. The result completes the sentence "the address …".
    """
    seen = " ".join(map(words_in, page.tree.xpath("//body")))[:_REACH]
    title = f"{title_of(page)} {heading}".strip()
    is_short = len(seen) < _REACH and not has_text
    obstacles = (
        (
            not seen.replace(heading, "").strip() and not says_something,
            "shows no words at all: it may need a browser; give the site's feed instead",
        ),
        (
            _is_home(page.found_at) and not _is_home(asked),
            f"leads to {page.found_at}: the article seems to be gone",
        ),
        (
            bool(_CHALLENGE.search(title)) or (is_short and bool(_CHALLENGE.search(seen))),
            "checks for a browser first: ask the site to let our User-Agent through",
        ),
        (
            bool(_CONSENT_ADDRESS.search(page.found_at)) or (not has_text and bool(_CONSENT.search(seen))),
            "asks for consent to cookies before it shows anything: ask the site to let our User-Agent through",
        ),
        (
            bool(_MISSING.search(title)) and not has_text,
            "says that there is no such page: the article seems to be gone",
        ),
        (
            not has_text and not says_something and bool(_PAYWALL.search(seen)),
            "shows nothing without a subscription: it is kept with what its source says of it",
        ),
        (
            not has_text and not says_something,
            "holds no article that we can find: point at its parts with selectors",
        ),
    )
    return next((what for is_so, what in obstacles if is_so), "")


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/") == "" and not parts.query
