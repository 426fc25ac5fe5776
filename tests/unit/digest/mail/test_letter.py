"""A letter to one person is a clean message, and a machine says that a machine wrote it."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail import headers, wire
from digest.mail.headers import HeaderUnsafe
from digest.mail.letter import Letter, letter_bytes
from digest.ports import Outgoing
from tests.fakes.dkim_keys import quick_signer, signer
from tests.fakes.receiver import verified

LETTER = Letter(
    from_name="La Rédaction",
    from_address="redaction@news.example.org",
    to_name="Zoé",
    to_address="zoe@example.org",
    subject="Confirmez votre inscription",
    text="Bonjour,\n.\nà demain.\n",
    html="<p>Bonjour,</p>\n<p>à demain.</p>\n",
    date=datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
    message_id="<confirm.1@news.example.org>",
)
ANY_TEXT = st.text(max_size=120) | st.text(alphabet="=. \t\n\réFrom<&>", max_size=120)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_letter_reads_back_and_travels_as_it_is(subject, name, text, html):
    data = letter_bytes(replace(LETTER, subject=subject, to_name=name, from_name=name, text=text, html=html))
    message = message_from_bytes(data, policy=SMTP)
    assert message["Subject"] == headers.clean(subject)
    assert [one.addr_spec for one in message["To"].addresses] == ["zoe@example.org"]
    for part, expected in zip(message.iter_parts(), (text, html), strict=True):
        unified = expected.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()
        assert part.get_content() == unified.replace("\n", "\r\n")
    plain = bytes(data)
    outgoing = Outgoing(delivery=1, sender="", recipient="zoe@example.org", data=plain)
    assert wire.refusal(outgoing, 0) is None
    assert wire.stuffed(plain) == data


def test_a_letter_carries_each_field_once():
    message = message_from_bytes(letter_bytes(replace(LETTER, reply_to="r@example.org")), policy=SMTP)
    assert sorted(message.keys()) == sorted(
        [
            "From",
            "To",
            "Reply-To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Reply-To" not in message_from_bytes(letter_bytes(LETTER))


def test_equal_letters_are_equal_bytes():
    assert letter_bytes(LETTER) == letter_bytes(replace(LETTER))


def test_an_address_of_ours_that_cannot_stand_in_a_header_is_an_error():
    with pytest.raises(HeaderUnsafe):
        letter_bytes(replace(LETTER, from_address="nobody"))


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_letter_holds_its_signature(subject, name, text, html):
    letter = replace(LETTER, subject=subject, to_name=name, text=text, html=html)
    data = letter_bytes(letter, quick_signer())
    assert verified(data, quick_signer()) == [True]
    assert data.endswith(letter_bytes(letter))


def test_a_letter_is_signed_with_every_key_and_the_same_way_each_time():
    data = letter_bytes(LETTER, signer())
    assert verified(data, signer()) == [True, True]
    assert verified(data.replace(b"demain", b"jamais"), signer()) == [False, False]
    assert letter_bytes(LETTER, signer()) == data
