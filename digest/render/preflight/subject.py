"""Finds a subject line that is missing, or that inboxes cut."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof

USEFUL = 110
"""Characters of a subject that any inbox shows."""


def subject(proof: Proof) -> Iterator[Finding]:
    """Block an empty subject; warn of a long one."""
    length = len(proof.content.subject.strip())
    if not length:
        yield Finding(
            id="subject",
            level=Level.BLOCK,
            message="the subject is empty",
            remedy="set another `subject` for the newsletter",
        )
    elif length > USEFUL:
        yield Finding(
            id="subject",
            level=Level.WARN,
            message=f"the subject has {length} characters",
            remedy=f"keep it under {USEFUL}: inboxes cut it",
        )
