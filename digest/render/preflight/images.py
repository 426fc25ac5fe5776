"""Finds pictures that many mail programs would not show, would show too large, or could not describe."""

import re
from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.page import Element, style_value

LARGEST = 2400
"""Pixels of a file's width: four times the column, and twice what the best screen shows of it."""


def images(proof: Proof) -> Iterator[Finding]:
    """Warn of pictures that are not served by https; note those that are large or without a description."""
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
        if (story.image.width or 0) > LARGEST:
            yield Finding(
                id="image-large",
                level=Level.NOTE,
                message=f"the picture of “{story.title}” is {story.image.width} pixels wide",
                remedy=f"serve one of at most {LARGEST}: a phone loads all of it and shows a part",
            )


def picture_sizes(proof: Proof) -> Iterator[Finding]:
    """Warn of pictures whose size is left to the client: Word prints those as large as their file."""
    for picture in proof.page.pictures:
        if not (_has_width(picture) or _has_height(picture)):
            yield Finding(
                id="image-size",
                level=Level.WARN,
                message=f"a picture has no size in the mail: {picture.get('src', '')[-60:]}",
                remedy="give it width in your template, in pixels: Outlook prints the file as large as it is",
            )
        elif not (_has_height(picture) or style_value(picture, "width", "max-width")):
            yield Finding(
                id="image-height",
                level=Level.NOTE,
                message=f"a picture has no height in the mail: {picture.get('src', '')[-60:]}",
                remedy="give it height in your template, or `height:auto` in its style",
            )


def _has_width(picture: Element) -> bool:
    return bool(re.fullmatch(r"\d+", picture.get("width", "")))


def _has_height(picture: Element) -> bool:
    return bool(re.fullmatch(r"\d+", picture.get("height", "")) or style_value(picture, "height"))
