"""Reads what a page shows its readers of an article: headings, bylines, date lines, captions.

It goes by the names that templates give to such elements, in the language of the trade. It reads no
metadata (see `jsonld`, `metadata`), and nothing beside the article: teasers have titles and dates, too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.domain.content import Access
from digest.domain.folding import fold
from digest.sources.bylines import LONGEST_BYLINE, announces, names_of, split_credit
from digest.sources.pictures import Picture, pictures_in
from digest.sources.signatures import Block, names_under, signed
from digest.sources.statement import Statement
from digest.sources.webpage import Element, WebPage, ancestors, markup_of, title_of, tokens, words_in

_MOST_ELEMENTS = 3_000
_MOST_FIGURES = 20
_MOST_SIGNATURES = 10
_LONGEST_LINE = 250
"""Characters of a line that may hold a date or a reading time: longer ones are sentences."""

_NAMES = {
    "kicker": frozenset({"surtitre", "sur-titre", "kicker", "overline", "eyebrow", "supertitle"}),
    "standfirst": frozenset(
        {"chapo", "chapeau", "standfirst", "lede", "dek", "intro", "introduction", "accroche"}
    ),
    "authors": frozenset({"auteur", "auteurs", "author", "authors", "byline", "author-name", "signature"}),
    "published": frozenset(
        {"date", "published", "date-publication", "publication-date", "pubdate", "posted-on"}
    ),
    "credit": frozenset({"credit", "credits", "copyright", "photo-credit", "image-credit", "credit-photo"}),
}
"""Class names by field, without the prefixes of `_PREFIX`."""
_PREFIX = re.compile(
    r"^(?:c-|o-|js-)?(?:article|entry|bloc|block|post|single|page|news|story|content|wp-caption|image|photo)(?:__|--|[-_])"
)
_BESIDE = re.compile(
    r"(?!has-|no-|with-|sans-)(?:[a-z]+[-_]+){0,2}(?:related|sidebar|aside|widget|menu|nav|footer|comments?|discussion"
    r"|newsletter|breadcrumbs?|share|social|recommended|similaires?|meme-theme|lire-aussi|fil|breves|offres?)"
    r"(?:[-_](?:posts?|articles?|list|liste|block|bloc|box))?"
)
"""Class names and ids of what stands beside an article, whole."""
_BESIDE_TAGS = frozenset({"aside", "nav", "footer", "form", "dialog"})

_DAY = r"(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}(?:er)?\s+[^\W\d_]{3,10}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},\s+\d{4})"
_CLOCK = r"(?:\s*(?:,|à|at|-|–|\|)?\s*\d{1,2}\s?[:hH]\s?\d{0,2}(?:\s?[ap]\.?m\.?)?)?"
_PUBLISHED = re.compile(
    rf"(?:publi[ée]e?|post[ée]|mis(?:e)? en ligne|published|posted)\s*(?:le|on|:)?\s*(?:[^\W\d_]+\s+)?({_DAY}{_CLOCK})",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    rf"^(?:par\b.{{1,80}}?[,|·•–-]?\s)?(?:le\s+|on\s+)?(?:[^\W\d_]{{3,9}}\.?\s+)?({_DAY}{_CLOCK})",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:derni[èe]re\s+)?(?:mise?s?\s+[àa]\s+jour|modifi|actualis|updated|last\s+modified|edited|maj\b)",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"(?:lecture|reading\s+time)\s*(?:estimée?\s*)?:?\s*(\d{1,3})\s*min|(\d{1,3})\s*min(?:utes?|\.)?\s+(?:de\s+lecture|read)\b",
    re.IGNORECASE,
)
_NO_TEXT = rf"$|{_UPDATED.pattern}|{_MINUTES.pattern}|(?:temps|dur[ée]e)\s+de\s+lecture"
_DATELESS_LINE = re.compile(rf"[\s,.;|·•(–—-]*(?:{_NO_TEXT})", re.IGNORECASE)
_END_OF_LINE = re.compile(rf"[\s,.;|·•(–—-]*(?:{_NO_TEXT}|(?:par|by)\s+[^\W\d_])", re.IGNORECASE)
"""What may follow the date in a line: nothing, an update's, the time to read, who signs."""
_CLOSED = re.compile(
    r"^(?:(?:cet\s+)?article\s+(?:est\s+)?r[ée]serv[ée]\s+(?:aux|à\s+nos)\s+abonn[ée]s|(?:la\s+suite|contenu)\s+(?:est\s+)?r[ée]serv[ée]e?\s+(?:aux|à\s+nos)\s+abonn[ée]s"
    r"|r[ée]serv[ée]\s+aux\s+abonn[ée]s|[“\"«]?\s*il\s+vous\s+reste\s+\d{1,3}\s*%|this\s+article\s+is\s+(?:for\s+)?(?:subscribers|reserved)|subscribers\s+only)",
    re.IGNORECASE,
)
_SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BLOCK_TAGS = frozenset(
    {"p", "div", "li", "dt", "dd", "th", "td", "ul", "ol", "dl", "table", "blockquote", "section"}
)
_LINE_TAGS = frozenset({"p", "div", "span", "li", "time", "strong", "em", "small", "b", "dd"})
_MOST_PARTS = 12
_DATE = re.compile(
    rf"\s*[|,·•–-]?\s*(?:publi[ée]e?\s+)?(?:le\s+)?(?:[^\W\d_]{{3,6}}(?:di|day)\b,?\s+)?{_DAY}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the article with what stands under it."""

    picture: Picture
    caption: str
    credit: str


def read_shown(page: WebPage) -> Statement:
    """Return what the page shows of its article; an empty statement where it shows no heading."""
    reading = _Reading(page)
    return Statement(
        reader="page",
        title=reading.title,
        kicker=reading.named("kicker"),
        standfirst=reading.named("standfirst"),
        authors=tuple(reading.authors()),
        published=reading.published(),
        pictures=tuple(
            Picture(
                url=figure.picture.url,
                media="image",
                width=figure.picture.width,
                height=figure.picture.height,
                alt=figure.picture.alt,
                caption=figure.caption,
                credit=figure.credit,
            )
            for figure in reading.figures()
        ),
        minutes=reading.minutes(),
        access=Access.SUBSCRIBER if reading.is_closed() else Access.UNKNOWN,
        places={} if reading.has_heading else {"title": "title of the page"},
    )


def names(element: Element, field: str) -> bool:
    """Tell whether an element's class says that it holds `field`."""
    return any(_PREFIX.sub("", token) in _NAMES[field] for token in tokens(element))


def is_beside(element: Element) -> bool:
    """Tell whether an element, by its own name, stands beside the article and does not belong to it."""
    return element.tag in _BESIDE_TAGS or any(map(_BESIDE.fullmatch, tokens(element)))


def is_date_line(text: str) -> bool:
    """Tell whether a paragraph says when the article was published or how long it takes to read, no more."""
    if len(text) > _LONGEST_LINE:
        return False
    return bool(_date_in(text) or _DATELESS_LINE.match(text))


def _date_in(line: str) -> str:
    """Return the publication's date in a line that holds little else, as it is written there; else "".

    A sentence may begin with a date, and tell when a decree was published: it goes on.
    """
    search = _PUBLISHED.search if _UPDATED.match(line) else _PUBLISHED.match
    found = search(line) or _DATE_LINE.match(line)
    return found[1] if found and _END_OF_LINE.match(line, found.end()) else ""


def is_offer(text: str) -> bool:
    """Tell whether a paragraph says that the rest is for subscribers."""
    return len(text) < _LONGEST_LINE and bool(_CLOSED.match(text))


class _Reading:
    """One walk over the article's part of a page."""

    def __init__(self, page: WebPage) -> None:
        self._page = page
        self._heading = _heading(page)
        region = _region(page, self._heading)
        inside = set()
        self._elements: list[Element] = []
        for element in region.iter():
            if len(self._elements) == _MOST_ELEMENTS:
                break
            if not isinstance(element.tag, str) or (
                element is not region and element.getparent() not in inside
            ):
                continue
            if element is region or not (is_beside(element) or _is_teaser(element, self._heading)):
                inside.add(element)
                self._elements.append(element)

    @property
    def has_heading(self) -> bool:
        """Whether the page has a heading of its own."""
        return self._heading is not None

    @property
    def title(self) -> str:
        """The heading, else what the window is called."""
        return words_in(self._heading) if self._heading is not None else title_of(self._page)

    def named(self, field: str) -> str:
        """Return the words of the first element that is named for a field."""
        return next((text for text in map(words_in, self._named(field)) if text), "")

    def _named(self, field: str) -> Iterator[Element]:
        return (element for element in self._elements if names(element, field))

    def authors(self) -> Iterator[str]:
        """Yield the lines that name authors: elements marked as such, else those of that name, else what signs."""
        marked = [
            each for each in self._elements if each.get("rel") == "author" or each.get("itemprop") == "author"
        ]
        # A date may stand on the same line.
        lines = [
            _DATE.split(line)[0] for each in marked or self._named("authors") for line in _signatures(each)
        ]
        yield from lines if names_of(lines) else signed(self._blocks())

    def _blocks(self) -> list[Block]:
        """Return the blocks of words under the heading, in the order of the page."""
        within = self._elements
        if self._heading in within:
            within = within[within.index(self._heading) + 1 :]
        blocks = [each for each in within if each.tag in _BLOCK_TAGS or each.tag in _SUBHEADINGS]
        around = {outer for each in blocks for outer in each.iterancestors()}
        found = (Block(words_in(each), each.tag in _SUBHEADINGS) for each in blocks if each not in around)
        return [block for block in found if block.words]

    def published(self) -> str:
        """Return the publication's date as written: for machines, else in words. Never an update's."""
        for element in self._elements:
            stated = element.get("datetime") or element.get("content") or ""
            is_time = element.tag == "time" and not _says_updated(element) and not _in_sentence(element)
            if stated and (is_time or element.get("itemprop") == "datePublished"):
                return str(stated)[:_LONGEST_LINE]
        for line in self._lines():
            if found := _date_in(line):
                return found
        return ""

    def minutes(self) -> int | None:
        """Return the reading time that the page states."""
        found = next(filter(None, map(_MINUTES.search, self._lines())), None)
        return int(found[1] or found[2]) if found else None

    def is_closed(self) -> bool:
        """Tell whether the page says that the rest is for subscribers."""
        return any(map(_CLOSED.match, self._lines()))

    def _lines(self) -> Iterator[str]:
        """Yield the words of the small elements, in the order of the page."""
        for element in self._elements:
            if element.tag in _LINE_TAGS and len(element) <= _MOST_PARTS and not _in_link(element):
                text = words_in(element)
                is_link = any(words_in(anchor) == text for anchor in element.iter("a"))
                if 3 < len(text) <= _LONGEST_LINE and not is_link:
                    yield text

    def figures(self) -> Iterator[Figure]:
        """Yield the pictures of the article with what stands under them."""
        found = [element for element in self._elements if _holds_picture(element)]
        for element in found[:_MOST_FIGURES]:
            picture = next(iter(pictures_in(markup_of(element))), None)
            if picture:
                yield Figure(picture, *_caption(element))


def _heading(page: WebPage) -> Element | None:
    """Return the heading of the article: of several <h1>, the one whose words the title of the page has."""
    headings = [element for element in page.tree.xpath("//h1")[:10] if words_in(element)]
    title = fold(title_of(page))
    # The name of the site stands in the title of the page, too, but after that of the article.
    named = sorted(
        (element for element in headings if fold(words_in(element)) in title),
        key=lambda element: title.index(fold(words_in(element))),
    )
    inside = [element for element in headings if not any(map(is_beside, ancestors(element)))]
    return next(iter([*named, *inside]), None)


def _region(page: WebPage, heading: Element | None) -> Element:
    """Return what holds the article: around its heading, else the main part of the page."""
    if heading is not None:
        around = [each for each in ancestors(heading) if each.tag in ("article", "main")]
        if around:
            return around[0]
    found = page.tree.xpath("//main | //article | //body")
    return found[0] if found else page.tree


def _is_teaser(element: Element, heading: Element | None) -> bool:
    """Tell whether an element is another article than the one of the heading."""
    return element.tag == "article" and heading is not None and element not in set(heading.iterancestors())


def _signatures(element: Element) -> list[str]:
    """Return the lines of a byline; of a block with a heading and a life, what stands out in it."""
    blocks = [Block(words_in(each)) for each in element.xpath(".//p | .//li")[:_MOST_SIGNATURES]]
    if blocks and announces(blocks[0].words) and (names := names_under(blocks[1:])):
        return names
    text = words_in(element)
    if len(text) <= LONGEST_BYLINE and not element.xpath(".//h2 | .//h3 | .//h4"):
        return [text]
    for path in (".//a", ".//strong | .//b", ".//p"):
        found = [words for words in map(words_in, element.xpath(path)[:_MOST_SIGNATURES]) if words]
        if found:
            return [words for words in found if len(words) <= LONGEST_BYLINE][: None if path != ".//p" else 1]
    return []


def _says_updated(element: Element) -> bool:
    """Tell whether a <time> is that of an update, by its class or by the words just before it."""
    before = element.getprevious()
    parent = element.getparent()
    said = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    around = tokens(element) | (tokens(parent) if parent is not None else frozenset())
    named = any(word in token for token in around for word in ("updated", "modified", "maj", "mise-a-jour"))
    # Themes of WordPress call a <time> both published and updated where it was never updated.
    return (named and "published" not in tokens(element)) or bool(_UPDATED.search(said[-40:]))


def _in_sentence(element: Element) -> bool:
    """Tell whether a <time> is part of the text: the date of something that the article tells of."""
    parent = element.getparent()
    return parent is not None and parent.tag == "p" and len(words_in(parent)) > LONGEST_BYLINE


def _in_link(element: Element) -> bool:
    return any(each.tag == "a" for each in ancestors(element))


def _holds_picture(element: Element) -> bool:
    is_figure = element.tag == "figure" or "wp-caption" in tokens(element)
    return is_figure and bool(element.xpath(".//img"))


def _caption(figure: Element) -> tuple[str, str]:
    """Return caption and credit: from elements of those names, else out of the words of one."""
    signed = [each for each in figure.iter() if isinstance(each.tag, str) and names(each, "credit")]
    marked = words_in(signed[0]) if signed else ""
    captions = figure.xpath(".//figcaption | .//*[contains(@class, 'caption')][not(self::figure)]")
    caption = words_in(captions[0]) if captions else ""
    if marked:
        return split_credit(caption.replace(marked, " ").strip())[0], split_credit(marked)[1] or marked
    return split_credit(caption)
