"""Makes an edition of about the size of a busy morning from the demo's newsroom."""

from dataclasses import replace
from datetime import UTC, date, datetime

from digest.config.newsroom_file import parse_newsroom
from digest.demo.press import load_press, newsroom_toml
from digest.domain.content import Content, Image, Item, ItemKind
from digest.domain.edition import EditionContent
from digest.domain.selection import Window, select
from digest.domain.themes import route

_NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
_SITE = "https://news.example"


def busy_edition() -> EditionContent:
    """Return an edition of everything that the demo's newsroom published in a week."""
    newsroom = parse_newsroom(newsroom_toml(_SITE), "newsroom.toml", check_subject=lambda _text: None)
    (newsletter,) = newsroom.newsletters
    press = load_press(_NOW)
    items = []
    for number, article in enumerate(press.articles, start=1):
        picture = Image(url=f"{_SITE}/{article.picture}.png", alt=article.picture_alt, width=800, height=533)
        content = Content(
            kind=ItemKind.ARTICLE,
            guid=str(article.id),
            url=_SITE + article.path,
            title=article.title,
            kicker=article.kicker,
            standfirst=article.standfirst,
            authors=article.authors,
            published_at=article.published_at,
            categories=article.categories,
            image=picture if article.picture else None,
            access=article.access,
            reading_minutes=article.reading_minutes,
        )
        items.append(_item(number, content, route(content, newsroom.sources[0], newsroom.themes).theme))
    for number, brief in enumerate(press.briefs, start=1000):
        content = Content(
            kind=ItemKind.BRIEF,
            guid=brief.id,
            url=_SITE + brief.path,
            title=brief.title or brief.text[:80],
            standfirst=brief.text,
            published_at=brief.published_at,
        )
        items.append(_item(number, content, None))
    window = Window(start=min(item.first_seen_at for item in items).replace(year=2025), cutoff=_NOW)
    selection = select(items, newsletter, newsroom.themes, window, {})
    return EditionContent(
        newsletter=newsletter.slug,
        title=newsletter.title,
        publication=newsroom.publication,
        date=date(2026, 11, 24),
        subject=selection.lead.title if selection.lead else "",
        sender=newsletter.from_,
        themes=newsletter.themes,
        lead=selection.lead,
        sections=selection.sections,
        briefs=selection.briefs,
        brief_overflow=selection.brief_overflow,
    )


def ordinary_edition() -> EditionContent:
    """Return an edition of an ordinary morning: three stories in each section and ten briefs."""
    busy = busy_edition()
    return replace(
        busy,
        sections=tuple(
            replace(section, stories=section.stories[:3], overflow=()) for section in busy.sections
        ),
        briefs=busy.briefs[:10],
        brief_overflow=(),
    )


def _item(number: int, content: Content, theme: str | None) -> Item:
    return Item(
        id=number,
        source="site",
        content=content,
        revision=1,
        first_seen_at=content.published_at or _NOW,
        first_gather=False,
        theme=theme,
        theme_reason="",
    )
