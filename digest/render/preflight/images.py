"""Finds pictures that many mail programs would not show, or could not describe."""

from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof


def images(proof: Proof) -> Iterator[Finding]:
    """Warn of pictures that are not served by https; note those without a description."""
    for story in proof.content.stories:
        if story.image is None:
            continue
        if not story.image.url.startswith("https://"):
            yield Finding(
                id="image-https",
                level=Level.WARN,
                message=f"the picture of “{story.title}” is not served by https",
                remedy="serve it by https: many mail programs show no other",
            )
        if not story.image.alt:
            yield Finding(
                id="image-alt",
                level=Level.NOTE,
                message=f"the picture of “{story.title}” has no description",
                remedy="give it one in the feed (media:description)",
            )
