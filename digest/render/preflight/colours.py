"""What colours a reader sees: those of the style attributes, of the dark rules, and what clients make of them.

**Forced inversion.** Some clients darken a mail by a rule of their own, whatever it says of itself. No one
publishes the rule; two kinds are modelled. *Full*: every colour has its lightness mirrored, text and ground
alike. *Partial*: grounds lighter than middle grey and texts darker than it have, the others stay. Contrast
depends on lightness alone, so that hues need no model. Lightness is that of CIELAB, which is even to the eye.

It says nothing of what is enough (see `contrast`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cssselect import SelectorError
from cssselect import parse as parse_selector
from lxml.cssselect import CSSSelector

from digest.render.colour import luminance
from digest.render.preflight.page import Element, Page, is_hidden, own_texts, style
from digest.render.preflight.stylesheet import Declaration, Rule

MIDDLE = 50.0
"""The lightness of middle grey, of 100."""
_OUTLOOK = re.compile(r"\[data-ogs[cb]\]\s*")
_DARK = re.compile(r"prefers-color-scheme\s*:\s*dark")
_NAMED = {"black": "#000000", "white": "#ffffff", "grey": "#808080", "gray": "#808080", "red": "#ff0000"}
_NO_COLOUR = frozenset({"transparent", "none", "inherit", "initial", "unset", "currentcolor"})


@dataclass(frozen=True, slots=True)
class Painted:
    """Text on its ground. ink, ground: relative luminance, 0 to 1."""

    element: Element
    ink: float
    ground: float


@dataclass(frozen=True, slots=True)
class Scheme:
    """Under which circumstances a mail is looked at.

    selector: which rules count, and with which selector ("" where one does not). ink, link, ground: what a
    client takes where the mail says nothing.
    """

    name: str
    selector: Callable[[Rule, str], str]
    ink: str
    link: str
    ground: str


def _by_day(rule: Rule, selector: str) -> str:
    return "" if rule.condition or _OUTLOOK.search(selector) else selector


def _by_night(rule: Rule, selector: str) -> str:
    if rule.condition and not _DARK.search(rule.condition):
        return ""
    return "" if _OUTLOOK.search(selector) else selector


def _in_dark_outlook(rule: Rule, selector: str) -> str:
    return "" if rule.condition else _OUTLOOK.sub("", selector)


LIGHT = Scheme("light", _by_day, "#000000", "#0000ee", "#ffffff")
DARK = Scheme("dark", _by_night, "#ffffff", "#9e9eff", "#1e1e1e")
DARK_OUTLOOK = Scheme("dark in Outlook", _in_dark_outlook, "#ffffff", "#9e9eff", "#1e1e1e")


def is_meant_for_dark(page: Page, scheme: Scheme) -> bool:
    """Say whether the mail has rules for a dark scheme; without any, a client inverts, or leaves it light."""
    mark = _OUTLOOK if scheme is DARK_OUTLOOK else _DARK
    return any(mark.search(f"{rule.condition} {' '.join(rule.selectors)}") for rule in page.rules)


def painted(page: Page, scheme: Scheme) -> Iterator[Painted]:
    """Yield every element that shows text, with its colours; one whose ground cannot be known is left out."""
    body = page.root.find("body")
    if body is not None:
        yield from _painted(body, _applied(page, scheme), scheme, scheme.ink, scheme.ground)


def inverted(text: Painted) -> Painted:
    """Return what a client shows that inverts every colour."""
    return Painted(text.element, mirrored(text.ink), mirrored(text.ground))


def partly_inverted(text: Painted) -> Painted:
    """Return what a client shows that inverts light grounds and dark texts."""
    ink = mirrored(text.ink) if lightness(text.ink) < MIDDLE else text.ink
    ground = mirrored(text.ground) if lightness(text.ground) > MIDDLE else text.ground
    return Painted(text.element, ink, ground)


def mirrored(light: float) -> float:
    """Return the luminance that has the opposite lightness."""
    opposite = 100 - lightness(light)
    return ((opposite + 16) / 116) ** 3 if opposite > 8 else opposite / 903.3


def lightness(light: float) -> float:
    """Return the CIELAB lightness of a relative luminance, 0 to 100."""
    return float(116 * light ** (1 / 3) - 16) if light > 0.008856 else 903.3 * light


def six_digits(value: str) -> str:
    """Return an opaque colour as #rrggbb, "" for any other and for what is none."""
    value = value.strip().lower()
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return value
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(2 * digit for digit in value[1:])
    if found := re.fullmatch(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", value):
        return "#" + "".join(f"{min(int(channel), 255):02x}" for channel in found.groups())
    return _NAMED.get(value, "")


_Applied = dict[Element, list[tuple[tuple[int, ...], Declaration]]]


def _applied(page: Page, scheme: Scheme) -> _Applied:
    """Return the colours that rules give to elements, each with its rank."""
    applied: _Applied = defaultdict(list)
    for order, rule in enumerate(page.rules):
        colours = [
            found for found in rule.declarations if found.name in ("color", "background", "background-color")
        ]
        for selector in rule.selectors if colours else ():
            match = _selector(scheme.selector(rule, selector))
            if match is None:
                continue
            compiled, specificity = match
            for element in compiled(page.root):
                applied[element] += [((found.important, 0, *specificity, order), found) for found in colours]
    return applied


@lru_cache(maxsize=1024)
def _selector(selector: str) -> tuple[CSSSelector, tuple[int, int, int]] | None:
    """Return a selector compiled, with its specificity; None for one that matches nothing at rest."""
    if not selector or ":hover" in selector or ":focus" in selector or ":active" in selector:
        return None
    try:
        (parsed,) = parse_selector(selector)
        return CSSSelector(selector, translator="html"), parsed.specificity()
    except (SelectorError, ValueError):
        return None


def _painted(element: Element, applied: _Applied, scheme: Scheme, ink: str, ground: str) -> Iterator[Painted]:
    if is_hidden(element):
        return
    declared = _declared(element, applied)
    if "color" in declared:
        ink = _taken(declared["color"], ink)
    elif element.tag == "a" and element.get("href") is not None:
        ink = scheme.link
    for name in ("background", "background-color"):
        if name in declared:
            ground = _taken(declared[name], ground)
    if ink and ground and (own_texts(element) or element.get("alt")):
        yield Painted(element, luminance(ink), luminance(ground))
    for child in element:
        if isinstance(child.tag, str):
            yield from _painted(child, applied, scheme, ink, ground)


def _declared(element: Element, applied: _Applied) -> dict[str, str]:
    """Return what counts of all that is declared for an element: a style attribute outranks any selector."""
    own = [((found.important, 1, 0, 0, 0, 0), found) for found in style(element)]
    ranked = sorted((*applied.get(element, ()), *own), key=lambda pair: pair[0])
    return {found.name: found.value for _, found in ranked}


def _taken(value: str, around: str) -> str:
    """Return a declared colour; that of the element around for none, "" for one that we cannot read."""
    return around if value.strip().lower() in _NO_COLOUR else six_digits(value)
