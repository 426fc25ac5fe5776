"""multipart/alternative (RFC 2046 §5.1.4): one text and one HTML part, both quoted-printable UTF-8.

It does not encode the parts (see `quoted`) nor write the header (see `headers`).
"""

import hashlib

from digest.mail import headers


def boundary(seed: str) -> str:
    """Return the same boundary for the same `seed`; "=_" cannot occur in quoted-printable (RFC 2045 §6.7)."""
    return f"=_{hashlib.sha256(seed.encode()).hexdigest()[:24]}"


def mime_fields(boundary: str) -> tuple[str, str]:
    """Return the header fields that announce the two parts."""
    content_type = f'multipart/alternative; boundary="{boundary}"'
    return headers.verbatim("MIME-Version", "1.0"), headers.verbatim("Content-Type", content_type)


def before_text(boundary: str) -> bytes:
    """Return what the body begins with, up to the encoded text."""
    return _part_head("", "text/plain", boundary)


def before_html(boundary: str) -> bytes:
    """Return what stands between the encoded text and the encoded HTML."""
    return _part_head("\r\n", "text/html", boundary)


def after_html(boundary: str) -> bytes:
    """Return what ends the message."""
    return f"\r\n--{boundary}--\r\n".encode()


def _part_head(line_break: str, media_type: str, boundary: str) -> bytes:
    # The line break before a boundary belongs to the boundary, not to the part above it.
    return (
        f"{line_break}--{boundary}\r\n"
        f"Content-Type: {media_type}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()
