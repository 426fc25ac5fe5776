"""Finds mails that Gmail would cut off, or whose styles it would drop."""

import re
from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof

WARN, BLOCK = 80_000, 100_000
"""Bytes of HTML. Gmail clips a message at about 102 kB, and the unsubscribe link stands at the end."""
SHEET = 16_000
"""Bytes of one style element. Gmail drops one of more than 16 KB whole."""

_C1 = re.compile("[\x80-\x9f]")


def weight(proof: Proof) -> Iterator[Finding]:
    """Warn of heavy HTML, and of what has Gmail clip at any weight; block what would be clipped."""
    if proof.left_to_the_web:
        yield Finding(
            id="web-only",
            level=Level.NOTE,
            message=f"{proof.left_to_the_web} stories stand in the web version only: the mail ({proof.language}) would be too heavy",
            remedy="lower max_items of some themes, or leave it so: the mail says how many there are",
        )
    size = len(proof.html.encode())
    if size > WARN:
        yield Finding(
            id="weight",
            level=Level.BLOCK if size > BLOCK else Level.WARN,
            message=f"the HTML ({proof.language}) weighs {size / 1000:.0f} kB",
            remedy="lower max_items of some themes: Gmail cuts a message off at about 102 kB",
        )
    heaviest = max((len(sheet.encode()) for sheet in proof.page.sheets), default=0)
    if heaviest > SHEET:
        yield Finding(
            id="style-weight",
            level=Level.WARN,
            message=f"a style sheet weighs {heaviest / 1000:.0f} kB",
            remedy="shorten it in your templates: Gmail drops one of more than 16 KB",
        )
    if _C1.search(proof.html):
        yield Finding(
            id="control-characters",
            level=Level.WARN,
            message=f"there are control characters (U+0080 to U+009F) in the HTML ({proof.language})",
            remedy="take them out of your templates: Gmail cuts a message off for them, however light it is",
        )
