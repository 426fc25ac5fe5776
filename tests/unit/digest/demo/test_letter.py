"""Any bytes are a mail to the eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.demo.letter import read_letter

PARTS = [
    b"Content-Type: multipart/alternative; boundary=b\r\n",
    b"Content-Type: text/html; charset=no-such-charset\r\n",
    b"Content-Type: text/plain; charset=\xff\r\n",
    b"Content-Type: /;;=\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Disposition: attachment; filename*=utf-8''%ff\r\n",
    b"Subject: =?utf-8?q?caf=C3?= =?x?b?!?=\r\n",
    b"Subject: \xc3\xa9t\xc3\xa9\r\n",
    b"To: <a@b>,,;:\r\n",
    b"\r\n--b\r\n",
    b"\r\n--b--\r\n",
    b"begin 644 x\r\nM\xff\r\n",
    b"=C3=\r\n",
    b"\x00\xff\xfe",
    b"<html><head>",
]


def test_both_parts_are_read_in_their_own_charset():
    letter = read_letter(
        b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\xe9t\xe9\r\n"
        b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<p>=C3=A9t=C3=A9</p>\r\n--b--\r\n"
    )
    assert letter.text.strip() == "été"
    assert letter.html.strip() == "<p>été</p>"


def test_an_attached_page_is_not_the_mail():
    letter = read_letter(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
        b"--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>no</p>\r\n--b--\r\n"
    )
    assert (letter.text.strip(), letter.html) == ("hello", "")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"=?utf-8?q?=C3=89dition?= du matin", "Édition du matin"),
        (b"\xc3\x89dition", "Édition"),
        (b"=?no-such?q?x?=", "=?no-such?q?x?="),
        (b"one\r\n two", "one two"),
        (b"=?utf-8?b?a?=", "=?utf-8?b?a?="),
        (b"\xff", "\ufffd"),
    ],
)
def test_a_header_is_decoded_where_it_can_be(raw, shown):
    assert read_letter(b"Subject: " + raw + b"\r\n\r\n").header("subject") == shown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            "<!doctype html><html><head lang=fr><p>",
            '<!doctype html><html><head lang=fr><base target="_blank"><p>',
        ),
        ("<!DOCTYPE html><p>", '<!DOCTYPE html><base target="_blank"><p>'),
        ("<p>", '<base target="_blank"><p>'),
    ],
)
def test_links_open_in_a_new_tab_and_the_doctype_stays_first(html, shown):
    assert read_letter(f"Content-Type: text/html\r\n\r\n{html}".encode()).html_in_new_tabs == shown


def test_a_header_that_is_missing_is_empty():
    assert read_letter(b"").header("Subject") == ""


@given(st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=40)), max_size=12).map(b"".join))
def test_no_mail_is_too_broken_to_be_shown(data):
    letter = read_letter(data)
    assert isinstance(letter.html_in_new_tabs + letter.text + letter.header("Subject"), str)
    assert all("\n" not in value for _, value in letter.headers)
