"""Turns the bytes of a document into text, whatever its labels claim.

It reads no markup beyond the XML declaration. It never raises and never leaves U+FFFD where another
reading of the bytes makes sense.
"""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
)
_OPENINGS = (
    (re.compile(rb"\x00\x00\x00[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00[<{\s]\x00"), "utf-16-be"),
    (re.compile(rb"[<{\s]\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
"""How a document without byte order mark can begin (XML 1.0, appendix F.1; RFC 4627 §3 for JSON)."""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:+-]{1,40})""", re.IGNORECASE)

_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What a label stands for in practice (WHATWG Encoding Standard §4.2): the larger set is meant."""
# UTF-7 and its like hide markup from everybody who looks at the bytes; UTF-16 and UTF-32 show in the bytes
# themselves, and a label that claims one of them without that is wrong.
_NO_LABEL = re.compile(r"utf-(7|16|32)|idna|punycode|(raw.)?unicode.escape|undefined|mbcs|oem")

C1_AS_CP1252 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""C1 controls are never meant: they are Windows-1252 characters that went under a false name."""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252: the usual mixture of two editors' work."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1").translate(C1_AS_CP1252), error.end


codecs.register_error("digest.cp1252", _as_cp1252)


def decode_document(body: bytes, content_type: str) -> str:
    """Return the text of an XML or JSON document.

    A byte order mark decides, then the charset of the content type, then the XML declaration (RFC 7303
    §3). Bytes outside ASCII that are UTF-8 throughout are UTF-8, whatever the labels say: no other text
    looks like that by chance.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for opening, name in _OPENINGS:
        if opening.match(body):
            return body.decode(name, "replace")
    if not body.isascii():
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _by_label(body, _labels(body, content_type))


def _by_label(body: bytes, labels: list[str]) -> str:
    for label in labels:
        text = _decode(body, label, "strict")
        if text is not None:
            return text
    for label in labels:
        # A multi-byte text with a torn character here and there still reads better under its own name.
        text = _decode(body, label, "replace") if label != "utf-8" else None
        if text and text.count("\N{REPLACEMENT CHARACTER}") * 50 < len(text):
            return text
    return body.decode("utf-8", "digest.cp1252")


def _labels(body: bytes, content_type: str) -> list[str]:
    """Return the codecs that the document's labels name, as far as we decode them."""
    charset = _CHARSET.search(content_type)
    declared = _DECLARED.match(body)
    given = (charset.group(1) if charset else "", declared.group(1).decode("latin-1") if declared else "")
    labels = []
    for label in given:
        try:
            name = codecs.lookup(label.strip().lower()).name
        except (LookupError, ValueError):
            continue
        if not _NO_LABEL.match(name):
            labels.append(_SUPERSETS.get(name, name))
    return labels


def _decode(body: bytes, codec: str, errors: str) -> str | None:
    if codec == "cp1252":
        # All 256 bytes are taken: the five that Windows-1252 leaves open become controls, and go later.
        return body.decode("latin-1").translate(C1_AS_CP1252)
    try:
        return body.decode(codec, errors)
    except (UnicodeDecodeError, LookupError):
        return None  # LookupError: a codec that does not make text, such as "hex".
