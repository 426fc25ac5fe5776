"""Prints the whole table: `make bench`."""

import logging
import platform

import structlog

from benchmarks import gathering, many_feeds, rendering, sending, signing
from benchmarks.rounds import ROUNDS


def main() -> None:
    """Run every benchmark, one after the other."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    print(
        f"Python {platform.python_version()}, {platform.machine()}; medians of {ROUNDS} alternating rounds\n"
    )
    for benchmark in (gathering, many_feeds, rendering, signing, sending):
        benchmark.run()
        print()


if __name__ == "__main__":
    main()
