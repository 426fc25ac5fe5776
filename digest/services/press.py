"""Turns an edition into what readers get: renders it once, then merges one message for each reader.

Previews, test sends and the real send all come through here, so that they cannot differ.
"""

import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parseaddr

from digest.domain.corrections import Correction
from digest.domain.delivery import message_id
from digest.domain.edition import Edition, EditionContent, EditionId
from digest.domain.fields import Field, fill_html, fill_text
from digest.domain.variants import RenderedVariant, effective_themes
from digest.errors import NotReady
from digest.mail.dkim import Signer
from digest.mail.merge import CompiledVariant, Letterhead, Recipient, compile_variant
from digest.mail.verp import ReturnPaths
from digest.ports import Outgoing
from digest.render.edition import EditionRenderer, RenderedEdition
from digest.storage.outbox import Claimed
from subscribers.api import Links

LANGUAGES = ("fr", "en")
NOBODY = 0
"""The subscriber that no list has: for previews and test sends, whose links must act on nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody as the press sees them. language: "" for the publication's. themes: chosen, empty for all."""

    subscriber: int
    address: str
    name: str = ""
    language: str = ""
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one reader gets, with their own links filled in."""

    subject: str
    preheader: str
    html: str
    text: str


def sender_domain(content: EditionContent) -> str:
    """Return the domain that an edition is sent from, and that its Message-IDs stand under."""
    return parseaddr(content.sender)[1].rpartition("@")[2]


class Press:
    """Renders editions. base_url: of our pages, without a slash at the end.

    return_paths: where bounces come back to, None for the sender's own address. signer: signs every message,
    None where that is left to the relay.
    """

    def __init__(
        self,
        renderer: EditionRenderer,
        links: Links,
        *,
        base_url: str,
        return_paths: ReturnPaths | None = None,
        signer: Signer | None = None,
    ) -> None:
        self._renderer, self._links = renderer, links
        self._base_url, self._return_paths, self._signer = base_url, return_paths, signer

    def for_edition(self, edition: Edition) -> "EditionPress":
        """Return the press for an edition that was composed; its date is that of the freeze.

        Raises NotReady for one that prints nothing yet.
        """
        if edition.content is None:
            raise NotReady(f"{edition.id} was not composed yet: run `{edition.id.to_compose}`")
        if edition.frozen_at is None:
            raise NotReady(f"{edition.id} is not frozen: its date is not fixed")
        return self.for_content(edition.id, edition.content, edition.frozen_at)

    def for_content(self, edition: EditionId, content: EditionContent, date: datetime) -> "EditionPress":
        """Return the press for any content: a preview, or a test send. date: what the messages say."""
        return EditionPress(self, edition, content, date)

    def web_page(self, content: EditionContent, language: str, corrections: Sequence[Correction] = ()) -> str:
        """Return the page of the archive: nothing personal, everything printed in full, with its corrections."""
        return self._renderer.web_page(content, language, corrections)

    def render(self, content: EditionContent, language: str) -> RenderedEdition:
        """Render a whole edition in one language."""
        return self._renderer.render(content, language)

    def compile(self, variant: RenderedVariant, letterhead: Letterhead) -> CompiledVariant:
        """Make a variant ready for its readers."""
        return compile_variant(variant, letterhead, self._signer)

    def letterhead(self, content: EditionContent, date: datetime) -> Letterhead:
        """Return what the header of every message of an edition says."""
        name, address = parseaddr(content.sender)
        domain = sender_domain(content)
        publication = domain.replace(".", "-")[:15]
        return Letterhead(
            from_name=name or content.publication.name,
            from_address=address,
            reply_to=content.reply_to,
            list_title=content.title,
            list_id=f"{content.newsletter}.{domain}",
            help_url=f"{self._base_url}/archive",
            feedback_id=(f"{content.date:%Y%m%d}", content.newsletter, "digest", publication),
            date=date,
        )

    def links(self, subscriber: int, newsletter: str, made_on: date) -> tuple[str, str]:
        """Return somebody's personal links: unsubscribe, preferences."""
        return self._links.unsubscribe(subscriber, newsletter), self._links.preferences(subscriber, made_on)

    def mailbox(self, content: EditionContent) -> str:
        """Return the address that takes in what comes back, and who unsubscribes by mail."""
        return self._return_paths.mailbox if self._return_paths else parseaddr(content.sender)[1]

    def return_path(self, claimed: Claimed) -> str:
        """Return the address that a delivery has for its own bounces, "" where they are not ours to read."""
        if self._return_paths:
            return self._return_paths.address(claimed.delivery, claimed.subscriber)
        return ""


class EditionPress:
    """Merges the messages of one edition; variants are rendered and compiled when first asked for, once."""

    def __init__(self, press: Press, edition: EditionId, content: EditionContent, date: datetime) -> None:
        self._press, self._edition, self._content = press, edition, content
        self._letterhead = press.letterhead(content, date)
        # Not the present day: what is handed over again after midnight must be the same to the byte.
        self._day = date.astimezone(UTC).date()
        self._mailbox = press.mailbox(content)
        self._domain = sender_domain(content)
        self._renderings: dict[str, RenderedEdition] = {}
        self._compiled: dict[tuple[str, frozenset[str]], CompiledVariant] = {}
        self._lock = threading.Lock()

    @property
    def variants(self) -> int:
        """How many variants were compiled so far."""
        return len(self._compiled)

    def outgoing(self, claimed: Claimed) -> Outgoing:
        """Return the message of one delivery."""
        reader = Reader(
            subscriber=claimed.subscriber,
            address=claimed.address,
            name=claimed.name,
            language=claimed.language,
            themes=claimed.themes,
        )
        return Outgoing(
            delivery=claimed.delivery,
            sender=self._press.return_path(claimed) or self._mailbox,
            recipient=claimed.address,
            data=self.message(reader),
        )

    def message(self, reader: Reader) -> bytes:
        """Return the RFC 5322 bytes for one reader."""
        variant = self._variant(reader)
        return variant.message(self._recipient(reader))

    def preview(self, reader: Reader) -> Preview:
        """Return what one reader gets, as a browser or a terminal shows it."""
        rendered = self.rendered(reader)
        links = self._recipient(reader)
        values = {
            Field.NAME: reader.name,
            Field.ADDRESS: reader.address,
            Field.UNSUBSCRIBE_URL: links.unsubscribe_url,
            Field.PREFERENCES_URL: links.preferences_url,
        }
        return Preview(
            subject=rendered.subject,
            preheader=rendered.preheader,
            html=fill_html(rendered.html, rendered.nonce, values),
            text=fill_text(rendered.text, rendered.nonce, values),
        )

    def rendered(self, reader: Reader) -> RenderedVariant:
        """Return the variant that a reader sees, with its marks."""
        language, themes = self._segment(reader)
        return self._rendering(language).variant(themes)

    def printed(self, language: str) -> EditionContent:
        """Return what of the edition stands in the mail: a heavy one leaves some to the web version."""
        return self._rendering(language).content

    def left_to_the_web(self, language: str) -> int:
        """Return how many stories a heavy mail leaves to the web version, beyond what `max_items` leaves to it."""
        return len(self._content.stories) - len(self.printed(language).stories)

    def _rendering(self, language: str) -> RenderedEdition:
        with self._lock:
            if language not in self._renderings:
                self._renderings[language] = self._press.render(self._content, language)
            return self._renderings[language]

    def _recipient(self, reader: Reader) -> Recipient:
        """Return what differs between this reader's message and the next one's."""
        unsubscribe, preferences = self._press.links(reader.subscriber, self._edition.newsletter, self._day)
        token = unsubscribe.rpartition("/")[2]
        return Recipient(
            address=reader.address,
            name=reader.name,
            message_id=self._message_id(reader),
            unsubscribe_url=unsubscribe,
            unsubscribe_mailto=f"mailto:{self._mailbox}?subject=unsubscribe%20{token}",
            preferences_url=preferences,
        )

    def _message_id(self, reader: Reader) -> str:
        if reader.subscriber != NOBODY:
            return message_id(self._edition, reader.subscriber, self._domain)
        # Trials are new mails each time: a mailbox that drops copies must not drop the second look.
        trial = f"{reader.address} {self._letterhead.date.isoformat()}"
        return message_id(self._edition, zlib.crc32(trial.encode()) - 2**32, self._domain)

    def _variant(self, reader: Reader) -> CompiledVariant:
        key = self._segment(reader)
        if key not in self._compiled:
            # Two threads may compile the same variant once; the result is the same to the byte.
            self._compiled[key] = self._press.compile(self.rendered(reader), self._letterhead)
        return self._compiled[key]

    def _segment(self, reader: Reader) -> tuple[str, frozenset[str]]:
        language = reader.language if reader.language in LANGUAGES else self._content.publication.language
        return language, effective_themes(reader.themes, self._content.themes)
