"""Names the processes that hold leases, and tells which of them are gone.

A lease of a process of this machine that no longer runs is void at once; of other machines we know
nothing and wait until their leases end.
"""

import os
import secrets
import socket
from collections.abc import Iterable


def new_owner() -> str:
    """Return a name for this process that no other will ever bear: HOST:PID:RANDOM."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def gone(owners: Iterable[str], *, living: Iterable[str]) -> list[str]:
    """Return the owners that certainly run no more. living: names this very process still uses."""
    ours = set(living)
    return [owner for owner in owners if owner not in ours and _is_gone(owner)]


def _is_gone(owner: str) -> bool:
    host, pid, _ = owner.rsplit(":", 2)
    if host != socket.gethostname():
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
