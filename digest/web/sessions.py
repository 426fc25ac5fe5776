"""Seals a login into a cookie and reads it back: signed, dated, bound to the password of its day.

It does not check passwords (see `access`) and keeps nothing: the cookie is all there is of a session.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
_REFRESH = timedelta(minutes=5)
_CLOCK_SKEW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody at the desk. epoch: of the password that let them in. Times are aware, UTC."""

    epoch: int
    began: datetime
    seen: datetime

    def stands(self, epoch: int, now: datetime) -> bool:
        """Tell whether the session still opens the desk: 12 hours unused or 7 days end it."""
        idle, age = now - self.seen, now - self.began
        return self.epoch == epoch and -_CLOCK_SKEW <= idle <= IDLE and age <= ABSOLUTE

    def touched(self, now: datetime) -> "Session | None":
        """Return the session as seen now, None while the one in the cookie is fresh enough."""
        return replace(self, seen=now) if now - self.seen >= _REFRESH else None


class Seal:
    """Signs sessions with a key of their own, derived from the installation's secret."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeSerializer(
            secret_key,
            salt="digest.desk.session",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def close(self, session: Session) -> str:
        """Return the session as the value of a cookie."""
        began, seen = (int(moment.timestamp()) for moment in (session.began, session.seen))
        return str(self._serializer.dumps([session.epoch, began, seen]))

    def open(self, value: str) -> Session | None:
        """Return the session that we sealed into `value`, None for anything else."""
        try:
            epoch, began, seen = self._serializer.loads(value)
        except BadData:
            return None
        return Session(
            epoch=epoch, began=datetime.fromtimestamp(began, UTC), seen=datetime.fromtimestamp(seen, UTC)
        )
