"""Decides who enters the desk: a password, or a token printed at start while no password is set.

It draws no page: `login` shows the form, `sessions` seals the cookie.
"""

import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from fastapi import Request, Response

from digest.bootstrap import House
from digest.services.desk import is_password, session_epoch
from digest.web.attempts import Attempts
from digest.web.sessions import ABSOLUTE, Seal, Session

WITHOUT_PASSWORD = 0
"""Epoch of the sessions that a token opened; the first password is epoch 1 and ends them."""
_BUSY = timedelta(seconds=5)


class LoginWanted(Exception):
    """A page of the desk was asked for without a valid session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the door says to an attempt. wait: try again after this long; without it and not in: wrong."""

    admitted: bool
    wait: timedelta | None = None


class Access:
    """The door of the desk. Safe to share between threads."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._seal = Seal(house.settings.secret_key)
        self._attempts = Attempts()
        # Checking a password takes 64 MB and a tenth of a second: two at a time, whoever asks.
        self._checks = threading.BoundedSemaphore(2)
        self._token = secrets.token_urlsafe(24)
        secure = house.settings.web.base_url.startswith("https://")
        self._secure, self.cookie = secure, "__Host-digest-desk" if secure else "digest-desk"

    @property
    def by_token(self) -> bool:
        """Whether the token opens the desk, because no password was set."""
        return session_epoch(self._house.database) is None

    @property
    def login_url(self) -> str | None:
        """The address to print at start, None when there is a password to log in with."""
        if not self.by_token:
            return None
        return f"{self._house.settings.web.base_url}/desk/login?{urlencode({'token': self._token})}"

    def attempt(self, secret: str, address: str) -> Answer:
        """Try `secret` at the door for somebody at the network address `address`."""
        wait = self._attempts.take(address, self._house.clock.now())
        if wait:
            return Answer(admitted=False, wait=wait)
        if self.by_token:
            admitted = hmac.compare_digest(secret.encode("utf-8", "replace"), self._token.encode())
        elif self._checks.acquire(timeout=2):
            try:
                admitted = is_password(self._house.database, secret)
            finally:
                self._checks.release()
        else:
            return Answer(admitted=False, wait=_BUSY)
        if admitted:
            self._attempts.forgive(address)
        return Answer(admitted=admitted)

    def session(self, request: Request) -> Session | None:
        """Return the session that the request's cookie holds, None when it opens nothing (any more)."""
        session = self._seal.open(request.cookies.get(self.cookie, ""))
        standing = session and session.stands(self._epoch(), self._house.clock.now())
        return session if standing else None

    def required(self, request: Request) -> Session:
        """Return the session of the request; raise LoginWanted. A dependency of every route of the desk."""
        session = self.session(request)
        if session is None:
            raise LoginWanted
        request.state.session = session
        return session

    def admit(self, response: Response) -> None:
        """Open a session in the browser that gets `response`."""
        now = self._house.clock.now()
        self._set(response, Session(epoch=self._epoch(), began=now, seen=now))

    def keep_awake(self, request: Request, response: Response) -> None:
        """Note in the browser's cookie that the session which `required` found is in use."""
        session: Session | None = getattr(request.state, "session", None)
        touched = session.touched(self._house.clock.now()) if session else None
        if touched:
            self._set(response, touched)

    def dismiss(self, response: Response) -> None:
        """End the session of the browser that gets `response`."""
        response.delete_cookie(self.cookie, secure=self._secure, httponly=True, samesite="lax")

    def _epoch(self) -> int:
        return session_epoch(self._house.database) or WITHOUT_PASSWORD

    def _set(self, response: Response, session: Session) -> None:
        response.set_cookie(
            self.cookie,
            self._seal.close(session),
            max_age=int(ABSOLUTE.total_seconds()),
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
