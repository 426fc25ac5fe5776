"""A letter: one mail to one person, such as a request to confirm, a welcome or an alarm.

It is no edition: it carries no List-* fields, and nothing of it is shared between two people (see `merge`).
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from digest.mail import alternative, headers
from digest.mail.dkim import FIELD, Signer, relaxed_field, relaxed_lines
from digest.mail.quoted import last_piece
from digest.mail.wire import WireReady


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says, and to whom. date: aware. message_id: with its angle brackets."""

    from_name: str
    from_address: str
    reply_to: str = ""
    to_name: str = ""
    to_address: str
    subject: str
    text: str
    html: str
    date: datetime
    message_id: str


def letter_bytes(letter: Letter, signer: Signer | None = None) -> WireReady:
    """Return the letter as a message, signed if there is a `signer`: equal bytes for equal letters.

    Raises HeaderUnsafe for an address or identifier of ours that cannot stand in a header, and
    HeadersAltered when the message read back does not have the fields that were written.
    """
    boundary = alternative.boundary(letter.message_id)
    head = [f"{line}\r\n".encode() for line in _head(letter, boundary)]
    names = [line.partition(b":")[0].decode() for line in head]
    body = b"".join(
        [
            alternative.before_text(boundary),
            last_piece(letter.text),
            alternative.before_html(boundary),
            last_piece(letter.html),
            alternative.after_html(boundary),
        ]
    )
    signatures = b""
    if signer:
        body_hash = sha256(relaxed_lines(body)).digest()
        signatures = signer.stamp(names, letter.date).fields(b"".join(map(relaxed_field, head)), body_hash)
        names += [FIELD] * len(signer.keys)
    message = WireReady(b"".join([signatures, *head, b"\r\n", body]))
    headers.verify(message, names)
    return message


def _head(letter: Letter, boundary: str) -> list[str]:
    return [
        headers.mailbox("From", letter.from_name, letter.from_address),
        headers.recipient(letter.to_name, letter.to_address),
        *([headers.mailbox("Reply-To", "", letter.reply_to)] if letter.reply_to else []),
        headers.unstructured("Subject", letter.subject),
        headers.date(letter.date),
        headers.message_id(letter.message_id),
        # Machines do not answer what a machine wrote (RFC 3834 §5).
        headers.verbatim("Auto-Submitted", "auto-generated"),
        *alternative.mime_fields(boundary),
    ]
