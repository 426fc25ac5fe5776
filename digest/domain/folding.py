"""Compares words the way a reader does: without case, accents, ligatures or typographic apostrophes.

It is for matching only; nothing folded is ever shown.
"""

import re
import unicodedata
from functools import lru_cache

_SPELLINGS = {
    **dict.fromkeys("’‘ʼ‛′´`", "'"),
    **dict.fromkeys("-\u2010\u2011", " "),
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    "\N{SOFT HYPHEN}": "",
}
_SPELLED = re.compile(f"[{re.escape(''.join(_SPELLINGS))}]")
_BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
"""Where combining marks are: few characters of a text are looked at one by one."""
_SHORTEST_PLURAL = 6
"""Letters from which on the -s of a keyword is taken for its plural: not that of "cours" or "prix"."""
_WORD = re.compile(r"\w+")
_WORD_AFTER = re.compile(r"([^\w]*)(\w+)")
_BEGINS = re.compile(r"[.!?…:;«“\"\u2013\u2014\u2022\n]")
"""What stands before a word that is written with a capital because something begins there."""


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with single spaces; hyphens count as spaces."""
    plain = text.casefold()
    if plain.isascii():
        return " ".join(plain.replace("-", " ").replace("`", "'").split())
    plain = unicodedata.normalize("NFKD", _SPELLED.sub(lambda char: _SPELLINGS[char[0]], plain))
    return " ".join(_BEYOND_LATIN.sub(_unless_mark, plain).split())


def _unless_mark(char: re.Match[str]) -> str:
    return "" if unicodedata.combining(char[0]) else char[0]


@lru_cache(maxsize=4096)
def word_pattern(phrase: str) -> re.Pattern[str]:
    """Return a pattern that finds `phrase` as whole words in folded text, singular and plural (-s, -x, -aux)."""
    return re.compile(rf"(?<!\w){' '.join(map(_either_number, fold(phrase).split()))}(?!\w)")


def _either_number(word: str) -> str:
    """Return a pattern for a folded word in the singular and in the plural, whichever of them it is."""
    if len(word) >= _SHORTEST_PLURAL:
        if word.endswith("aux") and not word.endswith("eaux"):
            return rf"{re.escape(word[:-3])}(?:al|au|aux)"
        if word.endswith(("s", "eux", "oux", "eaux")) and not word.endswith("ss"):
            word = word[:-1]
    if word.endswith("al"):
        return rf"{re.escape(word[:-2])}(?:als?|aux)"
    return rf"{re.escape(word)}[sx]?"


def mentions(folded: str, phrase: str) -> bool:
    """Tell whether already folded text holds `phrase` as whole words."""
    return bool(fold(phrase)) and word_pattern(phrase).search(folded) is not None


def words(text: str) -> list[str]:
    """Return the folded words of `text` in order."""
    return _WORD.findall(fold(text))


def names(text: str, *, beginnings: bool = False) -> dict[str, str]:
    """Return what tells one piece of news from another, folded and as written: names, acronyms, numbers.

    A capital at the beginning of a sentence makes no name, unless `beginnings` asks for all that may be one.
    """
    found: dict[str, str] = {}
    begins = True
    for gap, word in _WORD_AFTER.findall(text):
        begins = begins or _BEGINS.search(gap) is not None
        acronym = len(word) > 1 and word.isupper()
        if acronym or word[0].isdigit() or (word[0].isupper() and (beginnings or not begins)):
            found.setdefault(fold(word), word)
        begins = False
    return found
