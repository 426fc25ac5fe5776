"""Sets up logging: JSON lines for machines, short lines for people.

Events carry fields, never prose with values in it; addresses of readers are not among them.
"""

import logging
import sys

import structlog
from structlog.typing import Processor


def configure_logging(*, service: bool) -> None:
    """Send log events to standard error.

    service: from info on. A single command says in words what happened; it logs only what went wrong in
    a way that it cannot put into words.
    """
    people = sys.stderr.isatty()
    renderer = (
        structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    exceptions = [] if people else [structlog.processors.format_exc_info]
    stamps: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    level = logging.INFO if service else logging.ERROR
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *stamps, *exceptions, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries speak through the standard library; of them only trouble is of interest, in the same form.
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=stamps,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *exceptions, renderer],
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(formatter)
    logging.basicConfig(handlers=[libraries], level=logging.WARNING)
    # That a tick is left out during a long sending is as it should be, and no warning.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
