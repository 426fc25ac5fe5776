"""Keeps the password of the desk, as a hash, and the epoch of its sessions."""

from sqlalchemy import Connection, insert, select, update

from digest.storage.tables import desk

_THE_ONLY_ROW = 1


def load_password(connection: Connection) -> tuple[str, int] | None:
    """Return the hash and the session epoch, None while no password was set."""
    row = connection.execute(select(desk.c.password_hash, desk.c.session_epoch)).first()
    return (row.password_hash, row.session_epoch) if row else None


def save_password(connection: Connection, password_hash: str) -> None:
    """Set the password; every session that was opened with the former one ends."""
    known = connection.execute(
        update(desk).values(password_hash=password_hash, session_epoch=desk.c.session_epoch + 1)
    )
    if not known.rowcount:
        connection.execute(
            insert(desk).values(id=_THE_ONLY_ROW, password_hash=password_hash, session_epoch=1)
        )
