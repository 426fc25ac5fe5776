"""Finds text that is too pale to read: by day, by night, and where a client darkens the mail by a rule of its own."""

import re
from collections.abc import Iterator

from digest.render.colour import AA_CONTRAST
from digest.render.preflight.colours import (
    DARK,
    DARK_OUTLOOK,
    LIGHT,
    Painted,
    inverted,
    is_meant_for_dark,
    painted,
    partly_inverted,
)
from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.page import Element, letter_size, name_of, style

LARGE_CONTRAST = 3.0
"""What WCAG 2.2 (1.4.3) asks of large text: of 24 px, or of 18.66 px in bold."""
_LARGE, _LARGE_IN_BOLD = 24, 18.66
_BOLD = re.compile(r"\b(bold|bolder|[7-9]00)\b")
_QUOTED = 50


def contrast(proof: Proof) -> Iterator[Finding]:
    """Warn of text without AA contrast in the mail's own colours; note what forced inversion would spoil."""
    dark = [scheme for scheme in (DARK, DARK_OUTLOOK) if is_meant_for_dark(proof.page, scheme)]
    for scheme in (LIGHT, *dark):
        for text in _pale(painted(proof.page, scheme)):
            yield Finding(
                id="contrast",
                level=Level.WARN,
                message=f"“{_quoted(text)}” has a contrast of {ratio(text):.1f} to 1 ({scheme.name})",
                remedy=f"choose a colour that has {_asked(text.element)} to 1 on its ground",
            )
    by_day = list(painted(proof.page, LIGHT))
    for kind, seen in (("full", inverted), ("partial", partly_inverted)):
        for text in _pale(map(seen, by_day)):
            yield Finding(
                id="contrast-forced",
                level=Level.NOTE,
                message=f"“{_quoted(text)}” has {ratio(text):.1f} to 1 where a client inverts colours ({kind})",
                remedy="move the colour away from middle grey, in the direction that reads by day",
            )


def ratio(text: Painted) -> float:
    """Return the contrast ratio of text and ground, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = max(text.ink, text.ground), min(text.ink, text.ground)
    return (lighter + 0.05) / (darker + 0.05)


def _pale(texts: Iterator[Painted]) -> list[Painted]:
    """Return the first text of each pair of colours that is too pale."""
    found: dict[tuple[float, float], Painted] = {}
    for text in texts:
        if ratio(text) < _asked(text.element):
            found.setdefault((text.ink, text.ground), text)
    return list(found.values())


def _asked(element: Element) -> float:
    size = letter_size(element)
    large = size >= _LARGE or (size >= _LARGE_IN_BOLD and _is_bold(element))
    return LARGE_CONTRAST if large else AA_CONTRAST


def _is_bold(element: Element) -> bool:
    for place in (element, *element.iterancestors()):
        for declaration in reversed(style(place)):
            if declaration.name in ("font", "font-weight"):
                return bool(_BOLD.search(declaration.value))
        if place.tag in ("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"):
            return True
    return False


def _quoted(text: Painted) -> str:
    return (text.element.get("alt") or name_of(text.element))[:_QUOTED]
