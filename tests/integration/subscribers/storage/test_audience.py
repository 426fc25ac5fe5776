"""Whom a newsletter goes to, as others ask the database."""

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select

from digest.storage.engine import Database
from subscribers.api import Reason, Subscribers, Verdict

KNOWN = ("quotidienne", "hebdo", "hebdo-2", "ebdo", "HEBDO")


def audience(database: Database, subscribers: Subscribers, newsletter: str) -> list[tuple]:
    with database.read() as connection:
        return sorted(map(tuple, connection.execute(subscribers.audience(newsletter))))


def test_the_select_has_its_columns_and_no_others(subscribers: Subscribers) -> None:
    assert [column.name for column in subscribers.audience("hebdo").selected_columns] == [
        "subscriber_id",
        "address",
        "name",
        "language",
        "themes",
        "excluded",
    ]


def test_active_people_who_want_the_newsletter_are_in_it(subscribers, add, database, import_text) -> None:
    zoe = add("Zoe@example.org", name="Zoé", language="en", themes={"ia", "economie"})
    max_ = add("max@example.org", newsletters={"hebdo"})
    add("eve@example.org", newsletters={"quotidienne"})
    import_text(
        "email,status", "p@example.org,pending", "u@example.org,unsubscribed", "b@example.org,bounced"
    )
    assert audience(database, subscribers, "hebdo") == [
        (zoe.id, "Zoe@example.org", "Zoé", "en", "economie;ia", ""),
        (max_.id, "max@example.org", "", "fr", "", ""),
    ]
    assert subscribers.count("hebdo") == 2


def test_a_slug_is_compared_whole_and_in_its_own_case(subscribers: Subscribers, database: Database) -> None:
    from io import BytesIO

    rows = "\n".join(f"{slug}@example.org,{slug}" for slug in ("hebdo", "hebdo-2", "ebdo"))
    subscribers.import_csv(BytesIO(f"email,newsletters\n{rows}".encode()), themes=(), newsletters=KNOWN)
    for slug in ("hebdo", "hebdo-2", "ebdo"):
        assert [row[1] for row in audience(database, subscribers, slug)] == [f"{slug}@example.org"]
    for slug in ("HEBDO", "hebd", "h%", "_ebdo", ";", "hebdo;hebdo-2"):
        assert audience(database, subscribers, slug) == []


def test_somebody_who_must_not_be_written_to_is_excluded_with_the_reason(subscribers, add, database) -> None:
    add("in@example.org")
    manual = add("manual@example.org")
    subscribers.suppress(manual.id, Reason.MANUAL, evidence="asked by their lawyer")
    assert [(row[1], row[5]) for row in audience(database, subscribers, "hebdo")] == [
        ("in@example.org", ""),
        ("manual@example.org", "suppressed by the newsroom"),
    ]
    assert subscribers.count("hebdo") == 1


def test_a_reason_against_one_newsletter_excludes_from_that_one(
    subscribers, add, database, import_text
) -> None:
    add("zoe@example.org")
    subscribers.unsubscribe("zoe@example.org", "hebdo", known=("hebdo", "quotidienne"), evidence="")
    import_text("email,newsletters", "zoe@example.org,")
    assert [row[5] for row in audience(database, subscribers, "hebdo")] == ["unsubscribed"]
    assert [row[5] for row in audience(database, subscribers, "quotidienne")] == [""]


def test_the_gravest_of_several_reasons_is_named_once(subscribers, add, database) -> None:
    person = add("zoe@example.org")
    subscribers.suppress(person.id, Reason.MANUAL, evidence="")
    subscribers.unsubscribe("zoe@example.org", "hebdo", known=("hebdo", "quotidienne"), evidence="")
    assert [row[5] for row in audience(database, subscribers, "quotidienne")] == [
        "suppressed by the newsroom"
    ]


def test_people_without_a_language_get_the_publications_own(subscribers, add, database) -> None:
    add("zoe@example.org")
    with database.read() as connection:
        (row,) = connection.execute(subscribers.audience("hebdo", base_language="en"))
    assert row.language == "en"


def test_it_feeds_an_insert_from_select(subscribers: Subscribers, import_text, database: Database) -> None:
    import_text("email,themes", *(f"reader{number}@example.org,ia" for number in range(50)))
    names = ("subscriber_id", "address", "name", "language", "themes", "excluded")
    ledger = Table(
        "ledger", MetaData(), Column("subscriber_id", Integer), *(Column(name, Text) for name in names[1:])
    )
    with database.write() as connection:
        ledger.create(connection)
        connection.execute(insert(ledger).from_select(names, subscribers.audience("hebdo")))
        assert len(connection.execute(select(ledger)).all()) == 50


def test_may_mail_knows_the_present(subscribers: Subscribers, add) -> None:
    zoe, max_, eve = (
        add("zoe@example.org"),
        add("max@example.org"),
        add("eve@example.org", newsletters={"hebdo"}),
    )
    subscribers.suppress(max_.id, Reason.COMPLAINT, evidence="")
    assert subscribers.may_mail([zoe.id, max_.id, eve.id, 999], "quotidienne") == {
        zoe.id: Verdict(allowed=True),
        max_.id: Verdict(allowed=False, reason="complained: reported our mail as unwanted"),
        eve.id: Verdict(allowed=False, reason="does not want this newsletter any more"),
        999: Verdict(allowed=False, reason="no longer on the list"),
    }
    assert subscribers.may_mail([], "quotidienne") == {}


def test_may_mail_answers_for_more_than_one_chunk(subscribers: Subscribers, import_text) -> None:
    import_text("email", *(f"reader{number}@example.org" for number in range(1100)))
    verdicts = subscribers.may_mail(range(1, 1102), "hebdo")
    assert [verdicts[number].allowed for number in (1, 500, 501, 1100, 1101)] == [True] * 4 + [False]
