"""Seals: octets that only we can have made, for one purpose, under secret keys that can be changed.

It knows neither what they say nor how they are written down: see `tokens`.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

SHORTEST_KEY = 16
"""Bytes of the shortest secret key that is taken."""

_KEY_ID = "subscribers: key id"


class Seal:
    """Seals and opens. The first of `keys` seals, all of them open: keep old ones when you rotate.

    purpose: what the keys are derived for; what was sealed for one purpose does not open for another.
    mac_bytes: how much of the HMAC-SHA-256 is kept. What is sealed is one byte that tells keys apart and
    nothing about them, the body, and the HMAC over both.
    """

    def __init__(self, keys: Sequence[bytes], purpose: str, *, mac_bytes: int = 16) -> None:
        if not keys or min(map(len, keys)) < SHORTEST_KEY:
            raise ValueError(f"seals need at least one key, each of {SHORTEST_KEY} bytes or more")
        self._mac_bytes = mac_bytes
        self._keys = [
            (derived(key, _KEY_ID)[:1], hmac.new(derived(key, purpose), digestmod=sha256)) for key in keys
        ]
        self._id, self._key = self._keys[0]

    def sealed(self, body: bytes) -> bytes:
        """Return `body` sealed: equal for equal bodies."""
        signed = self._id + body
        return signed + self._mac(self._key, signed)

    def opened(self, sealed: bytes) -> bytes | None:
        """Return the body, None when it was not sealed by us for this purpose."""
        signed, mac = sealed[: -self._mac_bytes], sealed[-self._mac_bytes :]
        for key_id, key in self._keys:
            if signed[:1] == key_id and hmac.compare_digest(self._mac(key, signed), mac):
                return signed[1:]
        return None

    def _mac(self, key: hmac.HMAC, signed: bytes) -> bytes:
        # `hmac.digest` lets go of the interpreter each time, and a mail has three seals: with ten connections
        # at work getting it back took longer than all the rest.
        mac = key.copy()
        mac.update(signed)
        return mac.digest()[: self._mac_bytes]


def derived(key: bytes, purpose: str) -> bytes:
    """Return the key for one purpose that follows from a secret key."""
    return hmac.digest(key, purpose.encode(), sha256)
