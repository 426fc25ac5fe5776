"""A letter: one mail to one person, such as a request to confirm, a welcome or an alarm.

It is no edition: it carries no List-* fields, and nothing of it is shared between two people (see `merge`).
"""

from dataclasses import dataclass
from datetime import datetime

from digest.mail import alternative, headers
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


def letter_bytes(letter: Letter) -> WireReady:
    """Return the letter as a message: equal bytes for equal letters.

    Raises HeaderUnsafe for an address or identifier of ours that cannot stand in a header, and
    HeadersAltered when the message read back does not have the fields that were written.
    """
    boundary = alternative.boundary(letter.message_id)
    head = [
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
    message = WireReady(
        b"".join(
            [
                *(f"{line}\r\n".encode() for line in head),
                alternative.before_text(boundary),
                last_piece(letter.text),
                alternative.before_html(boundary),
                last_piece(letter.html),
                alternative.after_html(boundary),
            ]
        )
    )
    headers.verify(message, [line.partition(":")[0] for line in head])
    return message
