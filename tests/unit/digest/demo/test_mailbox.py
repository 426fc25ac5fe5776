"""The folder of mails: one whole file for each, under a name that is safe anywhere."""

import pytest

from digest.demo.mailbox import Mailbox

MAIL = b"From: Plan axial <r@example.org>\r\nSubject: =?utf-8?q?=C3=89t=C3=A9?=\r\nMessage-ID: <1@x>\r\n\r\nhello\r\n"


def test_a_mail_is_kept_byte_for_byte_below_its_envelope(tmp_path):
    path = Mailbox(tmp_path).keep("bounce@example.org", "zoe@example.com", MAIL)
    assert path.name == "0001-zoe@example.com.eml"
    assert path.read_bytes() == (
        b"Return-Path: <bounce@example.org>\r\nDelivered-To: zoe@example.com\r\n" + MAIL
    )


def test_the_list_says_who_got_what_in_the_order_of_arrival(tmp_path):
    mailbox = Mailbox(tmp_path)
    mailbox.keep("", "zoe@example.com", MAIL)
    mailbox.keep("", "agnes@example.com", b"no headers at all")
    first, second = mailbox.messages()
    assert (first.number, first.recipient, first.sender) == (
        1,
        "zoe@example.com",
        "Plan axial <r@example.org>",
    )
    assert (first.subject, first.message_id) == ("Été", "<1@x>")
    assert first.size == first.path.stat().st_size
    assert (second.number, second.recipient, second.subject) == (2, "agnes@example.com", "")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("../../etc/passwd", "0001-_.._etc_passwd.eml"),
        ("A B\r\n@example.org", "0001-a_b_@example.org.eml"),
        ("zoé@exämple.org", "0001-zo_@ex_mple.org.eml"),
        ("", "0001-nobody.eml"),
        ("..", "0001-nobody.eml"),
        ("x" * 300 + "@example.org", f"0001-{'x' * 80}.eml"),
    ],
)
def test_no_address_leads_out_of_the_folder(tmp_path, address, name):
    path = Mailbox(tmp_path).keep("", address, MAIL)
    assert path == tmp_path / name
    assert path.is_file()


def test_numbers_go_on_where_an_earlier_day_stopped(tmp_path):
    Mailbox(tmp_path).keep("", "a@example.org", MAIL)
    assert Mailbox(tmp_path).keep("", "a@example.org", MAIL).name == "0002-a@example.org.eml"


def test_other_files_and_unfinished_ones_are_no_mails(tmp_path):
    for name in ("notes.txt", "0007-a@example.org.part", "letter.eml"):
        (tmp_path / name).write_bytes(MAIL)
    mailbox = Mailbox(tmp_path)
    assert mailbox.messages() == []
    assert mailbox.keep("", "a@example.org", MAIL).name == "0001-a@example.org.eml"


def test_a_mail_that_somebody_deleted_is_gone_from_the_list(tmp_path):
    mailbox = Mailbox(tmp_path)
    path = mailbox.keep("", "a@example.org", MAIL)
    assert len(mailbox.messages()) == 1
    path.unlink()
    assert mailbox.messages() == []


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    mailbox = Mailbox(tmp_path / "inbox")
    (tmp_path / "inbox").rmdir()
    with pytest.raises(OSError, match="No such file"):
        mailbox.keep("", "a@example.org", MAIL)
