"""Stands between the network and every page: turns forged requests away and sets the headers for browsers.

It knows no session: who may enter the desk is decided in `access`. The name in `Host` is not compared with a
list: the cookie belongs to one host, and every address that we print comes from the settings.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_PATHS = ("/unsubscribe/", "/preferences/", "/confirm/")
"""Pages without a cookie, where the token in the address is the authority: nothing to be forged. Mail
programs post to the first one (RFC 8058), and browsers hide the origin of pages that send no referrer."""
FOR_EVERYBODY = frozenset({"/", "/archive", "/favicon.ico", "/robots.txt"})
BELOW_ARCHIVE = "/archive/"
"""What search engines may keep. Every other page is somebody's, or a tool's, a new one as well."""
DESK_PATH = "/desk"
MAX_BODY = 256_000
"""Bytes. The longest form that we have is the one of a reader's preferences."""

_FORGED: Final = (
    "This form was not sent by a page of ours, so nothing was done."
    " If it was: the proxy in front of Digest must hand on the Host header, or web.base_url in digest.toml"
    " must be the address in your browser.\n"
)
_TOO_LARGE: Final = "This is more than any of our forms can hold.\n"


def is_forged(method: str, path: str, headers: Headers, own_origin: str) -> bool:
    """Tell whether a page of another site made the browser send this request.

    Browsers say so in Sec-Fetch-Site; older ones, and all over plain http, name the page's Origin, which
    has to be ours. A request with neither comes from no browser, hence with nobody's cookie but its own.
    """
    if method in SAFE_METHODS or path.startswith(TOKEN_PATHS):
        return False
    site = headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if not origin or origin == own_origin:
        return False
    return urlsplit(origin).netloc != headers.get("host")


def is_for_everybody(path: str) -> bool:
    """Tell whether the page at `path` is nobody's in particular."""
    return path in FOR_EVERYBODY or path.startswith(BELOW_ARCHIVE)


def security_headers(path: str, *, https: bool) -> dict[str, str]:
    """Return what the answer at `path` carries unless its page says something else: as little as possible."""
    # A page that sends no referrer hides its origin, too, by which old browsers and plain http show whose form
    # was sent. So the desk keeps it from other sites only; elsewhere a token may stand in the address.
    known_to_us = is_for_everybody(path) or path.startswith(DESK_PATH)
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin" if known_to_us else "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if not is_for_everybody(path):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


class Guard:
    """The outermost layer of the application. base_url: of our pages, as browsers know them."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self._app = app
        parts = urlsplit(base_url)
        self._own_origin = f"{parts.scheme}://{parts.netloc}"
        self._https = parts.scheme == "https"

    # ASGI is asynchronous; this is the one place where we meet it.
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_dressed(message: Message) -> None:
            # A 304 would overwrite the headers of the page that the browser has kept, and with them its nonce.
            if message["type"] == "http.response.start" and message["status"] != HTTPStatus.NOT_MODIFIED:
                headers = MutableHeaders(scope=message)
                for name, value in security_headers(scope["path"], https=self._https).items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, send_dressed)
        else:
            await self._app(scope, _limited(receive), send_dressed)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        # Whatever a mail program posts to end a subscription, nobody reads it, and nobody may lose that wish.
        unread = scope["path"].startswith(TOKEN_PATHS[0])
        if length.isdecimal() and int(length) > MAX_BODY and not unread:
            return PlainTextResponse(_TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if is_forged(scope["method"], scope["path"], headers, self._own_origin):
            return PlainTextResponse(_FORGED, HTTPStatus.FORBIDDEN)
        return None


def _limited(receive: Receive) -> Receive:
    """Return `receive` for a body that states no length, or a wrong one."""
    received = 0

    async def receive_counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)
        return message

    return receive_counted
