"""Reads one mail as it lies in a file, whatever its shape: headers, the HTML part, the text part.

It never raises for what a mail contains: what cannot be read is shown as it is. It writes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

_HEAD = re.compile(r"<head(\s[^>]*)?>", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)
_NEW_TAB = '<base target="_blank">'


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail for the eye. html, text: "" where there is no such part; headers: decoded, in order."""

    headers: tuple[tuple[str, str], ...]
    html: str
    text: str

    def header(self, name: str) -> str:
        """Return the first header of that name, "" when there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def html_in_new_tabs(self) -> str:
        """The HTML part whose links open beside the page that shows it, without losing its doctype."""
        place = _HEAD.search(self.html) or _DOCTYPE.match(self.html)
        end = place.end() if place else 0
        return self.html[:end] + _NEW_TAB + self.html[end:]


def read_letter(data: bytes) -> Letter:
    """Parse the bytes of a mail (RFC 5322, MIME), well made or not."""
    # The older policy: the newer one raises on some malformed headers as soon as they are looked at.
    message = message_from_bytes(data, policy=compat32)
    return Letter(
        headers=read_headers(message),
        html=_first(message, "text/html"),
        text=_first(message, "text/plain"),
    )


def read_headers(message: Message) -> tuple[tuple[str, str], ...]:
    """Return the headers in order, each in Unicode on one line."""
    return tuple((name, _readable(str(value))) for name, value in message.raw_items())


def _readable(value: str) -> str:
    """Decode what can be decoded: bytes beyond ASCII as UTF-8 (RFC 6532), encoded words (RFC 2047)."""
    line = " ".join(value.split()).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(line)))
    except (LookupError, ValueError, HeaderParseError):
        return line


def _first(message: Message, kind: str) -> str:
    return next((_text(part) for part in _parts(message) if part.get_content_type() == kind), "")


def _parts(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_disposition() != "attachment")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(str(part.get_content_charset("utf-8")), "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")
