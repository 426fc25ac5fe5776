"""Renders the pages: settings of the publication, templates, and the headers that every answer carries.

It knows no route and no subscriber beyond what it is handed.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from subscribers.address import mask
from subscribers.model import Offer, Subscriber
from subscribers.web.words import ENGLISH, LANGUAGE_NAMES, WORDS, Words

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """What the pages say about the publication today.

    language: "fr" or "en", for whoever chose none. accent: #rrggbb that reads on white; accent_dark: one
    that reads on #17191c. newsletters, themes: titles by slug, in the order in which they are shown.
    Raises ValueError for a colour in another form, since it stands in the style sheet as it is.
    """

    publication: str
    language: str
    accent: str
    accent_dark: str
    newsletters: Mapping[str, str]
    themes: Mapping[str, str]

    def __post_init__(self) -> None:
        for colour in (self.accent, self.accent_dark):
            if not _COLOUR.fullmatch(colour):
                raise ValueError(f"{colour!r} is not a colour: write #rrggbb")

    @property
    def offer(self) -> Offer:
        """The slugs that somebody can choose from."""
        return Offer(frozenset(self.themes), frozenset(self.newsletters))


class Pages:
    """The templates, found in the first of `folders` that has them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def response(
        self, template: str, settings: PageSettings, language: str, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return `template` of web/ as an answer that nobody keeps, indexes or frames."""
        nonce = secrets.token_urlsafe(16)
        language = language or settings.language
        html = self._environment.get_template(f"web/{template}").render(
            lang=language if language in WORDS else "en",
            publication=settings.publication,
            accent=settings.accent,
            accent_dark=settings.accent_dark,
            nonce=nonce,
            words=words(settings, language),
            language_names=LANGUAGE_NAMES,
            **values,
        )
        return HTMLResponse(html, status, headers=_headers(nonce))

    def message(
        self,
        settings: PageSettings,
        language: str,
        title: str,
        *paragraphs: str,
        link: tuple[str, str] | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """Return a page that says something and asks nothing. link: its address and its words."""
        return self.response(
            "message.html", settings, language, status=status, title=title, paragraphs=paragraphs, link=link
        )


def titles(named: Mapping[str, str], slugs: frozenset[str]) -> str:
    """Return the titles of these slugs with commas between them, in the order of `named`."""
    return ", ".join(title for slug, title in named.items() if slug in slugs)


def shown(person: Subscriber) -> Markup:
    """Return a person's address, masked and kept in one piece: it breaks only where it fills a line."""
    return Markup('<span class="whole">{}</span>').format(mask(person.address))


def words(settings: PageSettings, language: str) -> Words:
    """Return the texts in somebody's language, "" for the publication's."""
    return WORDS.get(language or settings.language, ENGLISH)


def _headers(nonce: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "X-Content-Type-Options": "nosniff",
        # The address of the page holds a token that must not reach another site.
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'"
        ),
    }
