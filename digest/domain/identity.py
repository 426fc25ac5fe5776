"""Tells whether what a source gives today is an item that we already keep, an edit of it, or a new one, and at
which of its addresses it is printed.

Identity is the source's guid, the canonical address with all its aliases, addresses hidden in guids
(`?p=123`), and among the sites of one house the last part of the address. It does not compare texts (see
`likeness`): an article that was retitled but kept its address stays the same item.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from digest.domain.content import Content, ItemKind
from digest.domain.folding import fold

_URL = re.compile(r"^(https?)://([^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$", re.IGNORECASE)
"""The generic syntax of RFC 3986, appendix B, for the two schemes that we follow."""
_TRACKING = re.compile(
    r"^(?:(?:utm|mtm|pk|at|piwik|matomo|hsa)_|(?:xtor|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid"
    r"|igshid|mc_cid|mc_eid|mkt_tok|wt_mc|_hsenc|_hsmi|_ga|_gl|doing_wp_cron)(?:=|$))",
    re.IGNORECASE,
)
_SAME_PAGE = re.compile(r"^(?:(?:no)?amp|outputtype=amp|output=amp|replytocom)(?:=|$)", re.IGNORECASE)
"""Parameters that ask for another dress of the same page."""
_DRESS = re.compile(r"^(?:(?:www|amp)\.)+(?=[^.]+\.[^.])")
"""What a host name begins with when it means the same site; never all of it but the ending ("amp.dev")."""
_AMP_FIRST = re.compile(r"^(?:/amp)+(?=/.)", re.IGNORECASE)
_AMP_SUFFIX = re.compile(r"(?:\.amp)+(?=(?:\.html?)?/?$)", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
_LAST = re.compile(r"(?:/(?:amp|(?:index|default)\.(?:html?|php|aspx?))?)+$", re.IGNORECASE)
"""What may stand at the end of a path and still be the same page as without it."""
_DEFAULT_PORT = {"http": ":80", "https": ":443"}
_ESCAPE = re.compile(r"%([0-9a-f]{2})", re.IGNORECASE)
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

_DATE = re.compile(r"/((?:19|20)\d\d(?:[/-][01]?\d){1,2})(?=/)")
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?)$")
_GENERIC = re.compile(
    r"(?:page|pages|p|id|article|articles|news|actus?|actualites?|rubriques?|categor(?:y|ies|ie)|tags?|dossiers?|fils?"
    r"|le|la|les|l|un|une|de|du|des|d|et|en|a|au|aux|the|of|all|toutes?|tous|toute|accueil|home|index|archives?"
    r"|recherche|search|comments?|commentaires?|feed|rss|print|imprimer|infos?|breves?|dernieres?|lire|read|\d+)"
)
"""Words of which the address of a list is made, and numbers: a slug of these alone names no article."""
_SLUG_WORDS, _SLUG_LENGTH = 3, 20

_SITE = re.compile(r"https://[^/?]+")
_AMP_LAST = re.compile(r"/amp/?$", re.IGNORECASE)
MOST_ALIASES = 10
"""Further addresses that are kept of one item."""


def canonical_url(url: str, *, keep_fragment: bool = False) -> str:
    """Return one spelling for all addresses of a page, "" where `url` is not http(s).

    https, lower-case host without default port, "www." and "amp."; the path without "amp", "index.html"
    and a slash at its end; no tracking parameters, the others in order; escapes as in RFC 3986 §6.2.2; no
    white space; no fragment unless `keep_fragment` (briefs may share a page). It is for comparing: nobody
    promises that a server answers there.
    """
    match = _URL.match("".join(url.split()))
    if not match:
        return ""
    scheme, host, path, query, fragment = match.groups()
    host = _DRESS.sub("", host.lower().removesuffix(_DEFAULT_PORT[scheme.lower()]))
    pairs = (_spelled(pair) for pair in (query or "").split("&"))
    kept = sorted(pair for pair in pairs if pair and not is_tracking(pair) and not _SAME_PAGE.match(pair))
    tail = f"?{'&'.join(kept)}" if kept else ""
    if keep_fragment and fragment and not is_tracking(fragment):
        tail += f"#{fragment}"
    return f"https://{host}{_bare(_spelled(path))}{tail}"


def _bare(path: str) -> str:
    """Return `path` without what makes no other page of it."""
    bare = _SLASHES.sub("/", path)
    while (shorter := _LAST.sub("", _AMP_SUFFIX.sub("", _AMP_FIRST.sub("", bare)))) != bare:
        bare = shorter
    return bare


def _spelled(part: str) -> str:
    """Return a path or a parameter in the one spelling of its escapes."""
    escaped = _NOT_ASCII.sub(lambda char: _escaped(char[0]), part)
    return _ESCAPE.sub(_needed, escaped)


def _escaped(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _needed(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if _UNRESERVED.fullmatch(char) else escape[0].upper()


def is_tracking(parameter: str) -> bool:
    """Tell whether "name=value" only tells a site where its reader came from."""
    return _TRACKING.match(parameter) is not None


def addressed_as_before(edit: Content, before: Content) -> Content:
    """Return an edit at the address that is printed: the one it had, where the other names the same page.

    A source that links to the AMP page, to an old section or to `?p=123` has not moved the article. A better
    address of the same page is taken: https, no AMP, no tracking, and words in place of a number.
    """
    now, then = _address(edit, edit.url), _address(edit, before.url)
    if not now or not then:
        return edit
    site = _SITE.match(then)
    shortened = site is not None and now.startswith(f"{site[0]}?") and not then.startswith(f"{site[0]}?")
    if not shortened and now not in (then, *(_address(edit, alias) for alias in before.aliases)):
        return edit
    better = _worth(edit.url, now) > _worth(before.url, then)
    aliases = {_address(edit, alias): alias for alias in (*edit.aliases, *before.aliases)}
    return replace(
        edit, url=edit.url if better else before.url, aliases=tuple(aliases.values())[:MOST_ALIASES]
    )


def _address(content: Content, url: str) -> str:
    """Return the one spelling of an address of `content`; briefs may share a page."""
    return canonical_url(url, keep_fragment=content.kind is ItemKind.BRIEF)


def _worth(url: str, canonical: str) -> tuple[bool, bool, bool]:
    """Return how good an address is to be printed, for comparing two of one page."""
    has_words = "/" in canonical.removeprefix("https://")
    return has_words, not _is_dressed(url), url.strip().lower().startswith("https:")


def _is_dressed(url: str) -> bool:
    """Tell whether an address asks for the AMP page, or says where its reader comes from."""
    match = _URL.match("".join(url.split()))
    if not match:
        return False
    _, host, path, query, fragment = match.groups()
    dress = _DRESS.match(host.lower())
    parameters = (*(query or "").split("&"), fragment or "")
    return (
        (dress is not None and "amp." in dress[0])
        or any(pattern.search(path) for pattern in (_AMP_FIRST, _AMP_SUFFIX, _AMP_LAST))
        or any(is_tracking(each) or _SAME_PAGE.match(each) is not None for each in parameters)
    )


def _is_particular(canonical: str) -> bool:
    """Tell whether an address can stand for one item: a home page cannot."""
    return "/" in canonical.removeprefix("https://") or "?" in canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What we must know of a kept item to recognise it: its row, its source and its present text.

    stated_hash: of what its source last said of it, where its page was read as well; "" where it was not.
    """

    item: int
    source: str
    content_hash: str
    stated_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What one entry of a harvest amounts to. item: the kept item, None for a new one.

    is_edit: its text differs from what we keep. keys: the identities to remember it by.
    """

    content: Content
    item: int | None
    is_edit: bool
    keys: tuple[str, ...]


def identity_keys(source: str, contents: Sequence[Content], group: str = "") -> list[tuple[str, ...]]:
    """Return for each content of one harvest the keys it can be recognised by, the best first.

    What two entries of the same document share identifies neither of them: a guid used twice counts
    only together with the address or the text, an address used twice not at all. group: the sites among
    which the last part of an address is enough, "" for none.
    """
    marks = [_marks(source, content, group) for content in contents]
    times = Counter(key for one in marks for key in one)
    return [
        tuple(key for key in one if times[key] == 1)
        or (f"text:{source}:{content.guid}:{content.content_hash}",)
        for content, one in zip(contents, marks, strict=True)
    ]


def keys_to_look_up(source: str, contents: Sequence[Content], group: str = "") -> list[str]:
    """Return every key by which `recognise` may know a content again, also those that identify none of them."""
    shared = (key for content in contents for key in _marks(source, content, group))
    own = (key for keys in identity_keys(source, contents, group) for key in keys)
    return list(dict.fromkeys((*own, *shared)))


def _marks(source: str, content: Content, group: str) -> tuple[str, ...]:
    """Return all keys that might tell `content` from others, each once."""
    keys = []
    if content.guid:
        page = canonical_url(content.url, keep_fragment=True) or fold(content.title)
        keys += [f"guid:{source}:{content.guid}", f"guid:{source}:{content.guid}|{page}"]
        keys += [f"guid:{source}:{alias}" for alias in content.aliases if not canonical_url(alias)]
    if content.kind is ItemKind.ARTICLE or not content.guid:
        urls = _urls(content)
        keys += [f"url:{url}" for url in urls]
        if group and content.kind is ItemKind.ARTICLE:
            keys += [f"slug:{group}:{slug}" for url in urls if (slug := _slug(url))]
    return tuple(dict.fromkeys(keys))


def _urls(content: Content) -> tuple[str, ...]:
    """Return the addresses that name this content: its page, its guid where that is one, its aliases."""
    found = (_address(content, text) for text in (content.url, content.guid, *content.aliases))
    return tuple(dict.fromkeys(url for url in found if url and _is_particular(url)))


def _slug(url: str) -> str:
    """Return the last part of a canonical address where it names an article, with the date in the path.

    The same words under another date are the next number of a column. "" for short and for general ones.
    """
    path = url.removeprefix("https://").partition("?")[0].lower()
    slug = _EXTENSION.sub("", path.rpartition("/")[2] if "/" in path else "")
    words = re.split(r"[-_.]+", slug)
    telling = [word for word in words if word and not _GENERIC.fullmatch(word)]
    if len(telling) < 2 or (len(words) < _SLUG_WORDS and len(slug) < _SLUG_LENGTH):
        return ""
    date = _DATE.search(path)
    return f"{date[1]}/{slug}" if date else slug


def recognise(
    source: str, contents: Sequence[Content], known: Mapping[str, Known], group: str = ""
) -> list[Arrival]:
    """Return what each content of one harvest of `source`, which belongs to `group`, amounts to.

    known: the kept items by every key of `keys_to_look_up`. Only an item's own source can edit it: the same
    article under a second source adds its keys and nothing else. What we keep and a document shows twice,
    once more on top perhaps, stays what we keep.
    """
    arrivals: list[Arrival] = []
    claimed: set[int] = set()
    written: set[str] = set()
    for content, keys in zip(contents, identity_keys(source, contents, group), strict=True):
        if written.issuperset(keys):
            continue  # The same entry to the letter, twice in one document.
        match = next((known[key] for key in keys if key in known and known[key].item not in claimed), None)
        if match is None and (kept := _kept_twice_over(source, content, group, keys, known)):
            if kept.item in claimed:
                continue  # Another copy of what this document has already given.
            match = kept
        fresh = tuple(key for key in keys if key not in known and key not in written)
        if match is None and not fresh:
            continue  # A second entry for an item that this document has already given.
        written.update(keys)
        if match:
            claimed.add(match.item)
        edited = bool(
            match
            and match.source == source
            and content.content_hash not in (match.content_hash, match.stated_hash)
        )
        arrivals.append(
            Arrival(content=content, item=match.item if match else None, is_edit=edited, keys=fresh)
        )
    return arrivals


def _kept_twice_over(
    source: str, content: Content, group: str, keys: Sequence[str], known: Mapping[str, Known]
) -> Known | None:
    """Return the kept item that an entry means which shares all its keys with others of its document.

    It has its guid and its address from us, or its very words.
    """
    marks = _marks(source, content, group)
    if any(mark in keys for mark in marks):
        return None  # Something tells it from the others.
    for mark in marks:
        kept = known.get(mark)
        same_words = kept is not None and content.content_hash in (kept.content_hash, kept.stated_hash)
        if kept and (same_words or (mark.startswith("guid:") and "|" in mark)):
            return kept
    return None
