"""Makes slugs, the short names of themes, sources and newsletters, out of titles.

It does not check a slug that somebody wrote (see `digest.config.checks`).
"""

import re
from collections.abc import Collection

from digest.domain.folding import fold

_LONGEST_MADE = 40
"""Characters of one that we make: it is typed on command lines."""
_UNFIT = re.compile(r"[^a-z0-9]+")


def slug_of(title: str, taken: Collection[str], *, otherwise: str) -> str:
    """Return a slug of the words of `title`, with a number behind it where that one is taken.

    otherwise: the slug for a title without a Latin letter or a digit.
    """
    words = _UNFIT.sub("-", fold(title).replace("'", "-")).strip("-")
    if len(words) > _LONGEST_MADE:
        words = words[: _LONGEST_MADE + 1].rpartition("-")[0] or words[:_LONGEST_MADE]
    slug = words or otherwise
    number = 2
    while slug in taken:
        slug = f"{words or otherwise}-{number}"
        number += 1
    return slug
