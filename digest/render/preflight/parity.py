"""Finds what one part of the mail tells and the other does not, or in another order."""

import re
from collections import Counter
from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof

_BLANK = re.compile(r"[\s\u200b\ufeff\u034f]+")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s?(?:h|:)\s?([0-5]\d)(?!\d)|(?<!\d)([01]?\d|2[0-3])\s?h(?!\w)")


def parity(proof: Proof) -> Iterator[Finding]:
    """Warn where the text part lacks an address, a title, an author or a time, or changes the order."""
    # Lines of the text part end where they must: without blanks a title is found whole.
    html, text = _dense(proof.page.text), _dense(proof.text)
    yield from _addresses(proof)
    read = {link.get("href") for link in proof.page.links}
    for story in proof.printed.stories:
        title = _dense(story.title)
        if story.url not in read and title.rstrip("…") not in html:
            yield Finding(
                id="html-story",
                level=Level.WARN,
                message=f"the HTML ({proof.language}) lacks “{story.title}”",
                remedy="print every story in your HTML template",
            )
        if title in html and title not in text:
            yield Finding(
                id="text-title",
                level=Level.WARN,
                message=f"the text part ({proof.language}) lacks the title “{story.title}”",
                remedy="print it in your text template",
            )
        for author in story.authors:
            if _dense(author) in html and _dense(author) not in text:
                yield Finding(
                    id="text-author",
                    level=Level.WARN,
                    message=f"the text part ({proof.language}) does not name {author}",
                    remedy="print the authors in your text template",
                )
    missing = _clocks(proof.page.text) - _clocks(proof.text)
    if missing:
        yield Finding(
            id="text-time",
            level=Level.WARN,
            message=f"the text part ({proof.language}) lacks a time: {min(missing)}",
            remedy="print the time of each story in your text template, in the words of the HTML",
        )
    yield from _order(proof)


def _addresses(proof: Proof) -> Iterator[Finding]:
    for story, printed in zip(proof.content.stories, proof.printed.stories, strict=True):
        if story.url and printed.url not in proof.text:
            yield Finding(
                id="text-parity",
                level=Level.WARN,
                message=f"the text part ({proof.language}) lacks the address of “{story.title}”",
                remedy="put it back into your text template",
            )


def _order(proof: Proof) -> Iterator[Finding]:
    stories = {story.url: story for story in proof.printed.stories if story.url}
    read = [link.get("href") for link in proof.page.links if link.get("href") in stories]
    told = [word for word in proof.text.split() if word in stories]
    first_read = [address for address in dict.fromkeys(read) if address in told]
    first_told = [address for address in dict.fromkeys(told) if address in read]
    moved = next((there for here, there in zip(first_read, first_told, strict=True) if here != there), "")
    if moved:
        yield Finding(
            id="text-order",
            level=Level.WARN,
            message=f"“{stories[moved].title}” stands elsewhere in the text part ({proof.language}) than in the HTML",
            remedy="print the stories in the same order in both templates",
        )


def _dense(text: str) -> str:
    return _BLANK.sub("", text).casefold()


def _clocks(text: str) -> Counter[str]:
    """Return how often each time of day stands in a text: “7 h 05” and “7:05”, “7 h”."""
    return Counter(f"{int(hour or whole)}:{minute or '00'}" for hour, minute, whole in _CLOCK.findall(text))
