"""Looks an edition over before it goes out: renders it as readers get it and hands it to the preflight."""

from digest.render.preflight import Finding, Level, Proof, preflight
from digest.services.press import LANGUAGES, NOBODY, EditionPress, Reader

__all__ = ["Finding", "Level", "check_edition"]


def check_edition(press: EditionPress) -> list[Finding]:
    """Return all that is to be said of an edition, the worst first."""
    proofs = []
    for language in LANGUAGES:
        shown = press.preview(Reader(subscriber=NOBODY, address="reader@example.org", language=language))
        proofs.append(
            Proof(content=press.printed(language), language=language, html=shown.html, text=shown.text)
        )
    return preflight(proofs)
