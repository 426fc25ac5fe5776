"""Keeps the threads of one run on one processor core.

Only one thread of a Python process runs at a time. Spread over several cores they wake one another up only to wait again,
which costs a third of the work; on one core they take turns. It is of use to threads that share the interpreter all the
time, and of none to work that lets go of it for long, such as RSA signatures.
"""

import os
from pathlib import Path

_STAT = Path("/proc/thread-self/stat")
_PROCESSOR = 36
"""Where the core stands in the fields behind the command's name: field 39 of proc(5)."""


def present_core() -> int | None:
    """Return the core that the calling thread runs on, None where the system does not say."""
    try:
        return int(_STAT.read_text().rpartition(")")[2].split()[_PROCESSOR])
    except (OSError, ValueError, IndexError):
        return None


def stay_on(core: int | None) -> None:
    """Keep the calling thread, and no other, on `core`; None, or a system that cannot, leaves it where it is."""
    if core is None or not hasattr(os, "sched_setaffinity"):
        return
    try:
        os.sched_setaffinity(0, {core})
    except OSError:
        return  # We were given other cores meanwhile.
