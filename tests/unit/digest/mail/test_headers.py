"""Header fields: whatever comes in, one field comes out, and says what was meant."""

import re
import unicodedata
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.mail import headers
from digest.mail.headers import HeadersAltered, HeaderUnsafe

ANY_TEXT = st.text(max_size=200) | st.text(alphabet='=?_qQbB utf-8\r\n:<>@"\\é€\u202e\u2028', max_size=80)
HOSTILE = [
    "hi\r\nBcc: evil@example.org",
    "hi\nBcc: evil@example.org",
    "hi\rBcc: evil@example.org",
    "=?utf-8?q?x=0D=0ABcc:_evil@example.org?=",
    "=?utf-8?b?eA0KQmNjOiBldmlsQGV4YW1wbGUub3Jn?=",
    "=?UTF-8?Q?=3D=3Futf-8=3Fq=3Fx=0D=0ABcc:_e@example.org=3F=3D?=",
    "=\u200b?utf-8?q?x=0D=0ABcc:_e@example.org?=",
    "=?utf-7?q?+AA0ACg-Bcc: e@example.org?=",
    "=?utf-8*fr?q?x=0D=0ABcc:_e?=",
    "x\u2028Bcc: evil@example.org",
    "x\x85Bcc: evil@example.org",
    "x\x0b\x0c\x1c\x1eBcc: evil@example.org",
    "\ud800\udfff",
    "\x00",
]


def parsed(*fields: str) -> Message:
    return message_from_bytes("\r\n".join([*fields, "", "body"]).encode("ascii"))


def read(value: str) -> str:
    """Decode a header value as RFC 2047 says."""
    return str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", value))))


def phrase_and_address(field: str) -> tuple[str, str]:
    """Read a mailbox field by hand: the display name decoded, and what stands in the angle brackets."""
    value = re.sub(r"\r\n(?=[ \t])", "", field.partition(": ")[2])
    phrase, _, address = value.rpartition("<")
    phrase = phrase.strip()
    if phrase.startswith('"'):
        phrase = re.sub(r"\\(.)", r"\1", phrase[1:-1])
    return (read(phrase) if phrase else ""), address.removesuffix(">")


@given(ANY_TEXT)
@example("=?utf-8?q?=3D=3Fx=3Fq=3Fy=3F=3D?=")
@example("a\u200d\ufe0f\u0301")
def test_cleaning_leaves_one_safe_line_and_cleaning_twice_changes_nothing(value):
    text = headers.clean(value)
    assert headers.clean(text) == text
    assert "=?" not in text
    assert text == unicodedata.normalize("NFC", text) == text.strip(" ")
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text)
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def test_typography_that_readers_see_survives_cleaning():
    title = "L’IRM\u202f: «\u00a0déjà\u00a0» 30\u202f% de plus, 👩\u200d⚕️ et 日本語"
    assert headers.clean(title) == title


def test_an_encoded_word_from_outside_is_read_once_and_never_again():
    assert headers.clean("=?utf-8?q?caf=C3=A9?= du jour") == "café du jour"
    assert headers.clean("=?utf-8?b?Y2Fmw6k=?=") == "café"
    assert headers.clean("=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=") == "= ?utf-8?q?x?="
    assert headers.clean("=?utf-8?b?!!!?=") == "= ?utf-8?b?!!!?="
    assert headers.clean("=?utf-8?q?=FF?=") == "= ?utf-8?q?=FF?="
    assert headers.clean("=?rot13?q?uryyb?=") == "= ?rot13?q?uryyb?="


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_title_adds_no_field_even_when_a_careless_program_writes_it_again(value):
    message = parsed(headers.unstructured("Subject", value), headers.mailbox("From", value, "r@example.org"))
    assert message.keys() == ["Subject", "From"]
    again = EmailMessage(policy=SMTP)
    again["Subject"] = read(message["Subject"])
    assert message_from_bytes(bytes(again)).keys() == ["Subject"]


@given(ANY_TEXT | st.text(alphabet="abc éàç", min_size=60, max_size=400))
def test_a_subject_reads_back_as_its_cleaned_text_in_short_lines(value):
    field = headers.unstructured("Subject", value)
    assert field.isascii()
    assert all(len(line) <= 76 for line in field.split("\r\n"))
    assert all(line.startswith(" ") and line.strip() for line in field.split("\r\n")[1:])
    assert not re.search(r"\r(?!\n)|(?<!\r)\n", field)
    message = parsed(field)
    assert message.keys() == ["Subject"]
    assert read(message["Subject"]) == headers.clean(value)
    modern = message_from_bytes(f"{field}\r\n\r\n".encode(), policy=SMTP)
    assert str(modern["Subject"]) == headers.clean(value)


@given(st.text(alphabet=st.characters(min_codepoint=0x80), min_size=30, max_size=120))
def test_every_encoded_word_is_short_and_decodes_by_itself(value):
    words = re.findall(r"=\?utf-8\?[qb]\?[^?]*\?=", headers.unstructured("Subject", value))
    assert all(len(word) <= 75 for word in words)
    assert "".join(read(word) for word in words) == headers.clean(value)


def test_plain_ascii_stays_readable_and_folds_at_spaces():
    assert headers.unstructured("Subject", "Radiology today") == "Subject: Radiology today"
    folded = headers.unstructured("Subject", " ".join(["wordword"] * 12))
    assert folded.replace("\r\n ", " ") == "Subject: " + " ".join(["wordword"] * 12)
    assert "\r\n " in folded


def test_a_word_too_long_for_a_line_becomes_encoded_words():
    field = headers.unstructured("Subject", "see " + "x" * 200)
    assert all(len(line) <= 76 for line in field.split("\r\n"))
    assert read(field.removeprefix("Subject: ")) == "see " + "x" * 200


def test_french_takes_q_and_japanese_takes_b():
    assert "?q?" in headers.unstructured("Subject", "Les députés débattent du budget de la santé")
    assert "?b?" in headers.unstructured("Subject", "放射線科の今日のニュース")


@given(ANY_TEXT)
@example('He said "hi" \\ bye')
@example("Dr. Martin, Ph.D. (Paris)")
@example("日本語の名前がとても長い場合にはどうなるでしょうか、折り返しが必要です")
@example("x" * 71)
def test_a_display_name_reads_back_and_leaves_the_address_alone(name):
    field = headers.mailbox("To", name, "reader@example.org")
    assert field.isascii()
    assert all(len(line) <= 76 for line in field.split("\r\n"))
    assert phrase_and_address(field) == (headers.clean(name), "reader@example.org")
    address = message_from_bytes(f"{field}\r\n\r\n".encode(), policy=SMTP)["To"].addresses
    assert [one.addr_spec for one in address] == ["reader@example.org"]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("", "To: <r@example.org>"),
        ("Jean Dupont", "To: Jean Dupont <r@example.org>"),
        ("Dupont, Jean", 'To: "Dupont, Jean" <r@example.org>'),
        ("bank@bank.example", 'To: "bank@bank.example" <r@example.org>'),
        ("Zoé", "To: =?utf-8?q?Zo=C3=A9?= <r@example.org>"),
    ],
)
def test_display_names_are_quoted_only_where_they_must_be(name, field):
    assert headers.recipient(name, "r@example.org") == field


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "é@example.org",
        "a@exämple.org",
        "a b@example.org",
        "a@example.org>",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        '"a b"@example.org',
        "=?utf-8?q?x=0D=0ABcc=3A_b?=@example.org",
        f"{'x' * 65}@example.org",
        f"a@{'x' * 250}.org",
        "a@example.org.",
    ],
)
def test_an_address_that_no_header_can_hold_is_left_out_of_to_and_refused_in_from(address):
    assert not headers.is_plain_address(address)
    assert headers.recipient("Name", address) == "To: undisclosed-recipients:;"
    with pytest.raises(HeaderUnsafe, match="From cannot hold"):
        headers.mailbox("From", "Name", address)


@pytest.mark.parametrize(
    "address", ["a@example.org", "o'neill+news@xn--exmple-cua.org", "x.y@a-b.c", "a=b?c@example.org"]
)
def test_ordinary_addresses_are_plain(address):
    assert headers.is_plain_address(address)


@given(st.integers(1, 900), st.integers(0, 200))
def test_list_unsubscribe_is_written_verbatim_and_folds_only_between_its_links(length, token):
    url = ("https://news.example/unsubscribe/" + "aZ0-_" * 200)[: 33 + length]
    mailto = "mailto:u@news.example?subject=unsubscribe%20" + "t" * token
    field = headers.links("List-Unsubscribe", url, mailto)
    assert field.replace(">,\r\n <", ">, <") == f"List-Unsubscribe: <{url}>, <{mailto}>"
    assert all(len(line) <= 998 for line in field.split("\r\n"))
    assert re.findall("<([^>]*)>", parsed(field)["List-Unsubscribe"]) == [url, mailto]


@pytest.mark.parametrize(
    "link", ["", "https://x y", "https://x>", "https://é", "https://x\r\n", "h=?x", "x" * 999]
)
def test_a_link_that_cannot_stand_in_a_header_is_an_error(link):
    with pytest.raises(HeaderUnsafe):
        headers.links("List-Unsubscribe", link)


@pytest.mark.parametrize(
    "value", ["", "a@b", "<a>", "<a b@c>", "<a@b>\r\n", "<=?u?q?x?=@b>", f"<{'a' * 999}@b>"]
)
def test_a_message_id_must_be_one(value):
    with pytest.raises(HeaderUnsafe):
        headers.message_id(value)


def test_list_id_never_holds_an_encoded_word():
    assert headers.list_id("Économie & santé", "eco.news.example") == (
        "List-Id: Economie & sante <eco.news.example>"
    )
    assert headers.list_id('The "Daily", now', "d.example") == "List-Id: \"The 'Daily', now\" <d.example>"
    assert headers.list_id("日刊", "d.example") == "List-Id: <d.example>"
    assert "=?" not in headers.list_id("\uff1d\uff1futf-8?q?x?=", "d.example")
    with pytest.raises(HeaderUnsafe):
        headers.list_id("Title", "not an id")


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("L’Édition du matin", "L'Edition du matin"),
        ("Œuvres, ex æquo", '"OEuvres, ex aequo"'),
        ("Santé – l’hebdo", "Sante - l'hebdo"),
        ("Le «\u00a0fil\u00a0» “du” jour…", "\"Le 'fil' 'du' jour...\""),
    ],
)
def test_list_id_types_what_print_has_of_its_own(title, typed):
    assert headers.list_id(title, "d.example") == f"List-Id: {typed} <d.example>"


@given(ANY_TEXT)
def test_list_id_is_one_short_field_for_any_title(title):
    field = headers.list_id(title, "daily.news.example")
    assert parsed(field).keys() == ["List-Id"]
    assert "=?" not in field
    assert field.endswith("<daily.news.example>")
    assert all(len(line) <= 76 for line in field.split("\r\n"))


def test_feedback_id_holds_one_to_four_identifiers():
    assert headers.feedback_id(("20261124", "daily", "news")) == "Feedback-ID: 20261124:daily:news"
    for parts in ((), ("a", "b", "c", "d", "e"), ("a:b",), ("a b",), ("",)):
        with pytest.raises(HeaderUnsafe):
            headers.feedback_id(parts)


@pytest.mark.parametrize("value", ["a\r\nb", "é", "=?utf-8?q?x?=", "", "a  b", "x" * 999])
def test_machine_readable_text_is_taken_as_it_is_or_not_at_all(value):
    assert headers.verbatim("Precedence", "list") == "Precedence: list"
    with pytest.raises(HeaderUnsafe) as caught:
        headers.verbatim("Precedence", value)
    assert caught.value.name == "Precedence"


def test_the_date_reads_back():
    instant = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert headers.date(instant) == "Date: Tue, 24 Nov 2026 06:00:00 +0000"
    assert parsedate_to_datetime(headers.date(instant)[6:]) == instant


def test_verify_finds_a_field_too_many_too_few_and_twice():
    message = b"From: a@example.org\r\nSubject: x\r\n\r\nBcc: in the body"
    headers.verify(message, ["Subject", "from"])
    for expected in (["From"], ["From", "Subject", "To"], ["From", "Subject", "Subject"]):
        with pytest.raises(HeadersAltered, match="nothing was sent"):
            headers.verify(message, expected)
    with pytest.raises(HeadersAltered) as caught:
        headers.verify(b"From: a@example.org\rBcc: b@example.org\r\n\r\n", ["From"])
    assert caught.value.found == ("from", "bcc")
