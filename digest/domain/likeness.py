"""Tells whether two items bring the same text: reprinted, cut, corrected or continued by other hands.

Hashes that are near for near texts find the candidates among many (Charikar's SimHash); sequences of words
then decide. A wrong yes costs readers an article and a wrong no shows it to them twice: in doubt it is no.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

from digest.domain.content import Content
from digest.domain.folding import names, words

SHORTEST = 48
"""Words that a text needs to be compared: shorter ones are alike by their form."""
ALIKE = 0.6
"""Share of common word sequences from which on two texts are the same."""
NEAR = 24
"""Bits in which the hashes of one text in two states may differ.

Those of unrelated texts differ in 32, give or take 8: this leaves 97 of 100 aside. Six bits, as for the
pages of the web, would lose most texts that begin with another paragraph.
"""

MOST_NEAR = 3
"""Texts that are compared with one arrival. A reprint is nearest to its original; a feed whose texts are all
made by one pattern would otherwise be compared with all that it ever brought."""

_ALL_BITS = (1 << 64) - 1
_GRAM = 3
_HEAD = 96
"""Words that are hashed: few, because some feeds give a whole text and others its beginning."""
_LONGEST = 2_000
_LONGEST_RAW = 16_000
"""Words that are compared, and the characters that they are looked for in."""
_LONGEST_GAP = 6
_CONTRADICTING = 2
"""What makes two texts two fillings of one form: so many names on each side, in gaps of so few words."""
_LANES = [sum((byte >> bit & 1) << 32 * bit for bit in range(8)) for byte in range(256)]
"""The bits of a byte as eight counters in one number: adding these up counts eight bits at once."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared of an item: its text, the folded words of it in order, and their sequences of three.

    The title is left out: it is the first thing that other hands change.
    """

    raw: str
    words: tuple[str, ...]
    grams: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, content: Content) -> "Text":
        """Return the text of `content`. A standfirst that the body begins with counts once."""
        body = content.body_text[:_LONGEST_RAW]
        standfirst = words(content.standfirst)
        found = words(body)
        if found[: len(standfirst)] != standfirst:
            found = standfirst + found
        kept = tuple(found[:_LONGEST])
        return cls(f"{content.standfirst}\n{body}", kept, _grams(kept))

    @property
    def hash(self) -> int | None:
        """The SimHash of the head over sequences of three words, 64 bits, signed; None when too short."""
        if len(self.words) < SHORTEST:
            return None
        grams = _grams(self.words[:_HEAD])
        digests = [hashlib.blake2b(" ".join(gram).encode(), digest_size=8).digest() for gram in grams]
        bits = 0
        for column in zip(*digests, strict=True):
            counters = sum(map(_LANES.__getitem__, column))
            for lane in range(8):
                count = counters >> 32 * lane & 0xFFFFFFFF
                bits = bits << 1 | (2 * count > len(grams))
        return bits - (1 << 64) if bits >> 63 else bits


def near(one: int, others: Iterable[tuple[int, int]]) -> list[int]:
    """Return those few of `others`, (item, hash), whose hashes are nearest to `one`, the nearest first."""
    # Of two signed numbers the difference may be negative: these are the bits of its 64 then.
    mask = _ALL_BITS
    found = [(bits, item) for item, other in others if (bits := ((one ^ other) & mask).bit_count()) <= NEAR]
    return [item for _, item in nsmallest(MOST_NEAR, found)]


def same_text(one: Text, other: Text) -> bool:
    """Tell whether two texts of at least 48 words are the same one.

    They are when three in five of their word sequences are common, all in all or as far as the shorter one
    goes; unless each has names or numbers that the other lacks where all around them is common, as two
    forms have that were filled in.
    """
    length = min(len(one.words), len(other.words))
    if length < SHORTEST:
        return False
    common = one.grams & other.grams
    # Neither share can be more than this one, which costs less.
    if len(common) < ALIKE * min(len(one.grams), len(other.grams)):
        return False
    cut = _jaccard(_grams(one.words[:length]), _grams(other.words[:length]))
    if max(_jaccard(one.grams, other.grams), cut) < ALIKE:
        return False
    mine = _filled_in(one, common).difference(other.words)
    theirs = _filled_in(other, common).difference(one.words)
    return min(len(mine), len(theirs)) < _CONTRADICTING


def _filled_in(text: Text, common: frozenset[tuple[str, ...]]) -> set[str]:
    """Return the names in the short gaps between what `text` has in common with another."""
    found: set[str] = set()
    end = 0
    for start in range(len(text.words)):
        if text.words[start : start + _GRAM] in common:
            gap = text.words[end:start]
            if end and len(gap) <= _LONGEST_GAP:
                found.update(gap)
            end = start + _GRAM
    return found & names(text.raw).keys()


def _grams(text: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(text[start:] for start in range(_GRAM)), strict=False))


def _jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)
