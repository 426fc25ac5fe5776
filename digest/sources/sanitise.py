"""HTML fragments from outside: kept within bounds, cut down to an allow-list, or turned into text.

It is the only way for markup of a feed into Digest. It fetches nothing and keeps no picture.
"""

import html
import re

import nh3

from digest.sources.links import link_address
from digest.sources.plaintext import clean, fold_spaces, is_tail, visible

MOST_CHARACTERS = 200_000
"""A fragment is cut here: no article is longer, and the parser's time grows faster than its input."""
MOST_DEPTH = 200
"""Elements inside elements; beyond that the markup is dropped, the words stay."""

TAGS = frozenset({"p", "a", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "br", "sup", "sub"})
"""What a mail may hold of somebody else's article."""
_RENAMED = {
    **dict.fromkeys(("h1", "h2", "h4", "h5", "h6"), "h3"),
    **dict.fromkeys(("div", "section", "article", "header", "footer", "pre", "dt", "dd", "tr"), "p"),
    "b": "strong",
    "i": "em",
}
"""Elements that stand for one of ours: without this, their words would run into each other."""
_DROPPED = frozenset(
    {"script", "style", "figcaption", "svg", "math", "template", "form", "button", "select", "nav"}
    | {"video", "audio", "canvas"}
)
"""Elements that go with all that is in them: a caption without its picture says nothing."""
_SWALLOWING = re.compile(
    r"</?(?:iframe|object|embed|applet|noembed|noframes|noscript|plaintext|textarea|title|xmp)\b[^<>]*>?",
    re.IGNORECASE,
)
"""Tags that go before anything is parsed: left open, their elements would swallow the rest of the text."""
_BLOCKS = frozenset(TAGS | _RENAMED.keys() | {"td", "th", "table", "figure", "hr"}) - frozenset(
    {"a", "strong", "em", "sup", "sub", "b", "i"}
)

_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Halves of characters, which JSON can smuggle in and no encoding can write."""
_RUN = re.compile(r"([&\u00a0])\1{99,}")
"""A run of one of the characters that the parser escapes in a time that grows with its square."""
_HEAVY = re.compile(r"<img\b[^<>]*>|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_SHALLOW = frozenset(
    {"p", "li", "br", "hr", "img", "dt", "dd", "tr", "td", "th", "option", "input", "wbr", "source", "link"}
)
"""Elements that close by themselves or hold nothing: leaving out their end tag nests nothing."""
_TAG = re.compile(r"<[^>]*>")
_NAME = re.compile(r"(</?)([a-z0-9]+)")
_BARE_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_CELL = re.compile(r"</?t[dh]>")
_HOLLOW = re.compile(r"<(p|a|strong|em|ul|ol|li|blockquote|h3|sup|sub)(?: [^>]*)?>(?:\s|&nbsp;|<br>)*</\1>")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_LAST_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).){1,2000})</p>\s*\Z", re.DOTALL)
_CLOSING_LINK = re.compile(
    r"([.!?…](?:\s?[»”)])?)\s*(?:</?(?:p|div|br)\b[^<>]*>\s*)*"
    r"(<a\b[^<>]*>(?:[^<>]|</?(?:em|strong|i|b|span)\b[^<>]*>)*</a>)(?=(?:\s|</\w+>)*\Z)",
    re.IGNORECASE,
)
"""A link after the end of a sentence, with nothing behind it."""

# Without a word about "*", the library keeps title and lang on every element.
_NO_ATTRIBUTES: dict[str, set[str]] = {"*": set()}
_ATTRIBUTES = {**_NO_ATTRIBUTES, "a": {"href"}}
_blocks_only = nh3.Cleaner(
    tags=set(_BLOCKS), clean_content_tags=set(_DROPPED - _BLOCKS), attributes=_NO_ATTRIBUTES, link_rel=None
)
_final = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_DROPPED),
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def sanitise(fragment: str, base: str) -> str:
    """Return `fragment` with nothing in it but TAGS and absolute http, https and mailto links.

    base: what relative links are relative to. Sanitising the result again changes nothing.
    """
    wide = nh3.clean(
        bounded(fragment),
        tags=set(TAGS | _RENAMED.keys() | {"td", "th"}),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        attribute_filter=lambda _tag, _name, value: link_address(base, value) or None,
        link_rel=None,
    )
    # From here on the markup is well formed, its text is escaped, and patterns are safe to use on it.
    renamed = _NAME.sub(lambda tag: tag[1] + _RENAMED.get(tag[2], tag[2]), wide)
    return _tidy(_final.clean(_CELL.sub(" ", _BARE_LINK.sub(r"\1", renamed))))


def _tidy(markup: str) -> str:
    """Remove empty elements and the publishing software's own paragraphs; clean the characters."""
    markup = fold_spaces(visible(markup))
    while (last := _LAST_PARAGRAPH.search(markup)) and is_tail(words_of(last[1])):
        markup = markup[: last.start()]
    for _ in range(MOST_DEPTH):
        markup, count = _HOLLOW.subn("", markup)
        if not count:
            break
    return markup.strip()


def text_of(fragment: str) -> str:
    """Return the words of an HTML fragment as one clean line; blocks and line breaks count as spaces."""
    if "<" not in fragment and "&" not in fragment:
        return clean(fragment[:MOST_CHARACTERS])
    return words_of(_blocks_only.clean(bounded(fragment)))


def words_of(markup: str) -> str:
    """Return the words of markup that is well formed already, such as `sanitise` makes."""
    return clean(html.unescape(_TAG.sub(_gap, markup)))


def _gap(tag: re.Match[str]) -> str:
    name = _NAME.match(tag[0])
    return " " if name and name[2] in _BLOCKS else ""


def first_paragraph(sanitised: str) -> str:
    """Return the text of the first paragraph of a sanitised body, or all of it where it has none."""
    found = _PARAGRAPH.search(sanitised)
    return words_of(source_set_apart(found[1] if found else sanitised))


def source_set_apart(fragment: str) -> str:
    """Return `fragment` with a dash before the link that ends it, where that is a name and no sentence.

    A brief closes with a link to where it was read. As text alone, the name of that place would look
    like the beginning of a sentence that was cut.
    """
    link = _CLOSING_LINK.search(fragment)
    words = words_of(link[2]) if link else ""
    if not link or not words or words[-1] in ".!?…" or is_tail(words):
        return fragment
    return f"{fragment[: link.start()]}{link[1]} —\u00a0{link[2]}{fragment[link.end() :]}"


def bounded(fragment: str) -> str:
    """Return a fragment that no parser can choke on: cut to length, without markup where too deep."""
    fragment = _RUN.sub(r"\1", _SURROGATE.sub("", _SWALLOWING.sub("", fragment)))
    if len(fragment) > MOST_CHARACTERS:
        fragment = _HEAVY.sub("", fragment)
    if len(fragment) > MOST_CHARACTERS:
        fragment = fragment[:MOST_CHARACTERS].rpartition("<")[0] or fragment[:MOST_CHARACTERS]
    return fragment if _depth(fragment) <= MOST_DEPTH else _TAG.sub(" ", fragment).replace("<", " ")


def _depth(fragment: str) -> int:
    depth = deepest = 0
    for close, name in _OPEN_OR_CLOSE.findall(fragment):
        if name.lower() not in _SHALLOW:
            depth = max(0, depth - 1) if close else depth + 1
            deepest = max(deepest, depth)
    return deepest
