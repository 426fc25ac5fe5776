"""One rendering, cut into pieces from which every variant is put together.

A template marks what only some readers see (`only_for`) and what is counted anew for each variant (`slot`);
cutting happens once, after inlining. It does not know HTML from text and computes no slot.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup


class Slot(StrEnum):
    """A text that differs between two variants of one edition."""

    SUBJECT = "subject"
    PREHEADER = "preheader"
    COUNTS = "counts"
    CONTENTS = "contents"
    MORE_BRIEFS = "more_briefs"


@dataclass(frozen=True, slots=True)
class Condition:
    """Who sees a piece: readers who see at least `at_least` of `themes`. The theme "" is everybody's."""

    themes: frozenset[str]
    at_least: int = 1

    def met(self, chosen: frozenset[str]) -> bool:
        """Say whether a reader of `chosen` (empty: every theme) sees the piece."""
        seen = sum(not chosen or not theme or theme in chosen for theme in self.themes)
        return seen >= self.at_least


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a rendering, or a slot in it, and all the conditions under which it is printed."""

    content: str | Slot
    conditions: tuple[Condition, ...]


class Scissors:
    """The marks of one pass over a template, and the cut along them.

    nonce: lower-case hex that no text of the content can hold; without it a feed could print a mark.
    """

    def __init__(self, nonce: str) -> None:
        self._nonce = nonce
        self._conditions: list[Condition] = []

    def only_for(self, themes: Iterable[str], at_least: int = 1, *, caller: Callable[[], str]) -> Markup:
        """Enclose a `{% call %}` block of whole lines: who chose other themes does not see it."""
        self._conditions.append(Condition(frozenset(themes), at_least))
        number = len(self._conditions) - 1
        # The block is a template's own output, escaped where it has to be.
        return Markup(f"<!--{self._nonce}[{number}-->\n{caller()!s}<!--{self._nonce}]-->\n")  # noqa: S704

    def slot(self, name: str) -> str:
        """Return the mark of a slot: plain ASCII, for texts and attributes."""
        return f"%%{self._nonce}!{Slot(name)}%%"

    def cut(self, rendering: str) -> tuple[Piece, ...]:
        """Cut a rendering at its marks, which take their line ends with them; leave out empty stretches."""
        mark = re.compile(rf"<!--{self._nonce}(?:\[(\d+)|(\]))-->\n?|%%{self._nonce}!([a-z_]+)%%")
        pieces: list[Piece] = []
        open_conditions: list[Condition] = []
        start = 0
        for found in mark.finditer(rendering):
            conditions = tuple(open_conditions)
            pieces.append(Piece(rendering[start : found.start()], conditions))
            start = found.end()
            opened, closed, slot = found.groups()
            if slot:
                pieces.append(Piece(Slot(slot), conditions))
            elif closed:
                open_conditions.pop()
            else:
                open_conditions.append(self._conditions[int(opened)])
        pieces.append(Piece(rendering[start:], ()))
        return tuple(piece for piece in pieces if piece.content)


def put_together(pieces: Iterable[Piece], chosen: frozenset[str], slots: Mapping[Slot, str]) -> str:
    """Return what readers of `chosen` see: the pieces whose conditions are met, with their slots filled."""
    return "".join(
        slots[piece.content] if isinstance(piece.content, Slot) else piece.content
        for piece in pieces
        if all(condition.met(chosen) for condition in piece.conditions)
    )
