"""Whole messages, byte for byte as Digest hands them to a relay: `python -m tests.conformance.mail.messages`.

Run as a program it prints a digest of each message: two fresh processes must print the same.
"""

import hashlib
from datetime import UTC, datetime
from functools import cache

from digest.domain.edition import EditionContent, EditionId
from digest.render.edition import EditionRenderer
from digest.render.templates import template_folders
from digest.services.press import EditionPress, Press, Reader
from subscribers.api import Links
from tests.conformance.mail.editions import MAILS

DATE = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
BASE_URL = "https://lettre.courrier-imagerie.example"


class _Clock:
    """The morning of the edition, for ever."""

    def now(self) -> datetime:
        return DATE


@cache
def _press(content: EditionContent) -> EditionPress:
    links = Links([b"conformance" * 4], BASE_URL, _Clock())
    press = Press(EditionRenderer(template_folders(), BASE_URL), links, base_url=BASE_URL)
    return press.for_content(EditionId(content.newsletter, content.date), content, DATE)


@cache
def message(name: str) -> bytes:
    """Return the message for one reader of one of the `MAILS`."""
    content, language, themes = MAILS[name]
    reader = Reader(
        subscriber=7,
        address="lea.morel@hopital-de-la-combe.example",
        name="Léa Morel",
        language=language,
        themes=themes,
    )
    return _press(content).message(reader)


def main() -> None:
    """Print the name of each mail and the SHA-256 of its message."""
    for name in MAILS:
        print(name, hashlib.sha256(message(name)).hexdigest(), sep="\t")


if __name__ == "__main__":
    main()
