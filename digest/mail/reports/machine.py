"""Reads the machine-readable fields of a report: RFC 3464, RFC 5965, and the same fields quoted in text.

It does not judge what a status means (see `causes`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

ADDRESS = r"(?:\"[^\"\n]{1,64}\"|[^\s<>()\[\],;:\"'@]+)@[^\s<>()\[\],;:\"'@=]*[^\s<>()\[\],;:\"'@=.]"
"""An address as reports write it: looser than what we accept from a subscriber."""
_FIELD = re.compile(r"^(?:[>|] ?)?[ \t]*([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[ \t]*(.*)$")
_QUOTE = re.compile(r"^(?:> ?)+", re.MULTILINE)
_MOST_BLOCKS = 200

Block = Mapping[str, Sequence[str]]
"""Fields by lower-case name, each with its values in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What the machine-readable part says of one recipient; empty texts where it says nothing."""

    original: str
    final: str
    action: str
    status: str
    comment: str
    diagnostic: str
    kind: str


def blocks(text: str) -> list[Block]:
    """Return the fields of each block; blank lines stand between blocks, folded lines are joined."""
    found: list[dict[str, list[str]]] = [{}]
    last: list[str] | None = None
    for line in _QUOTE.sub("", text).split("\n"):
        if not line.strip():
            if found[-1] and len(found) < _MOST_BLOCKS:
                found.append({})
            last = None
        elif line[0] in " \t" and last:
            last[-1] += " " + line.strip()
        elif match := _FIELD.match(line):
            last = found[-1].setdefault(match[1].lower(), [])
            last.append(match[2].strip())
    return [block for block in found if block]


def recipients(text: str) -> list[Recipient]:
    """Return what a delivery status (RFC 3464 §2.3) says of each recipient."""
    return [_recipient(block) for block in _each_recipient(blocks(text))]


def loose_fields(text: str) -> dict[str, str]:
    """Return the first value of each field of any block: for parts that name no recipient."""
    first: dict[str, str] = {}
    for block in blocks(text):
        for name, values in block.items():
            first.setdefault(name, values[0])
    return first


def addresses(text: str) -> list[str]:
    """Return every address in a text, in order, each once."""
    return list(dict.fromkeys(map(bare, re.findall(ADDRESS, text[:20_000]))))


def bare(found: str) -> str:
    """Return an address without what some servers write against it ("SMTP=", "mailto=", full stops)."""
    return re.sub(r"^(?:smtp|mailto|rfc822)=", "", found, flags=re.IGNORECASE).strip(".")


def address(text: str) -> str:
    """Return the address of a field such as "rfc822; a@b" (RFC 3464 §2.3.1), "" if it holds none."""
    value = text.partition(";")[2] if re.match(r"[\w-]+\s*;", text) else text
    found = re.search(ADDRESS, value.replace("@@", "@"))
    return bare(found[0]) if found else ""


_NAMES = ("original-recipient", "final-recipient", "x-actual-recipient")


def _each_recipient(found: list[Block]) -> Iterator[Block]:
    """Yield one block for each recipient; some servers put several, or all fields, into one."""
    for block in found:
        count = max((len(block.get(name, ())) for name in _NAMES), default=0)
        if count == 1:
            yield block
        for index in range(count if count > 1 else 0):
            yield {name: [values[min(index, len(values) - 1)]] for name, values in block.items()}


def _recipient(block: Block) -> Recipient:
    def one(name: str) -> str:
        return next(iter(block.get(name, ())), "")

    status = re.match(r"\D{0,3}([245]\.\d{1,3}\.\d{1,3})\s*(?:\((.*)\))?", one("status"))
    kind, semicolon, rest = one("diagnostic-code").partition(";")
    typed = bool(semicolon) and re.fullmatch(r"[\w.-]{1,40}", kind.strip()) is not None
    return Recipient(
        original=address(one("original-recipient")),
        final=address(one("final-recipient")) or address(one("x-actual-recipient")),
        action=one("action").split("(")[0].strip().lower(),
        status=status[1] if status else "",
        comment=(status[2] or "") if status else "",
        diagnostic=(rest if typed else one("diagnostic-code")).strip(),
        kind=kind.strip().lower() if typed else "",
    )
