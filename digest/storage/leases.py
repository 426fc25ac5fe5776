"""Named leases: of several processes that may do a thing, one does it at a time.

The token grows with every change of owner, so that a process that slept through its lease can be told
from the one that took over.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from digest.storage.tables import leases


def take_lease(connection: Connection, name: str, owner: str, length: timedelta, now: datetime) -> int | None:
    """Take or renew the lease `name`; return its token, None while another owner holds it."""
    mine_or_over = or_(leases.c.owner == owner, leases.c.until < now)
    held = connection.execute(select(leases.c.owner, leases.c.token).where(leases.c.name == name)).first()
    if held is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(leases).values(name=name, owner=owner, token=1, until=now + length))
        except IntegrityError:
            return None  # Another process was a moment faster.
        return 1
    token: int = held.token if held.owner == owner else held.token + 1
    taken = connection.execute(
        update(leases)
        .where(leases.c.name == name, leases.c.token == held.token, mine_or_over)
        .values(owner=owner, token=token, until=now + length)
    )
    return token if taken.rowcount == 1 else None


def drop_lease(connection: Connection, name: str, owner: str, now: datetime) -> None:
    """Give the lease up before its time, so that another process need not wait for it."""
    connection.execute(
        update(leases).where(leases.c.name == name, leases.c.owner == owner).values(until=now - timedelta(1))
    )
