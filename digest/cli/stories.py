"""The command that lists items which seem to tell the same story: stories."""

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli.context import JsonOption, house
from digest.cli.output import iso, local, print_json_lines, print_table
from digest.domain.stories import SameStory
from digest.services.stories import suggest_stories
from digest.storage.newsroom import load_newsroom


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(stories)


def stories(
    context: typer.Context,
    *,
    days: Annotated[int, typer.Option(min=1, help="First seen in the last so many days.")] = 3,
    as_json: JsonOption = False,
) -> None:
    """List items of different sources that seem to tell the same story, and why. Nothing is hidden for it."""
    opened = house(context)
    found = suggest_stories(opened.database, opened.clock.now() - timedelta(days=days))
    with opened.database.read() as connection:
        zone = ZoneInfo(load_newsroom(connection).publication.timezone)
    if as_json:
        print_json_lines(_for_scripts(story, zone) for story in found)
        return
    print_table(
        ("score", "published", "source", "title", "why"),
        (
            (
                "" if place else f"{story.score:.2f}",
                local(item.published_at, zone),
                item.source,
                item.content.title,
                "" if place else story.reason,
            )
            for story in found
            for place, item in enumerate(story.items)
        ),
        empty=f"no items of the last {days} days seem to tell the same story",
    )


def _for_scripts(story: SameStory, zone: ZoneInfo) -> dict[str, object]:
    return {
        "score": story.score,
        "reason": story.reason,
        "items": [
            {
                "id": item.id,
                "source": item.source,
                "title": item.content.title,
                "url": item.content.url,
                "published_at": iso(item.published_at, zone),
            }
            for item in story.items
        ],
    }
