"""The signature of our mail from the command line: keys, records, and mails that a receiver verifies."""

import re
from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest

from digest.demo.inbox import Inbox
from digest.domain.newsroom import Newsroom
from digest.mail.dkim import Signer
from digest.mail.dkim_keys import read_keys
from digest.mail.verp import ReturnPaths
from digest.storage.accounts import edition_of
from digest.storage.engine import Database
from tests.fakes.receiver import verified
from tests.fakes.terminal import Terminal


@pytest.fixture
def signing(digest: Terminal, tmp_path: Path) -> Terminal:
    """The terminal with everything about signatures set, and no key yet."""
    digest.set(
        mail__dkim_domain="news.example",
        mail__dkim_selector="r1,e1",
        mail__dkim_key_file=tmp_path / "dkim.pem",
        mail__return_path_domain="bounces.news.example",
    )
    return digest


def test_keys_are_made_once_and_their_records_printed(signing: Terminal, tmp_path: Path) -> None:
    made = signing.done("dkim", "keygen")
    assert "rsa and ed25519, for its owner alone" in made.err
    assert "`digest dkim record`" in made.err
    file = tmp_path / "dkim.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    again = signing("dkim", "keygen")
    assert (again.code, file.read_bytes()) == (2, before)
    assert "is there already and is left as it is" in again.err

    first, second = signing.done("dkim", "record").out.splitlines()
    assert first.startswith('r1._domainkey.news.example. IN TXT ( "v=DKIM1; k=rsa; p=')
    assert second.startswith('e1._domainkey.news.example. IN TXT ( "v=DKIM1; k=ed25519; p=')
    rsa, ed25519 = signing.done("dkim", "record", "--json").lines
    assert rsa["name"] == "r1._domainkey.news.example"
    assert rsa["value"] == "".join(rsa["strings"]) == "".join(re.findall('"([^"]*)"', first))
    assert (ed25519["type"], len(ed25519["strings"])) == ("TXT", 1)


def test_one_selector_is_one_rsa_key(signing: Terminal, tmp_path: Path) -> None:
    signing.set(mail__dkim_selector="r1")
    signing.done("dkim", "keygen")
    (key,) = read_keys(tmp_path / "dkim.pem", ["r1"])
    assert (key.kind, key.bits) == ("rsa", 2048)


def test_what_is_not_set_is_told_and_nothing_is_made(
    digest: Terminal, signing: Terminal, tmp_path: Path
) -> None:
    signing.set(mail__dkim_selector="a,b,c")
    finished = signing("dkim", "keygen")
    assert (finished.code, "names more than two keys" in finished.err) == (2, True)
    assert not (tmp_path / "dkim.pem").exists()
    without_key = signing("dkim", "record")
    assert (without_key.code, "`digest dkim keygen` makes it" in without_key.err) == (2, True)
    digest.set(mail__dkim_domain="", mail__dkim_selector="", mail__dkim_key_file="")
    for command in ("keygen", "record", "check"):
        finished = digest("dkim", command)
        assert (finished.code, "mail.dkim_domain: is not set" in finished.err) == (2, True)


def test_a_check_without_keys_says_so_and_so_does_the_doctor(signing: Terminal, morning: Newsroom) -> None:
    finished = signing("dkim", "check", "--json")
    assert finished.code == 1
    assert (finished.json["check"], finished.json["ok"]) == ("dkim", False)
    assert "`digest dkim keygen` makes it" in finished.json["message"]
    assert "wrong" in signing("dkim", "check").out
    findings = {line["check"]: line for line in signing("doctor", "--json").lines}
    assert findings["dkim"] == finished.json
    assert findings["database"]["ok"]


def test_a_check_wants_a_newsroom_whose_domains_it_can_look_at(signing: Terminal) -> None:
    finished = signing("dkim", "check")
    assert (finished.code, "there is no newsroom yet" in finished.err) == (1, True)


def test_without_its_keys_nothing_goes_out_and_nothing_is_frozen(
    signing: Terminal, morning: Newsroom, inbox: Inbox
) -> None:
    finished = signing("send", "quotidienne")
    assert (finished.code, "`digest dkim keygen` makes it" in finished.err) == (2, True)
    assert inbox.messages() == []
    assert signing.done("status", "--json").json["editions"] == []


def test_every_mail_that_arrives_is_signed_and_comes_back_under_an_address_of_its_own(
    signing: Terminal, morning: Newsroom, inbox: Inbox, tmp_path: Path
) -> None:
    signing.done("dkim", "keygen")
    signing.done("send", "quotidienne")
    signing.done("send", "quotidienne", "--test", "editor@example.org")
    signer = Signer("news.example", read_keys(tmp_path / "dkim.pem", ["r1", "e1"]))
    paths = ReturnPaths("bounces.news.example", [b"q8Zt3vKp-7LwXc2Rb9Yd5Hn1Mf6Js4Ga0"])
    mails = {mail.recipient: mail for mail in inbox.messages()}
    assert set(mails) == {"ana@example.org", "bob@example.org", "editor@example.org"}
    for mail in mails.values():
        # What final delivery puts above the signatures is not ours.
        received = mail.path.read_bytes().partition(b"\r\nDKIM-Signature:")[2]
        assert verified(b"DKIM-Signature:" + received, signer) == [True, True]

    senders = {who: message_from_bytes(mail.path.read_bytes())["Return-Path"] for who, mail in mails.items()}
    assert senders.pop("editor@example.org") == "<bounces@bounces.news.example>"
    named = [paths.read(sender.strip("<>")) for sender in senders.values()]
    assert None not in named
    assert len({found.delivery for found in named}) == 2
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.read() as connection:
        for found in named:
            edition = edition_of(connection, found.delivery, found.subscriber)
            assert (edition.newsletter, edition.date) == ("quotidienne", date(2026, 11, 23))
            assert edition_of(connection, found.delivery, 99) is None
    database.close()
