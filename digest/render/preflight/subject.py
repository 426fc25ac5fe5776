"""Finds a subject line or a preheader that is missing, that inboxes cut, or that says nothing."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.page import one_line

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


def preheader(proof: Proof) -> Iterator[Finding]:
    """Warn of a preheader that is missing or repeats the subject; note a long one."""
    said = one_line(proof.preheader)
    if not said or said.casefold().strip(".…") in proof.subject.casefold():
        yield Finding(
            id="preheader",
            level=Level.WARN,
            message=f"the preheader ({proof.language}) says nothing that the subject does not say",
            remedy="let it go on where the subject ends: it is the second line in the inbox",
        )
    elif len(said) > USEFUL:
        yield Finding(
            id="preheader-length",
            level=Level.NOTE,
            message=f"the preheader ({proof.language}) has {len(said)} characters",
            remedy=f"keep it under {USEFUL}: inboxes cut it",
        )
    elif said not in one_line(proof.page.root.text_content()):
        yield Finding(
            id="preheader-lost",
            level=Level.WARN,
            message=f"the preheader ({proof.language}) is not in the HTML: inboxes show the masthead instead",
            remedy="put the preheader block back into your template",
        )
