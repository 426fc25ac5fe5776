"""Whom a return address of ours is about, and which edition, as the ledger has it (`digest.ports.ReturnAddresses`)."""

from digest.mail.verp import ReturnPaths
from digest.ports import Addressee
from digest.storage.accounts import edition_of
from digest.storage.engine import Database


class SealedAddresses:
    """Reads the return addresses that every delivery has of its own."""

    def __init__(self, database: Database, paths: ReturnPaths) -> None:
        self._database, self._paths = database, paths

    def read(self, address: str) -> Addressee | None:
        """Return whom `address` names, None for one that we did not make.

        The seal proves the subscriber also where the delivery is gone; only the edition is not known then.
        """
        found = self._paths.read(address)
        if found is None:
            return None
        with self._database.read() as connection:
            edition = edition_of(connection, found.delivery, found.subscriber)
        return Addressee(found.subscriber, edition, edition.newsletter if edition else "")
