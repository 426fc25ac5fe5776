"""Finds stories that lead nowhere and mails without a way out."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof


def links(proof: Proof) -> Iterator[Finding]:
    """Warn of stories without an address; block a mail without an unsubscribe link in both parts."""
    for story in proof.content.stories:
        if not story.url:
            yield Finding(
                id="link",
                level=Level.WARN,
                message=f"“{story.title}” has no address to link to",
                remedy="give its entry a link in the feed",
            )
    if "/unsubscribe/" not in proof.html or "/unsubscribe/" not in proof.text:
        yield Finding(
            id="unsubscribe",
            level=Level.BLOCK,
            message=f"there is no way out in the mail ({proof.language})",
            remedy="put the unsubscribe link back into your templates, in both parts",
        )
