"""What a web version tells programs about itself: feed readers, search engines, whoever shows a link to it.

It stands in the head of the page and changes nothing of what a reader sees.
"""

from dataclasses import dataclass

from digest.domain.edition import EditionContent, EditionId
from digest.render.cleaning import clean
from digest.render.typography import shorten

_LONGEST = 200
"""Characters of a description. Those who show one show less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Title, description and addresses, ready to print. picture: "" where the lead has none."""

    site: str
    newsletter: str
    title: str
    description: str
    page: str
    feed: str
    picture: str


def card_of(content: EditionContent, archive: str) -> Card:
    """Return the card of an edition. archive: absolute address of the page of all editions."""
    cleaned = clean(content)
    titles = [story.title for story in cleaned.stories if story.title and story.title != cleaned.subject]
    image = cleaned.lead.image if cleaned.lead else None
    return Card(
        site=cleaned.publication.name,
        newsletter=cleaned.title,
        title=cleaned.subject,
        description=shorten(" · ".join(titles), _LONGEST),
        page=f"{archive}/{EditionId(content.newsletter, content.date)}",
        feed=f"{archive}/{content.newsletter}.xml",
        picture=image.url if image else "",
    )


def with_card(html: str, card: str) -> str:
    """Return a page with a rendered card at the end of its head."""
    return html.replace("</head>", f"{card}</head>", 1)
