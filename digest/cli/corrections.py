"""Commands on what has to be put right in an edition that went out: correct, corrections."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli.context import EditionArgument, JsonOption, house
from digest.cli.output import iso, local, print_json, print_json_lines, print_table, say
from digest.domain.corrections import Correction, correction_text
from digest.domain.edition import Edition, EditionId
from digest.services.corrections import correct as keep_correction
from digest.storage.corrections import list_corrections
from digest.storage.editions import get_edition
from digest.storage.engine import Database


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(correct)
    app.command()(corrections)


def _text(text: str) -> str:
    try:
        return correction_text(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def correct(
    context: typer.Context,
    edition: EditionArgument,
    text: Annotated[
        str, typer.Argument(parser=_text, metavar="TEXT", help="What was wrong and what is right.")
    ],
    *,
    item: Annotated[
        str,
        typer.Option("--item", metavar="URL|ID", help="The story that it is about; the edition if left out."),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Correct an edition that went out: its web version prints the text with its date, for good."""
    opened = house(context)
    correction = keep_correction(opened.database, edition, text, opened.clock, item=item)
    if as_json:
        print_json(_for_scripts(_edition(opened.database, edition), correction))
        return
    page = f"{opened.settings.web.base_url}/archive/{edition}"
    say(f"{edition} is corrected: {page} says so within five minutes; the mails stay as they are")


def corrections(context: typer.Context, edition: EditionArgument, *, as_json: JsonOption = False) -> None:
    """List the corrections of an edition, the latest first."""
    database = house(context).database
    found = _edition(database, edition)
    with database.read() as connection:
        listed = list_corrections(connection, edition)
    if as_json:
        print_json_lines(_for_scripts(found, correction) for correction in listed)
        return
    print_table(
        ("when", "story", "correction"),
        (
            (local(correction.at, _zone(found)), _title(found, correction) or "", correction.text)
            for correction in listed
        ),
        empty=f"{edition} has no corrections",
    )


def _edition(database: Database, edition: EditionId) -> Edition:
    with database.read() as connection:
        return get_edition(connection, edition)


def _zone(edition: Edition) -> ZoneInfo:
    return ZoneInfo(edition.content.publication.timezone if edition.content else "UTC")


def _title(edition: Edition, correction: Correction) -> str | None:
    stories = edition.content.every_story if edition.content else ()
    return next((story.title for story in stories if story.item == correction.item), None)


def _for_scripts(edition: Edition, correction: Correction) -> dict[str, object]:
    return {
        "edition": str(edition.id),
        "at": iso(correction.at, _zone(edition)),
        "item": correction.item,
        "title": _title(edition, correction),
        "text": correction.text,
    }
