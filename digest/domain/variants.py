"""Which readers see the same edition, and what of it they see.

It does not render: `digest.render` turns a variant into HTML and text.
"""

from dataclasses import dataclass, replace

from digest.domain.edition import EditionContent, Story

ALL_THEMES: frozenset[str] = frozenset()
"""A reader who chose nothing in particular gets every theme of the newsletter."""


def effective_themes(chosen: frozenset[str], offered: tuple[str, ...]) -> frozenset[str]:
    """Reduce a reader's choice to what this newsletter offers, so that equal views share one variant.

    Someone who chose every theme on offer sees what someone who chose none sees. Someone whose choices
    are all of other newsletters, or of themes that are gone, gets everything rather than an empty mail.
    """
    kept = chosen & frozenset(offered)
    return ALL_THEMES if not kept or kept == frozenset(offered) else kept


def content_for(content: EditionContent, themes: frozenset[str]) -> EditionContent:
    """Return what readers of `themes` see: the lead always, their sections, and le fil.

    Of le fil they see the briefs of their themes and those that belong to no theme.
    """
    if not themes:
        return content
    return replace(
        content,
        sections=tuple(section for section in content.sections if section.theme in themes),
        briefs=_for_themes(content.briefs, themes),
        brief_overflow=_for_themes(content.brief_overflow, themes),
    )


def _for_themes(briefs: tuple[Story, ...], themes: frozenset[str]) -> tuple[Story, ...]:
    return tuple(brief for brief in briefs if not brief.theme or brief.theme in themes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedVariant:
    """A variant as HTML and text, rendered once; `fields` marks in it are filled for each reader.

    subject, preheader: plain text. nonce: what makes this rendering's marks unguessable (see `fields`).
    """

    subject: str
    preheader: str
    html: str
    text: str
    nonce: str
