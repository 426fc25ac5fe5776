"""What mail clients make of what a mail is built from: the table `clients.toml`, and which row a thing has.

Facts of caniemail.com as of 29 June 2026; how they were taken stands in the table. It does not look at a mail.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from digest.render.preflight.stylesheet import Declaration, Rule

_UNIT = re.compile(r"(?<![\w#.-])-?(?:\d+\.?\d*|\.\d+)(px|em|rem|vh|vw|vmin|vmax|%)", re.IGNORECASE)
_FUNCTION = re.compile(r"([a-z-]+)\(", re.IGNORECASE)
_UNITS = {"%": "css-unit-percent"}
_FUNCTIONS = {
    "calc": "css-unit-calc",
    "var": "css-variables",
    "rgb": "css-rgb",
    "hsl": "css-rgb",
    "rgba": "css-rgba",
    "hsla": "css-rgba",
    "linear-gradient": "css-linear-gradient",
    "radial-gradient": "css-radial-gradient",
    "min": "css-function-min",
    "max": "css-function-max",
    "clamp": "css-function-clamp",
    "light-dark": "css-function-light-dark",
}
_DISPLAYS = {
    "flex": "css-display-flex",
    "inline-flex": "css-display-flex",
    "grid": "css-display-grid",
    "inline-grid": "css-display-grid",
    "none": "css-display-none",
}
_SIDES = frozenset({"left", "right", "top", "bottom"})
_ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "html-lists"),
    **dict.fromkeys(("tr", "td", "th", "tbody", "thead", "tfoot", "caption"), "html-table"),
    **dict.fromkeys(
        ("article", "section", "nav", "header", "footer", "main", "aside", "figure", "figcaption"),
        "html-semantics",
    ),
    **dict.fromkeys(("script", "iframe", "embed", "canvas"), "html-script"),
    "b": "html-strong",
    "input": "html-input-text",
    "button": "html-button-submit",
    "source": "html-picture",
}
_ATTRIBUTES = {"loading": "html-loading-attribute"}
_PLAIN_ELEMENTS = frozenset(
    {"html", "head", "meta", "title", "br", "a", "em", "i", "u", "s", "sup", "sub", "cite", "q", "time"}
)
_PLAIN_PROPERTIES = frozenset({"color", "font-family", "font-style"})
"""What every client knows, or loses without harm, and nobody tests for that reason."""

_SELECTORS = (
    (re.compile(r"\["), "css-selector-attribute"),
    (re.compile(r">"), "css-selector-child"),
    (re.compile(r"\+"), "css-selector-adjacent-sibling"),
    (re.compile(r"~(?!=)"), "css-selector-general-sibling"),
    (re.compile(r"\*(?!=)"), "css-selector-universal"),
    (re.compile(r"\."), "css-selector-class"),
    (re.compile(r"#"), "css-selector-id"),
    (re.compile(r"\w\s+[\w.#\[]"), "css-selector-descendant"),
)
_PSEUDO = re.compile(r":(:?)([a-z-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Client:
    """A mail client. weight: how many readers in a hundred have it; least: per cent that has to work there."""

    name: str
    weight: int
    least: int


@dataclass(frozen=True, slots=True)
class Table:
    """The facts. support: by feature, a letter for each client (see the table), in their order.

    sheet: the features of style sheets. otherwise: by feature, why nobody misses it where it is not done.
    """

    clients: tuple[Client, ...]
    support: Mapping[str, str]
    sheet: frozenset[str]
    otherwise: Mapping[str, str]

    def without(self, feature: str) -> list[Client]:
        """Return the clients that do not do it, or not on each of their platforms."""
        return [
            client
            for client, letter in zip(self.clients, self.support[feature], strict=True)
            if letter in "mn"
        ]

    def share(self, features: set[str], client: Client) -> float:
        """Return the part of `features` that works in a client in whole or in part, of those it was tested for."""
        place = self.clients.index(client)
        letters = [self.support[feature][place] for feature in features if feature in self.support]
        tested = [letter for letter in letters if letter != "u"]
        return sum(letter != "n" for letter in tested) / len(tested) if tested else 1.0


@cache
def table() -> Table:
    """Return the table that is shipped."""
    read = tomllib.loads(Path(__file__).with_name("clients.toml").read_text(encoding="utf-8"))
    return Table(
        clients=tuple(Client(**client) for client in read["client"]),
        support={**read["sheet"], **read["inline"]},
        sheet=frozenset(read["sheet"]),
        otherwise=read["otherwise"],
    )


def of_declaration(declaration: Declaration) -> Iterator[str]:
    """Yield the features that one declaration needs; a name that no row has is one, too."""
    name = declaration.name
    if name.startswith(("-", "mso-")):
        return  # For one client, which knows it.
    if name not in _PLAIN_PROPERTIES:
        yield _of_property(name, declaration.value.lower())
    if declaration.important:
        yield "css-important"
    for unit in _UNIT.findall(declaration.value):
        yield _UNITS.get(unit, f"css-unit-{unit.lower()}")
    for function in _FUNCTION.findall(declaration.value):
        if feature := _FUNCTIONS.get(function.lower()):
            yield feature


def _of_property(name: str, value: str) -> str:
    if name == "display":
        return _DISPLAYS.get(value, "css-display")
    if name in _SIDES:
        return "css-left-right-top-bottom"
    if name.startswith("border-") and name.endswith("-radius"):
        return "css-border-radius"
    # A longhand without a row of its own is done where its shorthand is.
    parts = name.split("-")
    rows = (f"css-{'-'.join(parts[:end])}" for end in range(len(parts), 0, -1))
    return next((row for row in rows if row in table().support), name)


def of_element(tag: str) -> str:
    """Return the feature that an element is, "" for one that every client knows."""
    return "" if tag in _PLAIN_ELEMENTS else _known(_ELEMENTS.get(tag, f"html-{tag}"), f"<{tag}>")


def of_attribute(name: str) -> str:
    """Return the feature that an attribute is, "" for one that is nobody's."""
    return _known(_ATTRIBUTES.get(name, f"html-{name}"), "")


def of_picture(address: str) -> str:
    """Return the feature that a kind of picture is, "" where the address does not tell."""
    if address.startswith("data:"):
        return "image-base64"
    ending = re.search(r"\.(\w+)(?:[?#]|$)", address)
    kind = ending[1].lower().replace("jpeg", "jpg") if ending else ""
    return _known(f"image-{kind}", "")


def of_rule(rule: Rule) -> Iterator[str]:
    """Yield the features that a rule of a style sheet needs, its declarations aside."""
    for at_rule in re.findall(r"@([a-z-]+)", rule.condition, re.IGNORECASE):
        yield f"css-at-{at_rule.lower()}"
    for condition in ("prefers-color-scheme", "prefers-reduced-motion", "orientation"):
        if condition in rule.condition:
            yield f"css-at-media-{condition}"
    for selector in rule.selectors:
        for pattern, feature in _SELECTORS:
            if pattern.search(selector):
                yield feature
        for element, name in _PSEUDO.findall(selector):
            row = _known(f"css-pseudo-{'element' if element else 'class'}-{name.lower()}", "")
            if row:
                yield row


def _known(feature: str, otherwise: str) -> str:
    return feature if feature in table().support else otherwise
