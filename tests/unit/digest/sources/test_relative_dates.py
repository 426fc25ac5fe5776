from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Precision
from digest.sources.dates import Stated
from digest.sources.relative_dates import latest_day, read_date_at, read_mark

PARIS = ZoneInfo("Europe/Paris")


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


MORNING = paris("2026-11-25 09:00")  # A Wednesday.


def read(text: str, now: datetime = MORNING, language: str = "fr") -> Stated | None:
    return read_date_at(text, now, "Europe/Paris", language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hier à 14:05", "2026-11-24 14:05"),
        ("Hier, 14 h 05", "2026-11-24 14:05"),
        ("14:05 hier", "2026-11-24 14:05"),
        ("hier", "2026-11-24"),
        ("hier à midi", "2026-11-24 12:00"),
        ("hier soir", "2026-11-24"),
        ("hier soir à 21 h", "2026-11-24 21:00"),
        ("hier soir à 9 h", None),
        ("hier matin à 9 h", "2026-11-24 09:00"),
        ("ce matin à 7h30", "2026-11-25 07:30"),
        ("avant-hier à 9h", "2026-11-23 09:00"),
        ("avant-hier", "2026-11-23"),
        ("aujourd’hui à 7 h 30", "2026-11-25 07:30"),
        ("Aujourd'hui", "2026-11-25"),
        ("aujourd’hui à 14:05", None),
        ("publié hier à 14:05", "2026-11-24 14:05"),
        ("publié hier à 14:05, mis à jour à 16:00", "2026-11-24 14:05"),
        ("mise à jour hier à 14:05", None),
        ("mardi 24 novembre à 7 h", "2026-11-24 07:00"),
        ("lundi 24 novembre à 7 h", None),
        ("22 Nov", "2026-11-22"),
        ("22 novembre", "2026-11-22"),
        ("Dimanche 22 novembre", "2026-11-22"),
        ("22/11", "2026-11-22"),
        ("22/11 à 7:30", "2026-11-22 07:30"),
        ("1er janvier", "2026-01-01"),
        ("31 déc.", "2025-12-31"),
        ("25 novembre à 14:05", None),
        ("29 février", "2024-02-29"),
        ("31 février", None),
        ("mardi", "2026-11-24"),
        ("jeudi", "2026-11-19"),
        ("mercredi", None),
        ("il y a 5 min", "2026-11-25 08:55"),
        ("il y a une heure", "2026-11-25 08:00"),
        ("Il y a 2 heures", "2026-11-25 07:00"),
        ("il y a 1 h 30", "2026-11-25 07:30"),
        ("il y a environ 10 heures", "2026-11-24 23:00"),
        ("il y a 3 jours", "2026-11-22"),
        ("il y a une semaine", None),
        ("il y a 2 mois", None),
        ("modifié il y a 3 jours", None),
        ("à l’instant", "2026-11-25 09:00"),
        ("yesterday at 3 pm", "2026-11-24 15:00"),
        ("Yesterday", "2026-11-24"),
        ("the day before yesterday", "2026-11-23"),
        ("today at 7:30", "2026-11-25 07:30"),
        ("yesterday evening at 8", None),
        ("this morning at 7:30", "2026-11-25 07:30"),
        ("2 hours ago", "2026-11-25 07:00"),
        ("an hour ago", "2026-11-25 08:00"),
        ("Posted 5 mins ago", "2026-11-25 08:55"),
        ("3 days ago", "2026-11-22"),
        ("updated 2 hours ago", None),
        ("just now", "2026-11-25 09:00"),
        ("Nov 22", "2026-11-22"),
        ("Publié le 23 novembre 2026 à 7 h 30", "2026-11-23 07:30"),
        ("7:30", None),
        ("", None),
        ("la réunion d'hier", None),
        ("hier et aujourd'hui", None),
    ],
)
def test_what_depends_on_the_day_of_reading_becomes_an_instant(text: str, expected: str | None) -> None:
    stated = read(text)
    if expected is None:
        assert stated is None
    else:
        precision = Precision.MINUTE if ":" in expected else Precision.DAY
        assert stated == Stated(paris(expected).astimezone(UTC), precision)


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        # midnight and New Year, on the source's clock
        ("2026-11-25 00:05+01:00", "hier à 23:50", "2026-11-24 22:50+00:00"),
        ("2026-11-24 23:05+00:00", "hier à 23:50", "2026-11-24 22:50+00:00"),
        ("2026-11-24 22:55+00:00", "hier à 23:50", "2026-11-23 22:50+00:00"),
        ("2027-01-01 00:10+01:00", "hier à 23:50", "2026-12-31 22:50+00:00"),
        ("2027-01-01 08:00+01:00", "31 Déc", "2026-12-30 23:00+00:00"),
        ("2027-01-01 08:00+01:00", "31/12 à 23:50", "2026-12-31 22:50+00:00"),
        ("2026-12-31 23:00+01:00", "31 Déc", "2026-12-30 23:00+00:00"),
        ("2026-12-31 23:00+01:00", "1er janv.", "2025-12-31 23:00+00:00"),
        ("2026-12-31 23:55+01:00", "1er janv.", "2026-12-31 23:00+00:00"),  # Its clock is ahead of ours.
        # the clocks go forward on 29 March 2026 at 2 o'clock, and back on 25 October at 3
        ("2026-03-29 12:00+02:00", "aujourd'hui à 2:30", "2026-03-29 01:00+00:00"),
        ("2026-03-30 12:00+02:00", "hier à 3:30", "2026-03-29 01:30+00:00"),
        ("2026-03-29 03:30+02:00", "il y a 2 heures", "2026-03-28 23:30+00:00"),
        ("2026-10-25 12:00+01:00", "aujourd'hui à 2:30", "2026-10-25 00:30+00:00"),
        ("2026-10-26 12:00+01:00", "hier à 3:30", "2026-10-25 02:30+00:00"),
        ("2026-10-25 04:00+01:00", "il y a 3 heures", "2026-10-25 00:00+00:00"),
        ("2026-10-26 00:30+01:00", "hier", "2026-10-24 22:00+00:00"),
    ],
)
def test_it_is_right_over_midnight_new_year_and_both_changes_of_the_clocks(
    now: str, text: str, expected: str
) -> None:
    stated = read(text, datetime.fromisoformat(now))
    assert stated
    assert stated.instant == datetime.fromisoformat(expected)


def test_day_and_month_in_figures_follow_the_language() -> None:
    assert read("05/03", language="fr") == Stated(paris("2026-03-05").astimezone(UTC), Precision.DAY)
    assert read("05/03", language="en") is None


@pytest.mark.parametrize(
    ("text", "states_day", "day"),
    [
        ("7:30", False, None),
        ("à 7 h 30", False, None),
        ("22 Nov", True, date(2026, 11, 22)),
        ("Hier, 7:30", True, date(2026, 11, 24)),
        ("31 novembre", True, None),
        ("05/12", True, None),
        ("mercredi", True, None),
    ],
)
def test_a_mark_tells_an_unreadable_day_from_none(text: str, states_day: bool, day: date | None) -> None:
    mark = read_mark(text, MORNING, "Europe/Paris", "en")
    assert mark
    assert (mark.states_day, mark.day) == (states_day, day)


@pytest.mark.parametrize(
    "text",
    [
        "9h-18h",
        "22",
        "3",
        "4.5",
        "novembre",
        "14h | 27",
        "Le fil",
        "de 7:30 à 9:00",
        "7:30 Le Sénat vote",
        "il y a longtemps",
    ],
)
def test_what_is_more_or_less_than_a_date_is_no_mark(text: str) -> None:
    mark = read_mark(text, MORNING, "Europe/Paris", "fr")
    assert mark is None


@given(st.dates(date(2000, 1, 1), date(2150, 12, 31)), st.integers(1, 12), st.integers(1, 31))
def test_the_latest_day_is_never_ahead_and_less_than_eight_years_back(
    latest: date, month: int, day: int
) -> None:
    found = latest_day(month, day, latest)
    if found is None:
        assert day > (29 if month == 2 else 30) or (month, day) == (2, 29)
    else:
        assert (found.month, found.day) == (month, day)
        assert found <= latest
        assert latest.year - found.year <= 8


@given(
    st.text() | st.text(alphabet="0123456789:/ hierauj'dmnov.àlys", max_size=30),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
)
def test_no_text_makes_it_fail_or_see_the_future(text: str, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    stated = read(text, now)
    assert stated is None or stated.instant.tzinfo is UTC


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.integers(0, 2),
    st.times(),
    st.sampled_from(["Europe/Paris", "America/Montreal", "Pacific/Auckland"]),
)
def test_every_time_of_the_last_days_comes_back(moment: datetime, back: int, wall: object, zone: str) -> None:
    now = moment.replace(tzinfo=UTC)
    word = ["aujourd'hui", "hier", "avant-hier"][back]
    stated = read_date_at(f"{word} à {wall:%H:%M}", now, zone, "fr")
    today = now.astimezone(ZoneInfo(zone)).date()
    if stated:
        assert (today - stated.instant.astimezone(ZoneInfo(zone)).date()).days == back
    else:
        assert back == 0
