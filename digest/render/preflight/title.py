"""Finds stories that have no title but their address, or none at all."""

from collections.abc import Iterator

from digest.domain.edition import Story
from digest.render.preflight.finding import Finding, Level, Proof


def title(proof: Proof) -> Iterator[Finding]:
    """Warn of stories whose feed gave neither a title nor a text to make one of."""
    for story in proof.content.stories:
        if not story.title.strip() or _is_address(story):
            yield Finding(
                id="title",
                level=Level.WARN,
                message=f"{story.url or 'a story without an address'} has no title",
                remedy="give its entry a title in the feed, or a text whose first sentence can stand for one",
            )


def _is_address(story: Story) -> bool:
    """Say whether the title is what a reader sees of the address, whole or cut."""
    shown = story.url.partition("://")[2].rstrip("/")
    cut = story.title.removesuffix("…")
    return shown != "" and (story.title == shown or (cut != story.title and shown.startswith(cut)))
