"""Tells whether what a source gives today is an item that we already keep, an edit of it, or a new one.

Identity is the source's guid, the canonical address, and addresses hidden in guids (`?p=123`). It does
not compare texts: an article that was retitled but kept its address stays the same item.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.domain.content import Content, ItemKind
from digest.domain.folding import fold

_URL = re.compile(r"^(https?)://([^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$", re.IGNORECASE)
"""The generic syntax of RFC 3986, appendix B, for the two schemes that we follow."""
_TRACKING = re.compile(
    r"^(?:(?:utm|mtm|pk|at)_|(?:xtor|fbclid|gclid|msclkid|mc_cid|mc_eid|doing_wp_cron)(?:=|$))", re.IGNORECASE
)
_DEFAULT_PORT = {"http": ":80", "https": ":443"}


def canonical_url(url: str, *, keep_fragment: bool = False) -> str:
    """Return one spelling for all addresses of a page, "" where `url` is not http(s).

    https, lower-case host without default port, no tracking parameters, no trailing slash, parameters
    in order, no white space; no fragment unless `keep_fragment` (briefs may share a page).
    """
    match = _URL.match("".join(url.split()))
    if not match:
        return ""
    scheme, host, path, query, fragment = match.groups()
    host = host.lower().removesuffix(_DEFAULT_PORT[scheme.lower()])
    kept = sorted(pair for pair in (query or "").split("&") if pair and not is_tracking(pair))
    tail = (f"?{'&'.join(kept)}" if kept else "") + (f"#{fragment}" if keep_fragment and fragment else "")
    return f"https://{host}{path.rstrip('/')}{tail}"


def is_tracking(parameter: str) -> bool:
    """Tell whether "name=value" only tells a site where its reader came from."""
    return _TRACKING.match(parameter) is not None


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


def identity_keys(source: str, contents: Sequence[Content]) -> list[tuple[str, ...]]:
    """Return for each content of one harvest the keys it can be recognised by, the best first.

    What two entries of the same document share identifies neither of them: a guid used twice counts
    only together with the address or the text, an address used twice not at all.
    """
    guids = Counter(content.guid for content in contents if content.guid)
    urls = Counter(url for content in contents for url in _urls(content))
    pairs = Counter(_guid_pair(content) for content in contents if content.guid)
    return [_keys(source, content, guids, urls, pairs) for content in contents]


def _keys(
    source: str, content: Content, guids: Counter[str], urls: Counter[str], pairs: Counter[str]
) -> tuple[str, ...]:
    keys = []
    if content.guid and guids[content.guid] == 1:
        keys.append(f"guid:{source}:{content.guid}")
    if content.guid and pairs[_guid_pair(content)] == 1:
        keys.append(f"guid:{source}:{_guid_pair(content)}")
    if content.kind is ItemKind.ARTICLE or not content.guid:
        keys.extend(f"url:{url}" for url in _urls(content) if urls[url] == 1)
    return tuple(keys) or (f"text:{source}:{content.guid}:{content.content_hash}",)


def _guid_pair(content: Content) -> str:
    return f"{content.guid}|{canonical_url(content.url, keep_fragment=True) or fold(content.title)}"


def _urls(content: Content) -> tuple[str, ...]:
    """Return the addresses that name this content: its page, and its guid where that is an address."""
    brief = content.kind is ItemKind.BRIEF
    found = (canonical_url(text, keep_fragment=brief) for text in (content.url, content.guid))
    return tuple(dict.fromkeys(url for url in found if url and _is_particular(url)))


def recognise(source: str, contents: Sequence[Content], known: Mapping[str, Known]) -> list[Arrival]:
    """Return what each content of one harvest of `source` amounts to.

    known: the kept items by every key they are remembered by. Only an item's own source can edit it:
    the same article under a second source adds its keys and nothing else.
    """
    arrivals: list[Arrival] = []
    claimed: set[int] = set()
    written: set[str] = set()
    for content, keys in zip(contents, identity_keys(source, contents), strict=True):
        if written.issuperset(keys):
            continue  # The same entry to the letter, twice in one document.
        match = next((known[key] for key in keys if key in known and known[key].item not in claimed), None)
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
