"""The signed tokens in links: who may unsubscribe or change preferences by holding a mail.

It reads no database: a token is good or not before anybody looks up whom it names.

Why not itsdangerous: its tokens for this come to 61 characters and more against 43 here, its signature can be
spelt in several ways that all verify (stray characters and spare bits are dropped in decoding), and it does not
say which key signed. What is left to write is one HMAC over a fixed layout.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from subscribers.model import Clock
from subscribers.seals import Seal, derived

PREFERENCES_GOOD_FOR = timedelta(days=60)
"""How long a link to the preferences page works; every edition brings a fresh one."""

_LONGEST_TOKEN = 400
_DAY_ZERO = date(2020, 1, 1)
_UNSUBSCRIBE = struct.Struct(">I")
_PREFERENCES = struct.Struct(">IH")


class _Purpose(StrEnum):
    """What a key is derived for: a token for one purpose does not verify for another."""

    UNSUBSCRIBE = "subscribers: unsubscribe"
    PREFERENCES = "subscribers: preferences"
    ERASED = "subscribers: erased address"


@dataclass(frozen=True, slots=True)
class UnsubscribeToken:
    """A token to leave one newsletter, or with newsletter "" all of them. It never expires."""

    subscriber: int
    newsletter: str


@dataclass(frozen=True, slots=True)
class PreferencesToken:
    """A token to see and change somebody's preferences, and the UTC day on which it was made."""

    subscriber: int
    made_on: date

    def expired(self, today: date) -> bool:
        """Tell whether the token is older than it may be."""
        return today - self.made_on > PREFERENCES_GOOD_FOR


class Tokens:
    """Makes and reads tokens. The first of `keys` signs, all of them verify: keep old ones when you rotate.

    A token is base64url over: key id (1 byte), subscriber (4), then the newsletter's slug or the day
    it was made (2), then 128 bits of HMAC-SHA-256 over all that, under a key derived for the purpose.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._unsubscribe = Seal(keys, _Purpose.UNSUBSCRIBE)
        self._preferences = Seal(keys, _Purpose.PREFERENCES)
        self._erased = [derived(key, _Purpose.ERASED) for key in keys]

    def unsubscribe(self, subscriber: int, newsletter: str) -> str:
        """Return the token with which `subscriber` leaves `newsletter` ("" for all)."""
        return _encoded(self._unsubscribe.sealed(_UNSUBSCRIBE.pack(subscriber) + newsletter.encode()))

    def preferences(self, subscriber: int, made_on: date) -> str:
        """Return the token for the preferences page of `subscriber`, good for 60 days from `made_on`."""
        day = (made_on - _DAY_ZERO).days
        return _encoded(self._preferences.sealed(_PREFERENCES.pack(subscriber, day)))

    def read_unsubscribe(self, token: str) -> UnsubscribeToken | None:
        """Return what `token` allows, None when it was not made by us for unsubscribing."""
        body = _opened(self._unsubscribe, token)
        if body is None or len(body) < _UNSUBSCRIBE.size:
            return None
        (subscriber,) = _UNSUBSCRIBE.unpack_from(body)
        return UnsubscribeToken(subscriber, body[_UNSUBSCRIBE.size :].decode())

    def read_preferences(self, token: str) -> PreferencesToken | None:
        """Return what `token` allows, None when it was not made by us for preferences. Ask it for its age."""
        body = _opened(self._preferences, token)
        if body is None or len(body) != _PREFERENCES.size:
            return None
        subscriber, day = _PREFERENCES.unpack(body)
        return PreferencesToken(subscriber, _DAY_ZERO + timedelta(days=day))

    def erased(self, address_key: str) -> tuple[str, ...]:
        """Return what may stand for an erased address: its keyed hash under every key, the first one's first.

        A plain hash of an address can be guessed by trying addresses; a keyed one cannot.
        """
        return tuple(f"erased:{hmac.digest(key, address_key.encode(), sha256).hex()}" for key in self._erased)


class Links:
    """The personal links of a mail, as absolute https addresses. base_url: where our pages are served."""

    def __init__(self, keys: Sequence[bytes], base_url: str, clock: Clock) -> None:
        self._tokens = Tokens(keys)
        self._base = base_url.rstrip("/")
        self._clock = clock

    def unsubscribe(self, subscriber_id: int, newsletter: str) -> str:
        """Return the address for List-Unsubscribe (RFC 8058): GET shows a page, POST acts."""
        return f"{self._base}/unsubscribe/{self._tokens.unsubscribe(subscriber_id, newsletter)}"

    def preferences(self, subscriber_id: int, made_on: date | None = None) -> str:
        """Return the address of the preferences page, good for 60 days from `made_on`, a UTC day, or today."""
        day = made_on or self._clock.now().date()
        return f"{self._base}/preferences/{self._tokens.preferences(subscriber_id, day)}"


def _opened(seal: Seal, token: str) -> bytes | None:
    sealed = _decoded(token)
    return None if sealed is None else seal.opened(sealed)


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decoded(token: str) -> bytes | None:
    """Decode strictly: of the spellings that a lenient decoder takes for the same bytes, one is ours."""
    if len(token) > _LONGEST_TOKEN or not token.isascii():
        return None
    try:
        data = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (NotBase64, ValueError):
        return None
    return data if _encoded(data) == token else None
