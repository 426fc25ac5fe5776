"""Why there is no conversation with the relay: errors about us and the relay, never about a recipient.

What a relay answers to a message is no error (see `digest.domain.delivery.Outcome`).
"""

from digest.domain.delivery import Reply
from digest.errors import RelayRefused, RelayUnavailable


class RelayUnreachable(RelayUnavailable):
    """No connection, or one that broke before the first message; `reason` says what was seen."""

    def __init__(self, relay: str, reason: str) -> None:
        self.relay, self.reason = relay, reason
        super().__init__(
            f"cannot talk to the relay {relay}: {reason}; the deliveries wait."
            " Check that the server runs and that [smtp] host, port and tls are right"
        )


class RelayBusy(RelayUnavailable):
    """The relay answered 4xx before the first message: it asks us to come back."""

    def __init__(self, relay: str, reply: Reply) -> None:
        self.relay, self.reply = relay, reply
        super().__init__(
            f"the relay {relay} is not taking mail now ({reply}); the deliveries wait."
            " If it lasts, lower [smtp] connections or ask the relay's operator"
        )


class ClientRefused(RelayRefused):
    """The relay answered 5xx to our connection or greeting."""

    def __init__(self, relay: str, reply: Reply) -> None:
        self.relay, self.reply = relay, reply
        super().__init__(
            f"the relay {relay} refuses this machine ({reply}); no recipient is at fault."
            " Ask the relay's operator to let it in, or correct [smtp] host and port"
        )


class TlsRefused(RelayRefused):
    """No trustworthy TLS although the configuration demands it; nothing was sent in clear text."""

    def __init__(self, relay: str, reason: str) -> None:
        self.relay, self.reason = relay, reason
        super().__init__(
            f"no trustworthy TLS with the relay {relay}: {reason}; nothing was sent."
            " Correct [smtp] host (it must be the name in the certificate), port and tls:"
            ' "implicit" is usual on port 465, "starttls" on port 587'
        )


class LoginRefused(RelayRefused):
    """The relay did not take our user name and password, or offers no way to log in."""

    def __init__(self, relay: str, username: str, reason: str) -> None:
        self.relay, self.username, self.reason = relay, username, reason
        super().__init__(
            f"the relay {relay} refuses the login of {username!r}: {reason};"
            " correct [smtp] username and password (DIGEST_SMTP__USERNAME, DIGEST_SMTP__PASSWORD)"
        )
