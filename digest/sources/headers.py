"""What the headers of an answer say, and the headers that ask whether anything changed.

It makes no request.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx2

from digest.domain.gathering import Validators
from digest.sources.links import web_address

_LONGEST = 15
"""Digits of a length that somebody may mean."""


def conditions(validators: Validators) -> list[tuple[bytes, bytes]]:
    """Return the validators as request headers, byte for byte what the server gave (RFC 9110 §8.8.3).

    They come back out of a database: one that could break a header line is left out.
    """
    pairs = ((b"If-None-Match", validators.etag), (b"If-Modified-Since", validators.last_modified))
    return [
        (name, value.encode("latin-1"))
        for name, value in pairs
        if value and all(" " <= char <= "~" or "\x80" <= char <= "\xff" for char in value)
    ]


def raw(headers: httpx2.Headers, name: bytes) -> str:
    """Return a header's bytes, one character each, so that they can be given back unaltered."""
    return next((value.decode("latin-1") for key, value in headers.raw if key.lower() == name), "")


def stated_length(headers: httpx2.Headers) -> int:
    """Return how many bytes the body has as the server states it, 0 where it does not."""
    stated = headers.get("Content-Length", "")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) <= _LONGEST else 0


def base_of(url: str, content_location: str) -> str:
    """Return the base of a body (RFC 3986 §5.1): its Content-Location where the server states one.

    A bare IP address there is a slip of a server behind a proxy, which names its own side of it.
    """
    stated = web_address(url, content_location)
    host = urlsplit(stated).hostname or ""
    slip = host != urlsplit(url).hostname and _is_ip(host)
    return stated if stated and not slip else url


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
