"""Makes the text of an XML document harmless to parse: no DTD, no controls, bounded depth and length.

It does not check that the document is well formed, and does not know what its elements mean, but for the
two names that an entry can have.
"""

import io
import re
import sys
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate

MOST_ENTRIES = 1_000
"""Entries that are read of one document, in its order; feeds give the newest first."""
MOST_DEPTH = 200
"""Elements inside elements."""
MOST_ELEMENTS = 200_000
MOST_ELEMENTS_OF_ENTRY = 3_000
MOST_ELEMENTS_OUTSIDE = 5_000
"""Elements in all, in one entry, and outside of entries; those inside CDATA are not counted."""
LONGEST_TAG = 50_000
"""Characters of one tag with its attributes: parsers compare every attribute with all others."""
LONGEST_SHORT = 10_000
"""Characters of an element that holds a name, a date or the like: parsers search these with patterns."""
LONGEST_ENTRY = 2_000_000
"""Characters of an entry, or of a text outside of entries: parsers copy them many times over."""
MOST_MEMORY = 24_000_000
"""Bytes that the text of a document may take in memory, where one rare character, say an emoji, makes all
others four bytes wide."""
LONGEST_DAMAGED = 2_000_000
"""Characters of a document that is not well formed: reading those is slow, and long ones are attempts."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 §2.2 does not allow anywhere, and one of which makes the whole document unreadable."""
_PAGE = re.compile(r"(?:\s++|<\?[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html)\b", re.DOTALL | re.IGNORECASE)
_SHORT = frozenset(
    {"author", "creator", "name", "email", "contributor", "publisher", "owner", "managingeditor", "webmaster"}
    | {"category", "subject", "keywords", "tags", "validity", "valid", "language"}
    | {"pubdate", "date", "published", "updated", "issued", "modified", "created", "lastbuilddate"}
)
_HOLLOW = frozenset({"br", "hr", "img", "input", "wbr"})
"""Elements of HTML that hold nothing: careless feeds write them without an end."""
_NUMBER = re.compile(r"&#(?:([0-9]+)|[xX]([0-9A-Fa-f]+));")
_START = re.compile(
    r"<(?:\?xml\s|rss[\s>]|feed[\s>]|channel[\s>]|(?:\w{1,20}:)?RDF[\s>]|urlset[\s>]|sitemapindex[\s>]|!DOCTYPE\s)",
    re.IGNORECASE,
)
_START_REACH = 20_000
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b([^\[>]*)(?:\[(.*?)\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:"([^"&%<]{0,64})"|'([^'&%<]{0,64})')\s*>""")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]{0,40});")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_MOST_GROWTH = 100_000

_MEDIA = re.compile(
    r"""xmlns:([A-Za-z_][\w.-]{0,20})\s*=\s*["']http://search\.yahoo\.com/mrss/?["']""", re.IGNORECASE
)
"""The prefix that a document gives to Media RSS."""
_MOST_PREFIXES = 3

_MARKUP = re.compile(
    r"""<(?:(?P<section>!--|!\[CDATA\[|\?)
      |(?P<close>/)?(?P<name>[A-Za-z_][\w:.-]*)(?:[^<>"']|"[^<"]*"|'[^<']*')*+>)""",
    re.VERBOSE,
)
"""A comment, CDATA section or instruction, of which only the beginning is matched, or a whole tag."""
_ENDS = {"!--": "-->", "![CDATA[": "]]>", "?": "?>"}


@dataclass(frozen=True, slots=True)
class Document:
    """The text to parse. root: local name of its first element.

    surplus: entries left out because they are too many; oversized: because one of them is too big.
    """

    text: str
    root: str
    surplus: int
    oversized: int


class DocumentRefused(Exception):
    """The document is one that we will not parse; the message completes the sentence "it …"."""


def is_page(text: str) -> bool:
    """Tell whether a document begins as a web page does."""
    return _PAGE.match(text) is not None


def prepare(text: str) -> Document:
    """Return the same document without what could harm a parser. Raises DocumentRefused."""
    if sys.getsizeof(text) > MOST_MEMORY:
        raise DocumentRefused("is very long")
    text = _with_captions_apart(without_dtd(text))
    scan = _Scan(text)
    scan.run()
    if len(text) > LONGEST_DAMAGED and not _is_well_formed(text):
        raise DocumentRefused("is damaged and very long")
    pieces, at = [], 0
    for start, end in scan.cuts:
        pieces.append(text[at:start])
        at = end
    kept = "".join((*pieces, text[at:])) if pieces else text
    return Document(text=kept, root=scan.root, surplus=scan.surplus, oversized=len(scan.cuts) - scan.surplus)


def without_dtd(text: str) -> str:
    """Return the same document from its start, without DTD and without characters that XML forbids.

    That alone is enough for a parser that keeps count of what it is given while it reads.
    """
    return _without_doctype(_from_start(_without_forbidden_references(_FORBIDDEN.sub("", text))))


def well_escaped(text: str) -> str:
    """Return a document without DTD with every other ampersand than those of XML's own references escaped.

    With the DTD gone there is nothing else that one of them could refer to.
    """
    return _BARE_AMPERSAND.sub("&amp;", text)


def _without_forbidden_references(text: str) -> str:
    """Remove the character references to what is forbidden or no character at all.

    They are looked at one by one and not replaced by a pattern, which would keep all of them in memory: a
    document can hold two million.
    """
    kept, at = io.StringIO(), 0
    for reference in _NUMBER.finditer(text):
        if not _is_allowed(reference):
            kept.write(text[at : reference.start()])
            at = reference.end()
    if not at:
        return text
    kept.write(text[at:])
    return kept.getvalue()


def _is_allowed(reference: re.Match[str]) -> bool:
    digits, base = (reference[1], 10) if reference[1] else (reference[2], 16)
    code = int(digits, base) if len(digits) < 12 else -1
    return 0 < code <= sys.maxunicode and not _FORBIDDEN.match(chr(code))


def _is_well_formed(text: str) -> bool:
    """Ask expat, which reads without keeping anything and expands nothing, for there is no DTD left."""
    try:
        ParserCreate("utf-8").Parse(text.encode(), True)
    except ExpatError:
        return False
    return True


def _from_start(text: str) -> str:
    """Drop what stands before the document: blank lines, or the warnings of a server's scripts."""
    text = text.lstrip()
    if text.startswith(("<?", "<!")):
        return text
    start = _START.search(text, 0, _START_REACH)
    return text[start.start() :] if start else text


def _without_doctype(text: str) -> str:
    """Remove the DTD (XML 1.0 §2.8). Entities that it declares are put in where they are short words.

    Nothing that refers to another entity or to a file, and never much in all: no document grows.
    """
    prolog = _PROLOG.match(text)
    assert prolog is not None  # The pattern matches the empty string.
    doctype = _DOCTYPE.match(text, prolog.end())
    if not doctype:
        return text
    rest = text[doctype.end() :]
    entities = {name: double or single for name, double, single in _ENTITY.findall(doctype[2] or "")}
    if entities:
        growth = sum(len(entities.get(name, "")) for name in _REFERENCE.findall(rest))
        if growth <= _MOST_GROWTH:
            rest = _REFERENCE.sub(lambda found: entities.get(found[1], found[0]), rest)
    return text[: doctype.start()] + rest


def _with_captions_apart(text: str) -> str:
    """Call the description of a picture (Media RSS) something else than the description of its entry.

    feedparser files both under one name, and the caption would take the place of the article's text. A
    document needs one prefix for it; each further one costs another walk over all of it.
    """
    for prefix in list(dict.fromkeys(_MEDIA.findall(text[:_START_REACH])))[:_MOST_PREFIXES]:
        # Its attributes go, or feedparser would keep these and not the words.
        text = re.sub(rf"<{re.escape(prefix)}:description\b[^<>]*?(/?)>", rf"<{prefix}:text\1>", text)
        text = re.sub(rf"</{re.escape(prefix)}:description\s*>", f"</{prefix}:text>", text)
    return text


class _Scan:
    """One walk over the tags of a document, in one pass and without recursion.

    cuts: start and end of the entries to leave out.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[tuple[str, int]] = []
        self._tags = 0
        self._elements = 0
        self._outside = 0
        self._entries = 0
        self._entry: tuple[int, int, int] | None = None  # Where it starts, its depth, elements before it.
        self.root = ""
        self.surplus = 0
        self.cuts: list[tuple[int, int]] = []

    def run(self) -> None:
        """Walk to the end. Raises DocumentRefused where there is too much of something."""
        at = last_tag = 0
        while found := _MARKUP.search(self._text, at):
            section = found["section"]
            if section:
                end = self._text.find(_ENDS[section], found.end())
                if end < 0:
                    return
                at = end + len(_ENDS[section])
                continue
            if self._entry is None and found.start() - last_tag > LONGEST_ENTRY:
                raise DocumentRefused(f"has a text of more than {LONGEST_ENTRY:,} characters")
            at = last_tag = found.end()
            self._tags += 1
            if self._tags > 2 * MOST_ELEMENTS:
                raise DocumentRefused("holds too many elements")
            if at - found.start() > LONGEST_TAG:
                raise DocumentRefused(f"has a tag of more than {LONGEST_TAG:,} characters")
            if found["close"]:
                self._on_close(found["name"], at)
            else:
                self._on_open(found["name"], found.start(), empty=self._text[at - 2] == "/", end=at)

    def _on_open(self, name: str, start: int, *, empty: bool, end: int) -> None:
        local = _local(name)
        self.root = self.root or local
        self._elements += 1
        if local in _HOLLOW:
            return
        self._outside += self._entry is None and local not in ("item", "entry")
        if self._outside > MOST_ELEMENTS_OUTSIDE:
            raise DocumentRefused("holds too many elements")
        if local in ("item", "entry") and self._entry is None:
            self._entry = (start, len(self._open), self._elements)
        self._open.append((name, start))
        if len(self._open) > MOST_DEPTH:
            raise DocumentRefused(f"nests elements more than {MOST_DEPTH} deep")
        if empty:
            self._on_close(name, end)

    def _on_close(self, name: str, end: int) -> None:
        """Close the innermost element of that name and all that was left open inside it."""
        if not any(name == opened for opened, _ in self._open):
            return
        while True:
            opened, start = self._open.pop()
            if end - start > LONGEST_SHORT and _local(opened) in _SHORT:
                raise DocumentRefused(f"has a <{opened}> of more than {LONGEST_SHORT:,} characters")
            if opened == name:
                break
        if self._entry and len(self._open) <= self._entry[1]:
            self._end_entry(*self._entry, end)

    def _end_entry(self, start: int, _depth: int, elements_before: int, end: int) -> None:
        self._entry = None
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            self.surplus += 1
        elif self._elements - elements_before <= MOST_ELEMENTS_OF_ENTRY and end - start <= LONGEST_ENTRY:
            return
        self.cuts.append((start, end))


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()
