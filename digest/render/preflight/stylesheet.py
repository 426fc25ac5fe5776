"""Reads style attributes and style sheets of a mail as far as checks need it.

It judges nothing and repairs nothing: what is not a declaration or a rule is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORTANT = re.compile(r"\s*!\s*important$", re.IGNORECASE)
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration, its name in lower case."""

    name: str
    value: str
    important: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Selectors with their declarations. condition: the at-rule around them, "" where there is none.

    An at-rule without selectors (`@import`, `@font-face`) has only its condition.
    """

    condition: str
    selectors: tuple[str, ...]
    declarations: tuple[Declaration, ...]


@lru_cache(maxsize=4096)
def declarations(style: str) -> tuple[Declaration, ...]:
    """Return the declarations of a style attribute, or of what stands between the braces of a rule."""
    found = []
    for part in _split(_COMMENT.sub(" ", style), ";"):
        name, colon, value = part.partition(":")
        if colon and name.strip() and value.strip():
            bare = _IMPORTANT.sub("", value.strip())
            found.append(Declaration(name.strip().lower(), bare, bare != value.strip()))
    return tuple(found)


def rules(sheet: str) -> Iterator[Rule]:
    """Yield the rules of a style sheet in their order, those within `@media` and its like as well."""
    yield from _rules(_COMMENT.sub(" ", sheet), "")


def _rules(sheet: str, condition: str) -> Iterator[Rule]:
    for prelude, block in _statements(sheet):
        if not prelude.startswith("@"):
            selectors = tuple(selector.strip() for selector in _split(prelude, ","))
            yield Rule(condition, selectors, declarations(block))
        elif re.match(r"@(media|supports|layer|container)\b", prelude, re.IGNORECASE):
            yield from _rules(block, f"{condition} {prelude}".strip())
        else:
            yield Rule(f"{condition} {prelude}".strip(), (), declarations(block))


def _statements(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each pair of braces, and what stands within; nothing within for `@import x;`."""
    start = 0
    for at, char in _at_depth_nought(sheet):
        if char == ";":
            yield sheet[start:at].strip(), ""
            start = at + 1
        elif char == "}":
            prelude, _, block = sheet[start:at].partition("{")
            yield prelude.strip(), block
            start = at + 1


def _split(text: str, separator: str) -> list[str]:
    """Split at separators that stand in no quotes and no brackets."""
    parts, start = [], 0
    for at, char in _at_depth_nought(text):
        if char == separator:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _at_depth_nought(text: str) -> Iterator[tuple[int, str]]:
    """Yield each character that no quote and no bracket encloses; a closing bracket belongs outside."""
    depth, quote = 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in _OPENING:
            depth += 1
        else:
            if char in _CLOSING:
                depth = max(depth - 1, 0)
            if not depth:
                yield at, char
