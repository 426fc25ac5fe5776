"""Looks an edition over before it goes out: renders it as readers get it and hands it to the preflight."""

from digest.render.preflight import Finding, Level, Proof, preflight, worst_first
from digest.services.press import LANGUAGES, NOBODY, EditionPress, Reader

__all__ = ["Finding", "Level", "check_edition", "worst_first"]


def check_edition(press: EditionPress) -> list[Finding]:
    """Return all that is to be said of an edition, the worst first."""
    return preflight(_proof(press, language) for language in LANGUAGES)


def _proof(press: EditionPress, language: str) -> Proof:
    shown = press.preview(Reader(subscriber=NOBODY, address="reader@example.org", language=language))
    return Proof(
        content=press.printed(language),
        left_to_the_web=press.left_to_the_web(language),
        language=language,
        subject=shown.subject,
        preheader=shown.preheader,
        html=shown.html,
        text=shown.text,
    )
