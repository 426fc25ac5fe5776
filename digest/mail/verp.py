"""VERP: a return address of its own for every delivery, which nobody but us can make.

A bounce is written by strangers, and anybody can write one. The address that it comes back to says whose
delivery it is about, and the seal in it says that this delivery was really ours: so nobody can have another
reader taken for bounced. It does not read bounces nor decide what follows from one.

To read: `ReturnPaths(domain, keys).read(address)` takes every address that a bounce may have come to, with or
without its domain, and returns the delivery, or None for an address that we did not make.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from subscribers.api import Seal

MAILBOX = "bounces"
"""Where bounces of what is no delivery come back to, such as a test send."""

_PREFIX = "b-"
_PURPOSE = "digest: return path"
_MAC_BYTES = 12
_SUBSCRIBER = struct.Struct(">I")
_DELIVERY_BYTES = 6
_LOCAL_PART = re.compile(rf"{_PREFIX}([0-9a-f]{{46}})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class ReturnPath:
    """Whose delivery a return address names. delivery: the ledger's row id."""

    delivery: int
    subscriber: int


class ReturnPaths:
    """Makes and reads return addresses under `domain`. The first of `keys` seals, all of them open.

    An address is "b-" and, in hexadecimal, the key's id (1 byte), the subscriber (4), the delivery (6) and 96
    bits of HMAC-SHA-256 over all that: 48 of the 64 octets that a local part may have (RFC 5321 §4.5.3.1.1),
    and the same in capitals, because many a server changes the case.
    """

    def __init__(self, domain: str, keys: Sequence[bytes]) -> None:
        self.domain = domain
        self._seal = Seal(keys, _PURPOSE, mac_bytes=_MAC_BYTES)

    @property
    def mailbox(self) -> str:
        """The address that is nobody's: for a test send, and for unsubscribing by mail."""
        return f"{MAILBOX}@{self.domain}"

    def address(self, delivery: int, subscriber: int) -> str:
        """Return the envelope sender of one delivery, the same on every attempt."""
        body = _SUBSCRIBER.pack(subscriber) + delivery.to_bytes(_DELIVERY_BYTES, "big")
        return f"{_PREFIX}{self._seal.sealed(body).hex()}@{self.domain}"

    def read(self, address: str) -> ReturnPath | None:
        """Return what `address` names, None when we did not make it.

        The domain is not looked at: it is the seal that proves it, and mail to a former domain still counts.
        """
        written = _LOCAL_PART.fullmatch(address.rpartition("@")[0] or address)
        body = self._seal.opened(bytes.fromhex(written[1])) if written else None
        if body is None:
            return None
        (subscriber,) = _SUBSCRIBER.unpack_from(body)
        return ReturnPath(int.from_bytes(body[_SUBSCRIBER.size :], "big"), subscriber)
