"""Every error that Digest raises on purpose, each with what to do next.

It does not hold outcomes that are normal in a day's work (an unchanged feed, a 4xx reply, an excluded
recipient): those are values. The tree::

    DigestError
    ├── ConfigurationError      the operator's or the newsroom's file is wrong        exit 2
    ├── SourceKnown             a source is read there already, with other options   exit 2
    ├── UnknownName             no newsletter, edition or source of that name         exit 2
    │   ├── UnknownItem         no item of that number                                exit 2
    │   └── NotPrinted          an edition prints no story of that name               exit 2
    ├── NotReady                a state does not allow what was asked                 exit 1
    │   ├── IllegalTransition
    │   ├── ApprovalMissing
    │   └── Overtaken           another edition carried some of its items meanwhile
    ├── TemplateBroken          a template or a subject line cannot be rendered       exit 1
    ├── SiteUnreadable          a site that was asked about cannot be read            exit 1
    ├── StorageError            the database refused                                  exit 1
    │   ├── StorageBusy         another process holds it: try again later             exit 75
    │   ├── StorageFull         no space left                                         exit 75
    │   ├── StorageReadOnly     the file or its folder cannot be written              exit 1
    │   └── StorageOutdated     the schema is not the one this version needs          exit 1
    ├── RelayRefused            the relay refused us, not a recipient                 exit 1
    ├── RelayUnavailable        the relay cannot be reached now                       exit 75
    └── MailboxUnavailable      the mailbox of returned mail cannot be read now       exit 75
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: where it stands, what was found and what is expected there."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.message}"


class DigestError(Exception):
    """Root of all errors of Digest. `exit_code` is what the command line ends with."""

    exit_code = 1


class ConfigurationError(DigestError):
    """One or more faults in a configuration file or in the environment, all reported at once."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownName(DigestError):
    """Nothing of this name exists; `known` lists the names that do."""

    exit_code = 2

    def __init__(self, noun: str, name: str, known: Sequence[str] = ()) -> None:
        self.noun, self.name, self.known = noun, name, tuple(known)
        choice = f" (known: {', '.join(self.known)})" if self.known else ""
        super().__init__(f"no {noun} named {name!r}{choice}")


class UnknownItem(UnknownName):
    """No item has this number."""

    def __init__(self, item: int) -> None:
        self.item = item
        super().__init__("item", str(item))
        listing = "`digest items --json` lists items with theirs, `--days 90` older ones as well"
        self.args = (f"no item has the number {item}: {listing}",)


class NotPrinted(UnknownName):
    """An edition prints no story of this number or address, or several; `numbers` are those of the several."""

    def __init__(self, edition: str, name: str, numbers: Sequence[int] = ()) -> None:
        self.edition, self.numbers = edition, tuple(numbers)
        super().__init__("story", name)
        if numbers:
            listed = ", ".join(map(str, numbers))
            self.args = (f"{edition} prints several stories at {name}: name one by its number ({listed})",)
        else:
            listing = f"`digest explain {edition} --json` lists what it prints, with numbers and addresses"
            self.args = (f"{edition} prints no story with the number or the address {name!r}: {listing}",)


class SourceKnown(DigestError):
    """A source that was to be added is read already, with other options than those asked for.

    where: "it is read at … already"; others: each of them as it is and as it was asked for.
    """

    exit_code = 2

    def __init__(self, where: str, others: Sequence[str]) -> None:
        self.where, self.others = where, tuple(others)
        super().__init__(
            f"nothing was changed: {where}, with other options: {', '.join(others)}."
            " To change them, edit what `digest export` prints and put it in force with `digest apply`"
        )


class NotReady(DigestError):
    """What was asked is not possible in the present state."""


class IllegalTransition(NotReady):
    """A state machine was asked for a step that its table does not hold."""

    def __init__(self, noun: str, state: str, event: str) -> None:
        self.noun, self.state, self.event = noun, state, event
        super().__init__(f"{noun} is {state}: it cannot {event}")


class ApprovalMissing(NotReady):
    """The newsletter wants an editor's approval and the edition has none."""

    def __init__(self, edition: str) -> None:
        self.edition = edition
        super().__init__(
            f"{edition} waits for approval and nothing was sent: look at it at /desk/ or with"
            f" `digest preview`, then run `digest approve {edition}`"
        )


class Overtaken(NotReady):
    """Another edition carried items of this one since it was composed: it has to be composed again."""

    def __init__(self, edition: str, count: int, to_compose: str) -> None:
        self.edition, self.count = edition, count
        went = "item of it went" if count == 1 else "items of it went"
        super().__init__(
            f"{count} {went} out in another edition since {edition} was composed: run `{to_compose}`"
            " and look at it again"
        )


class TemplateBroken(DigestError):
    """A template or an editor's subject line cannot be rendered."""

    def __init__(self, template: str, reason: str) -> None:
        self.template, self.reason = template, reason
        super().__init__(f"template {template}: {reason}")


class SiteUnreadable(DigestError):
    """A site that somebody asked about does not answer, or not with what we can read."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class StorageError(DigestError):
    """The database refused an operation."""


class StorageBusy(StorageError):
    """Another process holds the database; nothing was changed."""

    exit_code = 75


class StorageFull(StorageError):
    """No space is left where the database lies; what was committed before is safe."""

    exit_code = 75


class StorageReadOnly(StorageError):
    """The database file or its folder cannot be written by this user."""


class StorageOutdated(StorageError):
    """The schema in the database is not the one that this version needs."""


class RelayRefused(DigestError):
    """The relay refused us (wrong credentials, no TLS offered): no recipient is at fault."""


class RelayUnavailable(DigestError):
    """The relay cannot be reached or is shutting down: the deliveries wait for the next run."""

    exit_code = 75


class MailboxUnavailable(DigestError):
    """The mailbox to which mail comes back cannot be read now; what lies there waits."""

    exit_code = 75

    def __init__(self, host: str, reason: str) -> None:
        self.host, self.reason = host, reason
        super().__init__(
            f"the mailbox at {host} cannot be read: {reason}; nothing is lost, it is tried again: check"
            " feedback.mailbox and feedback.password"
        )
