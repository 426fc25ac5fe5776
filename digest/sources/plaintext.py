"""Plain text as readers get it: clean characters, whole words, no leftovers of the publishing software.

It knows no markup (see `sanitise`).
"""

import re
import unicodedata

from digest.sources.encoding import C1_AS_CP1252

_INVISIBLE = re.compile(
    # Controls, surrogates and non-characters; soft hyphen; marks of direction and embedding (Unicode
    # UAX #9), which can turn a title round; zero-width and other format characters; language tags.
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LONE_JOINER = re.compile(r"(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
"""Joiners outside of the scripts and emoji that need them between two of their characters."""
_SPACES = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
"""All that folds into one space. No-break spaces stay: French typography sets them on purpose."""

_C1 = re.compile(r"[\x80-\x9f]")
_COMPOSING = re.compile(r"[^\x00-\u02ff\u2010-\u2027\u202f-\u205e\u20ac]")
"""Anything but Latin letters, the dashes and quotes between them and the euro sign: what is none of these is
already in NFC, as nearly all texts of Europe are."""
_WORD = re.compile(r"\S{1,500}")
"""Nothing composes over a space; the time to order a heap of accents grows with the square of its height."""

_SENTENCE_END = re.compile(r"(\w*)[.!?…]+(?:\s?[»”\")\]])*(?=\s)")
_ABBREVIATIONS = frozenset(
    {
        "mm",
        "mme",
        "mlle",
        "dr",
        "pr",
        "me",
        "mgr",
        "st",
        "ste",
        "cf",
        "etc",
        "no",
        "vs",
        "mr",
        "mrs",
        "ms",
        "prof",
    }
)
_SENTENCE_LIMIT = 140

_TAIL = re.compile(
    r"""\s*(?:
      The\ post\b.{0,300}?\bappeared\ first\ on\b.{0,200}
    | (?:L['’]article|Cet\ article)\b.{0,300}?\best\ apparu\ en\ premier\ sur\b.{0,200}
    | Der\ Beitrag\b.{0,300}?\berschien\ zuerst\ auf\b.{0,200}
    | La\ entrada\b.{0,300}?\b(?:se\ publicó|apareció)\ primero\ en\b.{0,200}
    | L['’]articolo\b.{0,300}?\bproviene\ da\b.{0,200}
    | O\ post\b.{0,300}?\bapareceu\ primeiro\ em\b.{0,200}
    | Het\ bericht\b.{0,300}?\bverscheen\ eerst\ op\b.{0,200}
    | (?:\[?(?:…|\.\.\.)\]?\s*)?(?:Continue\ reading|Continuer\ la\ lecture|Lire\ la\ suite|Read\ more)\b[^.!?]{0,200}
    )\s*$""",
    re.VERBOSE | re.DOTALL,
)
_TAIL_REACH = 700
_ELLIPSIS = re.compile(r"([.!?]?)\s*(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)\s*$")


def visible(text: str) -> str:
    """Return `text` without characters that are not seen or not meant, in Unicode form NFC."""
    if text.isascii():
        return _INVISIBLE.sub("", text)
    if _C1.search(text):
        text = text.translate(C1_AS_CP1252)
    if _COMPOSING.search(text):
        text = _WORD.sub(lambda word: unicodedata.normalize("NFC", word[0]), text)
    return _LONE_JOINER.sub("", _INVISIBLE.sub("", text))


def fold_spaces(text: str) -> str:
    """Return `text` as one line with single spaces; no-break spaces stay."""
    return _SPACES.sub(" ", text).strip()


def clean(text: str) -> str:
    """Return `text` as one line of visible characters."""
    return fold_spaces(visible(text))


def shorten(text: str, limit: int) -> str:
    """Cut at the end of a word so that the result, with its ellipsis, has at most `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    words = head if text[limit - 1].isspace() else head.rpartition(" ")[0]
    return (words or head).rstrip(" \u00a0\u202f,;:–—-.…") + "…"


def first_sentence(text: str) -> str:
    """Return the first sentence of a clean text, cut when it is a long one.

    A full stop after a single letter or a title ("M. Martin", "Dr. Petit") ends nothing.
    """
    for end in _SENTENCE_END.finditer(text, 0, _SENTENCE_LIMIT + 1):
        word = end[1].lower()
        if not (len(word) == 1 and word.isalpha()) and word not in _ABBREVIATIONS:
            return text[: end.end()]
    return shorten(text, _SENTENCE_LIMIT)


def without_tail(text: str) -> str:
    """Remove what WordPress and its plugins hang on to an excerpt; "[…]" becomes a plain ellipsis.

    After the end of a sentence it goes altogether.
    """
    start = max(0, len(text) - _TAIL_REACH)
    return text[:start] + _ELLIPSIS.sub(lambda cut: cut[1] or "…", _TAIL.sub("", text[start:]))


def is_tail(text: str) -> bool:
    """Tell whether `text`, a whole paragraph, is nothing but such an addition."""
    return bool(_TAIL.fullmatch(text[:_TAIL_REACH]))
