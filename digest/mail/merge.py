"""The mail merge: a variant is compiled once, and a message is then nothing but a join of bytes.

It renders nothing (see `digest.render`) and derives no link or identifier: the caller hands them in.
"""

import hashlib
import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from digest.domain.fields import Field, split
from digest.domain.variants import RenderedVariant
from digest.mail import alternative, headers
from digest.mail.dkim import FIELD, Signer, Stamp, relaxed_field, relaxed_lines
from digest.mail.quoted import last_piece, open_piece
from digest.mail.stencil import Stencil
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
    _head: Stencil[_Filler] = field(repr=False)
    _body: Stencil[_Filler] = field(repr=False)
    _fillers: tuple[_Filler, ...] = field(repr=False)
    _signing: "_Signing | None" = field(repr=False)

    def message(self, recipient: Recipient) -> WireReady:
        """Return the message for one recipient: equal bytes for equal fields.

        Raises HeaderUnsafe for a link or an identifier that cannot stand in a header; for an address
        that cannot, see `digest.mail.headers.recipient`.
        """
        fillings = {fill: fill(recipient) for fill in self._fillers}
        signatures = self._signing.fields(fillings) if self._signing else b""
        return WireReady(
            b"".join([signatures, *self._head.filled(fillings), b"\r\n", *self._body.filled(fillings)])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signing:
    """What a signature is made over: header and body in relaxed form, with the holes of the message.

    begun: the hash of the body up to its first hole.
    """

    stamp: Stamp
    head: Stencil[_Filler]
    body: Stencil[_Filler]
    begun: "hashlib._Hash"

    def fields(self, fillings: Mapping[_Filler, bytes]) -> bytes:
        head = self.head.filled({fill: relaxed_field(fillings[fill]) for fill in self.head.holes})
        body_hash = self.begun.copy()
        body = self.body.filled({fill: relaxed_lines(fillings[fill]) for fill in self.body.holes})
        for piece in body[1:]:
            body_hash.update(piece)
        return self.stamp.fields(b"".join(head), body_hash.digest())


def compile_variant(
    variant: RenderedVariant, letterhead: Letterhead, signer: Signer | None = None
) -> CompiledVariant:
    """Encode everything that the readers of `variant` share, and check one message of it.

    signer: signs every message, as of the letterhead's date. Raises HeaderUnsafe for a letterhead that
    cannot stand in a header, and HeadersAltered when a message read back does not have exactly the fields
    that were written.
    """
    boundary = alternative.boundary(variant.nonce)
    lines = _head(variant.subject, letterhead, boundary)
    names = tuple(line.partition(":")[0] if isinstance(line, str) else _NAMES[line] for line in lines)
    head = [f"{line}\r\n".encode() if isinstance(line, str) else line for line in lines]
    body = Stencil.cut(
        [
            alternative.before_text(boundary),
            *_body(split(variant.text, variant.nonce), _IN_TEXT),
            alternative.before_html(boundary),
            *_body(split(variant.html, variant.nonce), _IN_HTML),
            alternative.after_html(boundary),
        ]
    )
    header = Stencil.cut(head)
    compiled = CompiledVariant(
        header_names=(*[FIELD] * len(signer.keys if signer else ()), *names),
        _head=header,
        _body=body,
        _fillers=(*header.holes, *body.holes),
        _signing=_signing(head, body, signer.stamp(names, letterhead.date)) if signer else None,
    )
    headers.verify(compiled.message(_SPECIMEN), compiled.header_names)
    return compiled


def _signing(head: Sequence[bytes | _Filler], body: Stencil[_Filler], stamp: Stamp) -> _Signing:
    # Every piece of a body begins on a fresh line (see `quoted`), so each may be changed by itself.
    relaxed = body.changed(relaxed_lines)
    return _Signing(
        stamp=stamp,
        head=Stencil.cut([relaxed_field(line) if isinstance(line, bytes) else line for line in head]),
        body=relaxed,
        begun=hashlib.sha256(relaxed.pieces[0]),
    )


def _head(subject: str, letterhead: Letterhead, boundary: str) -> list[str | _Filler]:
    return [
        headers.mailbox("From", letterhead.from_name, letterhead.from_address),
        _to,
        *([headers.mailbox("Reply-To", "", letterhead.reply_to)] if letterhead.reply_to else []),
        headers.unstructured("Subject", subject),
        headers.date(letterhead.date),
        _message_id,
        headers.list_id(letterhead.list_title, letterhead.list_id),
        _list_unsubscribe,
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


def _to(recipient: Recipient) -> bytes:
    return f"{headers.recipient(recipient.name, recipient.address)}\r\n".encode()


def _message_id(recipient: Recipient) -> bytes:
    return f"{headers.message_id(recipient.message_id)}\r\n".encode()


def _list_unsubscribe(recipient: Recipient) -> bytes:
    targets = filter(None, (recipient.unsubscribe_url, recipient.unsubscribe_mailto))
    return f"{headers.links('List-Unsubscribe', *targets)}\r\n".encode()


_NAMES: dict[_Filler, str] = {
    _to: "To",
    _message_id: "Message-ID",
    _list_unsubscribe: "List-Unsubscribe",
}
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
