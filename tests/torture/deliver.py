"""A process that does what `digest send` does, until it ends or is ended.

    python -m tests.torture.deliver DATABASE_URL PORT CONNECTIONS EDITION [LARGEST_FILE]

It says "ready" when all is loaded, waits for a line, and ends with 0 (finished), 75 (stopped) or the name of an error.
LARGEST_FILE: bytes that a file may have, as on a disk without more room.
"""

import logging
import resource
import signal
import sys
import threading

import structlog

from digest.bootstrap import House, SystemClock
from digest.config.settings import DatabaseSettings, Settings, SmtpSettings, WebSettings
from digest.domain.edition import EditionId, EditionStatus
from digest.errors import DigestError


def main(url: str, port: str, connections: str, edition: str, largest_file: str = "") -> int | str:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    settings = Settings(
        secret_key="not a secret, only long enough for one",
        database=DatabaseSettings(url=url),
        smtp=SmtpSettings(host="127.0.0.1", port=int(port), connections=int(connections)),
        web=WebSettings(base_url="https://letters.example"),
    )
    house = House(settings, SystemClock())
    sender = house.sender
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest_file), resource.RLIM_INFINITY))
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        report = sender.send(EditionId.parse(edition), stop, lambda _outcome: None)
    except DigestError as error:
        return type(error).__name__
    house.database.close()
    return 0 if report.edition.status is EditionStatus.FINISHED else 75


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
