"""The desk's password: set, checked, never kept in clear."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from digest.storage.desk import load_password, save_password
from digest.storage.engine import Database

_hasher = PasswordHasher()


def set_password(database: Database, password: str) -> None:
    """Set the password of the desk; whoever is logged in with the former one is logged out."""
    digest = _hasher.hash(password)
    with database.write() as connection:
        save_password(connection, digest)


def session_epoch(database: Database) -> int | None:
    """Return the epoch that sessions of the present password belong to, None while there is none."""
    with database.read() as connection:
        found = load_password(connection)
    return found[1] if found else None


def is_password(database: Database, attempt: str) -> bool:
    """Tell whether `attempt` is the password; takes about as long (0.1 s or more) either way."""
    with database.read() as connection:
        found = load_password(connection)
    try:
        return _hasher.verify(found[0] if found else _nobody(), attempt) and found is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Return something to compare with where no password is set, so that the answer takes its time all the same."""
    return _hasher.hash("there is no password yet")
