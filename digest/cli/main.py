"""Gathers the commands, runs one, and turns errors into a line and an exit code."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from digest import __version__
from digest.cli import (
    corrections,
    discovery,
    dkim,
    editions,
    feedback,
    items,
    newsroom,
    operations,
    opml,
    pages,
    reports,
    sources,
    stories,
    subscribers,
    themes,
)
from digest.cli.context import Asked
from digest.cli.logs import configure_logging
from digest.cli.output import say
from digest.errors import DigestError
from digest.storage.engine import storage_error
from subscribers.api import SubscribersError

_INTERRUPTED = 130

app = typer.Typer(
    name="digest",
    help="The day's news, by theme, in every subscriber's inbox.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (
    newsroom,
    discovery,
    themes,
    reports,
    stories,
    editions,
    corrections,
    feedback,
    operations,
):
    commands.register(app)
sources.app.command("test")(pages.test_page)
sources.app.command("import")(opml.import_opml)
sources.app.command("export")(opml.export_opml)
app.add_typer(sources.app, name="source")
app.add_typer(items.app, name="item")
app.add_typer(subscribers.app, name="subscribers")
app.add_typer(dkim.app, name="dkim")


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    *,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", metavar="FILE", help="digest.toml to use; see `digest config show`."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"digest {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)
    configure_logging(service=False)
    context.obj = Asked(config)


def main() -> None:
    """Run the command line; every error that we know ends as one clear line and its exit code."""
    try:
        # Its name is the same however it was started.
        app(prog_name="digest")
    except DigestError as error:
        _end(str(error), error.exit_code)
    except SubscribersError as error:
        _end(str(error), 1)
    except DBAPIError as error:
        known = storage_error(error)
        _end(str(known), known.exit_code)
    except OSError as error:
        _end(f"{error.filename or 'the system'}: {error.strerror or error}", 1)
    except SystemExit as end:
        # Typer has turned Ctrl-C into this exit code already, without a word.
        if end.code == _INTERRUPTED:
            say("digest: interrupted; what was done stays done, run the command again to go on")
        raise


def _end(message: str, code: int) -> None:
    say(f"digest: {message}")
    sys.exit(code)
