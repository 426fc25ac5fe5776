from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.dates import parse_date


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        # RFC 5322 and what feeds make of it
        ("Mon, 23 Nov 2026 17:30:00 +0100", utc(2026, 11, 23, 16, 30)),
        ("23 Nov 2026 17:30 GMT", utc(2026, 11, 23, 17, 30)),
        ("Thu, 01 Jan 2004 19:48:21 EST", utc(2004, 1, 2, 0, 48, 21)),
        ("Thu, 1 Jan 04 19:48:21 -0330", utc(2004, 1, 1, 23, 18, 21)),
        ("Fri, 31 Dec 99 23:59:60 UT", utc(1999, 12, 31, 23, 59, 59)),
        ("Thu, Jan 01 2004 19:48:21 GMT", utc(2004, 1, 1, 19, 48, 21)),
        ("Wed, 19 Aug 2009 18:28:00 Etc/GMT", utc(2009, 8, 19, 18, 28)),
        ("Wed, 19 Aug 2009 18:28:00 GMT-08:00", utc(2009, 8, 20, 2, 28)),
        ("Tue, 05 Mar 2024 10:00:00 GMT (Coordinated Universal Time)", utc(2024, 3, 5, 10)),
        ("Sun, 06 Jul 2014 24:00:00 GMT", utc(2014, 7, 7)),
        ("Mon, 23 Nov 2026 17:30:00", utc(2026, 11, 23, 16, 30)),
        ("Mon, 13 Jul 2026 17:30:00 CEST", utc(2026, 7, 13, 15, 30)),
        # RFC 3339, W3C-DTF, ISO 8601
        ("2026-11-23T17:30:00Z", utc(2026, 11, 23, 17, 30)),
        ("2026-11-23T17:30:00.520+01:00", utc(2026, 11, 23, 16, 30, 0, 520000)),
        ("2026-11-23t17:30z", utc(2026, 11, 23, 17, 30)),
        ("2026-11-23 17:30:00 +0000 UTC", utc(2026, 11, 23, 17, 30)),
        ("20261123T173000Z", utc(2026, 11, 23, 17, 30)),
        ("2026-11-23T17:30:00", utc(2026, 11, 23, 16, 30)),
        ("2026-11-23", utc(2026, 11, 22, 23)),
        ("2026/11/23 17:30", utc(2026, 11, 23, 16, 30)),
        # asctime
        ("Wed Jan  7 10:00:00 2004", utc(2004, 1, 7, 9)),
        ("Wed Jan  7 10:00:00 GMT 2004", utc(2004, 1, 7, 10)),
        # words
        ("mar., 05 mars 2024 10:30:00 +0100", utc(2024, 3, 5, 9, 30)),
        ("Mardi 5 mars 2024 à 10h30", utc(2024, 3, 5, 9, 30)),
        ("le 1er août 2024", utc(2024, 7, 31, 22)),
        ("Publié le 16 février 2022 à 9 h", utc(2022, 2, 16, 8)),
        ("jeu. 5 juil. 2018 à 07:05", utc(2018, 7, 5, 5, 5)),
        ("22 DÉCEMBRE 2024, 7:30", utc(2024, 12, 22, 6, 30)),
        ("March 5th, 2024 at 3:30 pm", utc(2024, 3, 5, 14, 30)),
        ("12:15 a.m. March 5, 2024", utc(2024, 3, 4, 23, 15)),
        # numbers that leave no choice
        ("Le 18/01/19 à 12:00", utc(2019, 1, 18, 11)),
        ("01/18/2019", utc(2019, 1, 17, 23)),
        # change of the clocks: the end of the hour that does not exist, the first of the two that do
        ("2026-03-29 02:30", utc(2026, 3, 29, 1)),
        ("2026-10-25 02:30", utc(2026, 10, 25, 0, 30)),
    ],
)
def test_a_stated_date_is_read(text: str, instant: datetime) -> None:
    assert parse_date(text, "Europe/Paris") == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "n/a",
        "hier à 14:05",
        "mise à jour hier à 14:05",
        "Mis à jour le 5 mars 2024",
        "updated March 5, 2024",
        "2024",
        "2024-03",
        "5 mars",
        "12:30",
        "1709629200",
        "05/03/2024 10:30",
        "Tue, 31 Feb 2024 10:00:00 GMT",
        "Tue, 5 Mar 2024 25:00:00 GMT",
        "Tue, 5 Mar 2024 13:00 pm",
        "Tue, 5 Mar 2024 10:00:00 IST",
        "2024-03-05T10:30:00+99:00",
        "2024-03-05T10:30:00-12:30",
        "2024-13-05",
        "0000-00-00T00:00:00Z",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59-12:00",
        "5 jui 2024",
        "entre le 5 mars 2024 et le 6 mars 2024",
    ],
)
def test_what_states_no_date_for_sure_is_none(text: str) -> None:
    assert parse_date(text, "Europe/Paris", "en") is None


@pytest.mark.parametrize(
    ("language", "month"), [("fr", 3), ("fr-FR", 3), ("de", 3), ("en", None), ("en-GB", None), ("", None)]
)
def test_the_language_tells_the_day_from_the_month(language: str, month: int | None) -> None:
    found = parse_date("05/03/2024 10:30", "Europe/Paris", language)
    assert (found.month if found else None) == month


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    found = parse_date(text, "Europe/Paris", "fr")
    assert found is None or found.tzinfo is UTC


@given(st.text(alphabet="0123456789:-+/. TZhàmarsgtpfévjun", max_size=40))
def test_no_muddle_of_numbers_makes_it_fail(text: str) -> None:
    found = parse_date(text, "America/New_York", "fr")
    assert found is None or 1989 <= found.year <= 2200


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2190, 1, 1)), st.integers(-12, 14))
def test_every_instant_comes_back_from_both_standards(moment: datetime, hours: int) -> None:
    from datetime import timedelta, timezone
    from email.utils import format_datetime

    stated = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert parse_date(stated.isoformat(), "Asia/Tokyo") == stated
    assert parse_date(format_datetime(stated), "Asia/Tokyo") == stated
