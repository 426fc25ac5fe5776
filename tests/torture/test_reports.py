"""A hundred thousand damaged mails: none may be an error, none may take long."""

import os
import random
import time

import pytest

from digest.mail.reports import reader
from digest.mail.reports.model import Report
from tests.fakes.mutations import mutated
from tests.fakes.returned import answer, arf, dsn, failed, told

pytestmark = pytest.mark.torture

COUNT = 5_000 if os.environ.get("DIGEST_TORTURE") == "short" else 100_000
LONGEST = 1.0
"""Seconds of processor time for the worst of them."""
MAILS = (
    dsn(failed()),
    dsn(*(failed(f"r{number}@example.org") for number in range(40))),
    arf("Feedback-Type: abuse", "Original-Rcpt-To: ana@example.org"),
    told(
        "<ana@example.org>:\nRemote host said: 550 no such user\n\n--- Below this line is a copy of the message."
    ),
    told(">>> RCPT TO:<ana@example.org>\n<<< 550 5.1.1 <ana@example.org>... User unknown"),
    answer("Réponse automatique : absente"),
    told(
        '{"notificationType": "Bounce", "bounce": {"bouncedRecipients": [{"emailAddress": "a@b.example"}]}}'
    ),
)


def test_damaged_mails_are_read_without_an_error_and_in_time() -> None:
    chance, slowest = random.Random(20250106), 0.0
    for number in range(COUNT):
        raw = mutated(MAILS, chance)
        started = time.process_time()
        # The stages themselves, without the net that is spread under them.
        assert isinstance(reader._read(raw), Report), number
        slowest = max(slowest, time.process_time() - started)
    print(f"\n{COUNT} damaged mails, the slowest took {1000 * slowest:.0f} ms")
    assert slowest <= LONGEST
