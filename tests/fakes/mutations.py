"""Damages mails as networks, disks and enemies do: by a seed, so that what failed can be had again."""

import random
from collections.abc import Sequence

_LONGEST = 300_000
_PIECES = (
    b"=?utf-8?b?",
    b'charset="',
    b"\0" * 50,
    b'Content-Type: multipart/mixed; boundary="x"\n',
    b"--x\n",
    b"boundary=\n",
    b"<" * 500,
    b"a@" * 300,
    b"(" * 1000,
    b" " * 5000,
    b"Content-Transfer-Encoding: base64\n",
    b"charset=idna\n",
    b"charset=punycode\n",
    b"\xff\xfe",
    b"Final-Recipient: rfc822;\n",
    b'{"notificationType":',
    b"unsubscribe ",
)


def mutated(mails: Sequence[bytes], chance: random.Random) -> bytes:
    """Return one of `mails` with one to six injuries."""
    raw = chance.choice(mails)
    for _ in range(chance.randint(1, 6)):
        raw = _injured(raw, mails, chance)[:_LONGEST]
    return raw


def _injured(raw: bytes, mails: Sequence[bytes], chance: random.Random) -> bytes:
    start = chance.randrange(max(1, len(raw)))
    end = start + chance.randint(1, 200)
    before, piece, after = raw[:start], raw[start:end], raw[end:]
    other = chance.choice(mails)
    cut = chance.randrange(max(1, len(other)))
    injuries = (
        before + after,
        before + chance.randbytes(chance.randint(1, 30)) + piece + after,
        before + piece * chance.randint(2, 50) + after,
        before + other[cut : cut + chance.randint(1, 2000)] + piece + after,
        before,
        before + bytes(octet ^ 1 << chance.randrange(8) for octet in piece[:1]) + piece[1:] + after,
        raw.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b" "))),
        before + chance.choice(_PIECES) + piece + after,
    )
    return chance.choice(injuries)
