"""The list of subscribers at the command line: import, export, add, show, unsubscribe, erase, suppressions."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.demo.inbox import Inbox
from digest.domain.newsroom import Newsroom
from tests.fakes.terminal import Terminal

MIXED = """\
email;name;themes;structure
ana@example.org;Ana;ia;Hôpital
not an address;X;;
zoe@example.org;Zoé;cuisine;
ANA@example.org;Ana again;;
bob@example.org;"Bob; junior";;Cabinet
"""


def emails(digest: Terminal) -> list[str]:
    return [row["email"] for row in csv.DictReader(io.StringIO(digest.done("subscribers", "export").out))]


# import and export


def test_all_good_rows_are_taken_and_every_bad_one_is_told_with_line_and_reason(
    digest: Terminal, newsroom: Newsroom, tmp_path: Path
) -> None:
    (tmp_path / "readers.csv").write_text(MIXED, "utf-8")
    finished = digest.done("subscribers", "import", "readers.csv")
    assert finished.out == "2 added, 0 updated, 0 unchanged, 3 rejected\n"
    third, fourth, fifth = finished.err.splitlines()
    assert third.startswith("readers.csv, line 3: not an address: ")
    assert fourth.startswith("readers.csv, line 4: zoe@example.org: ")
    assert "cuisine" in fourth
    assert fifth == "readers.csv, line 5: ANA@example.org: the same address as in line 2"
    assert emails(digest) == ["ana@example.org", "bob@example.org"]
    history = digest.done("subscribers", "show", "ana@example.org", "--json").json["history"]
    assert history[0]["evidence"] == "imported from readers.csv"


def test_an_import_tells_scripts_the_same(digest: Terminal, newsroom: Newsroom) -> None:
    told = digest.done("subscribers", "import", "-", "--json", stdin=MIXED.encode()).json
    assert [told[key] for key in ("added", "updated", "unchanged")] == [2, 0, 0]
    assert [row["line"] for row in told["rejected"]] == [3, 4, 5]
    assert set(told["rejected"][0]) == {"line", "address", "reason"}


def test_importing_the_same_list_again_changes_nothing(
    digest: Terminal, morning: Newsroom, dump: Callable[[], list[str]]
) -> None:
    exported = digest.done("subscribers", "export").out.encode()
    before = dump()
    finished = digest.done("subscribers", "import", "-", stdin=exported)
    assert finished.out == "0 added, 0 updated, 2 unchanged, 0 rejected\n"
    assert dump() == before


def test_a_rehearsed_import_says_what_would_happen(digest: Terminal, newsroom: Newsroom) -> None:
    finished = digest.done("subscribers", "import", "-", "--dry-run", stdin=MIXED.encode())
    assert finished.out == "2 would be added, 0 would be updated, 0 unchanged, 3 would be rejected\n"
    assert "standard input, line 3" in finished.err
    assert emails(digest) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"name,city\nAna,Paris\n", "one of them email (found: name, city)"),
        (b"email,email\na@example.org,b@example.org\n", "names the column 'email' twice"),
        (b"\x50\x4b\x03\x04\x00\x00xl/workbook.xml", "save the list as CSV"),
        (b'email,name\na@example.org,"A\nb@example.org,B\nc@example.org,C\n', "does not close"),
    ],
    ids=["empty", "no email", "twice", "spreadsheet", "open quotation mark"],
)
def test_a_file_that_is_no_list_is_exit_1_and_nothing_is_imported(
    digest: Terminal, newsroom: Newsroom, dump: Callable[[], list[str]], data: bytes, told: str
) -> None:
    before = dump()
    finished = digest("subscribers", "import", "-", stdin=data)
    assert (finished.code, finished.out) == (1, "")
    assert told in finished.err
    assert "nothing was imported" in finished.err
    assert dump() == before


@pytest.mark.parametrize("file", ["nowhere.csv", "."])
def test_a_list_that_cannot_be_read_is_exit_2(digest: Terminal, newsroom: Newsroom, file: str) -> None:
    finished = digest("subscribers", "import", file)
    assert finished.code == 2
    assert finished.err.startswith(f"digest: {file}: cannot be read: ")


def test_an_export_goes_to_another_place_and_comes_back(digest: Terminal, newsroom: Newsroom) -> None:
    digest.done("subscribers", "import", "-", stdin=MIXED.encode())
    exported = digest.done("subscribers", "export").out
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert [row["structure"] for row in rows] == ["Hôpital", "Cabinet"]
    assert rows[1]["name"] == "Bob; junior"
    assert list(rows[0])[:7] == ["email", "name", "language", "timezone", "themes", "newsletters", "status"]


# one person


def test_somebody_who_asked_is_added_with_what_they_chose(digest: Terminal, newsroom: Newsroom) -> None:
    finished = digest.done(
        *("subscribers", "add", "zoe@Example.ORG", "--name", "Zoé"),
        *("--language", "en", "--themes", "ia; profession", "--newsletters", "quotidienne"),
    )
    assert "is active" in finished.err
    shown = digest.done("subscribers", "show", "zoe@example.org", "--json").json
    assert (shown["name"], shown["language"], shown["themes"]) == ("Zoé", "en", "ia;profession")
    assert (shown["newsletters"], shown["status"]) == ("quotidienne", "active")
    assert [event["evidence"] for event in shown["history"]] == ["added by an operator"]
    assert "Zoé" in digest.done("subscribers", "show", "zoe@example.org").out


def test_who_was_unsubscribed_is_never_brought_back_by_a_file(digest: Terminal, morning: Newsroom) -> None:
    finished = digest.done("subscribers", "unsubscribe", "ana@example.org", "--reason", "wrote to us")
    assert "ana@example.org is unsubscribed" in finished.err
    again = digest.done("subscribers", "import", "-", stdin=b"email,status\nana@example.org,active\n")
    assert again.out.startswith("0 added, 0 updated, 0 unchanged, 1 rejected")
    (standing,) = digest.done("subscribers", "suppressions", "--json").lines
    assert set(standing) == {"address", "newsletter", "reason", "evidence", "created_at"}
    assert (standing["address"], standing["reason"], standing["evidence"]) == (
        "ana@example.org",
        "unsubscribe",
        "wrote to us",
    )
    assert "ana@example.org" in digest.done("subscribers", "suppressions").out
    assert digest("subscribers", "add", "ana@example.org").code == 1


def test_somebody_can_leave_one_newsletter_alone(digest: Terminal, morning: Newsroom) -> None:
    unknown = digest("subscribers", "unsubscribe", "ana@example.org", "--newsletter", "hebdo")
    assert unknown.code == 1
    digest.done("subscribers", "unsubscribe", "ana@example.org", "--newsletter", "quotidienne")
    (standing,) = digest.done("subscribers", "suppressions", "--json").lines
    assert standing["newsletter"] == "quotidienne"


def test_before_anybody_left_nobody_is_suppressed(digest: Terminal, morning: Newsroom) -> None:
    assert "nobody is suppressed" in digest.done("subscribers", "suppressions").err
    assert digest.done("subscribers", "suppressions", "--json").out == ""


def test_of_an_erased_person_nothing_is_left_but_that_there_was_one(
    digest: Terminal, morning: Newsroom, inbox: Inbox, dump: Callable[[], list[str]], tmp_path: Path
) -> None:
    digest.done("send", "quotidienne")
    digest.done("subscribers", "erase", "ana@example.org")
    assert not any("ana@example" in line.lower() for line in dump())
    files = [path for path in tmp_path.iterdir() if path.name.startswith("digest.db")]
    assert files
    assert not any(b"ana@example" in path.read_bytes().lower() for path in files), "not even in the log"
    addresses = [
        row["address"] for row in digest.done("deliveries", "quotidienne/2026-11-23", "--json").lines
    ]
    assert sorted(addresses) == ["bob@example.org", "erased"]
    assert digest.done("status", "--json").json["editions"][0]["accepted"] == 2
    again = digest.done("subscribers", "import", "-", stdin=b"email\nana@example.org\n")
    assert again.out.startswith("0 added, 0 updated, 0 unchanged, 1 rejected")
    assert digest("subscribers", "show", "ana@example.org").code == 1
    digest.done("subscribers", "erase", "ana@example.org")


def test_nobody_can_be_erased_who_never_was(digest: Terminal, morning: Newsroom) -> None:
    finished = digest("subscribers", "erase", "nobody@example.org")
    assert finished.code == 1
    assert "nobody on the list" in finished.err
