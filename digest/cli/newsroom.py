"""Commands that set Digest up: init, apply, export, config show, doctor, db upgrade."""

import json
import os
import secrets
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.context import Asked, JsonOption, house, named, newsroom_from
from digest.cli.findings import tell
from digest.cli.output import print_json, say
from digest.config.initial import INITIAL_NEWSROOM, initial_settings
from digest.config.newsroom_text import dump_newsroom
from digest.config.settings import load_settings, masked, settings_file
from digest.services.desk import set_password
from digest.services.doctor import Records, examine
from digest.services.newsroom import apply_newsroom
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsroom as stored_newsroom
from digest.storage.schema import upgrade

_config = typer.Typer(help="The operator's settings.", no_args_is_help=True)
_db = typer.Typer(help="The database.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(init)
    app.command(name="apply")(apply_file)
    app.command()(export)
    app.command()(doctor)
    _config.command(name="show")(show)
    _db.command(name="upgrade")(upgrade_schema)
    app.add_typer(_config, name="config")
    app.add_typer(_db, name="db")


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the two files go.")] = Path(),
    desk_password: Annotated[
        str | None,
        typer.Option(help="Password of the desk; asked for on a terminal.", envvar="DIGEST_DESK_PASSWORD"),
    ] = None,
) -> None:
    """Write a first digest.toml and newsroom.toml, and create the database. Files that exist are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "digest.toml"
    # The default place is where commands are run; files that lie elsewhere have to name it.
    elsewhere = folder.resolve() != Path.cwd()
    place = f"sqlite:///{folder.resolve() / 'var' / 'digest.db'}" if elsewhere else ""
    _write_once(settings, initial_settings(secrets.token_urlsafe(48), place), private=True)
    _write_once(folder / "newsroom.toml", INITIAL_NEWSROOM)
    context.find_root().obj = Asked(settings)
    opened = house(context)
    if desk_password is None and sys.stdin.isatty():
        desk_password = typer.prompt(
            "Password for the desk (empty: a token is printed at each start)", default="", hide_input=True
        )
    if desk_password:
        set_password(opened.database, desk_password)
        say("the desk has a password now")
    database = opened.database
    if database.is_sqlite:
        say(f"database: {Path(database.url.database or '').resolve()}")
    say("next: edit newsroom.toml, then `digest apply newsroom.toml` and `digest gather`")


def _write_once(path: Path, text: str, *, private: bool = False) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    except FileExistsError:
        say(f"{path} exists and is kept as it is")
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    say(f"wrote {path}")


def apply_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="newsroom.toml, or - for standard input.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check the file and change nothing.")] = False,
) -> None:
    """Put a newsroom in force: publication, themes, sources, newsletters. Lists every fault at once."""
    newsroom = newsroom_from(file)
    counted = {
        "theme": newsroom.themes,
        "source": newsroom.sources,
        "newsletter": newsroom.newsletters,
    }
    summary = ", ".join(f"{len(found)} {name}{'s'[: len(found) != 1]}" for name, found in counted.items())
    if dry_run:
        say(f"{named(file)} is right: {summary}; nothing was changed")
        return
    opened = house(context)
    applied = apply_newsroom(opened.database, newsroom, opened.clock)
    if not applied.changed:
        say(f"nothing to change: {newsroom.publication.name} is as {named(file)} says")
        return
    moved = f"; {applied.rerouted} items were routed anew" if applied.rerouted else ""
    say(f"{newsroom.publication.name} is in force: {summary}{moved}")
    if applied.gone:
        say(f"no longer there: {', '.join(applied.gone)}")


def export(context: typer.Context) -> None:
    """Print the newsroom in force as newsroom.toml."""
    with house(context).database.read() as connection:
        typer.echo(dump_newsroom(stored_newsroom(connection)), nl=False)


def show(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Print the settings in force, secrets covered, and where they come from."""
    asked: Asked = context.find_root().obj
    settings, warnings = load_settings(asked.config, os.environ)
    for warning in warnings:
        say(f"warning: {warning}")
    tree = masked(settings)
    if as_json:
        print_json(tree)
        return
    file = settings_file(asked.config, os.environ)
    say(f"# from {file or 'the environment alone'}, and DIGEST_* variables over it")
    for name, found in tree.items():
        if isinstance(found, dict):
            typer.echo(f"\n[{name}]")
        for key, value in found.items() if isinstance(found, dict) else [(name, found)]:
            typer.echo(f"{key} = {json.dumps(value)}")


def doctor(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Look at everything that a morning's sending depends on, and say what is wrong. Exit 1 if anything is."""
    opened = house(context)
    settings = opened.settings
    findings = examine(
        lambda: Records(
            database=opened.database,
            subscribers=opened.subscribers,
            clock=opened.clock,
            owner=opened.owner,
        ),
        opened.relay,
        settings.web.base_url,
        settings.fetch.interval,
        opened.signing,
    )
    tell(findings, as_json=as_json)


def upgrade_schema(context: typer.Context) -> None:
    """Bring the database to the schema that this version needs. Make a backup first."""
    asked: Asked = context.find_root().obj
    settings, _ = load_settings(asked.config, os.environ)
    with closing(Database(settings.database.url)) as database:
        changed = upgrade(database)
    say("the schema was brought up to date" if changed else "the schema is up to date")
