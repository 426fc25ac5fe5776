"""Quoted-printable (RFC 2045 §6.7) in pieces that can be joined: every piece begins on a fresh line.

It does not know parts or messages (see `merge`).
"""

import re

_LINE = 76
_ESCAPES = {
    **{byte: f"={byte:02X}" for byte in (*range(0x20), *range(0x7F, 0x100)) if byte != 0x0A},
    0x3D: "=3D",
}
_BREAKS = re.compile(r"\r\n?")
_PLAIN = re.compile("[ -<>-~]*")


def open_piece(text: str) -> bytes:
    """Encode `text` so that whatever follows begins on a fresh line and yet continues the same one."""
    *ended, still_open = _escaped(text)
    tail = f"{_soft_wrapped(still_open)}=\r\n" if still_open else ""
    return "\r\n".join([*(_soft_wrapped(_hard_end(line)) for line in ended), tail]).encode()


def last_piece(text: str) -> bytes:
    """Encode `text` as the end of a body: no line break is added."""
    return "\r\n".join([_soft_wrapped(_hard_end(line)) for line in _escaped(text)]).encode()


def _escaped(text: str) -> list[str]:
    """Return the lines of `text` with all but plain ASCII escaped, at their full length."""
    if _PLAIN.fullmatch(text):
        return [text]
    raw = _BREAKS.sub("\n", text).encode(errors="replace")
    return raw.decode("latin-1").translate(_ESCAPES).split("\n")


def _hard_end(line: str) -> str:
    # A space before a line break may be lost on the way (RFC 2045 §6.7 rule 3).
    return f"{line[:-1]}=20" if line.endswith(" ") else line


def _soft_wrapped(line: str) -> str:
    """Break one encoded line into lines of at most 76 characters, room left for a "=" behind the last."""
    pieces = []
    line = _safe_start(line)
    while len(line) >= _LINE:
        cut = _LINE - 1
        # An escape such as =C3 stays whole.
        cut -= 1 if line[cut - 1] == "=" else 2 if line[cut - 2] == "=" else 0
        pieces.append(line[:cut])
        line = _safe_start(line[cut:])
    return "=\r\n".join([*pieces, line])


def _safe_start(line: str) -> str:
    """Escape what SMTP (a dot) and mbox files ("From ") would alter at the start of a line."""
    if line.startswith("."):
        return f"=2E{line[1:]}"
    return f"=46{line[1:]}" if line.startswith("From ") else line
