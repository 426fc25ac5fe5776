"""Finds an edition that prints nothing, or has nothing to lead with."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof


def emptiness(proof: Proof) -> Iterator[Finding]:
    """Block an edition without a story; note one without an article."""
    if not proof.content.stories:
        yield Finding(
            id="empty",
            level=Level.BLOCK,
            message="the edition prints nothing",
            remedy="`digest gather`, then look at `digest items` and `digest explain`",
        )
    elif proof.content.lead is None:
        yield Finding(
            id="lead",
            level=Level.NOTE,
            message="no article leads the edition: it is made of briefs",
            remedy="check that a source of articles was read",
        )
