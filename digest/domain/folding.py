"""Compares words the way a reader does: without case, accents, ligatures or typographic apostrophes.

It is for matching only; nothing folded is ever shown.
"""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'", "-": " ", "‑": " "}
)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with single spaces; hyphens count as spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(bare.split())


@lru_cache(maxsize=4096)
def word_pattern(phrase: str) -> re.Pattern[str]:
    """Return a pattern that finds `phrase` as whole words in folded text, also in the plural (-s, -x)."""
    words = (rf"{re.escape(word)}[sx]?" for word in fold(phrase).split())
    return re.compile(rf"(?<!\w){' '.join(words)}(?!\w)")


def mentions(folded: str, phrase: str) -> bool:
    """Tell whether already folded text holds `phrase` as whole words."""
    return bool(fold(phrase)) and word_pattern(phrase).search(folded) is not None
