"""The mail merge: a variant is compiled once, and a message is then nothing but a join of bytes.

It renders nothing (see `digest.render`) and derives no link or identifier: the caller hands them in.
"""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from digest.domain.fields import Field, split
from digest.domain.variants import RenderedVariant
from digest.mail import alternative, headers
from digest.mail.quoted import last_piece, open_piece
from digest.mail.wire import WireReady


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What the header of every message of one edition says.

    list_id: a name under a domain of ours, without brackets (RFC 2919). help_url: https or mailto.
    feedback_id: one to four identifiers, the sender's last. date: aware, the same for every retry.
    """

    from_name: str
    from_address: str
    reply_to: str = ""
    list_title: str
    list_id: str
    help_url: str
    feedback_id: tuple[str, ...]
    date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What differs between two messages of one variant.

    message_id: with its angle brackets. unsubscribe_mailto: a whole mailto: address.
    """

    address: str
    name: str
    message_id: str
    unsubscribe_url: str
    unsubscribe_mailto: str
    preferences_url: str


_Filler = Callable[[Recipient], bytes]
"""Encodes what stands in one hole, the line break of a header field included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledVariant:
    """A variant ready for any number of recipients: encoded segments, and holes between them.

    It is immutable and keeps nothing of a recipient. header_names: what every message carries.
    """

    header_names: tuple[str, ...]
    _pieces: tuple[bytes, ...] = field(repr=False)
    _holes: tuple[tuple[_Filler, tuple[int, ...]], ...] = field(repr=False)

    def message(self, recipient: Recipient) -> WireReady:
        """Return the message for one recipient: equal bytes for equal fields.

        Raises HeaderUnsafe for a link or an identifier that cannot stand in a header; for an address
        that cannot, see `digest.mail.headers.recipient`.
        """
        pieces = list(self._pieces)
        for fill, positions in self._holes:
            filled = fill(recipient)
            for position in positions:
                pieces[position] = filled
        return WireReady(b"".join(pieces))


def compile_variant(variant: RenderedVariant, letterhead: Letterhead) -> CompiledVariant:
    """Encode everything that the readers of `variant` share, and check one message of it.

    Raises HeaderUnsafe for a letterhead that cannot stand in a header, and HeadersAltered when a message
    read back does not have exactly the fields that were written.
    """
    boundary = alternative.boundary(variant.nonce)
    head = _head(variant.subject, letterhead, boundary)
    compiled = _assembled(
        header_names=(*_OWN, *(line.partition(":")[0] for line in head if isinstance(line, str))),
        elements=[
            *(f"{line}\r\n".encode() if isinstance(line, str) else line for line in head),
            alternative.before_text(boundary),
            *_body(split(variant.text, variant.nonce), _IN_TEXT),
            alternative.before_html(boundary),
            *_body(split(variant.html, variant.nonce), _IN_HTML),
            alternative.after_html(boundary),
        ],
    )
    headers.verify(compiled.message(_SPECIMEN), compiled.header_names)
    return compiled


def _head(subject: str, letterhead: Letterhead, boundary: str) -> list[str | _Filler]:
    return [
        headers.mailbox("From", letterhead.from_name, letterhead.from_address),
        _OWN["To"],
        *([headers.mailbox("Reply-To", "", letterhead.reply_to)] if letterhead.reply_to else []),
        headers.unstructured("Subject", subject),
        headers.date(letterhead.date),
        _OWN["Message-ID"],
        headers.list_id(letterhead.list_title, letterhead.list_id),
        _OWN["List-Unsubscribe"],
        headers.verbatim("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        headers.links("List-Help", letterhead.help_url),
        headers.feedback_id(letterhead.feedback_id),
        # Automatic answers ("I am on holiday") keep quiet for it (RFC 3834 §2).
        headers.verbatim("Precedence", "list"),
        *alternative.mime_fields(boundary),
    ]


def _body(parts: tuple[str | Field, ...], fillers: Mapping[Field, _Filler]) -> list[bytes | _Filler]:
    """Encode one part of the message; only its very last piece may end without a line break."""
    *leading, last = (*parts, "") if not parts or isinstance(parts[-1], Field) else parts
    assert isinstance(last, str)
    pieces = [fillers[part] if isinstance(part, Field) else open_piece(part) for part in leading]
    return [*pieces, last_piece(last)]


def _assembled(header_names: tuple[str, ...], elements: Sequence[bytes | _Filler]) -> CompiledVariant:
    """Join neighbouring bytes into one piece and note where each filler's result belongs."""
    pieces: list[bytes] = []
    holes: dict[_Filler, tuple[int, ...]] = {}
    shared = b""
    for element in elements:
        if isinstance(element, bytes):
            shared += element
            continue
        pieces += [shared, b""]
        holes[element] = (*holes.get(element, ()), len(pieces) - 1)
        shared = b""
    return CompiledVariant(header_names=header_names, _pieces=(*pieces, shared), _holes=tuple(holes.items()))


def _to(recipient: Recipient) -> bytes:
    return f"{headers.recipient(recipient.name, recipient.address)}\r\n".encode()


def _message_id(recipient: Recipient) -> bytes:
    return f"{headers.message_id(recipient.message_id)}\r\n".encode()


def _list_unsubscribe(recipient: Recipient) -> bytes:
    targets = filter(None, (recipient.unsubscribe_url, recipient.unsubscribe_mailto))
    return f"{headers.links('List-Unsubscribe', *targets)}\r\n".encode()


_OWN: dict[str, _Filler] = {"To": _to, "Message-ID": _message_id, "List-Unsubscribe": _list_unsubscribe}
"""The header fields that are each recipient's own."""

_VALUES: dict[Field, Callable[[Recipient], str]] = {
    Field.NAME: attrgetter("name"),
    Field.ADDRESS: attrgetter("address"),
    Field.UNSUBSCRIBE_URL: attrgetter("unsubscribe_url"),
    Field.PREFERENCES_URL: attrgetter("preferences_url"),
}


def _in_text(value: Callable[[Recipient], str]) -> _Filler:
    return lambda recipient: open_piece(value(recipient))


def _in_html(value: Callable[[Recipient], str]) -> _Filler:
    return lambda recipient: open_piece(html.escape(value(recipient)))


_IN_TEXT = {field: _in_text(value) for field, value in _VALUES.items()}
_IN_HTML = {field: _in_html(value) for field, value in _VALUES.items()}

_SPECIMEN = Recipient(
    address="reader@example.org",
    name="A Reader",
    message_id="<specimen@example.org>",
    unsubscribe_url="https://example.org/unsubscribe/specimen",
    unsubscribe_mailto="mailto:unsubscribe@example.org?subject=unsubscribe%20specimen",
    preferences_url="https://example.org/preferences/specimen",
)
