import json
from pathlib import Path

import pytest

from digest.domain.newsroom import Newsroom
from tests.fakes.returned import OURS, answer, arf, dsn, failed
from tests.fakes.terminal import Terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mails = tmp_path / "mails"
    mails.mkdir()
    (mails / "a.eml").write_bytes(dsn(failed(), failed("bob@example.org", "5.2.2", "552 5.2.2 mailbox full")))
    (mails / "b.eml").write_bytes(arf("Feedback-Type: abuse", "Original-Rcpt-To: ana@example.org"))
    (mails / "c.eml").write_bytes(answer("Automatic reply: La Quotidienne"))
    (mails / "d.eml").write_bytes(b"\nno mail")
    return mails


def test_a_dry_run_says_what_the_mails_mean_without_any_configuration(
    terminal: Terminal, folder: Path
) -> None:
    result = terminal("feedback", str(folder), "--dry-run", "--json")
    assert result.code == 0
    found = [json.loads(line) for line in result.out.splitlines()]
    keys = ("file", "recipient", "kind", "status", "reply", "class", "hard")
    assert [tuple(one[key] for key in keys) for one in found] == [
        ("a.eml", "ana@example.org", "bounce", "5.1.1", "550", "bad_address", True),
        ("a.eml", "bob@example.org", "bounce", "5.2.2", "552", "soft", False),
        ("b.eml", "ana@example.org", "complaint", "", "", "complaint", False),
        ("c.eml", "ana@example.org", "vacation", "", "", "not_a_bounce", False),
        ("d.eml", "", "other", "", "", "not_a_bounce", False),
    ]
    assert list(folder.parent.glob("var*")) == [], "nothing was made"


def test_a_person_sees_a_table_and_a_sum(terminal: Terminal, folder: Path) -> None:
    result = terminal("feedback", str(folder), "--dry-run")
    assert "bob@example.org" in result.out
    assert "4 mails read, 1 unreadable; nothing was changed" in result.err


def test_a_mail_is_taken_from_standard_input(terminal: Terminal) -> None:
    result = terminal("feedback", "-", "--dry-run", "--json", stdin=dsn(failed()))
    assert json.loads(result.out)["file"] == "-"


def test_what_is_not_there_says_so(terminal: Terminal) -> None:
    result = terminal("feedback", "nowhere.eml", "--dry-run")
    assert result.code == 2
    assert "nowhere.eml: cannot be read" in result.err


def test_an_empty_folder_says_so(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no mail there" in terminal("feedback", "empty", "--dry-run").err


def test_reports_without_proof_change_nothing_and_are_known_again(digest: Terminal, folder: Path) -> None:
    first = digest("feedback", str(folder))
    assert first.code == 0
    assert "4 mails read" in first.err
    assert "3 not proven to be about a mail of ours" in first.err
    assert "4 seen before" in digest("feedback", str(folder)).err
    assert digest("subscribers", "suppressions").out == ""
    assert [file.suffix for file in Path("var/quarantine").iterdir()] == [".eml"]


def test_a_report_about_our_mail_suppresses(digest: Terminal, morning: Newsroom, tmp_path: Path) -> None:
    digest.done("send", "quotidienne")
    (mail,) = [mail for mail in (tmp_path / "inbox").glob("*.eml") if b"ana@example.org" in mail.read_bytes()]
    (ours,) = [line for line in mail.read_text("utf-8").splitlines() if line.startswith("Message-ID:")]
    returned = dsn(failed(), original=f"{ours}\nTo: ana@example.org")
    result = digest("feedback", "-", "--json", stdin=returned)
    assert json.loads(result.out)["consequence"] == "suppressed"
    assert "ana@example.org" in digest("subscribers", "suppressions").out
    assert OURS not in ours
