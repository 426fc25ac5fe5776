"""Takes in mail that came back: reads it, decides, and writes down what follows, one mail at a time.

What a report means is decided in `digest.domain.feedback`; what it says is read by `digest.mail.reports`.
A report has consequences for a reader only with proof that it is about a mail of ours to this reader.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import Connection

from digest.domain.delivery import DeliveryEvent, Reply
from digest.domain.feedback import (
    WORN_OUT,
    Consequence,
    action_for,
    consequence_of,
    consequence_of_complaint,
    soft_score,
)
from digest.domain.feedback import Cause as Why
from digest.mail.reports.model import Finding, Kind, Report
from digest.mail.reports.reader import read_report
from digest.ports import Addressee, Arrived, Clock, MailStore, ReturnAddresses
from digest.services.quarantine import fingerprint_of, put_aside
from digest.storage import feedback as kept
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsroom
from subscribers.api import AddressRefused, Reason, Subscribers, UnknownSubscriber

_log = structlog.get_logger()
_C = Consequence

_MEMORY = timedelta(days=120)
"""How far back a score can reach: ten days of soft bounces, a week apart at most."""
_REASONS = {_C.SUPPRESSED: Reason.HARD_BOUNCE, _C.COMPLAINED: Reason.COMPLAINT}


@dataclass(frozen=True, slots=True)
class Filed:
    """A mail that was dealt with. consequences: one for each finding of the report.

    news: False for a mail that had been dealt with before.
    """

    mail: str
    report: Report
    consequences: tuple[Consequence, ...] = ()
    news: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, whom it is about as far as that is proven, what follows, and what shows it."""

    finding: Finding
    addressee: Addressee | None
    consequence: Consequence
    evidence: str


def read_store(store: MailStore) -> Iterator[tuple[Arrived, Report]]:
    """Yield every mail of a store with what it says. Nothing is changed anywhere."""
    for mail in store.mails():
        yield mail, read_report(mail.raw)


class Feedback:
    """Takes in mail that came back.

    quarantine: the folder for what cannot be read, made when it is needed. return_addresses: what knows our
    own return addresses again; without it a report proves itself by the Message-ID of our mail together with
    the address that it was for.
    """

    def __init__(
        self,
        database: Database,
        subscribers: Subscribers,
        clock: Clock,
        quarantine: Path,
        return_addresses: ReturnAddresses | None = None,
    ) -> None:
        self._database, self._subscribers, self._clock = database, subscribers, clock
        self._quarantine, self._return_addresses = quarantine, return_addresses

    def take(self, store: MailStore) -> Iterator[Filed]:
        """Deal with every mail of a store and yield what came of it.

        A mail is settled in its store after its consequences were committed, so that nothing is lost
        whatever interrupts this; and it counts once, however often it is read.
        """
        for mail, report in read_store(store):
            filed = self._file(mail, report)
            store.settle(mail)
            if filed.news:
                _tell(filed)
            yield filed

    def _file(self, mail: Arrived, report: Report) -> Filed:
        fingerprint = fingerprint_of(mail.raw)
        with self._database.read() as connection:
            if kept.is_known(connection, fingerprint):
                return Filed(mail.name, report, news=False)
        if report.unreadable:
            put_aside(self._quarantine, fingerprint, mail.raw)
        judged = [self._judged(report, finding) for finding in report.findings]
        # The list comes first, our own tables second: interrupted in between, the mail is read again, and
        # whoever is suppressed already is suppressed once.
        for one in judged:
            self._act(one)
        with self._database.write() as connection:
            # Another process may have read the same mail meanwhile.
            if kept.is_known(connection, fingerprint):
                return Filed(mail.name, report, news=False)
            self._write(connection, fingerprint, report, judged)
        return Filed(mail.name, report, tuple(one.consequence for one in judged))

    # --- Deciding.

    def _judged(self, report: Report, finding: Finding) -> Judged:
        addressee = self._addressee(report, finding)
        consequence = _consequence(report, finding)
        evidence = _evidence(report, finding)
        if addressee is None:
            consequence = _C.NOTHING if consequence is _C.NOTHING else _C.UNPROVEN
        elif consequence is _C.SCORED and self._score(addressee.subscriber) >= WORN_OUT:
            consequence, evidence = _C.SUPPRESSED, f"soft bounces on many days, the last: {evidence}"
        return Judged(finding, addressee, consequence, evidence)

    def _addressee(self, report: Report, finding: Finding) -> Addressee | None:
        """Return whom of our readers a finding is about, None without proof."""
        token = self._subscribers.read_unsubscribe(report.token) if report.token else None
        if token:
            return Addressee(token.subscriber, None, token.newsletter)
        if self._return_addresses:
            found = map(self._return_addresses.read, report.envelope)
            return next(filter(None, found), None)
        return self._addressee_by_message_id(report, finding)

    def _addressee_by_message_id(self, report: Report, finding: Finding) -> Addressee | None:
        for address in dict.fromkeys((finding.recipient, finding.final)):
            try:
                subscriber = self._subscribers.show(address).id
            except (AddressRefused, UnknownSubscriber):
                continue
            with self._database.read() as connection:
                edition = kept.edition_of(connection, report.message_id, subscriber)
            if edition:
                return Addressee(subscriber, edition, edition.newsletter)
        return None

    def _score(self, subscriber: int) -> float:
        """Return a reader's score, today's soft bounce included."""
        today = self._clock.now().date()
        with self._database.read() as connection:
            days = kept.scored_days(connection, subscriber, today - _MEMORY)
        return soft_score({*days, today}, today)

    # --- Doing.

    def _act(self, judged: Judged) -> None:
        if judged.addressee is None:
            return
        subscriber = judged.addressee.subscriber
        if judged.consequence in _REASONS:
            self._subscribers.suppress(subscriber, _REASONS[judged.consequence], evidence=judged.evidence)
        elif judged.consequence is _C.UNSUBSCRIBED:
            with self._database.read() as connection:
                known = {newsletter.slug for newsletter in load_newsroom(connection).newsletters}
            self._subscribers.leave(
                subscriber, judged.addressee.newsletter, known=known, evidence=judged.evidence
            )

    def _write(self, connection: Connection, fingerprint: str, report: Report, judged: list[Judged]) -> None:
        now = self._clock.now()
        entries = [_entry(one) for one in judged] or [_blank(report)]
        kept.record(connection, fingerprint, entries, now)
        for one in judged:
            event = _step(one.finding)
            if one.addressee and one.addressee.edition and event:
                kept.step_delivery(
                    connection,
                    one.addressee.edition,
                    one.addressee.subscriber,
                    event,
                    reply=_reply(one.finding),
                    now=now,
                )


def _consequence(report: Report, finding: Finding) -> Consequence:
    match finding.kind:
        case Kind.BOUNCE:
            return consequence_of(finding.cause, hard=finding.hard, delayed=finding.delayed)
        case Kind.COMPLAINT:
            return consequence_of_complaint(report.feedback_type)
        case Kind.VACATION | Kind.DELIVERED | Kind.OTHER:
            return _C.NOTHING


def _step(finding: Finding) -> DeliveryEvent | None:
    """Return what the ledger learns. A mail that is still on its way did not come back."""
    if finding.kind is Kind.COMPLAINT:
        return DeliveryEvent.COMPLAIN
    return DeliveryEvent.BOUNCE if finding.kind is Kind.BOUNCE and not finding.delayed else None


def _reply(finding: Finding) -> Reply:
    return Reply(
        code=int(finding.reply or 0), enhanced=finding.status, text=finding.diagnostic or finding.cause
    )


def _evidence(report: Report, finding: Finding) -> str:
    said = finding.diagnostic or report.feedback_type or finding.cause
    return f"{said} (reported by {report.reporter or 'a server without a name'})"


def _entry(judged: Judged) -> kept.Entry:
    finding, addressee = judged.finding, judged.addressee
    entry = kept.Entry(
        kind=finding.kind,
        action=finding.action,
        cause=finding.cause,
        consequence=judged.consequence,
        status=finding.status,
        reply=finding.reply,
    )
    # Of whom we cannot tell that they are a reader of ours, we keep no word.
    if addressee is None:
        return entry
    return replace(
        entry, subscriber=addressee.subscriber, edition=addressee.edition, diagnostic=finding.diagnostic
    )


def _blank(report: Report) -> kept.Entry:
    """Return what is kept of a mail that speaks of nobody: that it was dealt with."""
    return kept.Entry(
        kind=report.kind, action=action_for(Why.NOTHING), cause=Why.NOTHING, consequence=_C.NOTHING
    )


def _tell(filed: Filed) -> None:
    """Log what came of a mail, without anybody's address."""
    if filed.report.unreadable:
        _log.warning("feedback.quarantined", reason=filed.report.unreadable)
    for finding, consequence in zip(filed.report.findings, filed.consequences, strict=True):
        tell = _log.warning if consequence is _C.ALERT else _log.info
        tell(
            "feedback.alert" if consequence is _C.ALERT else "feedback.filed",
            kind=finding.kind.value,
            action=finding.action.value,
            cause=finding.cause.value,
            consequence=consequence.value,
            domain=finding.recipient.rpartition("@")[2],
            status=finding.status,
            reply=finding.reply,
        )
