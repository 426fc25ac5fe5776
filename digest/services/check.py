"""Looks an edition over before it goes out.

It judges what readers will get: the rendered HTML and text, not the templates.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from digest.domain.edition import EditionContent
from digest.services.press import LANGUAGES, NOBODY, EditionPress, Preview, Reader

WEIGHT_WARN, WEIGHT_BLOCK = 80_000, 100_000
"""Bytes of HTML: Gmail clips a message at about 102 kB, and what it clips first is the unsubscribe link."""
SUBJECT_LONG = 110


class Level(StrEnum):
    """How bad a finding is: block stops the edition, warn wants a look, note is for the record."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. id: stable name of the check; remedy: what to do about it."""

    id: str
    level: Level
    message: str
    remedy: str


def check_edition(press: EditionPress, content: EditionContent) -> list[Finding]:
    """Return all that is to be said of an edition, the worst first."""
    findings = [*_content(content), *_images(content)]
    for language in LANGUAGES:
        shown = press.preview(Reader(subscriber=NOBODY, address="reader@example.org", language=language))
        findings.extend(_rendered(shown, content, language))
    order = list(Level)
    return sorted(findings, key=lambda finding: order.index(finding.level))


def _content(content: EditionContent) -> Iterator[Finding]:
    if not content.stories:
        yield Finding(
            id="empty",
            level=Level.BLOCK,
            message="the edition prints nothing",
            remedy="`digest gather`, then look at `digest items` and `digest explain`",
        )
    elif content.lead is None:
        yield Finding(
            id="lead",
            level=Level.NOTE,
            message="no article leads the edition: it is made of briefs",
            remedy="check that a source of articles was read",
        )
    if not content.subject.strip():
        yield Finding(
            id="subject",
            level=Level.BLOCK,
            message="the subject is empty",
            remedy="set another `subject` for the newsletter",
        )
    elif len(content.subject) > SUBJECT_LONG:
        yield Finding(
            id="subject",
            level=Level.WARN,
            message=f"the subject has {len(content.subject)} characters",
            remedy=f"inboxes show few of them: keep it under {SUBJECT_LONG}",
        )
    if not content.publication.postal_address:
        yield Finding(
            id="postal-address",
            level=Level.WARN,
            message="the publication has no postal address",
            remedy="many countries ask for one: set postal_address in newsroom.toml",
        )
    for story in content.stories:
        if not story.url:
            yield Finding(
                id="link",
                level=Level.WARN,
                message=f"“{story.title}” has no address to link to",
                remedy="give its entry a link in the feed",
            )


def _images(content: EditionContent) -> Iterator[Finding]:
    for story in content.stories:
        if story.image and not story.image.url.startswith("https://"):
            yield Finding(
                id="image-https",
                level=Level.WARN,
                message=f"the picture of “{story.title}” is not served by https",
                remedy="many mail programs show no other: serve it by https",
            )
        if story.image and not story.image.alt:
            yield Finding(
                id="image-alt",
                level=Level.NOTE,
                message=f"the picture of “{story.title}” has no description of its own",
                remedy="give its media:description in the feed",
            )


def _rendered(shown: Preview, content: EditionContent, language: str) -> Iterator[Finding]:
    weight = len(shown.html.encode())
    if weight > WEIGHT_WARN:
        yield Finding(
            id="weight",
            level=Level.BLOCK if weight > WEIGHT_BLOCK else Level.WARN,
            message=f"the HTML ({language}) weighs {weight / 1000:.0f} kB",
            remedy="lower max_items of some themes: Gmail cuts a message off at about 102 kB",
        )
    if "/unsubscribe/" not in shown.html or "/unsubscribe/" not in shown.text:
        yield Finding(
            id="unsubscribe",
            level=Level.BLOCK,
            message=f"there is no way out in the mail ({language})",
            remedy="put the unsubscribe link back into your templates",
        )
    for story in content.stories:
        if story.url and story.url not in shown.text:
            yield Finding(
                id="text-parity",
                level=Level.WARN,
                message=f"the text part ({language}) lacks the address of “{story.title}”",
                remedy="put it back into your text template",
            )
