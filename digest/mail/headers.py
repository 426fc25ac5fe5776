"""Header fields: the one place where they are written, safe whatever a feed or a subscriber put in them.

It does not write bodies (see `quoted`) nor decide which fields a message carries (see `merge`, `letter`).

Every function returns a whole field as ASCII text, folded with CRLF, without the CRLF that ends it. The
standard library's `email` package writes none of it: it turns encoded-words from outside into fields of
their own (CVE-2024-6923) and a long List-Unsubscribe into encoded-words that no mailbox provider reads.
"""

import base64
import binascii
import quopri
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime

from digest.errors import DigestError

LINE = 76
"""Characters in a folded line; RFC 2047 §2 asks it of lines that hold an encoded-word."""
LONGEST_LINE = 998
"""Characters that no line may exceed (RFC 5322 §2.1.1)."""
_WORD = 75
_WORD_FRAME = len("=?utf-8?q??=")


class HeaderUnsafe(DigestError):
    """A value of our own making (an address of ours, a link, an identifier) cannot stand in a header."""

    def __init__(self, name: str, value: str) -> None:
        self.name, self.value = name, value
        super().__init__(
            f"{name} cannot hold {value[:80]!r}: it takes visible ASCII only, without spaces, < and >,"
            f" at most {LONGEST_LINE} characters a line; correct the configured address or link"
        )


class HeadersAltered(DigestError):
    """A message read back does not have the header fields that were written: it is never sent."""

    def __init__(self, expected: Sequence[str], found: Sequence[str]) -> None:
        self.expected, self.found = tuple(expected), tuple(found)
        missing = sorted((Counter(self.expected) - Counter(self.found)).elements())
        surplus = sorted((Counter(self.found) - Counter(self.expected)).elements())
        super().__init__(
            f"the header read back differs from the one written (missing: {missing}, surplus: {surplus});"
            " nothing was sent: look for unusual characters in the subject and in the sender's name"
        )


_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_CLEANING: dict[int, str | None] = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0))),
    **dict.fromkeys(map(ord, _DIRECTION + _INVISIBLE)),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_LOOKALIKE = re.compile(r"=\?([\w.-]+)(?:\*[\w-]*)?\?([bBqQ])\?([^?]*)\?=", re.ASCII)
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})


def clean(value: str) -> str:
    """Return `value` as one line of text that is safe to encode: what readers see, and nothing else.

    Encoded-words that came with it are decoded once, and what still looks like one is broken apart, so
    that no later reader can decode a second time. Controls, line separators of every alphabet and
    direction overrides go; runs of spaces become one; the rest is NFC. Applying it twice changes nothing.
    """
    text = _LOOKALIKE.sub(_decoded, value).translate(_CLEANING)
    text = unicodedata.normalize("NFC", text).replace("=?", "= ?")
    return re.sub(" {2,}", " ", text).strip(" ")


def _decoded(lookalike: re.Match[str]) -> str:
    charset, kind, payload = lookalike[1].lower(), lookalike[2], lookalike[3]
    if charset not in _CHARSETS or not payload.isascii():
        return lookalike[0]
    try:
        if kind in "bB":
            return base64.b64decode(payload, validate=True).decode(charset)
        return quopri.decodestring(payload.encode(), header=True).decode(charset)
    except (binascii.Error, UnicodeDecodeError):
        return lookalike[0]


def unstructured(name: str, value: str) -> str:
    """Return a field of free text such as Subject: cleaned, in encoded-words only where it must be."""
    text = clean(value)
    folded = _folded(name, text) if text.isascii() else None
    return folded or f"{name}: " + "\r\n ".join(_encoded_words(text, LINE - len(name) - 2))


def _folded(name: str, text: str) -> str | None:
    """Fold ASCII `text` at its spaces; None when a word is too long for its line."""
    ended, line = "", f"{name}:"
    for position, word in enumerate(text.split(" ")):
        if len(line) + 1 + len(word) <= LINE:
            line += f" {word}"
        elif position and len(word) < LINE:
            ended, line = f"{ended}{line}\r\n", f" {word}"
        else:
            return None
    return ended + line


_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_Q = tuple(chr(byte) if byte in _Q_SAFE else "_" if byte == 0x20 else f"={byte:02X}" for byte in range(256))


def _q(raw: bytes) -> str:
    """Return the Q encoding that is safe everywhere, in display names too (RFC 2047 §5 (3))."""
    return "".join([_Q[byte] for byte in raw])


def _b(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).decode()


def _encoded_words(text: str, room: int) -> list[str]:
    """Return `text` as encoded-words of at most 75 characters, none of which ends inside a character.

    room: what the first line leaves for the first word. Q, and B where most octets are not ASCII (RFC 2047 §4).
    """
    raw = text.encode()
    kind, encode = ("b", _b) if len(_q(raw)) > 2 * len(raw) else ("q", _q)
    limit = min(room, _WORD) - _WORD_FRAME
    if len(encode(raw)) <= limit:
        return [f"=?utf-8?{kind}?{encode(raw)}?="]
    words, held = [], b""
    for character in text:
        longer = held + character.encode()
        if held and len(encode(longer)) > limit:
            words.append(f"=?utf-8?{kind}?{encode(held)}?=")
            held, limit = character.encode(), _WORD - _WORD_FRAME
        else:
            held = longer
    return [*words, f"=?utf-8?{kind}?{encode(held)}?="]


_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)(?!.*=\?)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@"
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
)


def is_plain_address(address: str) -> bool:
    """Tell whether `address` can stand in a header and an envelope as it is: ASCII, nothing to quote.

    Internationalised domains come as xn-- names. A local part that looks like an encoded-word is not one.
    """
    return _ADDRESS.fullmatch(address) is not None


def mailbox(name: str, display: str, address: str) -> str:
    """Return a field that holds one mailbox: From, To or Reply-To; raise HeaderUnsafe for its address."""
    if not is_plain_address(address):
        raise HeaderUnsafe(name, address)
    return _placed(f"{name}: ", _phrase(clean(display), LINE - len(name) - 2), f"<{address}>")


def recipient(display: str, address: str) -> str:
    """Return To. Of an address that no header can hold, only that there is one (RFC 5322 §3.4, a group).

    Such a message is never handed over, because the relay's client refuses the recipient by itself; an
    error here would stop a whole edition for one bad row.
    """
    if not is_plain_address(address):
        return "To: undisclosed-recipients:;"
    return mailbox("To", display, address)


def _phrase(text: str, room: int) -> list[str]:
    """Return a display name as RFC 5322 asks: atoms, a quoted string, or encoded-words, one a line."""
    if not text:
        return []
    if text.isascii() and len(text) <= room - 2:
        if _ATOMS.fullmatch(text):
            return [text]
        quoted = '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
        if len(quoted) <= room:
            return [quoted]
    return _encoded_words(text, room)


def _placed(start: str, phrase: list[str], ending: str) -> str:
    """Put `ending` behind `phrase`, on a line of its own where the last one is full."""
    if not phrase:
        return start + ending
    lines = [start + phrase[0], *(f" {word}" for word in phrase[1:])]
    gap = " " if len(lines[-1]) + 1 + len(ending) <= LINE else "\r\n "
    return "\r\n".join(lines) + gap + ending


_TOKEN = re.compile(r"(?!.*=\?)[!-;=?-~]+")
"""Visible ASCII without spaces and angle brackets, nothing that a parser takes for an encoded-word."""


def verbatim(name: str, value: str) -> str:
    """Return a field of machine-readable text as it is: no encoded-words, no folding.

    Raises HeaderUnsafe for what is not one line of ASCII words.
    """
    field = f"{name}: {value}"
    if not all(map(_TOKEN.fullmatch, value.split(" "))) or len(field) > LONGEST_LINE:
        raise HeaderUnsafe(name, value)
    return field


def links(name: str, *targets: str) -> str:
    """Return a List-* field of addresses in angle brackets (RFC 2369), folded only between them."""
    for target in targets:
        if not _TOKEN.fullmatch(target) or len(name) + len(target) > LONGEST_LINE - len(": <>,"):
            raise HeaderUnsafe(name, target)
    field = f"{name}: " + ", ".join([f"<{target}>" for target in targets])
    return field if len(field) <= LINE else field.replace(">, <", ">,\r\n <")


_MESSAGE_ID = re.compile(r"(?!.*=\?)<[!-;=?-~]+@[!-;=?-~]+>")


def message_id(value: str) -> str:
    """Return Message-ID; `value` comes with its angle brackets, see `digest.domain.delivery.message_id`."""
    if not _MESSAGE_ID.fullmatch(value) or len(value) > LONGEST_LINE - len("Message-ID: "):
        raise HeaderUnsafe("Message-ID", value)
    return f"Message-ID: {value}"


_ASCII_TWINS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‹›“”„«»", "'"),
        **dict.fromkeys("‐‑–—", "-"),
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
    }
)
"""What Unicode does not take apart into ASCII, and what stands for it on a typewriter."""
_INNER_BLANKS = re.compile(r"(?<=[«‹])\s|\s(?=[»›])")


def list_id(title: str, identifier: str) -> str:
    """Return List-Id (RFC 2919); the title becomes plain ASCII rather than encoded-words."""
    if not _TOKEN.fullmatch(identifier) or len(identifier) > 255:
        raise HeaderUnsafe("List-Id", identifier)
    # Compatibility forms of "=?" become the real one here, so the result is cleaned, not the title.
    typed = _INNER_BLANKS.sub("", title).translate(_ASCII_TWINS)
    plain = unicodedata.normalize("NFKD", typed).encode("ascii", "ignore").decode()
    plain = clean(plain)[:50].rstrip()
    if plain and not _ATOMS.fullmatch(plain):
        plain = '"' + plain.replace("\\", "/").replace('"', "'") + '"'
    return _placed("List-Id: ", [plain] if plain else [], f"<{identifier}>")


_FEEDBACK_PART = re.compile(r"[A-Za-z0-9._-]{1,64}")


def feedback_id(parts: Sequence[str]) -> str:
    """Return Feedback-ID: one to four identifiers, the sender's last, by which Gmail groups complaints."""
    if not 1 <= len(parts) <= 4 or not all(map(_FEEDBACK_PART.fullmatch, parts)):
        raise HeaderUnsafe("Feedback-ID", ":".join(parts))
    return f"Feedback-ID: {':'.join(parts)}"


def date(instant: datetime) -> str:
    """Return Date (RFC 5322 §3.3); `instant` is aware."""
    return f"Date: {format_datetime(instant)}"


def verify(message: bytes, expected: Sequence[str]) -> None:
    """Read `message` back and raise HeadersAltered unless its field names are `expected`, each as often.

    The standard library's parser also ends a line at a lone CR or LF, as the most careless receiver does.
    """
    wanted = [name.lower() for name in expected]
    found = [name.lower() for name, _ in BytesHeaderParser(policy=compat32).parsebytes(message).items()]
    if Counter(found) != Counter(wanted):
        raise HeadersAltered(wanted, found)
