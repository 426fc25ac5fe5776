"""Commands about the rules that route items to themes: themes test."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli.context import JsonOption, house, newsroom_from
from digest.cli.output import iso, local, print_json_lines, print_table
from digest.services.newsroom import Move, try_newsroom

_themes = typer.Typer(help="The rules that route items to themes.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    _themes.command(name="test")(rehearse)
    app.add_typer(_themes, name="themes")


def rehearse(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="newsroom.toml, or - for standard input.")],
    *,
    days: Annotated[int, typer.Option(min=1, help="Items first seen in the last so many days.")] = 14,
    as_json: JsonOption = False,
) -> None:
    """List the items that the themes and sources of a file would move, and why. Changes nothing."""
    newsroom = newsroom_from(file)
    opened = house(context)
    since = opened.clock.now() - timedelta(days=days)
    moves = try_newsroom(opened.database, newsroom, since)
    zone = ZoneInfo(newsroom.publication.timezone)
    if as_json:
        print_json_lines(_move_for_scripts(move, zone) for move in moves)
        return
    print_table(
        ("first seen", "source", "from", "to", "title", "why"),
        (
            (
                local(move.item.first_seen_at, zone),
                move.item.source,
                move.item.theme or "unrouted",
                move.routing.theme or "unrouted",
                move.item.content.title,
                move.routing.reason,
            )
            for move in moves
        ),
        empty=f"no item of the last {days} days would move",
    )


def _move_for_scripts(move: Move, zone: ZoneInfo) -> dict[str, object]:
    return {
        "item": move.item.id,
        "source": move.item.source,
        "title": move.item.content.title,
        "url": move.item.content.url,
        "first_seen_at": iso(move.item.first_seen_at, zone),
        "from": move.item.theme,
        "from_reason": move.item.theme_reason,
        "to": move.routing.theme,
        "to_reason": move.routing.reason,
    }
