"""Finds links and pictures that do not answer, and pictures that are heavy to load, from what their servers said.

It asks nobody: which addresses to ask is for `to_ask`, asking is the affair of services.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from digest.render.preflight.finding import Finding, Level
from digest.render.preflight.page import Page

HEAVY, TOO_HEAVY = 300_000, 1_000_000
"""Bytes of one picture: a phone on the train loads a page of them."""
NO_ANSWER = 0
_GONE = frozenset({404, 410, NO_ANSWER})
_OURS = ("/archive", "/unsubscribe/", "/preferences/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said of one address. status: NO_ANSWER for nothing. length: in bytes, 0 where not stated."""

    status: int
    content_type: str = ""
    length: int = 0


def to_ask(page: Page) -> tuple[list[str], list[str]]:
    """Return the addresses of links and of pictures to ask, each once.

    Left out are personal links, which act, and our own pages: the web version is not there before the freeze.
    """
    links = [link.get("href").partition("#")[0].strip() for link in page.links]
    bases = {link.partition("/unsubscribe/")[0] for link in links if "/unsubscribe/" in link}
    ours = tuple(base + path for base in bases for path in _OURS)
    pictures = [picture.get("src", "").strip() for picture in page.pictures]
    return _web_addresses(link for link in links if not link.startswith(ours)), _web_addresses(pictures)


def reachability(answers: Mapping[str, Answer], pictures: Iterable[str], unasked: int) -> Iterator[Finding]:
    """Judge the answers, by address. pictures: which of them; unasked: how many there was no time for."""
    shown = frozenset(pictures)
    for address, answer in answers.items():
        if address in shown:
            yield from _picture(address, answer)
        else:
            yield from _link(address, answer)
    if unasked:
        yield Finding(
            id="links-unasked",
            level=Level.NOTE,
            message=f"there was no time to ask all addresses ({unasked} are left)",
            remedy="run `digest check --links` again when their sites are quicker",
        )


def _link(address: str, answer: Answer) -> Iterator[Finding]:
    if answer.status == NO_ANSWER:
        yield Finding(
            id="link-dead",
            level=Level.WARN,
            message=f"nobody answers at {address}",
            remedy="open it in a browser; correct the link, or leave the story out",
        )
    elif answer.status in _GONE:
        yield Finding(
            id="link-dead",
            level=Level.WARN,
            message=f"{address} is not there ({answer.status})",
            remedy="open it in a browser; correct the link, or leave the story out",
        )
    elif answer.status >= 400:
        yield Finding(
            id="link-refused",
            level=Level.NOTE,
            message=f"{address} answers {answer.status}",
            remedy="open it in a browser: some sites turn away programs, and let readers in",
        )


def _picture(address: str, answer: Answer) -> Iterator[Finding]:
    kind = answer.content_type.partition(";")[0].strip().lower()
    if answer.status >= 400 or answer.status == NO_ANSWER or (kind and not kind.startswith("image/")):
        yield Finding(
            id="image-dead",
            level=Level.WARN,
            message=f"there is no picture at {address}",
            remedy="correct it in the feed: readers would see an empty frame",
        )
    elif answer.length > HEAVY:
        yield Finding(
            id="image-heavy",
            level=Level.WARN if answer.length > TOO_HEAVY else Level.NOTE,
            message=f"the picture at {address} weighs {answer.length / 1000:.0f} kB",
            remedy="serve a smaller one: 1200 pixels in width are enough",
        )


def _web_addresses(addresses: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in addresses if one.lower().startswith(("http://", "https://"))))
