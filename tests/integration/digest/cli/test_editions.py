"""One edition, from compose to send: what is printed, what it changes, and the exit code."""

import re
import socket
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine

from digest.demo.inbox import Inbox
from digest.domain.newsroom import Approval, Newsroom
from tests.factories import DAILY, content
from tests.fakes.postbox import Postbox
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal

TODAY = "quotidienne/2026-11-23"
HOSTILE = "=?utf-8?q?Une=0D=0ABcc:_victim@example.org=0D=0A=0D=0A<p>corps?="


@pytest.fixture
def postbox(digest: Terminal) -> Iterator[Postbox]:
    """The relay, where a test needs one that can say no."""
    with Postbox() as opened:
        digest.set(smtp__port=opened.port)
        yield opened


@pytest.fixture
def nobody(digest: Terminal) -> None:
    """No relay at all."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        digest.set(smtp__port=closed.getsockname()[1])


def delivered(inbox: Inbox) -> dict[str, bytes]:
    """Return what came for each reader, without the lines that an inbox puts on top."""
    return {
        mail.recipient: re.sub(rb"\A(?:(?:Return-Path|Delivered-To):.*\r\n)+", b"", mail.path.read_bytes())
        for mail in inbox.messages()
    }


def undated(message: bytes) -> bytes:
    return re.sub(rb"(?m)^Date: .*\r\n", b"", message, count=1)


def with_newsletter(newsroom: Newsroom, **changes: object) -> Newsroom:
    return replace(newsroom, newsletters=(replace(DAILY, **changes),))  # type: ignore[arg-type]


# compose


def test_composing_says_what_the_edition_prints(digest: Terminal, gathered: Newsroom) -> None:
    finished = digest.done("compose", "quotidienne")
    assert finished.out.splitlines() == [
        f"{TODAY}  draft  “À la une : l’IA”",
        "  lead: À la une : l’IA",
        "  Profession: 1",
        "  briefs: 1",
    ]
    assert f"digest explain {TODAY}" in finished.err
    assert digest.done("compose", "quotidienne", "--json").json == {
        "edition": TODAY,
        "status": "draft",
        "reason": "",
        "items": 3,
        "sections": ["profession"],
        "subject": "À la une : l’IA",
    }


def test_composing_for_another_date_makes_that_edition(digest: Terminal, gathered: Newsroom) -> None:
    told = digest.done("compose", "quotidienne", "--date", "2026-11-24", "--json").json
    assert told["edition"] == "quotidienne/2026-11-24"


def test_too_thin_an_edition_is_skipped_and_says_why(
    digest: Terminal, gathered: Newsroom, apply: Callable[[Newsroom], None]
) -> None:
    apply(with_newsletter(gathered, min_items=9))
    finished = digest.done("compose", "quotidienne")
    assert f"{TODAY} is skipped: only 3 new, and quotidienne asks for 9 (min_items)" in finished.err
    assert digest.done("send", "quotidienne").err.startswith(f"{TODAY} is skipped: ")


def test_an_edition_that_went_out_is_not_composed_again(digest: Terminal, morning: Newsroom) -> None:
    digest.done("send", "quotidienne")
    assert "what it prints no longer changes" in digest.done("compose", "quotidienne").err


# preview


@pytest.mark.parametrize("address", ["ana@example.org", "bob@example.org"])
def test_a_preview_is_what_the_reader_gets(
    digest: Terminal, morning: Newsroom, inbox: Inbox, clock: time_machine.Traveller, address: str
) -> None:
    def preview(form: str) -> str:
        return digest.done("preview", "quotidienne", "--subscriber", address, "--format", form).out

    before = {form: preview(form) for form in ("eml", "html", "text")}
    clock.shift(60)
    digest.done("send", "quotidienne")
    received = delivered(inbox)[address]
    for told in (before["eml"], preview("eml")):
        assert undated(told.encode()) == undated(received)
    mail = message_from_bytes(received, policy=policy.default)
    for form, kind in (("html", "html"), ("text", "plain")):
        body = mail.get_body((kind,))
        assert body is not None
        assert body.get_content().splitlines() == before[form].splitlines()


def test_a_preview_goes_to_standard_output_as_html_unless_told_otherwise(
    digest: Terminal, gathered: Newsroom, tmp_path: Path
) -> None:
    printed = digest.done("preview", "quotidienne")
    assert printed.out.startswith("<!DOCTYPE html>")
    assert printed.err == ""
    told = digest.done("preview", "quotidienne", "-o", tmp_path / "edition.html")
    assert (told.out, told.err) == (
        "",
        f"wrote {tmp_path / 'edition.html'} ({len(printed.out.encode()) / 1000:.0f} kB)\n",
    )
    assert (tmp_path / "edition.html").read_text("utf-8") == printed.out


def test_a_preview_opens_a_browser_when_asked(
    digest: Terminal, gathered: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)) or len(opened) == 1)
    assert "no browser" not in digest.done("preview", "quotidienne", "--open").err
    assert opened[0].startswith("file:///")
    assert opened[0].endswith("quotidienne-2026-11-23.html")
    assert "open that file yourself" in digest.done("preview", "quotidienne", "--open").err


def test_a_preview_for_nobody_on_the_list_is_exit_1(digest: Terminal, gathered: Newsroom) -> None:
    finished = digest("preview", "quotidienne", "--subscriber", "nobody@example.org")
    assert (finished.code, finished.out) == (1, "")


# check


def test_a_check_with_nothing_to_complain_about_says_so(digest: Terminal, gathered: Newsroom) -> None:
    assert "nothing to complain about" in digest.done("check", "quotidienne").err
    assert digest.done("check", "quotidienne", "--json").out == ""


def test_a_check_exits_1_on_what_must_stop_an_edition(digest: Terminal, newsroom: Newsroom) -> None:
    finished = digest("check", "quotidienne", "--json")
    assert finished.code == 1
    assert {frozenset(line) for line in finished.lines} == {frozenset({"id", "level", "message", "remedy"})}
    assert finished.lines[0]["level"] == "block"
    assert "digest gather" in digest("check", "quotidienne").out


def test_a_warning_alone_stops_nothing(
    digest: Terminal, gathered: Newsroom, apply: Callable[[Newsroom], None]
) -> None:
    apply(replace(gathered, publication=replace(gathered.publication, postal_address="")))
    finished = digest.done("check", "quotidienne", "--json")
    assert {line["level"] for line in finished.lines} == {"warn"}


def test_a_check_asks_for_links_where_it_is_told_to(
    digest: Terminal, newsroom: Newsroom, apply: Callable[[Newsroom], None], site: Site
) -> None:
    apply(replace(newsroom, publication=replace(newsroom.publication, url=f"{site.url}/")))
    gone, there = (content(number, url=f"{site.url}/profession/{number}/") for number in (1, 2))
    site.publish("/site.xml", gone, there)
    site.publish("/fil.xml")
    site.put("/", b"<p>x</p>", "text/html")
    site.put("/profession/2/", b"<p>x</p>", "text/html")
    digest.done("gather")
    asked = len(site.asked)
    assert "link-dead" not in {line["id"] for line in digest.done("check", "quotidienne", "--json").lines}
    assert len(site.asked) == asked
    finished = digest.done("check", "quotidienne", "--links", "--json")
    dead = [line["message"] for line in finished.lines if line["id"] == "link-dead"]
    assert dead == [f"{site.url}/profession/1/ is not there (404)"]


# what changes nothing


@pytest.mark.parametrize(
    "words",
    [
        "send quotidienne --dry-run",
        "send quotidienne --dry-run --json",
        "send quotidienne --test me@example.org",
        "preview quotidienne --subscriber ana@example.org",
        "check quotidienne",
        "subscribers import - --dry-run",
    ],
)
@pytest.mark.parametrize("composed", [False, True])
def test_what_is_only_for_a_look_changes_nothing(
    digest: Terminal, morning: Newsroom, dump: Callable[[], list[str]], words: str, composed: bool
) -> None:
    if composed:
        digest.done("compose", "quotidienne")
    before = dump()
    digest.done(*words.split(), stdin=b"email\nnew@example.org\n")
    assert dump() == before


def test_a_rehearsal_says_what_would_go_out(digest: Terminal, morning: Newsroom, inbox: Inbox) -> None:
    told = digest.done("send", "quotidienne", "--dry-run").err
    assert f"{TODAY} (collecting): “À la une : l’IA”, 3 items, to 2 subscribers" in told
    assert digest.done("send", "quotidienne", "--dry-run", "--json").json == {
        "edition": TODAY,
        "status": "collecting",
        "recipients": 2,
        "items": 3,
        "subject": "À la une : l’IA",
    }
    assert inbox.messages() == []


# the editors' decisions


@pytest.mark.parametrize(
    ("decisions", "status"),
    [
        ("approve", "approved"),
        ("hold", "held"),
        ("hold resume", "draft"),
        ("hold approve", "approved"),
        ("skip", "skipped"),
        ("cancel", "cancelled"),
    ],
)
def test_editors_decide_about_an_edition(
    digest: Terminal, gathered: Newsroom, decisions: str, status: str
) -> None:
    digest.done("compose", "quotidienne")
    for decision in decisions.split():
        finished = digest.done(decision, TODAY, "--reason", "a typo")
    assert finished.err == f"{TODAY} is {status}\n"
    edition = digest.done("status", "--json").json["editions"][0]
    assert (edition["status"], edition["reason"]) == (status, "a typo")


@pytest.mark.parametrize("decision", ["pause", "resume"])
def test_a_step_that_the_state_does_not_allow_is_exit_1(
    digest: Terminal, gathered: Newsroom, dump: Callable[[], list[str]], decision: str
) -> None:
    digest.done("compose", "quotidienne")
    before = dump()
    finished = digest(decision, TODAY)
    assert finished.code == 1
    assert f"is draft: it cannot {decision}" in finished.err
    assert dump() == before


@pytest.mark.parametrize(("decision", "told"), [("hold", "digest resume"), ("cancel", "was cancelled")])
def test_what_was_set_aside_is_not_sent(
    digest: Terminal, morning: Newsroom, inbox: Inbox, decision: str, told: str
) -> None:
    digest.done("compose", "quotidienne")
    digest.done(decision, TODAY, "--reason", "a typo")
    finished = digest("send", "quotidienne")
    assert finished.code == 1
    assert told in finished.err
    assert "a typo" in finished.err
    assert inbox.messages() == []


# send


def test_everybody_gets_the_edition_once_and_a_second_run_says_that_nobody_is_left(
    digest: Terminal, morning: Newsroom, inbox: Inbox
) -> None:
    finished = digest.done("send", "quotidienne")
    assert finished.out.startswith(f"{TODAY} is finished: 2 recipients, 2 accepted, 0 deferred, 0 refused")
    assert finished.err == ""
    again = digest.done("send", "quotidienne")
    assert (again.out, again.err) == ("", f"{TODAY} went out already: nobody is left to mail.\n")
    told = digest.done("send", "quotidienne", "--json").json
    assert (told["status"], told["accepted"], told["queued"]) == ("finished", 2, 0)
    assert "nobody is left" in told["note"]
    assert sorted(mail.recipient for mail in inbox.messages()) == ["ana@example.org", "bob@example.org"]


def test_nobody_subscribes_is_no_failure_and_freezes_nothing(
    digest: Terminal, gathered: Newsroom, inbox: Inbox
) -> None:
    finished = digest.done("send", "quotidienne")
    assert "nobody subscribes to quotidienne" in finished.err
    assert digest.done("status", "--json").json["editions"][0]["status"] == "draft"
    digest.done("subscribers", "add", "ana@example.org")
    digest.done("send", "quotidienne")
    assert [mail.recipient for mail in inbox.messages()] == ["ana@example.org"]


def test_an_edition_that_wants_approval_is_not_sent_without(
    digest: Terminal,
    morning: Newsroom,
    apply: Callable[[Newsroom], None],
    inbox: Inbox,
) -> None:
    apply(with_newsletter(morning, approval=Approval.REQUIRED))
    for _ in range(2):
        finished = digest("send", "quotidienne")
        assert finished.code == 1
        assert f"digest approve {TODAY}" in finished.err
        assert inbox.messages() == []
    digest.done("approve", TODAY)
    digest.done("send", "quotidienne")
    assert len(inbox.messages()) == 2


@pytest.mark.usefixtures("nobody")
def test_a_relay_that_is_down_defers_everybody_and_the_next_run_completes_it(
    digest: Terminal, morning: Newsroom, inbox: Inbox
) -> None:
    finished = digest("send", "quotidienne")
    assert finished.code == 75
    assert "2 deferred" in finished.out
    assert "Connection refused" in finished.err
    assert "the next `digest send`" in finished.err
    digest.set(smtp__port=inbox.smtp_address[1])
    assert "2 accepted" in digest.done("send", "quotidienne").out
    assert len(inbox.messages()) == 2


@pytest.mark.usefixtures("nobody")
def test_a_relay_that_is_down_is_told_to_scripts(digest: Terminal, morning: Newsroom) -> None:
    finished = digest("send", "quotidienne", "--json")
    assert finished.code == 75
    assert finished.json | {"status": "sending", "recipients": 2, "deferred": 2} == finished.json
    assert "Connection refused" in finished.json["note"]


def test_a_reader_whose_server_says_later_is_tried_again(
    digest: Terminal, morning: Newsroom, postbox: Postbox
) -> None:
    postbox.answer("bob@example.org", "451 4.7.1 Greylisted")
    finished = digest("send", "quotidienne")
    assert finished.code == 75
    assert "1 accepted, 1 deferred" in finished.out
    (row,) = digest.done("deliveries", TODAY, "--status", "deferred", "--json").lines
    assert (row["address"], row["code"], row["reply"]) == ("bob@example.org", 451, "4.7.1 Greylisted")
    assert "2 accepted" in digest.done("send", "quotidienne").out
    assert postbox.recipients == ["ana@example.org", "bob@example.org"]


def test_a_reader_whose_server_says_no_is_refused_once_and_that_is_no_failure(
    digest: Terminal, morning: Newsroom, postbox: Postbox
) -> None:
    postbox.answer("bob@example.org", "550 5.1.1 No such user", "250 2.0.0 A second try would be kept")
    assert "1 accepted, 0 deferred, 1 refused" in digest.done("send", "quotidienne").out
    assert "nobody is left" in digest.done("send", "quotidienne").err
    assert postbox.recipients == ["ana@example.org"]


def test_equal_refusals_in_a_row_pause_the_edition_until_it_is_resumed(
    digest: Terminal, gathered: Newsroom, postbox: Postbox, inbox: Inbox
) -> None:
    addresses = [f"r{number}@example.org" for number in range(60)]
    digest.done("subscribers", "import", "-", stdin="\n".join(["email", *addresses]).encode())
    for address in addresses:
        postbox.answer(address, "550 5.7.1 You are listed")
    finished = digest("send", "quotidienne")
    assert finished.code == 1
    assert "20 refusals in a row: 550 5.7.1 You are listed" in finished.err
    assert f"digest resume {TODAY}" in finished.err
    assert digest("send", "quotidienne").code == 1
    # The refusals were about us, not about those who met them: nobody is struck off.
    assert digest.done("deliveries", TODAY, "--status", "refused", "--json").lines == []
    deferred = digest.done("deliveries", TODAY, "--status", "deferred", "--json").lines
    assert 20 <= len(deferred) < 60
    # The operator speaks to another relay, and goes on.
    digest.set(smtp__port=inbox.smtp_address[1])
    digest.done("resume", TODAY)
    digest.done("send", "quotidienne")
    assert sorted(mail.recipient for mail in inbox.messages()) == sorted(addresses)
    assert postbox.kept == []


def test_a_login_that_the_relay_refuses_marks_nobody(
    digest: Terminal, morning: Newsroom, postbox: Postbox
) -> None:
    digest.set(smtp__username="desk", smtp__password="open sesame")
    finished = digest("send", "quotidienne")
    assert finished.code == 1
    assert "open sesame" not in finished.err
    statuses = {row["status"] for row in digest.done("deliveries", TODAY, "--json").lines}
    assert statuses == {"queued"}
    assert postbox.kept == []


def test_tls_is_never_given_up_for_clear_text(digest: Terminal, morning: Newsroom, postbox: Postbox) -> None:
    digest.set(smtp__tls="starttls")
    finished = digest("send", "quotidienne")
    assert finished.code == 1
    assert "STARTTLS" in finished.err
    assert postbox.kept == []


def test_who_left_between_freeze_and_delivery_is_not_mailed(
    digest: Terminal, morning: Newsroom, inbox: Inbox, postbox: Postbox
) -> None:
    postbox.answer("bob@example.org", "451 4.7.1 Later")
    assert digest("send", "quotidienne").code == 75
    digest.done("subscribers", "unsubscribe", "bob@example.org")
    finished = digest.done("send", "quotidienne")
    assert "1 accepted, 0 deferred, 0 refused, 1 excluded" in finished.out
    assert postbox.recipients == ["ana@example.org"]


# send --test


def test_a_test_goes_to_the_given_addresses_marked_and_touches_no_ledger(
    digest: Terminal, morning: Newsroom, inbox: Inbox
) -> None:
    digest.done("compose", "quotidienne")
    finished = digest.done("send", "quotidienne", "--test", "a@desk.example", "--test", "b@desk.example")
    assert "a@desk.example: accepted (250 2.0.0 Kept)" in finished.err
    assert [mail.recipient for mail in inbox.messages()] == ["a@desk.example", "b@desk.example"]
    assert {mail.subject for mail in inbox.messages()} == {"[Test] À la une : l’IA"}
    assert digest.done("deliveries", TODAY, "--json").out == ""
    assert digest.done("status", "--json").json["editions"][0]["status"] == "draft"
    assert "2 accepted" in digest.done("send", "quotidienne").out


def test_a_test_tells_scripts_how_it_ended(digest: Terminal, morning: Newsroom, postbox: Postbox) -> None:
    postbox.answer("a@desk.example", "550 5.1.1 No")
    finished = digest("send", "quotidienne", "--json", "--test", "a@desk.example", "--test", "b@desk.example")
    assert finished.code == 1
    assert finished.lines == [
        {"address": "a@desk.example", "status": "refused", "reply": "550 5.1.1 No"},
        {"address": "b@desk.example", "status": "accepted", "reply": "250 2.0.0 Kept"},
    ]


@pytest.mark.usefixtures("nobody")
def test_a_test_without_a_relay_is_exit_75(digest: Terminal, morning: Newsroom) -> None:
    assert digest("send", "quotidienne", "--test", "a@desk.example").code == 75


# hostile news


def test_a_hostile_title_becomes_no_header(
    digest: Terminal, morning: Newsroom, site: Site, inbox: Inbox
) -> None:
    site.publish("/site.xml", content(7, title=HOSTILE, published_at=None))
    digest.done("gather")
    digest.done("send", "quotidienne")
    received = delivered(inbox)["ana@example.org"]
    mail = message_from_bytes(received, policy=policy.default)
    assert "victim@example.org" in mail["Subject"]
    names = [name.lower() for name in mail]
    assert "bcc" not in names
    assert all(names.count(name) == 1 for name in names)
    head = received.partition(b"\r\n\r\n")[0]
    assert b"=?utf-8?q?Une" not in head
    assert re.search(rb"(?im)^(bcc|<p>)", head) is None


def test_an_edition_gets_its_own_subject_and_preheader(digest: Terminal, gathered: Newsroom) -> None:
    digest.done("compose", "quotidienne")
    finished = digest.done("reword", TODAY, "--subject", "Trois fois rien", "--preheader", "Et encore")
    assert finished.out == "subject: Trois fois rien\npreheader: Et encore\n"
    assert "is draft" in finished.err
    assert digest.done("compose", "quotidienne", "--json").json["subject"] == "Trois fois rien"
    back = digest.done("reword", TODAY, "--subject", "", "--json").json
    assert back == {"edition": TODAY, "subject": "", "preheader": "Et encore"}
    assert digest("reword", TODAY).code == 2
    assert digest("reword", "nope/2026-11-23", "--subject", "x").code == 2
