from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Precision
from digest.domain.schedule import instant_of
from digest.sources.dates import Stated, parse_date, read_date

PARIS = ZoneInfo("Europe/Paris")


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


FRENCH = [
    # with and without the day of the week
    ("lundi 23 novembre 2026 à 7 h 30", "2026-11-23 07:30"),
    ("Lundi 23 novembre 2026, 7h30", "2026-11-23 07:30"),
    ("lun. 23 nov. 2026 07:30", "2026-11-23 07:30"),
    ("23 novembre 2026", "2026-11-23"),
    ("le 23 novembre 2026 à 7:30", "2026-11-23 07:30"),
    ("mar. 5 nov. 2024", "2024-11-05"),
    ("mardi 3 mars 2026 – 16 h 30", "2026-03-03 16:30"),
    ("mar. 3 mars 2026 à 16h30", "2026-03-03 16:30"),
    ("Mercredi 1er juillet 2026 à 9h", "2026-07-01 09:00"),
    ("dim. 29 févr. 2032", "2032-02-29"),
    # every month, in full and short
    ("1er janvier 2026", "2026-01-01"),
    ("1 er janvier 2026", "2026-01-01"),
    ("5 janv. 2026", "2026-01-05"),
    ("5 févr. 2026 à 18:05", "2026-02-05 18:05"),
    ("5 fév 2026", "2026-02-05"),
    ("28 février 2026 à minuit", None),
    ("5 avr. 2026", "2026-04-05"),
    ("5 mai 2026 à midi", "2026-05-05 12:00"),
    ("14 juin 2026 à 20 heures", "2026-06-14 20:00"),
    ("14 juil. 2026", "2026-07-14"),
    ("14 juill. 2026 à 8 h 05", "2026-07-14 08:05"),
    ("15 août 2026", "2026-08-15"),
    ("15 AOUT 2026 À 8H05", "2026-08-15 08:05"),
    ("5 sept. 2026", "2026-09-05"),
    ("5 octobre 26 à 7h", "2026-10-05 07:00"),
    ("31 déc. 2026 à 23:59", "2026-12-31 23:59"),
    ("31 décembre 1999", "1999-12-31"),
    # in figures, the day first
    ("23/11/2026", "2026-11-23"),
    ("23/11/26 7:30", "2026-11-23 07:30"),
    ("05/03/26 à 07:30", "2026-03-05 07:30"),
    ("5.3.2026", "2026-03-05"),
    ("23-11-2026 07:30:15", "2026-11-23 07:30:15"),
    ("2026-11-23 à 7 h 30", "2026-11-23 07:30"),
    ("le 2026/11/23", "2026-11-23"),
    # what newspapers write around it
    ("Publié le 23 novembre 2026 à 7 h 30", "2026-11-23 07:30"),
    ("Publiée le 23/11/2026", "2026-11-23"),
    ("Publié le 16 May 2022 à 10:00", "2022-05-16 10:00"),
    ("PUBLIÉ LE 23/11/2026 À 07H30", "2026-11-23 07:30"),
    ("Mis en ligne le 23 novembre 2026", "2026-11-23"),
    ("Paru le lundi 23 novembre 2026", "2026-11-23"),
    ("Date de publication : 23 novembre 2026", "2026-11-23"),
    ("Posté le 23 novembre 2026 à 7h30", "2026-11-23 07:30"),
    ("Par Jeanne Martin, le 23 novembre 2026 à 7h30", "2026-11-23 07:30"),
    ("Par Avril Dupuis | Publié le 23 novembre 2026", "2026-11-23"),
    ("Publié le 23 novembre 2026 à 7 h 30 par Jeanne Martin", "2026-11-23 07:30"),
    ("Le 23/11/26 à 7:30 Lecture 3 min.", "2026-11-23 07:30"),
    ("23 novembre 2026 · 4 min de lecture", "2026-11-23"),
    ("Temps de lecture : 2 minutes - 23 novembre 2026", "2026-11-23"),
    # publication and update
    ("Le 23/11/26 à 7:30, mise à jour hier à 14:05 Lecture 3 min.", "2026-11-23 07:30"),
    ("Le 23/11/26 à 7:30, mise à jour aujourd’hui à 9:12", "2026-11-23 07:30"),
    ("Le 18/01/19 à 12:00, mise à jour le 20/01/19 à 14:05", "2019-01-18 12:00"),
    ("Publié le 23/11/2026 à 7h30, mis à jour le 24/11/2026 à 8h", "2026-11-23 07:30"),
    ("Publié le 23/11/2026 (mis à jour le 24/11/2026)", "2026-11-23"),
    ("Publié le 23/11/2026 et modifié le 24/11/2026", "2026-11-23"),
    ("Mis à jour le 24/11/2026, publié le 23/11/2026", "2026-11-23"),
    ("Publié le 23/11/2026 Dernière modification le 24/11/2026", "2026-11-23"),
    ("Mis à jour le 24 novembre 2026", None),
    ("mise à jour hier à 14:05", None),
    ("Dernière mise à jour : 24/11/2026 10:00", None),
    ("Actualisé le 24 novembre 2026 à 10h", None),
    ("24 novembre 2026 (mise à jour)", None),
    ("Publié et mis à jour le 24 novembre 2026", None),
    ("MàJ 24/11/2026", None),
    # zones, and what is no date or may be two
    ("23 novembre 2026 à 7h30 GMT", "2026-11-23 08:30"),
    ("23 novembre 2026 à 7h30 (UTC)", "2026-11-23 08:30"),
    ("23 novembre 2026 à 7h30 (heure de Montréal)", None),
    ("31 novembre 2026", None),
    ("23 novembre", None),
    ("novembre 2026", None),
    ("hier à 7h30", None),
    ("5 jui 2026", None),
    ("du 23 au 25 novembre 2026", None),
    ("2026-W48", None),
    ("2026-W48-1", None),
    ("le 23 novembre 2026 de 7h30 à 9h", None),
    ("Réunion du 23 novembre 2026", None),
]
ENGLISH = [
    ("Monday, November 23, 2026 at 7:30 am", "2026-11-23 07:30"),
    ("Mon 23 Nov 2026 07:30", "2026-11-23 07:30"),
    ("November 23, 2026", "2026-11-23"),
    ("Nov. 23, 2026", "2026-11-23"),
    ("Nov 23rd, 2026 7:30 p.m.", "2026-11-23 19:30"),
    ("23 November 2026", "2026-11-23"),
    ("23rd of November 2026", "2026-11-23"),
    ("the 1st of March 2026 at noon", "2026-03-01 12:00"),
    ("1 Jan 2026", "2026-01-01"),
    ("Feb 2, 2026", "2026-02-02"),
    ("Mar 3, 2026", "2026-03-03"),
    ("3 Mar 2026", "2026-03-03"),
    ("Apr 4 2026", "2026-04-04"),
    ("May 5, 2026", "2026-05-05"),
    ("June 6, 2026 at 3 pm", "2026-06-06 15:00"),
    ("July 7, 2026, 12:00 am", "2026-07-07 00:00"),
    ("August 8, 2026 12 p.m.", "2026-08-08 12:00"),
    ("Sept. 9, 2026", "2026-09-09"),
    ("Sep 9 2026 09:09:09", "2026-09-09 09:09:09"),
    ("October 10, 2026 10:10 CET", "2026-10-10 11:10"),
    ("Dec 12 2026 12:12", "2026-12-12 12:12"),
    ("23-Nov-26", "2026-11-23"),
    ("11/23/2026", "2026-11-23"),
    ("23/11/2026 7:30 PM", "2026-11-23 19:30"),
    ("2026-11-23 7:30 pm", "2026-11-23 19:30"),
    ("2026/11/23", "2026-11-23"),
    ("20261123", "2026-11-23"),
    ("2026-11-23T07:30+01:00", "2026-11-23 07:30"),
    ("2026-11-23T06:30:00.000Z", "2026-11-23 07:30"),
    ("Mon, 23 Nov 2026 06:30:00 GMT", "2026-11-23 07:30"),
    ("Mon, 23 Nov 2026 06:30:00 (GMT)", "2026-11-23 07:30"),
    ("Mon, 23 Nov 2026 01:30 -0500 (EST)", "2026-11-23 07:30"),
    ("Posted on November 23, 2026", "2026-11-23"),
    ("Published: 23 November 2026 07:30", "2026-11-23 07:30"),
    ("First published on 23 November 2026", "2026-11-23"),
    ("By Jane Doe, November 23, 2026", "2026-11-23"),
    ("Published November 23, 2026 by Jane Doe", "2026-11-23"),
    ("November 23, 2026 | 3 min read", "2026-11-23"),
    ("November 23, 2026 - Reading time: 4 minutes", "2026-11-23"),
    ("Published Nov 23, 2026, updated Nov 24, 2026", "2026-11-23"),
    ("Published Nov 23, 2026 (updated yesterday)", "2026-11-23"),
    ("Nov 23, 2026; last modified on Nov 24, 2026", "2026-11-23"),
    ("Updated Nov 24, 2026. Published Nov 23, 2026", "2026-11-23"),
    ("Posted Nov 23, 2026 and edited Nov 24, 2026", "2026-11-23"),
    ("Updated Nov 24, 2026", None),
    ("Last updated: 24 November 2026", None),
    ("Last modified on 2026-11-24", None),
    ("Nov 24, 2026 (updated)", None),
    ("updated 2 hours ago", None),
    ("05/03/2026", None),
    ("5/3/26", None),
    ("Feb 30, 2026", None),
    ("November 2026", None),
    ("November 23", None),
    ("yesterday", None),
    ("2 hours ago", None),
    ("Nov 23, 2026 at midnight", None),
    ("Nov 23, 2026 13:30 pm", None),
    ("Nov 23-25, 2026", None),
    ("Nov 23 to Nov 25, 2026", None),
    ("2026-W48-1T07:30", None),
    ("2026-327", None),
    ("Nov 23, 2026 07:30 IST", None),
    ("Copyright 2026", None),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [("fr", *row) for row in FRENCH] + [("en", *row) for row in ENGLISH],
)
def test_what_newsrooms_write_is_read_right_or_not_at_all(
    language: str, text: str, expected: str | None
) -> None:
    stated = read_date(text, "Europe/Paris", language)
    if expected is None:
        assert stated is None
    else:
        local = datetime.fromisoformat(expected).replace(tzinfo=PARIS)
        precision = Precision.MINUTE if ":" in expected else Precision.DAY
        assert stated == Stated(local.astimezone(UTC), precision)


def test_a_day_begins_when_its_clocks_say_so() -> None:
    # In Beirut the clocks went forward at midnight: that day began at 1 o'clock.
    stated = read_date("2026-03-29", "Asia/Beirut")
    assert stated == Stated(utc(2026, 3, 28, 22), Precision.DAY)
    assert read_date("30 décembre 2011", "Pacific/Apia") is None  # Samoa had no such day.


MONTHS_FR = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
SHORT_FR = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
DAYS_FR = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
ZONES = ["Europe/Paris", "America/Montreal", "Asia/Tokyo", "Pacific/Auckland", "UTC"]


def first(day: int) -> str:
    return "1er" if day == 1 else str(day)


FORMS: dict[str, tuple[str, Callable[[datetime], str]]] = {
    "long": (
        "fr",
        lambda d: (
            f"{DAYS_FR[d.weekday()]} {first(d.day)} {MONTHS_FR[d.month - 1]} {d.year} à {d.hour} h {d:%M}"
        ),
    ),
    "short": (
        "fr",
        lambda d: f"{DAYS_FR[d.weekday()][:3]}. {d.day} {SHORT_FR[d.month - 1]} {d.year}, {d:%H:%M}",
    ),
    "figures": ("fr", lambda d: f"Le {d:%d/%m/%Y} à {d.hour}h{d:%M}"),
    "updated": (
        "fr",
        lambda d: f"Publié le {d:%d/%m/%Y} à {d:%H:%M}, mis à jour le {d + timedelta(days=1):%d/%m/%Y}",
    ),
    "american": ("en", lambda d: f"{d:%B} {d.day}, {d.year} at {d:%I:%M %p}"),
    "british": ("en", lambda d: f"{d:%A} {d.day} {d:%b} {d.year} {d:%H:%M}"),
    "iso": ("en", lambda d: f"{d:%Y-%m-%d %H:%M}"),
}


@pytest.mark.parametrize("form", FORMS)
@given(
    moment=st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2190, 1, 1)),
    zone=st.sampled_from(ZONES),
)
def test_every_form_of_every_moment_comes_back(form: str, moment: datetime, zone: str) -> None:
    language, written = FORMS[form]
    local = moment.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone))
    stated = read_date(written(local), zone, language)
    assert stated
    assert stated.precision is Precision.MINUTE
    assert stated.instant == instant_of(local.date(), local.time(), ZoneInfo(zone))


@pytest.mark.parametrize("language", ["fr", "en"])
@given(
    words=st.lists(
        st.sampled_from(
            [
                "Publié",
                "le",
                "mis",
                "à",
                "jour",
                "hier",
                "23",
                "11",
                "2026",
                "26",
                "/",
                "novembre",
                "Nov.",
                "7h30",
                "7:30",
                "(",
                ")",
                ",",
                "par",
                "updated",
            ]
        )
    )
)
def test_no_muddle_of_a_date_s_words_makes_it_fail(language: str, words: list[str]) -> None:
    stated = read_date(" ".join(words), "Europe/Paris", language)
    assert stated is None or stated.instant.tzinfo is UTC
