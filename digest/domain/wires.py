"""Knows le fil, a site's short news, by the names that French and English sites give it."""

import re

from digest.domain.folding import fold

_WIRE = re.compile(
    r"\b(?:fil|fil infos?|breves?|depeches?|en bref|flash|briefs?|in brief|live|wire|newswire)\b"
)
_NOT_WIRE = re.compile(r"\bariane\b")
"""Fil d’Ariane, the path through the site that stands above a page."""
_NO_WORD = re.compile(r"[\W_]+")
_MOST_WORDS = 3


def speaks_of_wire(text: str) -> bool:
    """Tell whether a name, a title or an address announces short news."""
    words = fold(_NO_WORD.sub(" ", text))
    return _WIRE.search(words) is not None and _NOT_WIRE.search(words) is None


def names_wire(part: str) -> bool:
    """Tell whether a part of an address is the name of the short news, not the title of an article."""
    return len(_NO_WORD.sub(" ", part).split()) <= _MOST_WORDS and speaks_of_wire(part)
