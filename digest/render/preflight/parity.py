"""Finds stories that one part of the mail has and the other lacks."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof


def parity(proof: Proof) -> Iterator[Finding]:
    """Warn where the text part lacks a story's address."""
    for story in proof.content.stories:
        if story.url and story.url not in proof.text:
            yield Finding(
                id="text-parity",
                level=Level.WARN,
                message=f"the text part ({proof.language}) lacks the address of “{story.title}”",
                remedy="put it back into your text template",
            )
