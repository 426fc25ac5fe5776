"""Opens a mail that came back: its header fields, and its text by role, bounded and never raising.

It does not know what the text means (see `machine`, `layouts`).
"""

import binascii
import html
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from itertools import islice

from digest.mail.reports.machine import addresses, loose_fields

LARGEST = 1 << 18
"""Octets that are looked at; reports are small, and what follows is the copy of our own mail."""
_DEEPEST = 20
_MOST_PARTS = 100
_MOST_FIELDS = 500
_LONGEST_TEXT = 60_000
_LONGEST_FIELD = 4_000


@dataclass(slots=True)
class Letter:
    """A mail by roles. human: what a person reads; machine: fields of RFC 3464; complaint: of RFC 5965;
    receipt: of RFC 8098.

    original: the header of the mail that came back, as text; inner: whole mails that were enclosed.
    """

    headers: dict[str, list[str]] = field(default_factory=dict)
    human: str = ""
    machine: str = ""
    complaint: str = ""
    receipt: str = ""
    original: str = ""
    inner: list["Letter"] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """Return every value of a field, unfolded and decoded."""
        return self.headers.get(name, [])

    def first(self, name: str) -> str:
        """Return the first value of a field, "" if there is none."""
        return next(iter(self.all(name)), "")

    @property
    def sender(self) -> str:
        """The address that the mail says it is from, "" for none."""
        return next(iter(addresses(self.first("from"))), "")

    def original_field(self, name: str) -> str:
        """Return a field of the mail that came back, as far as the report shows its header."""
        return loose_fields(self.original).get(name, "")

    @property
    def envelope(self) -> tuple[str, ...]:
        """The addresses that the mail was sent to, the likeliest first, then the one that ours was sent from.

        A complaint goes to the mailbox that its provider knows, and so does many a late report: of our return
        address only the copy of our mail tells then. Each once.
        """
        names = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "to")
        sent_to = (found for name in names for found in addresses(" ".join(self.all(name))))
        return tuple(dict.fromkeys((*sent_to, *addresses(self.original_field("return-path")))))

    @property
    def message_id(self) -> str:
        """The Message-ID of the mail that this one is about, "" where neither its copy nor a reference says."""
        copied = _MESSAGE_ID.search(self.original) or _MESSAGE_ID.search(self.human)
        if copied:
            return copied[1]
        referred = re.search(r"<[^<>\s]{1,250}>", self.first("in-reply-to") or self.first("references"))
        return referred[0] if referred else ""


_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
"""What no database keeps and no terminal prints: charsets of an attacker's choice decode to it."""
_MESSAGE_ID = re.compile(
    r"^(?:> ?)*Message-ID:[ \t]*\n?[ \t]*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE
)


def open_letter(raw: bytes) -> Letter:
    """Read a mail. Line ends of every system are the same to it, and a broken structure becomes text."""
    unified = raw[:LARGEST].replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
    return _letter(BytesParser(policy=compat32).parsebytes(unified), 0)


def _letter(message: Message, depth: int) -> Letter:
    letter = Letter(headers=_headers(message))
    humans: list[str] = []
    pages: list[str] = []
    for part, level in _parts(message, depth):
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/global-delivery-status"):
            letter.machine += _fields(part) + "\n\n"
        elif kind == "message/feedback-report":
            letter.complaint += _fields(part) + "\n"
        elif kind == "message/disposition-notification":
            letter.receipt += _fields(part) + "\n"
        elif kind in ("message/rfc822", "message/global"):
            _enclose(letter, part, level)
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            letter.original += _text(part) + "\n"
        elif kind == "text/html":
            pages.append(_text(part))
        elif kind.startswith(("text/", "message/", "multipart/")):
            humans.append(_text(part))
    plain = "\n".join(humans)
    letter.human = (plain if plain.strip() else "\n".join(map(_without_tags, pages)))[:_LONGEST_TEXT]
    return letter


def _parts(message: Message, depth: int) -> Iterator[tuple[Message, int]]:
    """Yield the parts that hold something, in their order, not those of enclosed mails."""
    waiting, seen = [(message, depth)], 0
    while waiting and seen < _MOST_PARTS:
        part, level = waiting.pop()
        seen += 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            if level < _DEEPEST:
                waiting += [(child, level + 1) for child in reversed(payload) if isinstance(child, Message)]
        else:
            yield part, level


def _enclose(letter: Letter, part: Message, level: int) -> None:
    payload = part.get_payload()
    enclosed = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(enclosed, Message):
        letter.original += _text(part)[:_LONGEST_TEXT] + "\n"
        return
    letter.original += _header_text(enclosed) + "\n"
    if level < _DEEPEST and len(letter.inner) < 3:
        letter.inner.append(_letter(enclosed, level + 1))


def _headers(message: Message) -> dict[str, list[str]]:
    headers: dict[str, list[str]] = {}
    for name, value in islice(message.raw_items(), _MOST_FIELDS):
        headers.setdefault(name.lower(), []).append(decoded(str(value)))
    return headers


def _header_text(message: Message) -> str:
    fields = islice(message.raw_items(), _MOST_FIELDS)
    return "\n".join(f"{name}: {decoded(str(value))}" for name, value in fields)[:_LONGEST_TEXT]


def _fields(part: Message) -> str:
    """Return the fields of a machine-readable part as text, blocks apart."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return _text(part)
    blocks = [_block(block) for block in payload[:_MOST_PARTS] if isinstance(block, Message)]
    joined = _bytes("\n\n".join(blocks))
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    # The standard forbids to encode this part; some servers do so nevertheless.
    if encoding == "quoted-printable":
        joined = quopri.decodestring(joined)
    elif encoding == "base64" and b":" not in joined:
        joined = _from_base64(joined)
    return _readable(joined, "utf-8")[:_LONGEST_TEXT]


def _block(block: Message) -> str:
    rest = block.get_payload()
    lines = [f"{name}: {value}" for name, value in islice(block.raw_items(), _MOST_FIELDS)]
    return "\n".join([*lines, rest] if isinstance(rest, str) and rest.strip() else lines)


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return _readable(raw, _charset(part))[: 4 * _LONGEST_TEXT] if isinstance(raw, bytes) else ""


def _charset(part: Message) -> str:
    found = re.search(
        r"charset\s*=\s*[\"']?([\w.:+-]+)", str(part.get("content-type", ""))[:1000], re.IGNORECASE
    )
    return found[1].lower() if found else "utf-8"


def _bytes(text: str) -> bytes:
    """Return the bytes that the parser keeps in a text: octets above 127 stand in it as surrogates."""
    try:
        return text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _from_base64(raw: bytes) -> bytes:
    useful = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    try:
        return binascii.a2b_base64(useful + b"=" * (-len(useful) % 4))
    except binascii.Error:
        return raw


def _readable(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return _UNSTORABLE.sub("\ufffd", raw.decode(name))
        except (LookupError, UnicodeError, ValueError):
            continue
    return _UNSTORABLE.sub("\ufffd", raw.decode("latin-1"))


def decoded(value: str) -> str:
    """Return a header field unfolded, its encoded-words read."""
    value = re.sub(r"\s*\n\s*", " ", value[:_LONGEST_FIELD]).strip()
    if "=?" not in value:
        return value if value.isascii() else _readable(_bytes(value), "utf-8")
    try:
        pieces = decode_header(value)
    except (ValueError, LookupError, MessageError):
        return value
    return "".join(
        _readable(_bytes(piece) if isinstance(piece, str) else piece, charset or "utf-8")
        for piece, charset in pieces
    ).strip()


_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d|p|tr|div)\b[^>]{0,200}>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(style|script|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,2000}>")
_ADDRESS_IN_BRACKETS = re.compile(r"<([^<>@\s]{1,64}@[^<>@\s]{1,255})>")


def _without_tags(page: str) -> str:
    text = _HIDDEN.sub(" ", page[: 2 * _LONGEST_TEXT])
    text = _ADDRESS_IN_BRACKETS.sub(r" \1 ", text)
    text = _TAG.sub(" ", _BREAKS.sub("\n", text))
    return html.unescape(text)
