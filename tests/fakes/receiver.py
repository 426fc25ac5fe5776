"""A receiver that verifies DKIM with dkimpy, and finds the public keys without asking a name server."""

import dkim

from digest.mail.dkim import Signer
from digest.mail.dkim_record import record_name, record_value


def verified(message: bytes, signer: Signer) -> list[bool]:
    """Return for each key of `signer` whether the signature at its place holds, as the topmost ones stand."""
    records = {
        f"{record_name(key, signer.domain)}.".encode(): record_value(key).encode() for key in signer.keys
    }

    def look_up(name: bytes | str, timeout: int = 5) -> bytes | None:
        return records.get(name if isinstance(name, bytes) else name.encode())

    checks = (dkim.DKIM(bytes(message)) for _ in signer.keys)
    return [_holds(check, place, look_up) for place, check in enumerate(checks)]


def _holds(check: dkim.DKIM, place: int, look_up: object) -> bool:
    try:
        return bool(check.verify(idx=place, dnsfunc=look_up))
    except (
        dkim.DKIMException,
        ValueError,
    ):  # A ValueError is how PyNaCl takes a signature of another length.
        return False
