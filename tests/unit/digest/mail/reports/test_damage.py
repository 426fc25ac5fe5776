import json
import random
from dataclasses import asdict

from digest.mail.reports import reader
from digest.mail.reports.model import Report
from tests.fakes.mutations import mutated
from tests.fakes.returned import answer, arf, dsn, failed, told

MAILS = (
    dsn(failed()),
    dsn(failed(), failed("bob@example.org", "5.2.2", "552 mailbox full")),
    arf("Feedback-Type: abuse", "Original-Rcpt-To: ana@example.org"),
    told("<ana@example.org>:\nRemote host said: 550 no such user"),
    answer("Réponse automatique : absente"),
    told(
        '{"notificationType": "Bounce", "bounce": {"bouncedRecipients": [{"emailAddress": "a@b.example"}]}}'
    ),
)


def storable(report: Report) -> bool:
    """Whether a database keeps, and a terminal prints, what a report says."""
    text = json.dumps(asdict(report), ensure_ascii=False)
    return bool(text.encode()) and "\\u0000" not in text


def test_damaged_mails_are_read_without_an_error() -> None:
    chance = random.Random(20250106)
    for _ in range(1500):
        # The stages themselves, without the net that is spread under them.
        report = reader._read(mutated(MAILS, chance))
        assert storable(report)


def test_no_charset_and_no_escape_makes_a_text_that_cannot_be_kept() -> None:
    for mail in (
        (
            b"From: daemon@mx.example\nSubject: failed delivery\nContent-Type: text/plain; charset=unicode_escape\n\n"
            b"<a\\ud800@b.example>: no \\x00 such user\n"
        ),
        b"From: \xed\xa0\x80 =?utf-8?q?=00?= daemon@mx.example\nSubject: =?x?q?a?=\n\nundelivered <a\0b@c.example>",
        told(
            '{"notificationType": "Bounce", "bounce": {"bouncedRecipients": [{"emailAddress": "a\\ud800@b.example",'
            ' "status": "5.1.1\\u0000", "diagnosticCode": "no \\u0000 user"}]}}'
        ),
    ):
        assert storable(reader._read(mail))
