import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.encoding import decode_document

WORDS = "L’été à l’hôpital – « œuvre » €"
XML = '<?xml version="1.0" encoding="{}"?><a>{}</a>'


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("utf-8", WORDS),
        ("windows-1252", WORDS),
        ("iso-8859-15", "été €"),
        ("koi8-r", "Привет"),
        ("windows-1251", "Привет"),
        ("big5", "中文"),
        ("gb2312", "中文"),
        ("euc-jp", "日本語"),
        ("shift_jis", "日本語"),
        ("iso-2022-jp", "日本語"),
        ("euc-kr", "한국어"),
    ],
)
def test_what_the_declaration_says_is_read(name: str, words: str) -> None:
    text = XML.format(name, words)
    assert decode_document(text.encode(name), "application/xml") == text
    assert decode_document(words.encode(name), f'text/xml; charset="{name.upper()}"') == words


def test_the_charset_of_the_answer_stands_above_the_declaration() -> None:
    assert "é" in decode_document(XML.format("koi8-r", "é").encode("latin-1"), "text/xml; charset=iso-8859-1")


@pytest.mark.parametrize("label", ["iso-8859-1", "us-ascii", "utf-16", "koi8-r", "utf-7", "nonsense", ""])
def test_utf_8_is_read_as_what_it_is_whatever_its_labels_say(label: str) -> None:
    text = XML.format(label, WORDS)
    assert decode_document(text.encode(), f"text/xml; charset={label}") == text


@pytest.mark.parametrize("label", ["iso-8859-1", "us-ascii", "utf-8", ""])
def test_windows_characters_under_another_name_are_read_as_meant(label: str) -> None:
    text = XML.format(label, WORDS)
    assert decode_document(text.encode("cp1252"), f"text/xml; charset={label}") == text


def test_a_mixture_of_utf_8_and_windows_1252_is_read_without_loss() -> None:
    assert decode_document("été ".encode() + "œuvre".encode("cp1252"), "") == "été œuvre"


@pytest.mark.parametrize(
    "codec", ["utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be", "utf-32-le"]
)
@pytest.mark.parametrize("start", ["<a>", "<?xml version='1.0'?>", '{"a"'])
def test_wide_characters_are_seen_in_the_bytes(codec: str, start: str) -> None:
    assert decode_document((start + WORDS).encode(codec), "text/xml; charset=iso-8859-1") == start + WORDS


def test_a_mainframe_is_understood() -> None:
    text = "<?xml version='1.0' encoding='cp037'?><a>b</a>"
    assert decode_document(text.encode("cp037"), "") == text


@pytest.mark.parametrize(
    "label", ["utf-7", "UTF7", "unicode_escape", "punycode", "idna", "hex", "rot13", "zlib"]
)
def test_labels_that_hide_markup_are_not_believed(label: str) -> None:
    hidden = b"+ADw-script+AD4- \\x3cscript\\x3e"
    assert decode_document(hidden, f"text/xml; charset={label}") == hidden.decode()


def test_a_torn_character_costs_no_other() -> None:
    body = ("日本語" * 100).encode("shift_jis") + b"\x81"
    assert decode_document(body, "text/xml; charset=shift_jis").startswith("日本語" * 100)


@given(st.binary(), st.text(max_size=60))
def test_no_bytes_and_no_label_make_it_fail(body: bytes, label: str) -> None:
    assert isinstance(decode_document(body, f"text/xml; charset={label}"), str)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0xD7FF), min_size=1))
def test_utf_8_survives_every_label(text: str) -> None:
    if not text.isascii() and text[0] != "\ufeff":
        assert decode_document(text.encode(), "text/xml; charset=windows-1252") == text
