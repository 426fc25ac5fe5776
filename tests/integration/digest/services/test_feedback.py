from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from digest.domain.delivery import DeliveryStatus as S
from digest.domain.feedback import Consequence
from digest.errors import StorageFull
from digest.mail.reports.model import Kind
from digest.ports import Addressee, Arrived
from digest.services.feedback import Feedback, Filed
from digest.storage.outbox import anonymise
from digest.storage.tables import feedback
from subscribers.api import Status
from tests.fakes.returned import answer, arf, dsn, failed, told
from tests.fakes.world import TODAY, DyingDatabase, World, message_id_of


class Box:
    """`digest.ports.MailStore` in memory; settled: the names of the mails that were dealt with."""

    def __init__(self, *mails: bytes) -> None:
        self.arrived = [Arrived(str(number), mail) for number, mail in enumerate(mails)]
        self.settled: list[str] = []

    def mails(self) -> Iterator[Arrived]:
        yield from self.arrived

    def settle(self, mail: Arrived) -> None:
        self.settled.append(mail.name)


class Sealed:
    """`digest.ports.ReturnAddresses`: knows the addresses that it was given."""

    def __init__(self, **known: Addressee) -> None:
        self._known = known

    def read(self, address: str) -> Addressee | None:
        return self._known.get(address.partition("@")[0])


@pytest.fixture
def sent(each_world: World) -> World:
    """A world in which three readers have today's edition."""
    each_world.frozen(3)
    each_world.deliver()
    return each_world


@pytest.fixture
def take(sent: World, tmp_path: Path) -> Callable[..., list[Filed]]:
    def taken(*mails: bytes, **options: object) -> list[Filed]:
        return list(desk(sent, tmp_path, **options).take(Box(*mails)))

    return taken


def desk(world: World, folder: Path, **options: object) -> Feedback:
    parts = {"database": world.database, **options}
    database = parts.pop("database")
    return Feedback(database, world.house.subscribers, world.clock, folder / "quarantine", **parts)  # type: ignore[arg-type]


def about(world: World, recipient: str, **changes: str) -> str:
    """The header of the mail that `recipient` got, as a report copies it."""
    (message,) = [one for one in world.accepted if one.recipient == recipient]
    return f"Message-ID: {message_id_of(message)}\nTo: {recipient}"


def bounce(world: World, recipient: str, *, number: str = "", **changes: str) -> bytes:
    mail = dsn(failed(recipient, **changes), original=about(world, recipient))
    return mail.replace(b"report-1@", f"report-{recipient}-{number}@".encode())


FULL = {"status": "5.2.2", "said": "552 5.2.2 mailbox full"}
A, B, OTHER = "r00000@example.org", "r00001@example.org", "r00002@example.org"


def status(world: World, address: str) -> Status:
    return world.house.subscribers.show(address).status


def ledger(world: World) -> dict[str, S]:
    return {record.address: record.status for record in world.records()}


def test_a_hard_bounce_suppresses_at_once_and_stands_in_the_ledger(sent: World, take) -> None:
    (filed,) = take(bounce(sent, A))
    assert (filed.report.kind, filed.consequences) == (Kind.BOUNCE, (Consequence.SUPPRESSED,))
    assert (status(sent, A), status(sent, B)) == (Status.BOUNCED, Status.ACTIVE)
    assert ledger(sent) == {A: S.BOUNCED, B: S.ACCEPTED, OTHER: S.ACCEPTED}
    (record,) = sent.records(S.BOUNCED)
    assert (record.reply.code, record.reply.enhanced) == (550, "5.1.1")
    assert "no such user" in record.reply.text
    (suppression,) = sent.house.subscribers.suppressions()
    assert "no such user" in suppression.evidence
    assert "mx.example" in suppression.evidence
    assert sent.accounts().balanced


def test_a_mail_that_is_read_twice_counts_once(sent: World, take) -> None:
    mail = bounce(sent, A, **FULL)
    first, second = take(mail, b"Received: by another server\n" + mail)
    assert (first.consequences, second.news, second.consequences) == ((Consequence.SCORED,), False, ())
    (third,) = take(mail.replace(b"\n", b"\r\n"))
    assert not third.news


def test_a_complaint_suppresses_at_once_also_after_a_bounce(sent: World, take) -> None:
    complaint = arf("Feedback-Type: abuse", f"Original-Rcpt-To: {A}", original=about(sent, A))
    take(bounce(sent, A, **FULL))
    (filed,) = take(complaint)
    assert filed.consequences == (Consequence.COMPLAINED,)
    assert status(sent, A) is Status.COMPLAINED
    assert ledger(sent)[A] is S.COMPLAINED


@pytest.mark.parametrize("feedback_type", ["not-spam", "auth-failure"])
def test_what_is_no_complaint_of_a_reader_suppresses_nobody(sent: World, take, feedback_type: str) -> None:
    take(arf(f"Feedback-Type: {feedback_type}", f"Original-Rcpt-To: {A}", original=about(sent, A)))
    assert status(sent, A) is Status.ACTIVE


def test_ten_days_of_soft_bounces_wear_a_mailbox_out(sent: World, take) -> None:
    for day in range(9):
        for number in range(3):
            (filed,) = take(bounce(sent, A, number=f"{day}.{number}", **FULL))
            assert filed.consequences == (Consequence.SCORED,), day
        sent.clock.advance(days=1)
    assert status(sent, A) is Status.ACTIVE
    (filed,) = take(bounce(sent, A, number="last", **FULL))
    assert filed.consequences == (Consequence.SUPPRESSED,)
    assert status(sent, A) is Status.BOUNCED
    (suppression,) = sent.house.subscribers.suppressions()
    assert "on many days" in suppression.evidence


def test_a_week_without_a_soft_bounce_forgives_all(sent: World, take) -> None:
    for day in range(9):
        take(bounce(sent, A, number=str(day), **FULL))
        sent.clock.advance(days=1)
    sent.clock.advance(days=8)
    (filed,) = take(bounce(sent, A, number="later", **FULL))
    assert filed.consequences == (Consequence.SCORED,)


@pytest.mark.parametrize(
    ("bounced", "reason"),
    [
        ({"status": "5.7.1", "said": "554 5.7.1 your ip is on a blocklist"}, "reputation"),
        ({"status": "5.7.26", "said": "550 5.7.26 dmarc check failed"}, "signature"),
        ({"status": "5.7.0", "said": "552 rejected for policy reasons"}, "policy"),
    ],
)
def test_what_is_about_us_alerts_and_never_counts_against_a_reader(
    sent: World, take, bounced: dict[str, str], reason: str
) -> None:
    for day in range(12):
        (filed,) = take(bounce(sent, A, number=str(day), **bounced))
        assert filed.consequences == (Consequence.ALERT,), reason
        sent.clock.advance(days=1)
    assert status(sent, A) is Status.ACTIVE
    assert ledger(sent)[A] is S.BOUNCED


def test_a_delay_has_no_consequence(sent: World, take) -> None:
    (filed,) = take(bounce(sent, A, status="4.4.1", said="connection timed out", action="delayed"))
    assert filed.consequences == (Consequence.NOTHING,)
    assert ledger(sent)[A] is S.ACCEPTED


def test_an_automatic_answer_has_no_consequence(sent: World, take) -> None:
    mail = answer(
        "Automatic reply: La Quotidienne", about(sent, A).splitlines()[0].replace("Message-ID", "In-Reply-To")
    )
    (filed,) = take(mail)
    assert (filed.report.kind, filed.consequences) == (Kind.VACATION, (Consequence.NOTHING,))
    assert status(sent, A) is Status.ACTIVE


class TestWithoutProof:
    """A report that does not prove to be about a mail of ours to this reader suppresses nobody."""

    @pytest.fixture
    def forged(self, sent: World) -> list[bytes]:
        return [
            dsn(failed(A)),
            dsn(failed(A), original=f"To: {A}"),
            dsn(failed(A), original=about(sent, B)),
            dsn(failed(A), original=about(sent, A).replace("@", "@x", 1)),
            dsn(failed(A), original=about(sent, A).replace("<2", "<9")),
            dsn(failed("stranger@example.org"), original=about(sent, A)),
            arf("Feedback-Type: abuse", f"Original-Rcpt-To: {A}", original=about(sent, B)),
            answer("unsubscribe AbCdEfGhIjKlMnOpQrStUvWx"),
        ]

    def test_nothing_happens_to_anybody(self, sent: World, take, forged: list[bytes]) -> None:
        assert {one for filed in take(*forged) for one in filed.consequences} == {Consequence.UNPROVEN}
        assert {status(sent, address) for address in (A, B, OTHER)} == {Status.ACTIVE}
        assert set(ledger(sent).values()) == {S.ACCEPTED}

    def test_no_word_is_kept_about_anybody(self, sent: World, take, forged: list[bytes]) -> None:
        take(*forged)
        with sent.database.read() as connection:
            rows = connection.execute(select(feedback)).mappings().all()
        assert len(rows) == len(forged)
        assert {(row["subscriber_id"], row["diagnostic"]) for row in rows} == {(None, "")}


class TestWithReturnAddresses:
    """Where return addresses name the delivery, they alone are proof."""

    def test_the_address_names_whom_it_is_about(self, sent: World, take) -> None:
        person = sent.house.subscribers.show(A)
        sealed = Sealed(token=Addressee(person.id, TODAY, "quotidienne"))
        mail = dsn(failed("forwarded@elsewhere.example"), to="token@b.news.example", original="Subject: x")
        (filed,) = take(mail, return_addresses=sealed)
        assert filed.consequences == (Consequence.SUPPRESSED,)
        assert ledger(sent)[A] is S.BOUNCED

    @pytest.mark.parametrize(
        "mail",
        [
            arf("Feedback-Type: abuse", "Original-Mail-From: <token@b.news.example>", original="Subject: x"),
            arf("Feedback-Type: abuse", original="Return-Path: <token@b.news.example>\nSubject: x"),
        ],
    )
    def test_a_complaint_that_went_to_its_provider_s_mailbox_names_our_return_address(
        self, sent: World, take, mail: bytes
    ) -> None:
        person = sent.house.subscribers.show(A)
        sealed = Sealed(token=Addressee(person.id, TODAY, "quotidienne"))
        (filed,) = take(mail, return_addresses=sealed)
        assert filed.consequences == (Consequence.COMPLAINED,) * len(filed.report.findings)
        assert filed.consequences
        assert status(sent, A) is Status.COMPLAINED
        assert ledger(sent)[A] is S.COMPLAINED

    def test_a_bounce_that_names_nobody_is_about_whom_the_address_names(self, sent: World, take) -> None:
        person = sent.house.subscribers.show(A)
        sealed = Sealed(bounces=Addressee(person.id, TODAY, "quotidienne"))
        (filed,) = take(told("550 5.1.1 No such user here"), return_addresses=sealed)
        assert filed.consequences == (Consequence.SUPPRESSED,)
        assert ledger(sent)[A] is S.BOUNCED

    def test_nothing_else_is_proof(self, sent: World, take) -> None:
        (filed,) = take(bounce(sent, A), return_addresses=Sealed())
        assert filed.consequences == (Consequence.UNPROVEN,)
        assert status(sent, A) is Status.ACTIVE


def test_a_mail_to_the_unsubscribe_address_unsubscribes(sent: World, take) -> None:
    person = sent.house.subscribers.show(A)
    token = sent.house.links.unsubscribe(person.id, "quotidienne").rpartition("/")[2]
    (filed,) = take(answer(f"unsubscribe {token}"))
    assert filed.consequences == (Consequence.UNSUBSCRIBED,)
    assert not sent.house.subscribers.may_mail([person.id], "quotidienne")[person.id].allowed
    assert ledger(sent)[A] is S.ACCEPTED


def test_what_cannot_be_read_is_kept_in_quarantine_and_counts_as_dealt_with(
    sent: World, take, tmp_path: Path
) -> None:
    (filed,) = take(b"\nnothing like a mail")
    assert filed.report.unreadable
    (kept,) = (tmp_path / "quarantine").iterdir()
    assert kept.read_bytes() == b"\nnothing like a mail"
    assert kept.stat().st_mode & 0o077 == 0
    (again,) = take(b"\nnothing like a mail")
    assert not again.news


def test_a_mail_is_settled_only_after_its_consequences_are_written(sent: World, tmp_path: Path) -> None:
    box = Box(bounce(sent, A), bounce(sent, B))
    dying = DyingDatabase(sent.database, writes=1)
    with pytest.raises(StorageFull):
        list(desk(sent, tmp_path, database=dying).take(box))
    dying.close()
    assert box.settled == ["0"]
    # The next run finds the second mail where it lay, and ends what was begun.
    second = Box(*(mail.raw for mail in box.arrived))
    first, again = desk(sent, tmp_path).take(second)
    assert (first.news, again.consequences) == (False, (Consequence.SUPPRESSED,))
    assert second.settled == ["0", "1"]
    assert ledger(sent) == {A: S.BOUNCED, B: S.BOUNCED, OTHER: S.ACCEPTED}
    assert len(list(sent.house.subscribers.suppressions())) == 2


def test_whoever_is_erased_leaves_no_report_behind(sent: World, take) -> None:
    take(bounce(sent, A, **FULL), bounce(sent, B, **FULL))
    with sent.database.write() as connection:
        anonymise(connection, sent.house.subscribers.show(A).id)
    with sent.database.read() as connection:
        rows = connection.execute(select(feedback.c.diagnostic, feedback.c.subscriber_id)).all()
    assert [row.subscriber_id for row in rows] == [sent.house.subscribers.show(B).id]
