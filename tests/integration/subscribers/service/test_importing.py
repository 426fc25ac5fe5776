"""Lists from files: what comes in, what is refused, and that nobody is brought back."""

import csv
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from digest.storage.engine import Database
from subscribers.address import parse
from subscribers.api import FileRefused, ListChanged, Profile, Reason, RejectedRow, Status, Subscribers
from subscribers.model import one_line
from subscribers.storage import people

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
KNOWN = {"themes": {"ia", "economie", "recherche"}, "newsletters": {"quotidienne", "hebdo"}}


def counts(report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.rejected)


def test_a_file_of_two_columns_adds_people(subscribers: Subscribers, import_text) -> None:
    assert counts(import_text("email,name", "Zoe@Example.org,Zoé", "max@example.org,")) == (2, 0, 0, 0)
    zoe = subscribers.show("zoe@example.org")
    assert (zoe.address, zoe.name, zoe.status) == ("Zoe@Example.org", "Zoé", Status.ACTIVE)
    assert [(event.kind, event.evidence) for event in subscribers.history("zoe@example.org")] == [
        ("imported", "imported from a file")
    ]


def test_a_file_of_ten_columns_in_any_order_keeps_what_it_does_not_know(subscribers, import_text) -> None:
    report = import_text(
        "Ville;Status;THEMES;Tel;e mail;Time Zone;newsletters;RPPS;Language;Name",
        'Lille;active;"ia; economie";+33 1;zoe@example.org;Europe/Paris;hebdo;0012;FR;Zoé Martin',
    )
    assert counts(report) == (1, 0, 0, 0)
    zoe = subscribers.show("zoe@example.org")
    assert zoe.themes == {"ia", "economie"}
    assert zoe.newsletters == {"hebdo"}
    assert (zoe.language, zoe.timezone, zoe.name) == ("fr", "Europe/Paris", "Zoé Martin")
    assert zoe.attributes == {"Ville": "Lille", "Tel": "+33 1", "RPPS": "0012"}


def test_only_columns_of_the_file_are_updated(subscribers: Subscribers, import_text) -> None:
    import_text("email,name,themes,CHU", "zoe@example.org,Zoé,ia,Lille", "max@example.org,Max,,Lens")
    assert counts(import_text("email,language", "ZOE@example.org,en", "max@example.org,")) == (0, 1, 1, 0)
    zoe = subscribers.show("zoe@example.org")
    assert (zoe.language, zoe.name, zoe.themes, zoe.attributes) == ("en", "Zoé", {"ia"}, {"CHU": "Lille"})
    assert zoe.address == "zoe@example.org"
    assert [event.kind for event in subscribers.history("zoe@example.org")] == ["imported", "updated"]


def test_the_same_file_again_changes_nothing(import_text) -> None:
    lines = ("email,name,themes,CHU,status", 'zoe@example.org,Zoé,"ia;economie",Lille,active')
    import_text(*lines)
    assert counts(import_text(*lines)) == (0, 0, 1, 0)


def test_every_bad_row_is_rejected_with_its_line_and_reason(subscribers: Subscribers, import_text) -> None:
    report = import_text(
        "email,themes,newsletters,language,timezone,status,note",
        'good@example.org,ia,hebdo,fr,Europe/Paris,active,"two',
        'lines"',
        "not-an-address,,,,,,",
        "a@example.org,sport,,,,,",
        "b@example.org,,mensuelle,,,,",
        "c@example.org,,,de,,,",
        "d@example.org,,,,Paris,,",
        "e@example.org,,,,,happy,",
        "f@example.org,,,,,,,,shifted",
        'g@example.org,"x" y,,,,,',
        "h\x00@example.org,,,,,,",
        "Good@Example.org,,,,,,",
        "",
        "last@example.org",
    )
    assert counts(report) == (2, 0, 0, 10)
    assert [row.line for row in report.rejected] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    reasons = [row.reason for row in report.rejected]
    for reason, words in zip(
        reasons,
        (
            "it has no @",
            "unknown theme 'sport'",
            "unknown newsletter 'mensuelle'",
            "unknown language 'de'",
            "unknown time zone 'Paris'",
            "unknown status 'happy'",
            "9 cells where the header names 7",
            "quotation marks",
            "no text",
            "the same address as in line 2",
        ),
        strict=True,
    ):
        assert words in reason
    assert report.rejected[1].address == "a@example.org"


def test_a_dry_run_says_the_same_and_changes_nothing(subscribers: Subscribers, import_text) -> None:
    import_text("email,name", "zoe@example.org,Zoé")
    before = "".join(subscribers.export_csv())
    lines = ("email,name", "zoe@example.org,Zoë", "max@example.org,Max", "bad,Bad")
    said = import_text(*lines, dry_run=True)
    assert "".join(subscribers.export_csv()) == before
    assert import_text(*lines) == said


@pytest.mark.parametrize(
    ("reason", "what"),
    [
        (Reason.UNSUBSCRIBE, "unsubscribed"),
        (Reason.HARD_BOUNCE, "bounced"),
        (Reason.COMPLAINT, "complained"),
    ],
)
def test_no_file_revives_anybody(subscribers: Subscribers, add, import_text, reason, what) -> None:
    person = add("zoe@example.org")
    subscribers.suppress(person.id, reason, evidence="")
    for status in ("", "active", "pending"):
        report = import_text("email,name,status", f"zoe@example.org,New name,{status}")
        assert report.rejected == (
            RejectedRow(2, "zoe@example.org", f"{what} on 2026-03-12: only they can come back"),
        )
    assert subscribers.show("zoe@example.org").status == what
    assert subscribers.show("zoe@example.org").name == ""


def test_an_erased_person_is_rejected_whatever_the_file_says(subscribers, add, import_text) -> None:
    add("zoe@example.org")
    subscribers.erase("zoe@example.org")
    for status in ("", "active", "unsubscribed"):
        report = import_text("email,status", f"Zoe@example.org,{status}", "max@example.org,")
        assert report.rejected == (
            RejectedRow(2, "Zoe@example.org", "erased on 2026-03-12: only they can come back"),
        )


def test_a_file_may_take_somebody_off_for_good(subscribers: Subscribers, add, import_text) -> None:
    add("zoe@example.org")
    report = import_text(
        "email,status",
        "zoe@example.org,bounced",
        "max@example.org,complained",
        "eve@example.org,unsubscribed",
    )
    assert counts(report) == (2, 1, 0, 0)
    assert {(one.address, one.reason) for one in subscribers.suppressions()} == {
        ("zoe@example.org", Reason.HARD_BOUNCE),
        ("max@example.org", Reason.COMPLAINT),
        ("eve@example.org", Reason.UNSUBSCRIBE),
    }
    assert subscribers.count("hebdo") == 0
    again = import_text("email", "zoe@example.org", "max@example.org", "eve@example.org")
    assert len(again.rejected) == 3


def test_a_newsletter_that_somebody_left_stays_left_though_a_file_puts_it_back(
    subscribers: Subscribers, add, import_text
) -> None:
    person = add("zoe@example.org")
    subscribers.unsubscribe("zoe@example.org", "hebdo", known=KNOWN["newsletters"], evidence="")
    assert counts(import_text("email,newsletters", "zoe@example.org,hebdo")) == (0, 1, 0, 0)
    verdict = subscribers.may_mail([person.id], "hebdo")[person.id]
    assert (verdict.allowed, verdict.reason) == (False, "unsubscribed")


def test_a_file_that_breaks_off_imports_nothing(subscribers: Subscribers, import_text) -> None:
    lines = [f"reader{number}@example.org,x" for number in range(1200)]
    with pytest.raises(FileRefused, match=r"line 1202: a quotation mark .* nothing was imported"):
        import_text("email,name", *lines, 'zoe@example.org,"Zoé', "max@example.org,Max")
    assert subscribers.count("hebdo") == 0


@pytest.mark.parametrize("data", [b"", b"name\nZo\xc3\xa9\n", b"\x00\x01\x02"])
def test_a_file_that_is_no_list_is_one_clear_error(subscribers: Subscribers, data: bytes) -> None:
    with pytest.raises(FileRefused, match="nothing was imported"):
        subscribers.import_csv(BytesIO(data), **KNOWN)


def test_rows_are_counted_right_across_chunks(subscribers: Subscribers, import_text) -> None:
    lines = [f"Reader{number}@example.org,{number}" for number in range(1203)]
    assert counts(import_text("email,n", *lines)) == (1203, 0, 0, 0)
    lines[700] = "reader700@example.org,changed"
    report = import_text("email,n", *lines, "reader3@example.org,9", "new@example.org,1")
    assert counts(report) == (1, 1, 1202, 1)
    assert report.rejected[0].reason == "the same address as in line 5"


def test_an_export_is_read_back_as_it_was(
    subscribers: Subscribers, add, import_text, database: Database
) -> None:
    import_text(
        "email,name,language,themes,newsletters,status,Note",
        '+tag@example.org,=cmd(),fr,"ia;economie",hebdo,active,"two\nlines, and ""marks"""',
        "left@example.org,'=Left,en,,,unsubscribed,-1",
        "new@example.org,Zoé ☕,,,,pending,@x",
        "plain@example.org,,,,,,",
    )
    person = add("gone@example.org", attributes={"Ville": "'=Lens"})
    subscribers.suppress(person.id, Reason.HARD_BOUNCE, evidence="550")
    exported = "".join(subscribers.export_csv())
    assert counts(import_text(exported)) == (0, 0, 5, 0)
    with database.write() as connection:
        for table in reversed(Subscribers.metadata.sorted_tables):
            connection.execute(table.delete())
    assert counts(import_text(exported)) == (5, 0, 0, 0)
    assert "".join(subscribers.export_csv()) == exported
    assert subscribers.show("+tag@example.org").attributes == {"Note": 'two\nlines, and "marks"'}
    assert subscribers.show("left@example.org").name == "=Left"


def test_somebody_added_by_another_program_meanwhile_is_not_added_twice(
    subscribers: Subscribers, import_text, database: Database, clock
) -> None:
    zoe = people.new_row(parse("zoe@example.org"), Profile(), Status.ACTIVE, clock.now())
    with ThreadPoolExecutor(1) as thread:
        with database.write() as connection:
            people.insert(connection, [zoe])
            running = thread.submit(import_text, "email", "max@example.org", "zoe@example.org")
            while not database.is_sqlite and not connection.scalar(WAITING):
                pass
        if database.is_sqlite:
            # One writer at a time: the import begins when the other one has ended.
            assert counts(running.result()) == (1, 0, 1, 0)
        else:
            with pytest.raises(ListChanged, match="run it again"):
                running.result()
    assert subscribers.count("hebdo") == (2 if database.is_sqlite else 1)


@pytest.mark.conformance
def test_strings_that_break_programs_are_kept_or_refused_and_come_back_the_same(
    subscribers, import_text
) -> None:
    folder = os.environ.get("DIGEST_CORPORA")
    if not folder or not Path(folder, "strings").is_dir():
        pytest.skip("no collection of strings: set DIGEST_CORPORA to the folder of the corpora")
    strings = json.loads(Path(folder, "strings", "naughty_strings.json").read_text(encoding="utf-8"))
    data = io.StringIO()
    rows = [(f"r{number}@example.org", string, string) for number, string in enumerate(strings)]
    csv.writer(data).writerows([("email", "name", "note"), *rows])
    report = import_text(data.getvalue())
    refused = {row.address for row in report.rejected}
    assert all("longer than 200" in row.reason or "no text" in row.reason for row in report.rejected)
    for address, string, _ in rows:
        # A leading apostrophe may be a spreadsheet's guard, which is taken off.
        if address not in refused and not string.startswith("'"):
            assert subscribers.show(address).name == one_line(string)
    exported = "".join(subscribers.export_csv())
    assert counts(import_text(exported)) == (0, 0, report.added, 0)
    print(f"strings: {len(strings)} tried, {report.added} kept, {len(refused)} refused with a reason")
