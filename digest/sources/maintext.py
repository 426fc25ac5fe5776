"""Finds the text of an article on its page, by trafilatura, and leaves out what the template puts around it.

It reads no field of an article (see `page`) and touches no network.
"""

import copy
import re
from collections.abc import Collection, Iterator
from itertools import takewhile

from digest.domain.folding import fold
from digest.sources.bylines import announces, is_byline, opens, signs
from digest.sources.sanitise import sanitise, words_of
from digest.sources.shown import is_beside, is_date_line, is_offer, names
from digest.sources.webpage import Element, WebPage, words_in

_SHORTEST = 10
_BLOCK = re.compile(r"<(p|h3|ul|ol|blockquote)>.*?</\1>", re.DOTALL)
_ADDENDUM = re.compile(
    r"(?:auteure?s?|autrices?|authors?|discussion|commentaires?|sur le meme theme|dans la meme rubrique|a lire aussi"
    r"|lire aussi|le fil|a decouvrir|partager|related articles?|read also|read more)\s*:?"
)
"""Headings, folded, of what templates put after the text; each goes with what follows up to the next."""
_HEADED = re.compile(r"<(h3)>|<p>\s*<strong>[^<]{1,60}</strong>\s*</p>")
_ENTRY = re.compile(r"<li>.*?</li>", re.DOTALL)
_WHOLE = frozenset({"html", "body", "main", "article"})
_LEAD = 6
"""Blocks at the beginning among which the template's own lines are looked for."""
_TEXT = 1_000
"""Characters that no offer to subscribers has: after a notice above them comes the article all the same."""


def main_text(page: WebPage, known: Collection[str] = ()) -> str:
    """Return the text of the article as sanitised HTML, "" where none is found.

    known: words that are fields of their own (title, kicker): a block of theirs at the beginning goes.
    """
    return _own(sanitise(_extracted(page), page.url), {fold(text) for text in known if text})


def clean_body(markup: str, url: str, known: Collection[str] = ()) -> str:
    """Return a body that was found otherwise, sanitised and without the same lines of the template."""
    return _own(sanitise(markup, url), {fold(text) for text in known if text})


def _extracted(page: WebPage) -> str:
    # Half a second to import, and only a source whose pages are read needs it.
    import trafilatura  # noqa: PLC0415

    tree = copy.deepcopy(page.tree)
    most = _length(tree) // 3
    for element in [each for each in tree.iter() if isinstance(each.tag, str) and _is_label(each, most)]:
        if element.getparent() is not None:
            element.drop_tree()
    try:
        found = trafilatura.extract(
            tree,
            output_format="html",
            include_comments=False,
            include_tables=True,
            include_links=True,
            include_formatting=True,
            favor_precision=True,
            with_metadata=False,
        )
    except Exception:  # noqa: BLE001 - a library that reads hostile trees may fail in any way, and costs us a body
        return ""
    return found or ""


def _is_label(element: Element, most: int) -> bool:
    """Tell whether an element is no text: a field of its own, or a block beside the article.

    most: characters of paragraphs that such a block may hold. Some sites wrap the whole page in a "sidebar".
    """
    # A word that only announces names stays for them: together they are told from the text afterwards.
    byline = names(element, "authors") and not announces(words_in(element))
    if not (names(element, "kicker") or byline or is_beside(element)) or element.tag in _WHOLE:
        return False
    return not element.xpath(".//h1") and _length(element) <= most


def _length(element: Element) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _own(body: str, known: Collection[str]) -> str:
    """Return a body without the lines that the template adds before and after the text."""
    blocks = list(_BLOCK.finditer(body))
    if not blocks:
        return body
    gone = list(_template_lines([block[0] for block in blocks], known))
    for block, leaves in reversed(list(zip(blocks, gone, strict=True))):
        if leaves:
            body = body[: block.start()] + body[block.end() :]
    return body.strip()


def _template_lines(blocks: list[str], known: Collection[str]) -> Iterator[bool]:
    """Yield for each block whether it goes."""
    leaving = closed = signing = False
    for number, block in enumerate(blocks):
        words = words_of(block)
        folded = fold(words)
        at_edge = number < _LEAD or number == len(blocks) - 1
        notice = number < _LEAD and is_offer(words) and _length_of(blocks[number + 1 :]) > _TEXT
        closed = closed or (is_offer(words) and not notice)
        signing = (
            announces(words) or (signing and _signs(block)) or (opens(words) and signs(words) and at_edge)
        )
        if _ADDENDUM.fullmatch(folded):
            # The authors stand above the text as well, and then it is the text that follows them.
            leaving = not signing or _length_of(_section(blocks[number + 1 :])) <= _length_of(blocks[:number])
        elif _HEADED.match(block):
            leaving = False
        in_lead = number < _LEAD and (notice or folded in known or is_date_line(words) or _is_byline(block))
        yield closed or leaving or signing or in_lead


def _is_byline(block: str) -> bool:
    return block.startswith("<p>") and is_byline(words_of(block))


def _signs(block: str) -> bool:
    """Tell whether a block under such a word holds names: a line, or a list of them."""
    return all(signs(words_of(line)) for line in _ENTRY.findall(block) or [block])


def _section(blocks: list[str]) -> list[str]:
    """Return the blocks up to the next heading."""
    return list(takewhile(lambda block: not _HEADED.match(block), blocks))


def _length_of(blocks: list[str]) -> int:
    return sum(len(words_of(block)) for block in blocks)
