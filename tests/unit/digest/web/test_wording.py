from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.domain.delivery import Accounts
from digest.web.words import ENGLISH, FRENCH

PARIS = ZoneInfo("Europe/Paris")
SEVEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0 destinataire", "0 recipients"),
        (1, "1 destinataire", "1 recipient"),
        (2, "2 destinataires", "2 recipients"),
        (12500, "12\u202f500 destinataires", "12,500 recipients"),
    ],
)
def test_a_number_agrees_with_its_word(value: int, french: str, english: str) -> None:
    assert FRENCH.count(value, FRENCH.counts["recipients"]) == french
    assert ENGLISH.count(value, ENGLISH.counts["recipients"]) == english


def test_our_own_sentences_are_told_in_the_language_and_those_of_others_left_alone() -> None:
    assert FRENCH.told("no rule took it", PARIS) == "aucune règle ne l’a pris"
    assert FRENCH.told("un doute", PARIS) == "un doute"
    assert ENGLISH.told("no rule took it", PARIS) == "no rule took it"


def test_times_are_those_of_the_publications_clocks() -> None:
    assert FRENCH.moment(SEVEN, PARIS) == "lundi 23\u00a0novembre 2026, 7\u00a0h"
    assert ENGLISH.moment(SEVEN, PARIS) == "Monday 23\u00a0November 2026, 7:00"
    assert FRENCH.clock(SEVEN, PARIS) == "7\u00a0h"
    assert FRENCH.day(date(2026, 11, 1)) == "Dimanche 1er\u00a0novembre 2026"


def test_accounts_name_what_there_is_and_leave_out_what_there_is_not() -> None:
    found = Accounts(recipients=12, accepted=10, deferred=1, refused=1)
    assert FRENCH.accounts(found) == ("12 destinataires", "10 acceptés", "1 différé", "1 refusé")
    assert ENGLISH.accounts(Accounts()) == ()
