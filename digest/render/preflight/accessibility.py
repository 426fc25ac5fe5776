"""Finds what keeps a screen reader, or tired eyes, from reading the mail."""

import re
from collections.abc import Iterator

from digest.render.preflight.finding import Finding, Level, Proof
from digest.render.preflight.page import Page, letter_size, name_of, one_line, own_texts

SMALLEST = 14
"""Pixels of the smallest letters."""
_EMPTY_NAMES = frozenset(
    (
        "",
        "cliquez ici",
        "ici",
        "lire",
        "lire la suite",
        "lire plus",
        "en savoir plus",
        "la suite",
        "suite",
        "plus",
        "lien",
        "click here",
        "here",
        "read",
        "read more",
        "learn more",
        "more",
        "link",
        "this",
    )
)
"""Names of links that say something to those only who see what stands around them."""
_QUOTED = 60


def accessibility(proof: Proof) -> Iterator[Finding]:
    """Look at the document as those hear it who do not see it."""
    yield from _language(proof.page, proof.language)
    yield from _headings(proof.page)
    yield from _wrapper(proof.page)
    yield from _tables(proof.page)
    yield from _links(proof.page)
    yield from _letters(proof.page)


def _language(page: Page, language: str) -> Iterator[Finding]:
    # Webmails take html and body away: the element within them has to say it once more.
    body = page.root.find("body")
    within = [] if body is None else [child for child in body if child in page.shown]
    places = [page.root, *([] if body is None else [body]), *within[:1]]
    if not all(place.get("lang") and place.get("dir") for place in places):
        yield Finding(
            id="a11y-language",
            level=Level.WARN,
            message=f"the mail ({language}) does not say everywhere which language it is in",
            remedy="put lang and dir on html, on body and on the element around everything",
        )


def _headings(page: Page) -> Iterator[Finding]:
    levels = [int(element.tag[1]) for element in page.shown if re.fullmatch("h[1-6]", element.tag)]
    if levels.count(1) != 1:
        yield Finding(
            id="a11y-title",
            level=Level.WARN,
            message=f"headings of the first level: {levels.count(1)}",
            remedy="give it one h1, the newsletter's title",
        )
    steps = zip([1, *levels], levels, strict=False)
    skipped = next(((above, below) for above, below in steps if below > above + 1), None)
    if skipped:
        yield Finding(
            id="a11y-headings",
            level=Level.WARN,
            message=f"a heading of level {skipped[1]} stands under one of level {skipped[0]}",
            remedy="go down one level at a time: h2 for a theme, h3 for an article",
        )


def _wrapper(page: Page) -> Iterator[Finding]:
    if not any(
        element.get("role") in ("article", "main") and element.get("aria-label") for element in page.shown
    ):
        yield Finding(
            id="a11y-role",
            level=Level.WARN,
            message="nothing says where the mail begins and what it is",
            remedy='put role="article" and an aria-label on the element around everything',
        )


def _tables(page: Page) -> Iterator[Finding]:
    laid_out = [element for element in page.shown if element.tag == "table"]
    silent = [table for table in laid_out if table.get("role") not in ("presentation", "none")]
    if silent:
        yield Finding(
            id="a11y-table",
            level=Level.WARN,
            message=f"tables that only lay out are read as tables ({len(silent)})",
            remedy='put role="presentation" on them in your template',
        )
    missing = [picture for picture in page.pictures if picture.get("alt") is None]
    if missing:
        yield Finding(
            id="a11y-alt",
            level=Level.WARN,
            message=f"pictures have no alt attribute ({len(missing)}): their file names are read out",
            remedy='put alt on each in your template, alt="" where a picture only adorns',
        )


def _links(page: Page) -> Iterator[Finding]:
    heard = [link for link in page.links if link.get("aria-hidden") != "true"]
    places: dict[str, tuple[str, set[str]]] = {}
    for link in heard:
        name = name_of(link) or "…"
        if name.casefold().strip(" .…!?→»>") in _EMPTY_NAMES or re.match("https?://", name):
            yield Finding(
                id="a11y-link",
                level=Level.WARN,
                message=f"a link is called “{name[:_QUOTED]}”: that does not say where it leads",
                remedy="let the link be the title, or give it words of its own",
            )
        else:
            places.setdefault(name.casefold(), (name, set()))[1].add(link.get("href"))
    for name, leads in places.values():
        if len(leads) > 1:
            yield Finding(
                id="a11y-link-twice",
                level=Level.NOTE,
                message=f"links called “{name[:_QUOTED]}” lead to different places ({len(leads)})",
                remedy="tell them apart in their words, if they are yours",
            )


def _letters(page: Page) -> Iterator[Finding]:
    small = [element for element in page.shown if own_texts(element) and letter_size(element) < SMALLEST]
    if small:
        yield Finding(
            id="a11y-small",
            level=Level.WARN,
            message=f"letters of {letter_size(small[0]):g} px: “{one_line(own_texts(small[0])[0])[:_QUOTED]}”",
            remedy=f"set nothing smaller than {SMALLEST} px in your templates",
        )
