"""The colours of a mail: fixed inks and papers, and the newsroom's accent made readable on both papers.

It does not know any template.
"""

import re
from dataclasses import dataclass

AA_CONTRAST = 4.5
"""The least contrast of text and ground that WCAG 2.2 AA allows below 24 px."""
DEFAULT_ACCENT = "#7a1f5c"

_STEPS = 100
_MIDDLE = 0.179  # Above this luminance black has more contrast than white, below it white has.


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Six-digit colours of one scheme. ground lies behind paper; hair draws thin rules."""

    ink: str
    meta: str
    hair: str
    paper: str
    ground: str
    accent: str


def light_palette(accent: str) -> Palette:
    """Return the colours of day; `accent` (#rrggbb) is darkened until it reads on paper."""
    paper = "#ffffff"
    return Palette(
        ink="#1c2126",
        meta="#58616a",
        hair="#dcd8d0",
        paper=paper,
        ground="#f5f3ef",
        accent=readable_on(paper, accent),
    )


def dark_palette(accent: str) -> Palette:
    """Return the colours of night; `accent` (#rrggbb) is lightened until it reads on paper."""
    paper = "#17191c"
    return Palette(
        ink="#ece9e3",
        meta="#a9b0b7",
        hair="#3a3f45",
        paper=paper,
        ground="#0f1113",
        accent=readable_on(paper, accent),
    )


def readable_on(paper: str, accent: str) -> str:
    """Return `accent`, mixed with black or white in small steps until it has AA contrast on `paper`.

    What is not a six-digit colour is replaced by the default accent: it would end up inside a style sheet.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", accent):
        accent = DEFAULT_ACCENT
    target = 0.0 if luminance(paper) > _MIDDLE else 1.0
    for step in range(_STEPS + 1):
        moved = [channel + (target - channel) * step / _STEPS for channel in _channels(accent)]
        candidate = "#" + "".join(f"{round(channel * 255):02x}" for channel in moved)
        if contrast(candidate, paper) >= AA_CONTRAST:
            return candidate
    raise AssertionError(f"neither black nor white reads on {paper}")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two six-digit colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a six-digit colour, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
