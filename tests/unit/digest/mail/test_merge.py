"""The mail merge: what a reader's program reads is what was rendered, filled for that reader alone."""

import html
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.fields import Field, fill_html, fill_text, mark
from digest.domain.variants import RenderedVariant
from digest.mail import headers, wire
from digest.mail.headers import HeaderUnsafe
from digest.mail.merge import CompiledVariant, Letterhead, Recipient, compile_variant
from digest.mail.wire import WireReady
from digest.ports import Outgoing
from tests.fakes.dkim_keys import quick_signer, signer
from tests.fakes.receiver import verified

NONCE = "0123456789abcdef"
LETTERHEAD = Letterhead(
    from_name="La Rédaction",
    from_address="redaction@news.example.org",
    reply_to="courrier@news.example.org",
    list_title="La Quotidienne",
    list_id="quotidienne.news.example.org",
    help_url="https://news.example.org/aide",
    feedback_id=("20261124", "quotidienne", "newsexample"),
    date=datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
)
READER = Recipient(
    address="zoe@example.org",
    name="Zoé Müller",
    message_id="<20261124.abc@news.example.org>",
    unsubscribe_url="https://news.example.org/unsubscribe/" + "tok-_" * 16,
    unsubscribe_mailto="mailto:unsubscribe@news.example.org?subject=unsubscribe%20" + "tok-_" * 16,
    preferences_url="https://news.example.org/preferences/tok?a=1&b=2",
)
NAMES = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Help",
    "Feedback-ID",
    "Precedence",
    "MIME-Version",
    "Content-Type",
]


def marks(nonce: str = NONCE) -> str:
    return " | ".join(mark(field, nonce) for field in Field)


def variant(**changes: str) -> RenderedVariant:
    given = {
        "subject": "L’essentiel du jour",
        "preheader": "",
        "html": f"<html><p>Bonjour {marks()}</p>\n.\n<a href='{mark(Field.UNSUBSCRIBE_URL, NONCE)}'>x</a></html>\n",
        "text": f"Bonjour {marks()}\n.\n..\nFrom here\n",
        "nonce": NONCE,
    }
    return RenderedVariant(**{**given, **changes})


def values(recipient: Recipient) -> dict[Field, str]:
    return {field: unified(getattr(recipient, field)) for field in Field}


def unified(text: str) -> str:
    """Every line end as LF: a CR that ends one piece and an LF that begins a field are two line ends."""
    return re.sub(r"\r\n?", "\n", text)


def parsed(message: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(message, policy=SMTP))


def parts(message: bytes) -> tuple[str, str]:
    text, rich = parsed(message).iter_parts()
    assert (text.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    return text.get_content(), rich.get_content()


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n").encode(errors="replace").decode()


ANY_TEXT = st.text(max_size=120) | st.text(alphabet="=. \t\n\réFrom<&>'\"%", max_size=120)
NAME = ANY_TEXT | st.sampled_from(
    ["", "O'Neill", '"x" <y@example.org>', "=?utf-8?q?x=0D=0ABcc:_e?=", "名前" * 20]
)
ADDRESS = st.from_regex(r"[a-z0-9.+'=-]{1,30}@[a-z0-9-]{1,20}x\.org", fullmatch=True).filter(
    headers.is_plain_address
)
URL = st.from_regex(r"https://[a-z]{1,20}\.org/[A-Za-z0-9_~=&%/-]{0,400}", fullmatch=True)
RECIPIENT = st.builds(
    Recipient,
    address=ADDRESS,
    name=NAME,
    message_id=st.from_regex(r"<[a-z0-9.]{1,60}@[a-z]{1,30}\.org>", fullmatch=True),
    unsubscribe_url=URL,
    unsubscribe_mailto=st.just("") | st.from_regex(r"mailto:[a-z]{1,9}@[a-z]{1,9}\.org", fullmatch=True),
    preferences_url=URL,
)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, NAME, RECIPIENT)
def test_any_message_reads_back_as_what_was_rendered_and_filled(subject, text, rich, from_name, recipient):
    rendered = variant(
        subject=subject,
        text=f"{marks()}{text}{marks()}{text}",
        html=f"<p>{rich}<a href='{mark(Field.PREFERENCES_URL, NONCE)}'>{marks()}</a>{rich}",
    )
    compiled = compile_variant(rendered, replace(LETTERHEAD, from_name=from_name))
    data = compiled.message(recipient)
    message = parsed(data)

    assert sorted(message.keys()) == sorted(NAMES) == sorted(compiled.header_names)
    assert message.defects == []
    assert [one.addr_spec for one in message["To"].addresses] == [recipient.address]
    assert message["Subject"] == headers.clean(subject)
    assert message["Message-ID"] == recipient.message_id
    targets = [target for target in (recipient.unsubscribe_url, recipient.unsubscribe_mailto) if target]
    assert (
        re.findall("<([^>]*)>", re.sub(rb"\r\n ", b" ", data).decode().split("List-Unsubscribe: ")[1])[
            : len(targets)
        ]
        == targets
    )
    assert parts(data) == (
        crlf(fill_text(unified(rendered.text), NONCE, values(recipient))),
        crlf(fill_html(unified(rendered.html), NONCE, values(recipient))),
    )
    assert all(part.defects == [] for part in message.iter_parts())


@given(ANY_TEXT, ANY_TEXT, RECIPIENT)
def test_any_message_travels_as_it_is(subject, text, recipient):
    data = compile_variant(variant(subject=subject, text=text), LETTERHEAD).message(recipient)
    assert data.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", data)
    assert data.endswith(b"--\r\n")
    assert not re.search(rb"^\.", data, re.MULTILINE)
    # What is skipped for a compiled message would have changed nothing.
    plain = bytes(data)
    outgoing = Outgoing(delivery=1, sender="b@example.org", recipient="r@example.org", data=plain)
    assert wire.refusal(outgoing, 0) is None
    assert wire.stuffed(plain) == data
    head, _, body = plain.partition(b"\r\n\r\n")
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, NAME, RECIPIENT)
def test_any_message_holds_its_signature(subject, text, rich, from_name, recipient):
    rendered = variant(
        subject=subject,
        text=f"{marks()}{text}{marks()}{text}",
        html=f"<p>{rich}<a href='{mark(Field.PREFERENCES_URL, NONCE)}'>{marks()}</a>{rich}",
    )
    letterhead = replace(LETTERHEAD, from_name=from_name)
    data = compile_variant(rendered, letterhead, quick_signer()).message(recipient)
    assert verified(data, quick_signer()) == [True]
    unsigned = compile_variant(rendered, letterhead).message(recipient)
    assert data.endswith(unsigned)


def test_a_message_with_both_signatures_travels_as_it_is_and_is_the_same_on_every_attempt():
    compiled = compile_variant(variant(), LETTERHEAD, signer())
    data = compiled.message(READER)
    assert verified(data, signer()) == [True, True]
    assert compiled.header_names == ("DKIM-Signature", "DKIM-Signature", *(parsed(data).keys()[2:]))
    assert compile_variant(variant(), LETTERHEAD, signer()).message(READER) == data
    assert type(data) is WireReady
    assert wire.stuffed(bytes(data)) == data
    assert not re.search(rb"^\.", data, re.MULTILINE)


def test_every_field_of_an_edition_mail_is_signed():
    data = compile_variant(variant(), LETTERHEAD, quick_signer()).message(READER)
    signed = re.sub(r"\s", "", str(parsed(data)["DKIM-Signature"]))
    assert re.search(r";h=([^;]*);", signed)[1].split(":")[: len(NAMES)] == NAMES


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Zoé"},
        {"address": "b@example.org"},
        {"message_id": "<other@news.example.org>"},
        {"unsubscribe_url": "https://news.example.org/unsubscribe/other"},
        {"preferences_url": "https://news.example.org/preferences/other"},
    ],
)
def test_one_reader_s_signature_does_not_hold_for_the_mail_of_another(changes):
    compiled = compile_variant(variant(), LETTERHEAD, quick_signer())
    first, second = compiled.message(READER), compiled.message(replace(READER, **changes))
    signature = first[: first.index(b"\r\nFrom:")]
    assert verified(second, quick_signer()) == [True]
    assert verified(signature + second[second.index(b"\r\nFrom:") :], quick_signer()) == [False]


def test_every_edition_mail_carries_its_fields_once_and_verbatim():
    data = compile_variant(variant(), LETTERHEAD).message(READER)
    message = parsed(data)
    assert sorted(message.keys()) == sorted(NAMES)
    for line in (
        "From: =?utf-8?q?La_R=C3=A9daction?= <redaction@news.example.org>",
        "To: =?utf-8?q?Zo=C3=A9_M=C3=BCller?= <zoe@example.org>",
        "Reply-To: <courrier@news.example.org>",
        "Date: Tue, 24 Nov 2026 06:00:00 +0000",
        f"Message-ID: {READER.message_id}",
        "List-Id: La Quotidienne <quotidienne.news.example.org>",
        f"List-Unsubscribe: <{READER.unsubscribe_url}>,\r\n <{READER.unsubscribe_mailto}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Help: <https://news.example.org/aide>",
        "Feedback-ID: 20261124:quotidienne:newsexample",
        "MIME-Version: 1.0",
    ):
        assert f"{line}\r\n".encode() in data
    assert message.get_content_type() == "multipart/alternative"
    for part in message.iter_parts():
        assert part["Content-Transfer-Encoding"] == "quoted-printable"
        assert part.get_content_charset() == "utf-8"


def test_links_in_the_html_are_escaped_and_those_in_the_text_are_not():
    text, rich = parts(compile_variant(variant(), LETTERHEAD).message(READER))
    assert READER.preferences_url in text
    assert html.escape(READER.preferences_url) in rich
    assert READER.preferences_url not in rich


@given(RECIPIENT, RECIPIENT)
def test_nothing_is_carried_from_one_reader_to_the_next(first, second):
    alone = compile_variant(variant(), LETTERHEAD).message(second)
    compiled = compile_variant(variant(), LETTERHEAD)
    before = compiled.message(first)
    assert compiled.message(second) == alone
    assert compiled.message(first) == before


def test_the_boundary_follows_from_the_nonce():
    def boundary(nonce: str) -> str | None:
        rendered = variant(nonce=nonce, text="x", html="x")
        return parsed(compile_variant(rendered, LETTERHEAD).message(READER)).get_boundary()

    assert boundary("aa") == boundary("aa") != boundary("bb")


def test_a_text_that_imitates_the_boundary_stays_a_text():
    fake = str(parsed(compile_variant(variant(), LETTERHEAD).message(READER)).get_boundary())
    rendered = variant(text=f"--{fake}--\nrest", html=f"\n--{fake}\n")
    reader = replace(READER, name=f"--{fake}")
    text, rich = parts(compile_variant(rendered, LETTERHEAD).message(reader))
    assert (text, rich) == (f"--{fake}--\r\nrest", f"\r\n--{fake}\r\n")


def test_a_mark_of_another_rendering_is_text():
    text, _ = parts(compile_variant(variant(text=mark(Field.ADDRESS, "ffff")), LETTERHEAD).message(READER))
    assert text == mark(Field.ADDRESS, "ffff")


def test_reply_to_and_mailto_are_left_out_when_there_is_none():
    compiled = compile_variant(variant(), replace(LETTERHEAD, reply_to=""))
    data = compiled.message(replace(READER, unsubscribe_mailto=""))
    assert "Reply-To" not in parsed(data)
    assert f"List-Unsubscribe: <{READER.unsubscribe_url}>\r\n".encode() in data


@pytest.mark.parametrize(
    "changes",
    [
        {"from_address": "not an address"},
        {"reply_to": "a@example.org\r\nBcc: b@example.org"},
        {"list_id": "two words"},
        {"help_url": "https://news.example.org/a b"},
        {"feedback_id": ()},
    ],
)
def test_a_letterhead_that_cannot_stand_in_a_header_is_found_when_the_variant_is_compiled(changes):
    with pytest.raises(HeaderUnsafe):
        compile_variant(variant(), replace(LETTERHEAD, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"unsubscribe_url": "https://x.example.org/\r\nBcc: b@example.org"},
        {"unsubscribe_mailto": "mailto:x> <y"},
        {"message_id": "<a@b>\r\nBcc: b@example.org"},
    ],
)
def test_a_link_with_a_line_break_never_becomes_a_message(changes):
    compiled = compile_variant(variant(), LETTERHEAD)
    with pytest.raises(HeaderUnsafe):
        compiled.message(replace(READER, **changes))


def test_an_address_that_no_header_can_hold_stops_nobody_elses_mail():
    message = parsed(compile_variant(variant(), LETTERHEAD).message(replace(READER, address="é@example.org")))
    assert message["To"] == "undisclosed-recipients:;"
    assert sorted(message.keys()) == sorted(NAMES)


def test_a_compiled_variant_shows_no_content_and_yields_wire_ready_bytes():
    compiled = compile_variant(variant(), LETTERHEAD)
    assert isinstance(compiled, CompiledVariant)
    assert "Bonjour" not in repr(compiled)
    assert type(compiled.message(READER)) is WireReady


def test_merging_costs_a_small_fraction_of_compiling():
    rendered = variant(html=f"<p>{'L’imagerie en coupe. ' * 2000}</p>{marks()}")
    compiled = compile_variant(rendered, LETTERHEAD)
    start = time.perf_counter()
    compile_variant(rendered, LETTERHEAD)
    compiling = time.perf_counter() - start
    start = time.perf_counter()
    for _ in range(20):
        compiled.message(READER)
    assert (time.perf_counter() - start) / 20 < compiling / 5
