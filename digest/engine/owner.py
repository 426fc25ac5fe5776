"""Names the processes that hold leases, and tells which of them are gone.

A lease of a process of this machine that no longer runs is void at once; of other machines, and of other
containers on this one, we know nothing and wait until their leases end.
"""

import os
import secrets
import socket
from collections.abc import Iterable
from functools import cache
from pathlib import Path


def new_owner() -> str:
    """Return a name for this process that no other will ever bear: PLACE:PID:RANDOM."""
    return f"{place()}:{os.getpid()}:{secrets.token_hex(4)}"


@cache
def place() -> str:
    """Return where process numbers mean what they mean here: this machine, this boot, this namespace.

    Containers may share a host name and still not see each other's processes. Where the system does not
    say, the place is nowhere else, not even here tomorrow: then nobody is ever declared gone.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()[:8]
        namespace = Path("/proc/self/ns/pid").readlink().name.strip("pid:[]")
    except OSError:
        return f"{socket.gethostname()}/{secrets.token_hex(8)}"
    return f"{socket.gethostname()}/{boot}/{namespace}"


def gone(owners: Iterable[str], *, living: Iterable[str]) -> list[str]:
    """Return the owners that certainly run no more. living: names this very process still uses."""
    ours = set(living)
    return [owner for owner in owners if owner not in ours and _is_gone(owner)]


def _is_gone(owner: str) -> bool:
    where, pid, _ = owner.rsplit(":", 2)
    if where != place():
        return False
    if int(pid) == os.getpid():
        return True  # A process that had our number before us: its random part is not ours.
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
