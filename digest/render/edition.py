"""Renders an edition: one pass over the templates per content and language, then a cut for each variant.

Preview, test sending, archive and real sending all come here. It chooses no story and fills no field.
"""

import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from digest.domain.corrections import Correction
from digest.domain.edition import EditionContent
from digest.domain.fields import Field, mark
from digest.domain.variants import ALL_THEMES, RenderedVariant, content_for
from digest.errors import TemplateBroken
from digest.render.cleaning import clean
from digest.render.colour import dark_palette, light_palette
from digest.render.corrections import corrections_view
from digest.render.density import (
    BUDGET,
    PERSONAL,
    Density,
    densities,
    encoded_size,
    lightened,
    shorter,
)
from digest.render.inlining import inline
from digest.render.pieces import Piece, Scissors, Slot, put_together
from digest.render.strings import STRINGS
from digest.render.subject import one_line
from digest.render.summary import contents_line, counts_line, headline, preheader
from digest.render.templates import template_environment
from digest.render.typography import wrapped
from digest.render.view import edition_view

HTML_TEMPLATE = "email/edition/body.html"
TEXT_TEMPLATE = "email/edition/body.txt"

_PREVIEW_LENGTH = 140
_FILLER = "\u2007\ufeff\u034f"
"""A blank that inboxes do not fold together: it keeps the masthead out of the line after the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEdition:
    """An edition in one language, rendered and cut; every variant is put together from it.

    content: cleaned. nonce: what makes the field marks unguessable.
    """

    content: EditionContent
    language: str
    nonce: str
    html: tuple[Piece, ...]
    text: tuple[Piece, ...]

    @property
    def weight(self) -> int:
        """Bytes of the HTML that a reader of everything gets, as it is sent."""
        return encoded_size(self.variant(ALL_THEMES).html) + PERSONAL

    def variant(self, themes: frozenset[str]) -> RenderedVariant:
        """Return the edition as readers of `themes` see it; ALL_THEMES for those who chose none."""
        content, strings = content_for(self.content, themes), STRINGS[self.language]
        subject = one_line(content.subject) or one_line(headline(content, self.language))
        slots = {
            Slot.SUBJECT: subject,
            Slot.PREHEADER: preheader(content, subject, strings),
            Slot.COUNTS: counts_line(content, strings),
            Slot.CONTENTS: contents_line(content, strings),
            Slot.MORE_BRIEFS: strings.count(len(content.brief_overflow), strings.more_briefs),
        }
        return RenderedVariant(
            subject=subject,
            preheader=slots[Slot.PREHEADER],
            html=put_together(self.html, themes, _for_html(slots)),
            text=put_together(self.text, themes, {slot: wrapped(text) for slot, text in slots.items()}),
            nonce=self.nonce,
        )


class EditionRenderer:
    """Renders editions with the templates of `templates` (folders, first wins, the last one shipped).

    base_url: of our own web pages, where the web version of an edition stands. Safe to share between threads.
    """

    def __init__(self, templates: Sequence[Path], base_url: str) -> None:
        self._environment = template_environment(templates)
        self._base_url = base_url.rstrip("/")

    def render(self, content: EditionContent, language: str) -> RenderedEdition:
        """Return `content` rendered for readers of `language` ("fr" or "en"); raise TemplateBroken.

        What would weigh more than mailboxes show is printed more densely, then in part (see `density`).
        """
        nonce, cleaned = _nonce(content, language), clean(content)
        for density in densities(cleaned):
            rendered = self._render(lightened(cleaned, density), language, nonce, density=density)
            if rendered.weight <= BUDGET:
                return rendered
        whole = rendered
        while rendered.weight > BUDGET and (fewer := shorter(rendered.content, rendered.weight)):
            rendered = self._render(fewer, language, nonce, density=Density.BARE)
        # Where it is not the stories that weigh, giving them up is in vain.
        return rendered if rendered.weight <= BUDGET else whole

    def web_page(self, content: EditionContent, language: str, corrections: Sequence[Correction] = ()) -> str:
        """Return the web version: the same look, everything printed in full, nothing personal in it.

        corrections: printed below the masthead, in this order.
        """
        sections = tuple(
            replace(section, stories=section.stories + section.overflow, overflow=())
            for section in content.sections
        )
        briefs = content.briefs + content.brief_overflow
        full = clean(replace(content, sections=sections, briefs=briefs, brief_overflow=()))
        page = self._render(full, language, _nonce(full, language), web=True, corrections=corrections)
        return page.variant(ALL_THEMES).html

    def _render(
        self,
        content: EditionContent,
        language: str,
        nonce: str,
        *,
        density: Density = Density.FULL,
        web: bool = False,
        corrections: Sequence[Correction] = (),
    ) -> RenderedEdition:
        """Render a cleaned edition. nonce: what makes its marks unguessable."""
        edition = edition_view(content, language, self._base_url, short=density is not Density.FULL)
        context = {
            "language": language,
            "strings": STRINGS[language],
            "edition": edition,
            "corrections": corrections_view(corrections, content, edition, language),
            "fonts": {"titles": content.publication.title_font, "texts": content.publication.text_font},
            "light": light_palette(content.publication.accent),
            "dark": dark_palette(content.publication.accent),
            "compact": density.in_rows,
            "web": web,
            "fields": {} if web else {field.value: mark(field, nonce) for field in Field},
        }
        return RenderedEdition(
            content=content,
            language=language,
            nonce=nonce,
            html=self._html(context, Scissors(nonce)),
            text=() if web else self._text(context, Scissors(nonce)),
        )

    def _html(self, context: dict[str, object], scissors: Scissors) -> tuple[Piece, ...]:
        return scissors.cut(inline(_without_indentation(self._fill(HTML_TEMPLATE, context, scissors))))

    def _text(self, context: dict[str, object], scissors: Scissors) -> tuple[Piece, ...]:
        return scissors.cut(self._fill(TEXT_TEMPLATE, context, scissors))

    def _fill(self, template: str, context: dict[str, object], scissors: Scissors) -> str:
        try:
            return self._environment.get_template(template).render(
                context, only_for=scissors.only_for, slot=scissors.slot
            )
        except TemplateSyntaxError as error:
            raise TemplateBroken(error.name or template, f"line {error.lineno}: {error.message}") from error
        except TemplateError as error:
            raise TemplateBroken(template, error.message or type(error).__name__) from error


def _nonce(content: EditionContent, language: str) -> str:
    return hashlib.sha256(f"{content.fingerprint}:{language}".encode()).hexdigest()[:16]


def _without_indentation(markup: str) -> str:
    """Drop the blanks at both ends of lines: they are the template's, for no story holds a line end."""
    return "\n".join(line for line in map(str.strip, markup.splitlines()) if line)


def _for_html(slots: dict[Slot, str]) -> dict[Slot, str]:
    filled = {slot: html.escape(text) for slot, text in slots.items()}
    room = max(0, _PREVIEW_LENGTH - len(slots[Slot.PREHEADER]))
    filled[Slot.PREHEADER] += _FILLER * room
    return filled
