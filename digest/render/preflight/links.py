"""Finds stories that lead nowhere, links that lead where they should not, and mails without a way out."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.page import Page

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_REWRITTEN = re.compile(r"overflow|onload|onclick", re.IGNORECASE)
"""Words that Orange's webmail alters wherever they stand, in an address too."""
_SHOWN = 60


def links(proof: Proof) -> Iterator[Finding]:
    """Warn of stories without an address; block a mail without an unsubscribe link in both parts."""
    for story in proof.content.stories:
        if not story.url:
            yield Finding(
                id="link",
                level=Level.WARN,
                message=f"“{story.title}” has no address to link to",
                remedy="give its entry a link in the feed",
            )
    if "/unsubscribe/" not in proof.html or "/unsubscribe/" not in proof.text:
        yield Finding(
            id="unsubscribe",
            level=Level.BLOCK,
            message=f"there is no way out in the mail ({proof.language})",
            remedy="put the unsubscribe link back into your templates, in both parts",
        )


def addresses(proof: Proof) -> Iterator[Finding]:
    """Judge where the links of the HTML lead, each address once."""
    page = proof.page
    for address in dict.fromkeys(link.get("href").strip() for link in page.links):
        shown = address[:_SHOWN] or "…"
        if address.startswith("#"):
            if not _has_anchor(page, address[1:]):
                yield Finding(
                    id="link-anchor",
                    level=Level.WARN,
                    message=f"a link leads to “{shown}”, which is not in the mail",
                    remedy="give the place that name (`id`) in your template, or take the link out",
                )
        elif _parts(address).scheme not in _SCHEMES:
            yield Finding(
                id="link-address",
                level=Level.BLOCK,
                message=f"a link leads to “{shown}”, which is no address on the web",
                remedy="write it in full in your template, with https:// before it",
            )
        if _REWRITTEN.search(address):
            yield Finding(
                id="link-rewritten",
                level=Level.NOTE,
                message=f"Orange alters a word in “{shown}”, and the link fails there",
                remedy="give the article another address if many readers are with Orange",
            )
    yield from _unencrypted(page)


def _unencrypted(page: Page) -> Iterator[Finding]:
    leads = [_parts(link.get("href").strip()) for link in page.links]
    hosts = Counter(parts.netloc for parts in leads if parts.scheme == "http")
    for host, count in hosts.items():
        yield Finding(
            id="link-https",
            level=Level.NOTE,
            message=f"links to {host} are not https ({count}): anybody on the way can read along",
            remedy="link to https if the site has it",
        )


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # Of brackets in the wrong place, say.
        return urlsplit("")


def _has_anchor(page: Page, name: str) -> bool:
    return any(name in (element.get("id"), element.get("name")) for element in page.elements) and name != ""
