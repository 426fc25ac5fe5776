"""What a single value may be: texts, numbers, choices, slugs.

A check takes whatever stood in the file and returns our value, or raises Unexpected with the sentence
about what is expected. Addresses are in `addresses`, days and times in `schedule`.
"""

import json
import math
import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)

MIN_SECRET_LENGTH = 32
"""Characters that `secret_key` needs: it signs every unsubscribe link and every login."""
_PLACEHOLDER = re.compile(
    r"(?:change|replace).?(?:me|this)|place.?holder|secret.?key|your.?(?:secret|key)|insecure|example",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONT = re.compile(r"[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z0-9-]+)*")
_ANY_FONT = ("serif", "sans-serif", "monospace")
"""What a font stack ends with: every machine has one of the kind."""
_UNFIT = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories that no text of ours holds: controls, lone surrogates, line and paragraph breaks."""


class Unexpected(ValueError):
    """A value is not what its key accepts; the text says what is."""


def text(value: object) -> str:
    """Accept any text, over several lines too, without other control characters."""
    if isinstance(value, str) and not _is_unfit(value.replace("\n", "")):
        return value
    raise Unexpected("expected a text in quotes")


def line(value: object) -> str:
    """Accept one line that is not blank: it may become a mail header."""
    if isinstance(value, str) and value.strip() and not _is_unfit(value):
        return value
    raise Unexpected("expected one line of text in quotes")


def short_line(longest: int) -> Callable[[object], str]:
    """Accept one line of at most `longest` characters."""

    def checked(value: object) -> str:
        if len(line(value)) <= longest:
            return str(value)
        raise Unexpected(f"expected at most {longest} characters, and these are {len(str(value))}")

    return checked


def _is_unfit(value: str) -> bool:
    return any(unicodedata.category(character) in _UNFIT for character in value)


def optional(check: Callable[[object], str]) -> Callable[[object], str]:
    """Accept what `check` accepts, and the empty text for "none"."""

    def checked(value: object) -> str:
        if value == "":
            return ""
        try:
            return check(value)
        except Unexpected as error:
            raise Unexpected(f'{error}, or ""') from None

    return checked


def listed(check: Callable[[object], T], expected: str) -> Callable[[object], tuple[T, ...]]:
    """Accept a list whose every element `check` accepts."""

    def checked(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise Unexpected(f"expected {expected}")
        return tuple(_element(check, element, expected) for element in value)

    return checked


def _element(check: Callable[[object], T], element: object, expected: str) -> T:
    try:
        return check(element)
    except Unexpected:
        raise Unexpected(f"expected {expected}; {element!r} does not fit") from None


def whole_number(low: int, high: float, expected: str) -> Callable[[object], int]:
    """Accept an integer from `low` to `high`, both included."""

    def checked(value: object) -> int:
        # For Python true is the number 1; in a file it is a slip.
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise Unexpected(f"expected {expected}")

    return checked


def amount(expected: str) -> Callable[[object], float]:
    """Accept any finite number that is not negative."""

    def checked(value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf:
            return float(value)
        raise Unexpected(f"expected {expected}")

    return checked


def yes_or_no(value: object) -> bool:
    """Accept true or false."""
    if isinstance(value, bool):
        return value
    raise Unexpected("expected true or false")


def css_selector(value: object) -> str:
    """Accept a CSS selector that can be read; "" stands for none."""
    # Only a newsroom with selectors needs the parser.
    from cssselect import SelectorError, parse  # noqa: PLC0415

    if value == "":
        return ""
    try:
        parse(line(value))
    except SelectorError as error:
        raise Unexpected(f"expected a CSS selector, and {value!r} is none: {error}") from None
    return str(value)


def one_of(choices: type[Choice]) -> Callable[[object], Choice]:
    """Accept the name of a member of `choices`."""

    def checked(value: object) -> Choice:
        for member in choices:
            if value == member.value:
                return member
        *head, last = [f'"{member.value}"' for member in choices]
        raise Unexpected(f"expected {', '.join(head)} or {last}" if head else f"expected {last}")

    return checked


def slug(value: object) -> str:
    """Accept a short name for addresses and command lines."""
    if isinstance(value, str) and _SLUG.fullmatch(value):
        return value
    raise Unexpected("expected a slug: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit")


def section(value: object) -> str:
    """Accept the beginning of a path on the site."""
    if line(value).startswith("/"):
        return str(value)
    raise Unexpected("expected a path that starts with /")


def colour(value: object) -> str:
    """Accept a six-digit colour."""
    if isinstance(value, str) and _COLOUR.fullmatch(value):
        return value
    raise Unexpected('expected a colour of six hexadecimal digits such as "#7a1f5c"')


def font_stack(value: object) -> str:
    """Accept names of fonts, the best first, that end with a kind of font; return them fit for a style."""
    names = [name.strip().strip("'\"").strip() for name in value.split(",")] if isinstance(value, str) else []
    if not names or names[-1] not in _ANY_FONT or not all(map(_FONT.fullmatch, names)):
        raise Unexpected('expected names of fonts and at last serif or sans-serif, such as "Georgia, serif"')
    # Words that begin with a letter need no quotes, and a style attribute is better off without any.
    return ", ".join(f"'{name}'" if re.search(" [0-9-]", name) else name for name in names)


def secret_key(value: object) -> str:
    """Accept a long random text, refuse what somebody typed to fill the gap."""
    if not isinstance(value, str) or len(value) < MIN_SECRET_LENGTH:
        raise Unexpected(
            f"expected at least {MIN_SECRET_LENGTH} random characters; `digest init` makes such a key"
        )
    if _PLACEHOLDER.search(value) or len(set(value)) < MIN_SECRET_LENGTH // 4:
        raise Unexpected("it is a placeholder, expected random characters; `digest init` makes such a key")
    return line(value)


def number_from_text(value: str) -> object:
    """Return the number that an environment variable spells, or the text itself if it spells none."""
    if re.fullmatch(r"-?[0-9]{1,18}", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?[0-9]{0,18}\.[0-9]{1,18}", value) else value


def list_from_text(value: str) -> object:
    """Return the list that an environment variable holds, as JSON or with commas."""
    if value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return [element for part in value.split(",") if (element := part.strip())]
