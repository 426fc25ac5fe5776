"""Keeps a process running until it is told to end."""

import signal
import threading

import structlog

from digest.bootstrap import House

_log = structlog.get_logger()


def serve_pages(house: House) -> None:
    """Serve the web pages until SIGINT or SIGTERM, then finish the requests at hand and return."""
    # Only a server needs these: no other command should wait half a second for them.
    import uvicorn  # noqa: PLC0415

    from digest.web.app import create_app  # noqa: PLC0415

    host, port = house.settings.web.bind_address
    application = create_app(house)
    config = uvicorn.Config(
        application, host=host, port=port, log_config=None, access_log=False, server_header=False
    )
    _log.info("web.started", address=f"http://{host}:{port}")
    uvicorn.Server(config).run()


def wait_for_signal() -> None:
    """Wait for SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    stop.wait()
