"""Reads the body of an answer within bounds, and undoes its content coding.

It does not decode text (see `encoding`).
"""

import zlib
from collections.abc import Iterable

ACCEPT_ENCODING = "gzip, deflate"
"""The codings that `decode` undoes: the two that need nothing beyond the standard library."""

MOST_RATIO = 100
"""How many times its size a body may unpack to. Feeds and pages come to 3 to 30 times; deflate can reach
a thousand, and what does is no text."""
_HARMLESS = 1_000_000
"""Bytes that may be unpacked of the smallest body: a short list of much the same may well pack that small."""
_GZIP_MAGIC = b"\x1f\x8b"


class BodyRefused(Exception):
    """The body is too long or damaged; the message completes the sentence "its answer …"."""


def read_within(pieces: Iterable[bytes], limit: int) -> bytes:
    """Join the pieces as they come over the wire. Raises BodyRefused after `limit` bytes."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise BodyRefused(f"is longer than {_megabytes(limit)}")
    return bytes(body)


def decode(body: bytes, coding: str, limit: int) -> bytes:
    """Undo a Content-Encoding (RFC 9110 §8.4), giving at most `limit` bytes.

    No more than that is ever unpacked, nor more than `MOST_RATIO` allows, so that a bomb stays a small
    file. Raises BodyRefused when there is more, when the data are damaged, or when the coding is one that
    we did not offer; several codings, one over the other, are no coding that we offered.
    """
    most = min(limit, max(MOST_RATIO * len(body), _HARMLESS))
    match coding.strip().lower():
        case "" | "identity":
            unpacked = body
        case "gzip" | "x-gzip":
            unpacked = _gunzip(body, most)
        case "deflate":
            unpacked = _inflate(body, most)
        case other:
            raise BodyRefused(f"is packed as {other[:40]!r}, which we did not ask for")
    if len(unpacked) > limit:
        raise BodyRefused(f"is longer than {_megabytes(limit)} when unpacked")
    if len(unpacked) > most:
        raise BodyRefused(f"unpacks to more than {MOST_RATIO} times its size, as no text does")
    return unpacked


def _gunzip(body: bytes, limit: int) -> bytes:
    """Undo gzip: one or more members (RFC 1952 §2.2); padding after the last one is ignored."""
    unpacked = b""
    while body.startswith(_GZIP_MAGIC) and len(unpacked) <= limit:
        piece, body = _unpack(zlib.decompressobj(zlib.MAX_WBITS | 16), body, limit - len(unpacked))
        unpacked += piece
    if body and not unpacked:
        raise BodyRefused("says that it is packed with gzip and is not")
    return unpacked


def _inflate(body: bytes, limit: int) -> bytes:
    """Undo deflate: zlib data (RFC 9110 §8.4.1.2), or the bare deflate data that some servers mean."""
    has_header = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _unpack(zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS), body, limit)[0]


def _unpack(decoder: "zlib._Decompress", body: bytes, limit: int) -> tuple[bytes, bytes]:
    """Return what `body` unpacks to, at most one byte more than `limit`, and what follows it."""
    try:
        unpacked = decoder.decompress(body, limit + 1)
    except zlib.error as error:
        raise BodyRefused("is damaged: its packed data cannot be read") from error
    if not decoder.eof and len(unpacked) <= limit:
        raise BodyRefused("is cut short: its packed data end too early")
    return unpacked, decoder.unused_data


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:g} MB"
