"""Every error that this package raises on purpose, each with what to do next.

It does not hold outcomes that are normal in a day's work (a rejected row of a file, a link that is no longer
good, somebody we may not write to): those are values. The tree::

    SubscribersError
    ├── AddressRefused       a text is not an address that we can write to
    ├── ValueRefused         a language, time zone, theme, newsletter or name that cannot be kept
    ├── UnknownSubscriber    nobody with this address
    ├── AlreadySubscribed    somebody has this address already
    ├── NotWelcome           a standing reason forbids to add this address
    ├── FileRefused          a file that cannot be read as a list of subscribers
    └── ListChanged          somebody else wrote to the list at the same moment
"""


class SubscribersError(Exception):
    """Root of all errors of this package."""


class AddressRefused(SubscribersError):
    """A text is not an address that we can write to; `reason` says why in plain words."""

    def __init__(self, address: str, reason: str) -> None:
        self.address, self.reason = address, reason
        super().__init__(f"{address!r} is not an address to write to: {reason}")


class ValueRefused(SubscribersError):
    """A value cannot be kept: `column` names where it belongs, `reason` what is wrong and what is known."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason
        super().__init__(reason)


class UnknownSubscriber(SubscribersError):
    """Nobody on the list has this address."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"nobody on the list has the address {address!r}: check its spelling, or add it first"
        )


class AlreadySubscribed(SubscribersError):
    """Somebody on the list has this address already."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"{address!r} is on the list already: to change what is kept, import a file with it")


class NotWelcome(SubscribersError):
    """A standing reason forbids to add this address; only the person can undo it."""

    def __init__(self, address: str, reason: str) -> None:
        self.address, self.reason = address, reason
        super().__init__(f"{address!r} was not added: {reason}")


class FileRefused(SubscribersError):
    """A file cannot be read as a list of subscribers. `line` is where, 0 for the whole; nothing was imported."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason, self.line = reason, line
        place = f"line {line}: " if line else ""
        super().__init__(f"{place}{reason}; nothing was imported")


class ListChanged(SubscribersError):
    """Somebody else added the same address while an import ran."""

    def __init__(self) -> None:
        super().__init__("the list changed while the file was being read; nothing was imported: run it again")
