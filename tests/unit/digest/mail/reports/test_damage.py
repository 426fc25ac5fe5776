import random

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


def test_damaged_mails_are_read_without_an_error() -> None:
    chance = random.Random(20250106)
    for _ in range(1500):
        # The stages themselves, without the net that is spread under them.
        assert isinstance(reader._read(mutated(MAILS, chance)), Report)
