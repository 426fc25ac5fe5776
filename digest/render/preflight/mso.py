"""Finds what Outlook (Word) would stumble over: conditional comments left open, tables that do not close.

Word cannot be run here. What it is given is written out, as it reads the comments, and parsed strictly.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from digest.render.preflight.finding import Finding, Level, Proof

WIDEST = 600
"""Pixels of the column: a table that Word alone sees and that is wider breaks it."""

_MARK = re.compile(
    r"<!--\[if (?P<condition>[^\]]*)\]>(?P<all><!-->|<!---->)?|<!--<!\[endif\]-->|<!\[endif\]-->|-->",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_OWN_END = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


def mso(proof: Proof) -> Iterator[Finding]:
    """Block a mail whose comments for Word are not closed; warn of tables that are not, or too wide."""
    fault = comment_fault(proof.html)
    if fault:
        yield Finding(
            id="mso-comments",
            level=Level.BLOCK,
            message=f"a comment for Outlook is not well formed: {fault}",
            remedy="close each [if mso] with [endif] in your templates, one within no other",
        )
        return
    reader = _Reader()
    reader.feed(as_word_reads(proof.html))
    reader.close()
    if reader.found:
        yield Finding(
            id="mso-tables",
            level=Level.BLOCK,
            message=f"what Outlook is given does not add up: {reader.found} where {reader.expected} was to come",
            remedy="close what each comment for Outlook opens, in the reverse order",
        )
    if reader.widest > WIDEST:
        yield Finding(
            id="mso-width",
            level=Level.WARN,
            message=f"a table for Outlook is {reader.widest} pixels wide",
            remedy=f"let none be wider than {WIDEST}, the column",
        )


def comment_fault(html: str) -> str:
    """Return the first mark at which conditional comments stop to alternate between opened and closed, or ""."""
    opened, everyone = "", False
    for mark in _MARK.finditer(html):
        kind, text = _kind(mark), _SPACES.sub(" ", mark[0])[:40]
        if kind.startswith("open"):
            if opened:
                return text
            opened, everyone = text, kind == "open to all"
        elif kind == "close":
            # What everybody sees has to be closed by a mark that is a comment of its own.
            if not opened or everyone != mark[0].startswith("<!--"):
                return text
            opened = ""
        elif opened and not everyone:
            return opened
    return opened


def _kind(mark: re.Match[str]) -> str:
    if mark["condition"] is not None:
        return "open to all" if mark["all"] else "open"
    return "end of comment" if mark[0] == "-->" else "close"


def as_word_reads(html: str) -> str:
    """Return the document that Word makes of `html`: what is for it without its comments, the rest of them out."""
    without = re.sub(
        r"<!--\[if !mso[^\]]*\]>(?:<!-->|<!---->).*?<!--<!\[endif\]-->",
        "",
        html,
        flags=re.DOTALL | re.IGNORECASE,
    )
    kept = re.sub(
        r"<!--\[if (?!!)[^\]]*\]>(.*?)<!\[endif\]-->", r"\1", without, flags=re.DOTALL | re.IGNORECASE
    )
    return re.sub(r"<!--.*?-->", "", kept, flags=re.DOTALL)


class _Reader(HTMLParser):
    """Keeps the elements that are open.

    found: the first end that does not fit, "" while all do; expected: what was to come there. widest: of all
    tables, in pixels.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found, self.expected, self.widest = "", "", 0
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            width = dict(attrs).get("width") or ""
            self.widest = max(self.widest, int(width) if re.fullmatch(r"[0-9]{1,6}", width) else 0)
        if tag not in _OWN_END:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that ends where it begins (of the Office vocabulary) is not left open."""

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in _OWN_END:
            self._note(f"</{tag}>")

    def close(self) -> None:
        super().close()
        if self._open:
            self._note("EOF")

    def _note(self, found: str) -> None:
        if not self.found:
            self.found, self.expected = found, f"</{self._open[-1]}>" if self._open else "EOF"
