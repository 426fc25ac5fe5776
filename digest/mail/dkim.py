"""DKIM signatures (RFC 6376, RFC 8463), relaxed/relaxed, over what was brought into canonical form before.

It reads no key (see `dkim_keys`) and knows no message: whoever writes one hands in its fields and the hash of
its body (see `merge`, `letter`).
"""

import re
from binascii import b2a_base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from digest.mail.headers import LINE

FIELD = "DKIM-Signature"
OVERSIGNED = ("From", "Subject", "To", "Date")
"""Fields that are named once more than they occur, so that a second one breaks the signature (§8.15)."""

_SIGNATURE_LINE = 72
_RUNS = re.compile(rb"[ \t]{2,}|\t")


def relaxed_field(written: bytes) -> bytes:
    """Return a header field, with or without the line break that ends it, in relaxed form (§3.4.2)."""
    name, _, value = written.partition(b":")
    value = _single_blanks(value.replace(b"\r\n", b"")).strip(b" ")
    return b"%b:%b\r\n" % (name.strip(b" \t").lower(), value)


def relaxed_lines(lines: bytes) -> bytes:
    """Return whole lines of a body in relaxed form (§3.4.4).

    Lines are changed each by itself, so a body may be brought into this form in pieces that begin on fresh
    lines. It must not end with empty ones: those are left out of a signature, and here they are not.
    """
    return _single_blanks(lines).replace(b" \r\n", b"\r\n")


def _single_blanks(text: bytes) -> bytes:
    # Nearly every piece of a message is so already, and looking costs less than replacing.
    return _RUNS.sub(b" ", text) if b"  " in text or b"\t" in text else text


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key and where receivers find the public one.

    kind: "rsa" or "ed25519" (§3.6.1, k=). public: p= of its DNS record. bits: its size.
    sign: returns the signature over a SHA-256 digest.
    """

    selector: str
    kind: str
    public: str
    bits: int
    sign: Callable[[bytes], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for `domain` (d=) with every one of `keys`: a receiver takes the signature that it understands."""

    domain: str
    keys: tuple[SigningKey, ...]

    @property
    def has_rsa(self) -> bool:
        """Whether a signature takes as long as all else that a message takes."""
        return any(key.kind == "rsa" for key in self.keys)

    def stamp(self, names: Sequence[str], signed_at: datetime) -> "Stamp":
        """Return what signs every message whose header fields are `names`, in that order.

        signed_at: aware; what is handed over a second time must be the same to the byte, so not the present.
        """
        return Stamp(tuple(_Die.of(key, self.domain, names, signed_at) for key in self.keys))


@dataclass(frozen=True, slots=True)
class _Die:
    """One key and the part of its signature field that all messages share, as written and in relaxed form."""

    key: SigningKey
    written: bytes
    relaxed: bytes

    @classmethod
    def of(cls, key: SigningKey, domain: str, names: Sequence[str], signed_at: datetime) -> "_Die":
        tags = [
            f"{FIELD}: v=1; a={key.kind}-sha256; c=relaxed/relaxed",
            f"d={domain}",
            f"s={key.selector}",
            f"t={signed_at.timestamp():.0f}",
            _signed_names([*names, *OVERSIGNED]),
            "bh=",
        ]
        written = ";\r\n ".join(tags).encode()
        return cls(key, written, relaxed_field(written).removesuffix(b"\r\n"))

    def field(self, header: bytes, body_hash: bytes) -> bytes:
        digest = sha256(b"%b%b%b; b=" % (header, self.relaxed, body_hash)).digest()
        signature = b2a_base64(self.key.sign(digest), newline=False)
        lines = [
            signature[start : start + _SIGNATURE_LINE] for start in range(0, len(signature), _SIGNATURE_LINE)
        ]
        return b"%b%b;\r\n b=%b\r\n" % (self.written, body_hash, b"\r\n ".join(lines))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Signs messages that carry the same header fields, all as of one moment."""

    _dies: tuple[_Die, ...]

    def fields(self, header: bytes, body_hash: bytes) -> bytes:
        """Return the signature fields of one message, each with the line break that ends it.

        header: its fields in relaxed form and in the order of their names. body_hash: SHA-256 of its body
        in relaxed form.
        """
        encoded = b2a_base64(body_hash, newline=False)
        return b"".join([die.field(header, encoded) for die in self._dies])


def _signed_names(names: Sequence[str]) -> str:
    """Return h=, folded between two names (§3.5 allows white space around the colons)."""
    ended, line = "", "h="
    for position, name in enumerate(names):
        piece = name if position == len(names) - 1 else f"{name}:"
        if len(line) + len(piece) + len(" ;") > LINE:
            ended, line = f"{ended}{line}\r\n ", ""
        line += piece
    return ended + line
