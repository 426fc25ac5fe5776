"""The inbox takes mail over real SMTP and shows it on a real page."""

import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen

import pytest

from digest.demo.inbox import SIZE_LIMIT, Inbox
from digest.demo.loopback import HOST, PortTaken


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    running = Inbox(tmp_path / "inbox")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def smtp(inbox: Inbox) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP(*inbox.smtp_address, timeout=5) as client:
        yield client


def mail(subject: str = "L’édition du matin", to: str = "zoe@example.com") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Plan axial <redaction@example.org>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Bonjour à tous.")
    message.add_alternative("<p>Bonjour <b>à tous</b>.</p>", subtype="html")
    return message


def page(inbox: Inbox, path: str) -> str:
    with urlopen(inbox.web_url + path, timeout=5) as response:
        return response.read().decode()


def test_a_mail_that_was_answered_250_is_in_the_folder_and_on_the_page(inbox, smtp):
    smtp.send_message(mail())
    (kept,) = inbox.messages()
    assert (kept.recipient, kept.subject, kept.message_id) == (
        "zoe@example.com",
        "L’édition du matin",
        "<1@example.org>",
    )
    assert kept.path.read_bytes().endswith(b"--\r\n")
    assert kept.size == kept.path.stat().st_size
    assert "L’édition du matin" in page(inbox, "/")
    assert "Bonjour à tous." in page(inbox, "/1")
    assert "<b>à tous</b>" in page(inbox, "/1/html")


def test_the_bytes_are_those_that_were_sent(inbox, smtp):
    data = b"Subject: x\r\n\r\n..a line of two dots\r\n.\xe9\r\n"
    smtp.sendmail("a@example.org", ["b@example.org"], data)
    envelope, _, rest = inbox.messages()[0].path.read_bytes().partition(b"Delivered-To: b@example.org\r\n")
    assert envelope == b"Return-Path: <a@example.org>\r\n"
    assert rest == data


def test_every_recipient_has_a_copy(inbox, smtp):
    smtp.sendmail("a@example.org", ["b@example.org", "c@example.org"], mail().as_bytes())
    assert [kept.recipient for kept in inbox.messages()] == ["b@example.org", "c@example.org"]


def test_a_bounce_with_an_empty_sender_is_taken(inbox, smtp):
    smtp.sendmail("", ["b@example.org"], mail().as_bytes())
    assert inbox.messages()[0].path.read_bytes().startswith(b"Return-Path: <>\r\n")


def test_it_says_what_it_can_do(smtp):
    smtp.ehlo()
    assert smtp.esmtp_features["size"] == str(SIZE_LIMIT)
    assert smtp.has_extn("8bitmime")
    assert not smtp.has_extn("starttls")


def test_a_mail_beyond_the_limit_is_refused_for_good(inbox, smtp):
    with pytest.raises(smtplib.SMTPSenderRefused) as caught:
        smtp.sendmail("a@example.org", ["b@example.org"], b"x" * (SIZE_LIMIT + 1))
    assert caught.value.smtp_code == 552
    assert inbox.messages() == []


def test_a_folder_that_is_gone_is_a_temporary_refusal(inbox, smtp, tmp_path):
    (tmp_path / "inbox").rmdir()
    with pytest.raises(smtplib.SMTPDataError) as caught:
        smtp.send_message(mail())
    assert caught.value.smtp_code == 452
    (tmp_path / "inbox").mkdir()


def test_broken_mime_is_kept_and_shown(inbox, smtp):
    broken = b"Content-Type: multipart/mixed; boundary=\r\nSubject: =?x?q?\xff\r\n\r\n--\r\nContent-Type: text/html\r\n"
    smtp.sendmail("a@example.org", ["b@example.org"], broken)
    assert "b@example.org" in page(inbox, "/")
    assert "Content-Type" in page(inbox, "/1")


def test_mails_outlive_the_inbox(inbox, smtp, tmp_path):
    smtp.send_message(mail())
    again = Inbox(tmp_path / "inbox", web_port=None)
    assert again.web_url == ""
    assert len(again.messages()) == 1
    again.stop()


def test_many_mails_over_one_connection_keep_their_order(inbox, smtp):
    for number in range(50):
        smtp.send_message(mail(subject=str(number)))
    assert [kept.subject for kept in inbox.messages()] == [str(number) for number in range(50)]


def test_a_stopped_inbox_frees_its_ports_and_can_be_made_again(tmp_path):
    first = Inbox(tmp_path)
    first.start()
    smtp_port, web_port = first.smtp_address[1], int(first.web_url.rpartition(":")[2])
    first.stop()
    second = Inbox(tmp_path, smtp_port=smtp_port, web_port=web_port)
    second.start()
    with smtplib.SMTP(HOST, smtp_port, timeout=5) as client:
        client.send_message(mail())
    assert len(second.messages()) == 1
    second.stop()


def test_a_taken_smtp_port_is_an_error_and_leaves_the_page_port_free(tmp_path):
    with socket.create_server((HOST, 0)) as other, socket.create_server((HOST, 0)) as free:
        taken, web_port = other.getsockname()[1], free.getsockname()[1]
        free.close()
        with pytest.raises(PortTaken):
            Inbox(tmp_path, smtp_port=taken, web_port=web_port)
        socket.create_server((HOST, web_port)).close()
