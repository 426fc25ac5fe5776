"""The command `digest demo`: runs the bundled day and says what came of it."""

import sys
from pathlib import Path
from shutil import which
from typing import Annotated

import typer

from digest.cli.output import say, stdout
from digest.cli.service import web_pages
from digest.demo.day import NEWSLETTER, DaySummary, run_day, stage


def demo(
    *,
    folder: Annotated[Path, typer.Option(help="Where everything is kept.")] = Path("demo"),
    keep_open: Annotated[
        bool, typer.Option("--open", help="Then serve the inbox and the desk until Ctrl-C.")
    ] = False,
) -> None:
    """Run a whole day on a bundled newsroom into a local inbox: gather, compose, preview, send."""
    with stage(folder) as on:
        summary = run_day(on)
        _tell(summary, folder)
        if summary.accounts.open or summary.relay:
            say(f"not everybody was served: {summary.relay or 'see digest deliveries'}")
            raise typer.Exit(1)
        if keep_open:
            say(f"the inbox: {on.inbox.web_url}    the site: {on.site.url}    Ctrl-C ends it")
            with web_pages(on.house) as serve:
                serve()


def _tell(summary: DaySummary, folder: Path) -> None:
    content, accounts = summary.edition.content, summary.accounts
    added = sum(report.added for report in summary.gathered)
    unchanged = sum(report.unchanged for report in summary.gathered)
    lines = [
        ("gathered", f"{added} new items from {len(summary.gathered)} sources ({unchanged} unchanged)"),
    ]
    if content:
        articles = sum(len(section.stories) for section in content.sections)
        overflow = sum(len(section.overflow) for section in content.sections)
        printed = (
            f"a lead, {articles} articles in {len(content.sections)} themes, {len(content.briefs)} briefs"
        )
        lines += [
            ("edition", f"{summary.edition.id}, {summary.edition.status}: “{content.subject}”"),
            ("printed", f"{printed}; {overflow} more on the web version"),
            ("variants", f"{summary.variants}, each rendered once; HTML {summary.weight / 1000:.0f} kB"),
        ]
    lines += [
        (
            "readers",
            f"{accounts.recipients}: {accounts.accepted} accepted, {accounts.refused} refused, {accounts.deferred} deferred",
        ),
        ("time", f"{summary.seconds:.1f} s"),
    ]
    stdout.print(f"\n{summary.publication}: a day in the life\n", markup=False)
    for name, text in lines:
        stdout.print(f"  {name:<10}{text}", markup=False)
    if summary.already:
        stdout.print(f"\n  {summary.already}", markup=False)
    stdout.print("\nLook at", markup=False)
    for file in summary.files.values():
        stdout.print(f"  {file}", markup=False)
    stdout.print(f"  {folder / 'inbox'}/*.eml   {summary.mails} mails, as the readers got them", markup=False)
    digest = _command()
    stdout.print(
        f"\nThen\n  {digest} --config {folder / 'digest.toml'} explain {summary.edition.id}\n"
        f"  {digest} --config {folder / 'digest.toml'} preview {NEWSLETTER} --format text\n"
        f"  {digest} demo --open           the same with the inbox, the desk and the site in your browser",
        markup=False,
    )


def _command() -> str:
    """Return what to type for this program here: `make demo` puts it into .venv, where no shell looks for it."""
    started = Path(sys.argv[0])
    if which("digest") or started.name != "digest":
        return "digest"
    return str(started.relative_to(Path.cwd()) if started.is_relative_to(Path.cwd()) else started)
