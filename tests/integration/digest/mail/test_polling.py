import pytest

from digest.errors import MailboxUnavailable
from digest.mail.polling import open_mailbox, parse_mailbox
from tests.fakes.mailboxes import PASSWORD, Mailbox, Opened

FIRST, SECOND = b"Subject: one\n\n.first\n", b"Subject: two\n\nsecond " + b"x" * 5000 + b"\n"
PROTOCOLS = ["imap", "pop3"]


def dealt_with(mailbox: Mailbox) -> set[int]:
    return mailbox.seen | mailbox.deleted


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_mails_are_read_whole_and_marked_once_they_are_dealt_with(protocol: str) -> None:
    mailbox = Mailbox(FIRST, SECOND)
    with Opened(protocol, mailbox) as opened:
        store = open_mailbox(opened.url, PASSWORD)
        found = []
        for mail in store.mails():
            found.append(mail.raw.replace(b"\r\n", b"\n").strip())
            store.settle(mail)
    assert found == [FIRST.strip(), SECOND.strip()]
    assert dealt_with(mailbox) == {1, 2}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_mail_that_was_not_dealt_with_waits(protocol: str) -> None:
    mailbox = Mailbox(FIRST, SECOND)
    with Opened(protocol, mailbox) as opened:
        store = open_mailbox(opened.url, PASSWORD)
        mails = store.mails()
        store.settle(next(mails))
        next(mails)
        # As when the database refuses: whoever reads stops here.
        mails.close()
    assert dealt_with(mailbox) == {1}


def test_what_is_marked_as_seen_is_not_read_again() -> None:
    mailbox = Mailbox(FIRST, SECOND)
    mailbox.seen.add(1)
    with Opened("imap", mailbox) as opened:
        assert [mail.name for mail in open_mailbox(opened.url, PASSWORD).mails()] == ["2"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_mailbox_that_cannot_be_read_says_what_to_check(protocol: str) -> None:
    with (
        Opened(protocol, Mailbox(FIRST, refuses=True)) as opened,
        pytest.raises(MailboxUnavailable, match=r"feedback\.password"),
    ):
        list(open_mailbox(opened.url, PASSWORD).mails())
    with pytest.raises(MailboxUnavailable, match=r"127\.0\.0\.1") as caught:
        list(open_mailbox(opened.url, PASSWORD).mails())
    assert caught.value.exit_code == 75


@pytest.mark.parametrize(
    ("url", "port", "folder", "encrypted"),
    [
        ("imaps://bounces@mail.example", 993, "INBOX", True),
        ("imap://bounces@mail.example/Returned%20mail", 143, "Returned mail", False),
        ("pop3s://bounces@mail.example:9995", 9995, "INBOX", True),
        ("pop3://bounces@mail.example", 110, "INBOX", False),
    ],
)
def test_an_address_says_where_and_how(url: str, port: int, folder: str, encrypted: bool) -> None:
    found = parse_mailbox(url)
    assert (found.host, found.user) == ("mail.example", "bounces")
    assert (found.port, found.folder, found.encrypted) == (port, folder, encrypted)


def test_a_user_may_be_an_address() -> None:
    assert parse_mailbox("imaps://bounces%40news.example@mail.example").user == "bounces@news.example"
