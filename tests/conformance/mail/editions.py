"""The editions that the mail is judged by: a usual day, thin and busy ones, and what no template likes.

They name no pictures that exist: whoever draws them hands the pictures in (see `pages`).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import product

from digest.domain.content import Image
from digest.domain.edition import EditionContent, Section, Story
from digest.domain.newsroom import Sponsor, SponsorLabel
from tests.golden.quotidienne import BRIEFS, LEAD, QUOTIDIENNE, SITE

THEMES = {section.theme: section.title for section in QUOTIDIENNE.sections}

SAMPLE = replace(
    QUOTIDIENNE, sender="La Quotidienne <redaction@courrier-imagerie.example>", themes=tuple(THEMES)
)
BRANDED = replace(
    SAMPLE,
    publication=replace(
        SAMPLE.publication,
        logo=f"{SITE}/logo.png",
        logo_dark=f"{SITE}/logo-nuit.png",
        accent="#ffd400",
        title_font="Verdana, Geneva, sans-serif",
    ),
    sponsor=Sponsor(
        label=SponsorLabel.PARTNER,
        title="Deux journées d’échographie à Dijon : les inscriptions sont ouvertes",
        text="Un partenaire présente son programme de janvier.",
        url=f"{SITE}/partenaire/",
        image=f"{SITE}/partenaire.png",
        alt="L’affiche des journées : une sonde posée sur une table",
    ),
    sign_off="Bonne journée, et à demain.",
)
THIN = replace(SAMPLE, sections=SAMPLE.sections[:1], briefs=BRIEFS[:2], brief_overflow=())
THIN = replace(THIN, sections=(replace(THIN.sections[0], stories=THIN.sections[0].stories[:1], overflow=()),))


def _many_stories(number: int) -> EditionContent:
    """Return an edition of a lead and `number` - 1 articles, dealt out to the themes in turn."""
    stories = [story for section in SAMPLE.sections for story in section.stories]
    dealt = {theme: list[Story]() for theme in THEMES}
    for position in range(number - 1):
        story, theme = stories[position % len(stories)], list(THEMES)[position % len(THEMES)]
        url = f"{SITE}/{theme}/{position}/"
        dealt[theme].append(
            replace(story, item=100 + position, theme=theme, url=url, title=f"{position + 2}. {story.title}")
        )
    sections = (Section(theme=theme, title=THEMES[theme], stories=tuple(dealt[theme])) for theme in THEMES)
    return replace(SAMPLE, sections=tuple(sections))


def _many_briefs(number: int) -> EditionContent:
    """Return an edition of `number` briefs, an hour between one and the next."""
    briefs = (
        replace(
            BRIEFS[position % len(BRIEFS)],
            item=1000 + position,
            title=f"{position + 1}. {BRIEFS[position % len(BRIEFS)].title}",
            url=f"{SITE}/fil/{position}/",
            published_at=BRIEFS[0].published_at - timedelta(hours=position),
        )
        for position in range(number)
    )
    return replace(SAMPLE, briefs=tuple(briefs))


def _retold(tell: Callable[[str], str]) -> EditionContent:
    """Return an edition with all parts, `tell` applied to every text of it that a newsroom writes."""

    def retold(story: Story) -> Story:
        image = story.image and replace(
            story.image, alt=tell(story.image.alt), credit=tell(story.image.credit)
        )
        return replace(
            story,
            title=tell(story.title),
            kicker=tell(story.kicker),
            standfirst=tell(story.standfirst),
            authors=tuple(map(tell, story.authors)),
            image=image,
        )

    def section_retold(section: Section) -> Section:
        stories, overflow = (tuple(map(retold, some)) for some in (section.stories, section.overflow))
        return replace(section, title=tell(section.title), stories=stories, overflow=overflow)

    brand, sponsor = BRANDED.publication, BRANDED.sponsor
    return replace(
        BRANDED,
        title=tell(BRANDED.title),
        subject=tell(BRANDED.subject),
        publication=replace(brand, name=tell(brand.name), postal_address=tell(brand.postal_address)),
        sponsor=sponsor
        and replace(sponsor, title=tell(sponsor.title), text=tell(sponsor.text), alt=tell(sponsor.alt)),
        sign_off=tell(BRANDED.sign_off),
        lead=retold(LEAD),
        sections=tuple(map(section_retold, BRANDED.sections)),
        briefs=tuple(map(retold, BRANDED.briefs)),
    )


def _pictured(image: Callable[[Story, int], Image | None]) -> EditionContent:
    """Return an edition with all parts and other pictures; `image` gets each story and its place in its section."""

    def pictured(stories: Iterable[Story]) -> tuple[Story, ...]:
        return tuple(replace(story, image=image(story, place)) for place, story in enumerate(stories))

    sections = tuple(replace(section, stories=pictured(section.stories)) for section in SAMPLE.sections)
    return replace(BRANDED, lead=pictured((LEAD,))[0], sections=sections)


def _broken(story: Story, _place: int) -> Image:
    """Return a picture that no reader ever sees, with a long description or none."""
    alt = f"{story.title}. {story.standfirst}" if story.item % 2 else ""
    return Image(url=f"{SITE}/lost/{story.item}.jpg", alt=alt, credit="© Perdu", width=1200, height=800)


def _with_long_words(text: str) -> str:
    return f"{'Anticonstitutionnellement' * 12} {text}" if text else ""


def _as_markup(text: str) -> str:
    return f'<b>&"\'{text}\'"&amp;</b> <script>alert("x")</script> %%name%% {{{{ 7 * 7 }}}}' if text else ""


def _with_emoji(text: str) -> str:
    return f"👩🏽‍⚕️👨‍👩‍👧‍👦🏳️‍🌈🇫🇷 {text} 1️⃣☢️👩🏽‍⚕️" if text else ""


def _from_right_to_left(text: str) -> str:
    return f"صورة بالأشعة ({len(text)}) — סריקת CT של הראש, {text[:12]} \u202eesrever\u202c" if text else ""


USUAL = {
    "sample, French": (SAMPLE, "fr"),
    "sample, English": (SAMPLE, "en"),
    "branded": (BRANDED, "fr"),
}
HOSTILE = {
    "nothing": replace(SAMPLE, lead=None, sections=(), briefs=(), brief_overflow=()),
    "30 articles": _many_stories(30),
    "60 articles": _many_stories(60),
    "no briefs": replace(SAMPLE, briefs=(), brief_overflow=()),
    "briefs alone": replace(SAMPLE, lead=None, sections=()),
    "100 briefs": _many_briefs(100),
    "more than a mailbox shows": replace(_many_stories(60), briefs=_many_briefs(150).briefs),
    "words of 300 letters": _retold(_with_long_words),
    "markup": _retold(_as_markup),
    "joined emoji": _retold(_with_emoji),
    "right to left": _retold(_from_right_to_left),
    "no pictures": _pictured(lambda _story, _place: None),
    "broken pictures": _pictured(_broken),
}
EDITIONS = USUAL | {name: (content, "fr") for name, content in HOSTILE.items()}
"""Every edition by its name, with the language that it is looked at in."""

SIZES = {
    "thin": THIN,
    "sample": SAMPLE,
    "30 articles": HOSTILE["30 articles"],
    "60 articles": HOSTILE["60 articles"],
}
CHOICES = {"all": frozenset[str](), "one": frozenset({"ia"}), "two": frozenset({"profession", "economie"})}
MAILS = {
    f"{size}, {language}, {choice} of the themes": (SIZES[size], language, CHOICES[choice])
    for size, language, choice in product(SIZES, ("fr", "en"), CHOICES)
} | {name: (content, "fr", CHOICES["all"]) for name, content in HOSTILE.items()}
"""What different readers get: content, language, chosen themes."""
