"""Addresses in feeds: made absolute, made safe, and free of what tracks the reader.

It does not decide which addresses are the same page (see `digest.domain.identity`).
"""

import re
from urllib.parse import quote, urljoin, urlsplit

from digest.domain.identity import is_tracking

LONGEST = 2_000
"""No address of a page is longer than this, in characters; what is longer is an attempt."""

_HOST = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)
_STRIPPED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def web_address(base: str, reference: str) -> str:
    """Return `reference` as an absolute http(s) address, resolved against `base` (RFC 3986 §5); else "".

    Tracking parameters are gone, characters outside ASCII are percent-encoded (RFC 3987 §3.1).
    """
    address = _absolute(base, reference)
    return without_tracking(address) if address.lower().startswith(("http://", "https://")) else ""


def link_address(base: str, reference: str) -> str:
    """Return the same for a link in a text, where mailto is welcome too."""
    bare = _STRIPPED.sub("", reference).strip()
    if bare.lower().startswith("mailto:") and len(bare) <= LONGEST:
        return _quoted(bare)
    return web_address(base, reference)


def _absolute(base: str, reference: str) -> str:
    """Resolve as browsers do: controls count as nothing, so none can hide a scheme."""
    bare = _STRIPPED.sub("", reference).strip()
    if not bare:
        return ""
    try:
        joined = urljoin(base, bare)
        host = urlsplit(joined).hostname
    except ValueError:
        return ""
    return _quoted(joined) if host and len(joined) <= LONGEST else ""


def _quoted(address: str) -> str:
    """Percent-encode what may not stand in an address; the host stays as it is written."""
    host = _HOST.match(address)
    end = host.end() if host else 0
    return address[:end] + quote(address[end:], safe="!#$%&'()*+,/:;=?@[]~")


def without_tracking(address: str) -> str:
    """Remove the parameters that tell a site where its reader came from, and leave the others in order.

    Some French audience meters put theirs into the fragment (#xtor=RSS-1).
    """
    page, hash_sign, fragment = address.partition("#")
    path, _, query = page.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair and not is_tracking(pair))
    if is_tracking(fragment):
        hash_sign = fragment = ""
    return f"{path}{'?' if kept else ''}{kept}{hash_sign}{fragment}"
