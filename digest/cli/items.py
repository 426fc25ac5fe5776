"""Commands on one item: which theme it is filed under, and that it is printed once more."""

from typing import Annotated

import typer

from digest.cli.context import house
from digest.cli.output import say
from digest.services.items import LARGEST_ID, choose_theme, leave_to_rules, print_again

app = typer.Typer(help="An editor's choices for one item.", no_args_is_help=True)

BY_THE_RULES, NO_THEME = "auto", "none"

ItemArgument = Annotated[
    int,
    typer.Argument(
        metavar="ID", min=1, max=LARGEST_ID, help="Number of the item; see `digest items --json`."
    ),
]


@app.command()
def route(
    context: typer.Context,
    item: ItemArgument,
    theme: Annotated[
        str,
        typer.Argument(
            metavar="THEME",
            help=f"Slug of the theme, {NO_THEME} for no theme, {BY_THE_RULES} for the rules' own.",
        ),
    ],
) -> None:
    """File an item under a theme, whatever the rules say of it, now and later."""
    database = house(context).database
    if theme == BY_THE_RULES:
        found = leave_to_rules(database, item)
    else:
        found = choose_theme(database, item, None if theme == NO_THEME else theme)
    say(f"“{found.content.title}” is filed under {found.theme or 'no theme'}: {found.theme_reason}")


@app.command()
def again(context: typer.Context, item: ItemArgument) -> None:
    """Have the next edition print an item once more, though an earlier one carried it or it is old."""
    opened = house(context)
    found = print_again(opened.database, item, opened.clock)
    say(f"“{found.content.title}” is taken by the next edition that is composed, if its theme is one of it")
