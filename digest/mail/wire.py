"""The form in which a message travels over SMTP: CRLF only, 7-bit, dots doubled, envelope commands.

It opens no connection (see `smtp`).
"""

from digest.domain.delivery import Reply
from digest.mail.headers import is_plain_address
from digest.ports import Outgoing

END = b".\r\n"
"""What ends a message, after its last line break (RFC 5321 §4.5.2)."""


class WireReady(bytes):
    """A message that needs no change on the wire: 7-bit, CRLF only, no line that begins with a dot.

    Compiled messages and letters are so by construction; any other is looked through and `stuffed`.
    """

    __slots__ = ()


def refusal(message: Outgoing, largest: int) -> Reply | None:
    """Return why `message` cannot leave us at all, in the words of a relay, or None.

    largest: octets that the relay takes, 0 for no limit (RFC 1870). SMTPUTF8 and 8BITMIME are never
    assumed, because the next relay may lack them; a lone CR or LF is how one message becomes two
    (CVE-2023-51764).
    """
    if not message.recipient.isascii():
        return _local(553, "5.6.7", "the address is not ASCII, which not every relay on the way takes")
    if not is_plain_address(message.recipient):
        return _local(553, "5.1.3", "not an address that SMTP can carry")
    if message.sender and not is_plain_address(message.sender):
        return _local(553, "5.1.7", "the envelope sender is not an address that SMTP can carry")
    if 0 < largest < len(message.data):
        return _local(552, "5.3.4", f"{len(message.data)} octets, the relay takes {largest}")
    if not isinstance(message.data, WireReady) and not _is_clean(message.data):
        return _local(554, "5.6.0", "the message holds a lone CR or LF, or an 8-bit character")
    return None


def _local(code: int, enhanced: str, text: str) -> Reply:
    return Reply(code=code, enhanced=enhanced, text=f"not handed to the relay: {text}")


def _is_clean(data: bytes) -> bool:
    return data.isascii() and data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")


def stuffed(data: bytes) -> bytes:
    """Return clean `data` as it stands between DATA and `END`: dots doubled, a line break at its end."""
    if isinstance(data, WireReady):
        return data
    doubled = data.replace(b"\r\n.", b"\r\n..")
    if doubled.startswith(b"."):
        doubled = b"." + doubled
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


def commands(message: Outgoing, *, declare_size: bool) -> tuple[bytes, bytes, bytes]:
    """Return MAIL, RCPT and DATA; the size goes with MAIL where the relay wants to know it (RFC 1870)."""
    size = f" SIZE={len(message.data)}" if declare_size else ""
    return (
        f"MAIL FROM:<{message.sender}>{size}\r\n".encode(),
        f"RCPT TO:<{message.recipient}>\r\n".encode(),
        b"DATA\r\n",
    )
