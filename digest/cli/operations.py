"""Commands that run: the service and its parts, the local inbox, the demo."""

import threading
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.context import house
from digest.cli.demo import demo
from digest.cli.logs import configure_logging
from digest.cli.output import say
from digest.cli.progress import stop_on_signals
from digest.cli.service import web_pages
from digest.demo.inbox import Inbox
from digest.scheduler import Scheduler


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(run)
    app.command()(web)
    app.command()(scheduler)
    app.command()(worker)
    app.command()(inbox)
    app.command()(demo)


def run(context: typer.Context) -> None:
    """Run the service: web pages, scheduler and sender in one process. SIGTERM ends it cleanly."""
    configure_logging(service=True)
    opened = house(context)
    clockwork = Scheduler(opened)
    with web_pages(opened) as serve:
        clockwork.start()
        try:
            serve()
        finally:
            clockwork.shutdown()


def web(context: typer.Context) -> None:
    """Serve the web pages alone."""
    configure_logging(service=True)
    with web_pages(house(context)) as serve:
        serve()


def scheduler(context: typer.Context) -> None:
    """Gather, compose and freeze at their times; deliver nothing (see worker)."""
    _tick(context, plans=True, delivers=False)


def worker(context: typer.Context) -> None:
    """Deliver frozen editions; decide nothing (see scheduler)."""
    _tick(context, plans=False, delivers=True)


def _tick(context: typer.Context, *, plans: bool, delivers: bool) -> None:
    configure_logging(service=True)
    clockwork = Scheduler(house(context))
    stop = threading.Event()
    with stop_on_signals(stop):
        clockwork.start(plans=plans, delivers=delivers)
        stop.wait()
        clockwork.shutdown()


def inbox(
    *,
    folder: Annotated[Path, typer.Option(help="Where mails are kept, as .eml files.")] = Path("inbox"),
    smtp_port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any free port.")] = 2525,
    web_port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any free port.")] = 8025,
) -> None:
    """Run a local SMTP inbox with a web page, for trying things out. It delivers nothing anywhere."""
    box = Inbox(folder, smtp_port=smtp_port, web_port=web_port)
    stop = threading.Event()
    with stop_on_signals(stop):
        box.start()
        host, port = box.smtp_address
        say(f"SMTP at {host}:{port}, mails in {folder}, to be read at {box.web_url}")
        stop.wait()
        box.stop()
