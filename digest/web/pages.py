"""Renders the pages that are ours: the desk, the archive, and what to say when something is not there.

It chooses no content; it knows the publication's name, language and colours, and the rules for browsers.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from digest.bootstrap import House
from digest.domain.newsroom import Publication
from digest.errors import NotReady, StorageError
from digest.render.colour import dark_palette, light_palette
from digest.render.templates import template_environment
from digest.storage.newsroom import load_newsroom
from digest.web.wording import Words
from digest.web.words import ENGLISH, WORDS


def _written_out(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError("write YYYY-MM-DD")
    return text


Day = Annotated[date, BeforeValidator(_written_out)]
"""A date in an address, in its one spelling; left alone, pydantic would take seconds since 1970 for one, too."""

_NOBODY_YET = Publication(name="Digest", url="", language="en", timezone="UTC")
"""In whose name pages speak while there is no newsroom, or no database to ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page needs to know about the publication today."""

    publication: Publication
    words: Words

    @property
    def founded(self) -> bool:
        """Whether there is a newsroom."""
        return self.publication is not _NOBODY_YET


class Pages:
    """The templates of web/, in the publication's colours and language."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._environment = template_environment(house.templates)
        self.root = urlsplit(house.settings.web.base_url).path
        """What every address of ours begins with: "" unless the pages live under a path of a site."""

    def frame(self) -> Frame:
        """Return the frame as the newsroom wants it now, a plain one while there is none."""
        try:
            with self._house.database.read() as connection:
                publication = load_newsroom(connection).publication
        except (NotReady, StorageError):
            publication = _NOBODY_YET
        return Frame(publication=publication, words=WORDS.get(publication.language, ENGLISH))

    def render(self, template: str, frame: Frame, **values: Any) -> str:
        """Return the text of a template of web/."""
        accent = frame.publication.accent
        return self._environment.get_template(f"web/{template}").render(
            root=self.root,
            lang=frame.words.language,
            publication=frame.publication.name,
            accent=light_palette(accent).accent,
            accent_dark=dark_palette(accent).accent,
            words=frame.words,
            **values,
        )

    def response(self, template: str, frame: Frame, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a template of web/ as an answer; only the desk has a script, and frames for the mail."""
        nonce = secrets.token_urlsafe(16)
        html = self.render(template, frame, nonce=nonce, **values)
        policy = _policy(nonce, desk=template.startswith("desk/"))
        return HTMLResponse(html, status, headers={"Content-Security-Policy": policy})

    def notice(
        self,
        title: str,
        *paragraphs: str,
        link: tuple[str, str] | None = None,
        status: int = 200,
        frame: Frame | None = None,
    ) -> HTMLResponse:
        """Return a page that says something and asks nothing. link: its address under the root, its words."""
        link = (self.root + link[0], link[1]) if link else None
        return self.response(
            "message.html",
            frame or self.frame(),
            status=status,
            title=title,
            paragraphs=paragraphs,
            link=link,
        )


def _policy(nonce: str, *, desk: bool) -> str:
    own = " script-src 'self'; frame-src 'self';" if desk else ""
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}';{own} form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    )
