"""What every command has at hand: the configuration that was asked for, and the parts it opens."""

import os
import sys
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from digest.bootstrap import House, open_house
from digest.cli.output import say
from digest.config.newsroom_file import load_newsroom, parse_newsroom
from digest.domain.edition import EditionId
from digest.domain.newsroom import Newsroom
from digest.render.subject import check_subject
from digest.services.compose import edition_id


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that stand before the command."""

    config: Path | None = None


def house(context: typer.Context) -> House:
    """Open the parts under the settings in force; say what in the environment sets nothing."""
    asked: Asked = context.find_root().obj or Asked()
    opened, warnings = open_house(asked.config, os.environ)
    context.find_root().call_on_close(partial(_close, opened))
    for warning in warnings:
        say(f"warning: {warning}")
    return opened


def _close(opened: House) -> None:
    """Close the database, if the command asked for it at all."""
    if "database" in vars(opened):
        opened.database.close()


def _edition(text: str) -> EditionId:
    try:
        return EditionId.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date: write YYYY-MM-DD") from None


EditionArgument = Annotated[
    EditionId, typer.Argument(parser=_edition, metavar="EDITION", help="NEWSLETTER/YYYY-MM-DD")
]
NewsletterArgument = Annotated[str, typer.Argument(metavar="NEWSLETTER", help="Slug of the newsletter.")]
DayOption = Annotated[
    date | None,
    typer.Option(
        "--date", parser=_day, metavar="YYYY-MM-DD", help="Local date of the edition; today if left out."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object on each line.")]


def named(file: Path) -> str:
    """Return what to call a file that may be given as - for standard input."""
    return "standard input" if str(file) == "-" else str(file)


def newsroom_from(file: Path) -> Newsroom:
    """Return the newsroom that a file, or - for standard input, describes.

    Raises ConfigurationError with all its faults.
    """
    if str(file) == "-":
        return parse_newsroom(sys.stdin.buffer.read(), named(file), check_subject=check_subject)
    return load_newsroom(file, check_subject=check_subject)


def edition_of(opened: House, newsletter: str, day: date | None) -> EditionId:
    """Return the edition that a command means. Raises UnknownName for an unknown newsletter."""
    return edition_id(opened.database, newsletter, day, opened.clock)
