"""Serves the web pages until a signal says that it is enough.

What else runs beside them is up to whoever calls.
"""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
import typer

from digest.bootstrap import House
from digest.errors import DigestError

_log = structlog.get_logger()


class CannotListen(DigestError):
    """The system does not let us serve at the address of `web.bind`."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host, self.port = host, port
        super().__init__(
            f"cannot serve at {host}, port {port}: {reason}; stop the program that is there, or change web.bind"
        )


@contextmanager
def web_pages(house: House) -> Iterator[Callable[[], None]]:
    """Yield what serves the web pages until SIGINT or SIGTERM, finishes the requests at hand and returns.

    A signal that comes before it is called counts as well: then it returns at once. Raises CannotListen.
    """
    # Only a server needs these: no other command should wait half a second for them.
    import uvicorn  # noqa: PLC0415

    from digest.web.app import create_app  # noqa: PLC0415

    host, port = house.settings.web.bind_address
    application = create_app(house)
    login_url = application.state.access.login_url
    server = uvicorn.Server(
        uvicorn.Config(application, log_config=None, access_log=False, server_header=False)
    )

    def serve() -> None:
        _log.info("web.started", host=host, port=port)
        if login_url:
            # It is a secret: it goes to whoever started us, not into the log.
            typer.echo(f"the desk has no password; until it has one it opens at {login_url}")
        server.run(sockets=[listening])

    # uvicorn raises the signal that ended it once more, for whoever listened before it. That must not be
    # the system's own handler: it would end the process before everything is in order.
    numbers = (signal.SIGINT, signal.SIGTERM)
    with _listen(host, port) as listening:
        before = {number: signal.signal(number, server.handle_exit) for number in numbers}
        try:
            yield serve
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (while")[0]
        raise CannotListen(host, port, reason) from error
