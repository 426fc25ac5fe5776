"""The door: all that other packages may import from `subscribers`.

Nothing is done here. Whoever composes the application also mounts `subscribers.web`.
"""

from subscribers.address import mask
from subscribers.errors import (
    AddressRefused,
    AlreadySubscribed,
    FileRefused,
    ListChanged,
    NotWelcome,
    SubscribersError,
    UnknownSubscriber,
    ValueRefused,
)
from subscribers.model import (
    Choice,
    Clock,
    Event,
    EventKind,
    ImportReport,
    Offer,
    Preferences,
    Profile,
    Reason,
    RejectedRow,
    Status,
    Subscriber,
    Suppression,
    Verdict,
)
from subscribers.seals import Seal
from subscribers.service import Subscribers
from subscribers.tokens import Links, PreferencesToken, UnsubscribeToken

metadata = Subscribers.metadata

__all__ = [
    "AddressRefused",
    "AlreadySubscribed",
    "Choice",
    "Clock",
    "Event",
    "EventKind",
    "FileRefused",
    "ImportReport",
    "Links",
    "ListChanged",
    "NotWelcome",
    "Offer",
    "Preferences",
    "PreferencesToken",
    "Profile",
    "Reason",
    "RejectedRow",
    "Seal",
    "Status",
    "Subscriber",
    "Subscribers",
    "SubscribersError",
    "Suppression",
    "UnknownSubscriber",
    "UnsubscribeToken",
    "ValueRefused",
    "Verdict",
    "mask",
    "metadata",
]
