"""robots.txt: whether a site lets us read a page of it (RFC 9309).

For the pages of articles. A feed is there to be fetched by machines and is not asked about.
"""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from digest.sources.fetch import Fetched, Fetcher, FetchFailed, NotModified

LONGEST = 500 * 1024
"""Bytes of one file that are read; RFC 9309 §2.5 asks for no more."""
KEPT_FOR = timedelta(hours=24)
"""RFC 9309 §2.4."""
UNREACHABLE_FOR = timedelta(hours=1)
"""How long a site whose robots.txt cannot be had is left alone before it is asked for again."""
MOST_SITES = 500
MOST_BYTES = 4 * LONGEST
"""Sites whose rules are kept, and the length of all their files: rules take up to eighty times the memory of
their text. The site that was asked about longest ago goes first."""
LONGEST_DELAY = 10.0
"""Seconds of a Crawl-delay that are honoured. The pages of a morning must be read in that morning."""

_AGENT = re.compile(r"\s*user[- ]?agent\b[\s:]*([a-z_*-]*)", re.IGNORECASE)
_NO_RULES = Protego.parse("")


@dataclass(slots=True)
class _Site:
    """What a site allows. rules: None for nothing at all, and then trouble says why (see `Refusal`).

    until: when they are asked for anew. length: of the file, in bytes.
    """

    asking: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | None = None
    trouble: str = ""
    length: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a page may not be read. file: address of the site's robots.txt, "" for what is no address.

    trouble: what came back instead of that file, as the beginning of a sentence, "" where it keeps us off the
    page. until: when it is asked for again after such a trouble.
    """

    file: str
    trouble: str = ""
    until: datetime | None = None


class Robots:
    """Knows what sites allow; made once, shared by all threads.

    user_agent: ours in full; what stands before the slash is the name that robots.txt may have rules for.
    """

    def __init__(self, fetcher: Fetcher, user_agent: str) -> None:
        self._fetcher = fetcher
        self._name = user_agent.partition("/")[0].lower()
        self._guard = threading.Lock()
        self._sites: OrderedDict[str, _Site] = OrderedDict()

    def refusal(self, url: str, *, now: datetime) -> Refusal | None:
        """Return why we may not read the page at `url`, an absolute address, None where we may; now: aware.

        Fetches the site's robots.txt where it is not known or no longer fresh, and keeps the pause
        between requests to the site that it asks for. A site that has none allows everything; one whose
        robots.txt cannot be had allows nothing for now (RFC 9309 §2.3.1).
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return Refusal(
                file="", trouble=f"{url!r} is no web address: it must begin with http:// or https://"
            )
        origin = f"{parts.scheme}://{parts.netloc}"
        file = f"{origin}/robots.txt"
        site = self._site(origin.lower())
        with site.asking:
            if site.until is None or site.until <= now:
                self._ask(site, file, now)
                self._make_room()
            rules, trouble, until = site.rules, site.trouble, site.until
        if rules is None:
            return Refusal(file=file, trouble=trouble, until=until)
        return None if rules.can_fetch(url, self._name) else Refusal(file=file)

    def _site(self, origin: str) -> _Site:
        with self._guard:
            site = self._sites.setdefault(origin, _Site())
            self._sites.move_to_end(origin)
            return site

    def _make_room(self) -> None:
        with self._guard:
            length = sum(site.length for site in self._sites.values())
            while self._sites and (len(self._sites) > MOST_SITES or length > MOST_BYTES):
                _, forgotten = self._sites.popitem(last=False)
                length -= forgotten.length

    def _ask(self, site: _Site, url: str, now: datetime) -> None:
        answer = self._fetcher.fetch(url, now=now)
        site.until, site.length = now + KEPT_FOR, 0
        match answer:
            case Fetched():
                site.length = min(len(answer.body), LONGEST)
                site.rules = Protego.parse(_rules_for(self._name, answer.body))
                delay = site.rules.crawl_delay(self._name) or 0.0
                self._fetcher.keep_apart(url, min(delay, LONGEST_DELAY))
            # 429 is about us and now, and says nothing of what the site has.
            case FetchFailed() if 400 <= answer.status < 500 and answer.status != 429:
                site.rules = _NO_RULES
            case FetchFailed() | NotModified():
                site.rules, site.until = None, now + UNREACHABLE_FOR
                site.trouble = answer.what if isinstance(answer, FetchFailed) else f"{url} answered 304"


def _rules_for(name: str, body: bytes) -> str:
    """Return the text of a robots.txt in which every group that is not for us bears one and the same name.

    Protego keeps each rule once for every name of its group: a file of ten thousand names over ten thousand
    rules would cost a hundred million. And it takes a name that ours begins with for ours (RFC 9309 §2.2.1
    wants the whole product token).
    """
    text = body[:LONGEST].decode("utf-8", "replace").lstrip("\ufeff")
    lines = text.splitlines()
    if len(body) > LONGEST:
        del lines[-1:]  # Half a rule is another rule.
    for number, line in enumerate(lines):
        agent = _AGENT.match(line)
        if agent:
            ours = agent[1].lower() in ("*", name)
            lines[number] = f"User-agent: {agent[1] if ours else 'somebody-else'}"
    return "\n".join(lines)
