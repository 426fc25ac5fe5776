"""Reads what a page says of its article in JSON-LD (schema.org), also where the JSON is broken.

It resolves no context and follows no address: the names of schema.org are taken as they stand.
"""

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from digest.domain.content import Access
from digest.domain.identity import canonical_url
from digest.sources.pictures import Picture
from digest.sources.statement import LONGEST_VALUE, Statement
from digest.sources.webpage import WebPage

MOST_SCRIPTS = 20
LONGEST_SCRIPT = 500_000
MOST_NODES = 5_000
MOST_DEPTH = 60
_MOST_VALUES = 20

_ARTICLE = re.compile(
    r"(?:.*Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|Report|Review|Interview)$"
)
_PAGE = re.compile(r"(?:Web|Item|About|Medical\w*)Page$")
LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "Blog"})
"""Types of pages that show many articles and are none."""
_ORGANISATION = re.compile(r".*(?:Organization|Corporation|Newspaper|Periodical|Brand)$")
_ASIDE = frozenset(
    {"itemListElement", "hasPart", "comment", "mentions", "citation", "relatedLink", "isRelatedTo"}
    | {"publisher", "about", "review", "potentialAction", "breadcrumb", "subjectOf", "blogPost"}
)
"""Properties under which other things than the article of the page are described."""

_WRAPPING = re.compile(
    r"<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|<!\[CDATA\[|\]\]>"
)
_STRING = r'"(?:[^"\\]|\\.?)*+(?:"|\Z)'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMMA = re.compile(rf"({_STRING})|,(?=\s*+[}}\]])", re.DOTALL)
_ESCAPE = re.compile(r'(\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\')
_BRACKET = re.compile(rf"{_STRING}|([\[{{])|[\]}}]", re.DOTALL)
_DURATION = re.compile(r"P(?:T(?:(\d{1,2})H)?(?:(\d{1,4})M)?(?:(\d{1,5})(?:\.\d+)?S)?)$", re.IGNORECASE)
_BETWEEN_VALUES = re.compile(r"[\s;,]*")
_DECODER = json.JSONDecoder(strict=False)

Node = dict[str, Any]


def read_json_ld(page: WebPage) -> Statement:
    """Return what the page's JSON-LD says of its article; an empty statement where it says nothing."""
    nodes = list(_nodes(list(values_in(page.tree))))
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    article, web_page = _article(nodes, page), _web_page(nodes)
    if article is None and web_page is None:
        return Statement(reader="json-ld")
    return _Reading(article or {}, web_page or {}, by_id).statement(is_article=_is_article(nodes))


def values_in(tree: Any) -> Iterator[Any]:
    """Yield what the JSON-LD scripts of a page hold, a broken one as far as it can be read."""
    for script in tree.xpath('//script[contains(@type, "ld+json")]')[:MOST_SCRIPTS]:
        yield from _values(script.text or "")


def _values(text: str) -> Iterator[Any]:
    text = _WRAPPING.sub("", text[:LONGEST_SCRIPT]).strip()
    if "&quot;" in text and '"' not in text:
        text = html.unescape(text)
    found = _decoded(text)
    if not found:
        found = _decoded(_COMMA.sub(_string, _COMMENT.sub(_string, text)))
    yield from found


def _string(token: re.Match[str]) -> str:
    r"""Keep a string, with what is no escape of JSON (\' or \x) taken as meant; drop anything else."""
    return _ESCAPE.sub(_unescaped, token[1]) if token[1] else ""


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return escape[1]
    return "" if escape.string[escape.end() : escape.end() + 1] == "'" else "\\\\"


def _decoded(text: str) -> list[Any]:
    """Return the values before the first error: several may stand in one script, with a ";" at the end."""
    found: list[Any] = []
    at = 0
    if not _is_shallow(text):
        return found
    while (at := _BETWEEN_VALUES.match(text, at).end()) < len(text):  # type: ignore[union-attr]
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found
        found.append(value)
    return found


def _is_shallow(text: str) -> bool:
    depth = 0
    for token in _BRACKET.finditer(text):
        if token[1]:
            depth += 1
            if depth > MOST_DEPTH:
                return False
        elif token[0] in "]}":
            depth -= 1
    return True


def _nodes(values: Sequence[Any]) -> Iterator[Node]:
    """Yield all objects that may be about this page, from the outside in, in the order of the page."""
    waiting = deque(values)
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(inner for key, inner in value.items() if key not in _ASIDE)
        elif isinstance(value, list):
            waiting.extend(value)


def _types(node: Node) -> frozenset[str]:
    given = node.get("@type", ())
    names = given if isinstance(given, list) else [given]
    return frozenset(re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))


def _article(nodes: Sequence[Node], page: WebPage) -> Node | None:
    """Return the article that the page is about, None where that is not certain.

    It is the one of the page's own address. Of several that name another one none is it: a page describes
    what it links to as well. One that names none is it, and so is the only one there.
    """
    found = [node for node in nodes if any(map(_ARTICLE.match, _types(node)))]
    own = {canonical_url(page.url), *map(canonical_url, page.tree.xpath("//link[@rel='canonical']/@href"))}
    named = [{canonical_url(address) for address in _addresses(node)} - {""} for node in found]
    for node, addresses in zip(found, named, strict=True):
        if addresses & own:
            return node
    unnamed = [node for node, addresses in zip(found, named, strict=True) if not addresses]
    return next(iter(unnamed if len(found) > 1 else found), None)


def _web_page(nodes: Sequence[Node]) -> Node | None:
    return next((node for node in nodes if any(map(_PAGE.match, _types(node)))), None)


def _is_article(nodes: Sequence[Node]) -> bool:
    """Tell whether the page is that of one article: described with its date, and no list beside it."""
    dated = [node for node in nodes if any(map(_ARTICLE.match, _types(node))) and node.get("datePublished")]
    return len(dated) == 1 and not any(_types(node) & LISTS for node in nodes)


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        yield from _texts(node.get(key), "@id", "url")


def _texts(value: Any, *keys: str) -> Iterator[str]:
    """Yield the strings that a value stands for: itself, or what its objects hold under one of `keys`."""
    for each in (value if isinstance(value, list) else [value])[:_MOST_VALUES]:
        if isinstance(each, dict):
            named = next((each[key] for key in (*keys, "@value") if isinstance(each.get(key), str)), "")
            each = named  # noqa: PLW2901 - an object stands for its name
        if isinstance(each, int | float) and not isinstance(each, bool):
            each = str(each)  # noqa: PLW2901
        if isinstance(each, str) and each.strip():
            # Publishing software escapes for HTML what stands in a script, where nothing is unescaped.
            yield html.unescape(each[:LONGEST_VALUE]).strip()


def _text(value: Any, *keys: str) -> str:
    return next(_texts(value, *(keys or ("name",))), "")


class _Reading:
    """Puts the fields of an article together; what it leaves out, the description of the page may say."""

    def __init__(self, article: Node, page: Node, by_id: dict[str, Node]) -> None:
        self._article = article
        self._page = page
        self._by_id = by_id

    def statement(self, *, is_article: bool) -> Statement:
        article = self._article
        people, houses = self._signatures(article.get("author") or article.get("creator"))
        return Statement(
            reader="json-ld",
            title=_text(article.get("headline")) or _text(article.get("name")),
            standfirst=_text(self._either("description")),
            authors=people,
            houses=houses,
            published=_text(self._either("datePublished")),
            sections=tuple(_texts(article.get("articleSection"), "name")),
            pictures=tuple(self._pictures()),
            minutes=minutes_of(_text(article.get("timeRequired"))),
            access=self._access(),
            urls=tuple(_addresses(article)),
            language=_text(self._either("inLanguage"), "alternateName", "name"),
            site=_text(self._seen(article.get("publisher"))),
            body=_text_body(article.get("articleBody")),
            is_article=is_article,
        )

    def _either(self, key: str) -> Any:
        """Return what the article says, False included, else what the page says."""
        stated = self._article.get(key)
        return self._page.get(key) if stated in (None, "", []) else stated

    def _seen(self, value: Any) -> Any:
        """Return the object that {"@id": …} refers to, where the page describes it."""
        if isinstance(value, list):
            return [self._seen(each) for each in value[:_MOST_VALUES]]
        if isinstance(value, dict) and not value.keys() - {"@id", "@type"}:
            return self._by_id.get(str(value.get("@id")), value)
        return value

    def _signatures(self, value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return people and organisations that sign. A bare name is a person, unless it is the publisher."""
        seen = self._seen(value)
        publisher = _text(self._seen(self._article.get("publisher"))).casefold()
        people: list[str] = []
        houses: list[str] = []
        for each in seen if isinstance(seen, list) else [seen]:
            name = _text(each, "name") or _full_name(each)
            is_house = isinstance(each, dict) and any(map(_ORGANISATION.match, _types(each)))
            (houses if is_house or name.casefold() == publisher else people).append(name)
        return tuple(filter(None, people)), tuple(filter(None, houses))

    def _pictures(self) -> Iterator[Picture]:
        image = self._article.get("image") or self._page.get("primaryImageOfPage")
        seen = self._seen(image)
        for each in (seen if isinstance(seen, list) else [seen])[:_MOST_VALUES]:
            given = each if isinstance(each, dict) else {}
            yield Picture(
                url=_text(each, "contentUrl", "url", "@id"),
                media="image",
                width=_size(given.get("width")),
                height=_size(given.get("height")),
                alt=_text(given.get("name")),
                caption=_text(given.get("caption")),
                credit=_text(given.get("creditText")) or _text(given.get("copyrightNotice")),
            )

    def _access(self) -> Access:
        stated = _flag(self._either("isAccessibleForFree"))
        if stated is None:
            parts = self._article.get("hasPart") or self._page.get("hasPart")
            flags = [
                _flag(part.get("isAccessibleForFree"))
                for part in (parts if isinstance(parts, list) else [parts])[:_MOST_VALUES]
                if isinstance(part, dict)
            ]
            return Access.SUBSCRIBER if False in flags else Access.UNKNOWN
        return Access.FREE if stated else Access.SUBSCRIBER


def _full_name(value: Any) -> str:
    parts = (_text(value.get(key)) for key in ("givenName", "familyName")) if isinstance(value, dict) else ()
    return " ".join(filter(None, parts))


def _size(value: Any) -> str:
    """Return a size in pixels, also out of {"@type": "QuantitativeValue", "value": 1200}."""
    if isinstance(value, dict):
        value = value.get("value")
    return _text(value).partition(".")[0]


def _flag(value: Any) -> bool | None:
    """Read a Boolean of schema.org: true, "False", "http://schema.org/True"."""
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
        _text(value).rpartition("/")[2].lower()
    )


def minutes_of(duration: str) -> int | None:
    """Read an ISO 8601 duration ("PT3M") or a bare number as minutes, at least one."""
    found = _DURATION.match(duration.strip())
    if found and any(found.groups()):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return max(1, hours * 60 + minutes + round(seconds / 60))
    return (
        int(duration) if duration.isascii() and duration.isdigit() and 0 < int(duration[:4]) < 1_000 else None
    )


def _text_body(value: Any) -> str:
    """Return the text of the article as HTML, each line a paragraph."""
    if not isinstance(value, str):
        return ""
    if "<p" in value:
        return value
    return "".join(
        f"<p>{html.escape(html.unescape(line))}</p>" for line in value.splitlines() if line.strip()
    )
