"""Finds mails that Gmail would cut off."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof

WARN, BLOCK = 80_000, 100_000
"""Bytes of HTML. Gmail clips a message at about 102 kB, and the unsubscribe link stands at the end."""


def weight(proof: Proof) -> Iterator[Finding]:
    """Warn of heavy HTML; block what would be clipped."""
    size = len(proof.html.encode())
    if size > WARN:
        yield Finding(
            id="weight",
            level=Level.BLOCK if size > BLOCK else Level.WARN,
            message=f"the HTML ({proof.language}) weighs {size / 1000:.0f} kB",
            remedy="lower max_items of some themes: Gmail cuts a message off at about 102 kB",
        )
