"""Finds who signs an article by its blocks of words, where no markup says so.

Names sign only under or behind a word that announces them ("Auteurs", "Par"), and only above or below the text:
in the middle of it, they may be what the article is about. It reads no page (see `shown`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from digest.sources.bylines import LONGEST_BYLINE, announces, opens, signs

_MOST_TEXT = 1
"""Sentences or headings that may stand above a byline at the beginning: the standfirst."""

_SHORT = 40
_ENDS = (".", "!", "?", "…", "»", "”")
"""A line that is longer and ends so is a sentence."""


@dataclass(frozen=True, slots=True)
class Block:
    """The words of one paragraph, line of a list, or heading."""

    words: str
    is_heading: bool = False


def signed(blocks: Sequence[Block]) -> list[str]:
    """Return the lines that name who signs, none where nobody certainly does. blocks: after the heading."""
    for place, block in enumerate(blocks):
        if announces(block.words):
            names = names_under(blocks[place + 1 :])
            after = blocks[place + 1 + len(names) :]
        elif opens(block.words) and signs(block.words):
            names, after = [block.words], blocks[place + 1 :]
        else:
            continue
        is_above = sum(map(_is_text, blocks[:place])) <= _MOST_TEXT
        if names and (is_above or not any(map(_is_text, after))):
            return names
    return []


def names_under(blocks: Sequence[Block]) -> list[str]:
    """Return the lines of names with which `blocks` begin."""
    return [
        block.words for block in takewhile(lambda block: signs(block.words) and not block.is_heading, blocks)
    ]


def _is_text(block: Block) -> bool:
    sentence = len(block.words) > _SHORT and block.words.endswith(_ENDS)
    return block.is_heading or sentence or len(block.words) > LONGEST_BYLINE
