"""Fields: the few places where two readers of one variant see different things.

A rendering carries a mark for each field, and the mail merge or a preview fills them. It does not encode
for mail (see `digest.mail.merge`).
"""

import html
import re
from collections.abc import Mapping
from enum import StrEnum


class Field(StrEnum):
    """What differs between two readers of the same variant."""

    NAME = "name"
    ADDRESS = "address"
    UNSUBSCRIBE_URL = "unsubscribe_url"
    PREFERENCES_URL = "preferences_url"


def mark(field: Field, nonce: str) -> str:
    """Return the mark of `field`: plain ASCII that survives HTML serialisers, also inside an href.

    nonce: lower-case hex derived from the content, so that no text of a feed can hold a valid mark and
    have a reader's private links filled into an address of its own.
    """
    return f"%%{nonce}.{field}%%"


def split(text: str, nonce: str) -> tuple[str | Field, ...]:
    """Cut `text` at its marks: plain pieces and fields, in order, without empty pieces."""
    pieces = re.split(rf"%%{re.escape(nonce)}\.([a-z_]+)%%", text)
    parts: list[str | Field] = []
    for position, piece in enumerate(pieces):
        if position % 2:
            parts.append(Field(piece))
        elif piece:
            parts.append(piece)
    return tuple(parts)


def fill_text(text: str, nonce: str, values: Mapping[Field, str]) -> str:
    """Return plain `text` with every mark replaced by its value."""
    return "".join(values[part] if isinstance(part, Field) else part for part in split(text, nonce))


def fill_html(text: str, nonce: str, values: Mapping[Field, str]) -> str:
    """Return HTML `text` with every mark replaced by its value, escaped for text and attributes."""
    return fill_text(text, nonce, {field: html.escape(value) for field, value in values.items()})
